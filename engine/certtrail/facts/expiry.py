"""The expiry that a countdown implies: event time plus the hours that it names.

The hours are whole, so each event leaves half an hour open on either side. Exchange appears to
subtract UTC from a local end date (basis: model), so the hours are off by the server's UTC
offset; System 6013 tells that offset, and without it up to 14 hours stay open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent

_HOUR: Final = 3600
_ROUNDING: Final = _HOUR // 2
_UNKNOWN_OFFSET: Final = 14 * _HOUR
_DAYLIGHT_SAVING: Final = _HOUR
_BIAS: Final = re.compile(r"\s*(-?\d{1,4})\s+(.{1,120}?)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class TimeZone:
    """A server's zone as System 6013 names it; UTC = local time + bias (minutes)."""

    name: str
    bias: int

    def __str__(self) -> str:
        sign = "-" if self.bias > 0 else "+"
        hours, minutes = divmod(abs(self.bias), 60)
        return f"{self.name} (UTC{sign}{hours:02d}:{minutes:02d})"


@dataclass(frozen=True, slots=True)
class Expiry:
    """An implied end of validity: seconds since 1970 UTC, and how far it may be off (hours)."""

    at: int
    error_hours: int
    consistent: bool


def time_zone(events: Iterable[CataloguedEvent]) -> TimeZone | None:
    """Read the zone from the last uptime record that names one."""
    found: TimeZone | None = None
    for event in events:
        if event.kind == "system-uptime":
            match = _BIAS.fullmatch(event.text("zone"))
            if match is not None and abs(int(match[1])) <= 14 * 60:
                found = TimeZone(match[2], int(match[1]))
    return found


def implied_expiry(events: Sequence[CataloguedEvent], zone: TimeZone | None) -> Expiry | None:
    """Combine the countdown records of one certificate; None when none names its hours."""
    ends = [
        event.seconds + hours * _HOUR
        for event in events
        if isinstance(hours := event.values.get("hours"), int)
    ]
    if not ends:
        return None
    earliest, latest = max(ends) - _ROUNDING, min(ends) + _ROUNDING
    consistent = earliest <= latest + _DAYLIGHT_SAVING
    at = (earliest + latest) // 2 if consistent else ends[-1]
    if zone is None:
        return Expiry(at, (_ROUNDING + _UNKNOWN_OFFSET + _HOUR - 1) // _HOUR, consistent)
    error = _ROUNDING + _DAYLIGHT_SAVING
    return Expiry(at + zone.bias * 60, (error + _HOUR - 1) // _HOUR, consistent)


# From when on a renewal is due: a month before the end. Where a log shows that certificates of the
# same name are renewed later than that, as of ACME authorities, a day after their usual time.
_DUE: Final = 30 * 24
_GRACE: Final = 24


@dataclass(slots=True)
class _Warned:
    """One certificate's countdown: times in seconds since 1970 UTC, hours as logged."""

    first: int
    last: int
    hours: int


class Countdowns:
    """The countdowns of all certificates of a server that are warned of, by the name they serve."""

    def __init__(self) -> None:
        self._by_name: dict[str, dict[str, _Warned]] = {}

    def add(self, name: str, thumbprint: str, events: Iterable[CataloguedEvent]) -> None:
        """Add records about one certificate; those without hours tell nothing."""
        known = self._by_name.setdefault(name, {})
        for event in events:
            hours, at = event.values.get("hours"), event.seconds
            if not isinstance(hours, int):
                continue
            warned = known.setdefault(thumbprint, _Warned(at, at, hours))
            warned.first = min(warned.first, at)
            if at >= warned.last:
                warned.last, warned.hours = at, hours

    def fields(self, name: str, thumbprint: str, log_end: int) -> dict[str, int | bool | None]:
        """Give `hours` as last logged, `left` at the log's end, and whether a renewal is `due`."""
        known = self._by_name.get(name, {})
        mine = known.get(thumbprint)
        if mine is None:
            return {}
        left = max(mine.hours - max(log_end - mine.last, 0) // _HOUR, 0)
        before = [
            other.hours
            for other in known.values()
            if other is not mine and other.first < mine.first and other.last < mine.last
        ]
        limit = max(min([_DUE, *(hours - _GRACE for hours in before)]), _GRACE)
        return {"hours": mine.hours, "left": left, "due": left < limit}
