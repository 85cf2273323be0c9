"""The expiry that a countdown implies: event time plus the hours that it names, or its date.

The hours are whole, so each event leaves half an hour open on either side. Exchange appears to
subtract UTC from a local end date (basis: model), so the hours are off by the server's UTC
offset; System 6013 tells that offset, and without it up to 14 hours stay open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from certtrail.facts.written_ends import hours_left, local_end
from certtrail.text.instants import ANY_ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.events_by_kind import EventsByKind

_HOUR: Final = 3600
_ROUNDING: Final = _HOUR // 2
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


def time_zone(events: EventsByKind) -> TimeZone | None:
    """Read the zone from the last uptime record that names one."""
    found: TimeZone | None = None
    for event in events.of(("system-uptime",)):
        match = _BIAS.fullmatch(event.text("zone"))
        if match is not None and abs(int(match[1])) <= 14 * 60:
            found = TimeZone(match[2], int(match[1]))
    return found


def implied_expiry(events: Sequence[CataloguedEvent], zone: TimeZone | None) -> Expiry | None:
    """Combine the countdown records of one certificate; None when none tells its end."""
    ends = [end for event in events if (end := local_end(event)) is not None]
    if not ends:
        return None
    earliest, latest = max(ends) - _ROUNDING, min(ends) + _ROUNDING
    consistent = earliest <= latest + _DAYLIGHT_SAVING
    at = (earliest + latest) // 2 if consistent else ends[-1]
    if zone is None:
        return Expiry(at, (_ROUNDING + ANY_ZONE + _HOUR - 1) // _HOUR, consistent)
    error = _ROUNDING + _DAYLIGHT_SAVING
    return Expiry(at + zone.bias * 60, (error + _HOUR - 1) // _HOUR, consistent)


# From when on a renewal is due: a month before the end, and of the internal certificate, which no
# tool renews and which Edge subscriptions hang on, two. Where a log shows that certificates of the
# same name are renewed later than that, as of ACME authorities, a day after their usual time.
_DUE: Final = 30 * 24
_DUE_INTERNAL: Final = 60 * 24
_GRACE: Final = 24
# An end has surely passed when the offset that the hours are off by, and an hour, have passed, too.
_SURELY: Final = ANY_ZONE + _HOUR


@dataclass(slots=True)
class _Warned:
    """One certificate's countdown: times in seconds since 1970 UTC, hours as logged.

    `counted` tells whether the last warning names the hours, and not a date.
    """

    first: int
    last: int
    hours: int
    counted: bool


class Countdowns:
    """The countdowns of all certificates of a server that are warned of, by the name they serve."""

    def __init__(self) -> None:
        self._by_name: dict[str, dict[str, _Warned]] = {}
        self._replaced: dict[str, dict[str, int]] = {}

    def add(self, name: str, thumbprint: str, events: Iterable[CataloguedEvent]) -> None:
        """Add records about one certificate; those that tell no end tell nothing."""
        known = self._by_name.setdefault(name, {})
        self._replaced.pop(name, None)
        for event in events:
            hours, at = hours_left(event), event.seconds
            if hours is None:
                continue
            counted = "hours" in event.values
            warned = known.setdefault(thumbprint, _Warned(at, at, hours, counted))
            warned.first = min(warned.first, at)
            if at >= warned.last:
                warned.last, warned.hours, warned.counted = at, hours, counted

    def fields(self, name: str, thumbprint: str, log_end: int) -> dict[str, int | bool | None]:
        """Give `hours` as last logged, `left` at the log's end, whether a renewal is `due`, and
        whether the end is `past` there.

        Where the log shows that others of the name were replaced, `usual` is how many seconds
        before their end the last of their warnings was, of the one that came nearest to it.
        """
        known = self._by_name.get(name, {})
        mine = known.get(thumbprint)
        if mine is None:
            return {}
        left = max(mine.hours - max(log_end - mine.last, 0) // _HOUR, 0)
        if name not in self._replaced:
            self._replaced[name] = _least_before(known)
        nearest = self._replaced[name].get(thumbprint)
        limit = _DUE if name else _DUE_INTERNAL
        if nearest is not None:
            limit = max(min(limit, nearest - _GRACE), _GRACE)
        usual = None if nearest is None else nearest * _HOUR
        past = mine.last + mine.hours * _HOUR + _SURELY < log_end
        return {
            "hours": mine.hours if mine.counted else None,
            "left": left,
            "due": left < limit,
            "past": past,
            "usual": usual,
        }


def _least_before(known: Mapping[str, _Warned]) -> dict[str, int]:
    """Give for each certificate the least hours of those that were warned of before it.

    That is of which both the first and the last warning came earlier. A log that somebody made has
    thousands of a name, so each is compared with few others: a tree of minima over the ranks of
    the last warnings (Fenwick's), filled in the order of the first ones.
    """
    rank = {last: at for at, last in enumerate(sorted({one.last for one in known.values()}), 1)}
    least: list[int | None] = [None] * (len(rank) + 1)
    found: dict[str, int] = {}
    ordered = sorted(known.items(), key=lambda entry: entry[1].first)
    for _, together in groupby(ordered, key=lambda entry: entry[1].first):
        alike = list(together)
        for thumbprint, warned in alike:
            at, hours = rank[warned.last] - 1, None
            while at:
                hours = _lesser(hours, least[at])
                at -= at & -at
            if hours is not None:
                found[thumbprint] = hours
        for _, warned in alike:
            at = rank[warned.last]
            while at < len(least):
                least[at] = _lesser(least[at], warned.hours)
                at += at & -at
    return found


def _lesser(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)
