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

    from certtrail.facts.catalogued_events import Observation

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


def time_zone(observations: Iterable[Observation]) -> TimeZone | None:
    """Read the zone from the last uptime record that names one."""
    found: TimeZone | None = None
    for observation in observations:
        if observation.kind == "system-uptime":
            match = _BIAS.fullmatch(observation.text("zone"))
            if match is not None and abs(int(match[1])) <= 14 * 60:
                found = TimeZone(match[2], int(match[1]))
    return found


def implied_expiry(observations: Sequence[Observation], zone: TimeZone | None) -> Expiry | None:
    """Combine the countdown records of one certificate; None when none names its hours."""
    ends = [
        observation.seconds + hours * _HOUR
        for observation in observations
        if isinstance(hours := observation.values.get("hours"), int)
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
