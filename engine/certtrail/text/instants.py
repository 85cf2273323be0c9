"""Instants as integers: nanoseconds since 1970-01-01 UTC in, ISO 8601 and back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import tzinfo

    Instant = datetime | str

SECOND: Final = 1_000_000_000
ANY_ZONE: Final = 14 * 3600
"""How far from UTC a clock can be whose zone nobody knows, in seconds."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ISO: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?", re.ASCII
)
# The marks of direction that Windows sets around the numbers of an instant, also where they were
# written in a code page that lacks them, or read in another one.
_MARKS: Final = re.compile(
    "[\u200e\u200f\u202a-\u202e?\ufffd]|\u00e2\u20ac[\u017d\u008e\u008f]", re.ASCII
)
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def iso(nanoseconds: int) -> str:
    """Render an instant in UTC with the digits it has, at most seven.

    >>> iso(1_767_225_600_000_000_000)
    '2026-01-01T00:00:00Z'
    >>> iso(1_767_225_600_123_456_700)
    '2026-01-01T00:00:00.1234567Z'
    """
    seconds, rest = divmod(nanoseconds, SECOND)
    moment = (_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None)
    digits = f"{rest:09d}"[:7].rstrip("0")
    return moment.isoformat() + (f".{digits}" if digits else "") + "Z"


def iso_unplaced(nanoseconds: int) -> str:
    """Render a time of a server's own clock whose zone nobody knows: without an offset.

    >>> iso_unplaced(1_767_225_600_000_000_000)
    '2026-01-01T00:00:00'
    """
    return iso(nanoseconds).removesuffix("Z")


class ClockTime(str):
    """An instant in ISO 8601 as a sentence tells it: of UTC, or without an offset.

    Only `clock_time` and `reckoned` make one, and no phrase takes a time that is none: so nobody
    tells a server's own clock as UTC because nobody asked whose clock it is.
    """

    __slots__ = ()


class TimeOfUtc(ClockTime):
    """One of UTC for sure, as of a protocol log, whatever the server's own clock shows."""

    __slots__ = ()


def clock_time(nanoseconds: int, *, unplaced: bool) -> ClockTime:
    """Give a time for a sentence.

    >>> clock_time(1_767_225_600_000_000_000, unplaced=True)
    '2026-01-01T00:00:00'

    Args:
        nanoseconds: since 1970 UTC, or as if the clock had shown that.
        unplaced: it is of the server's own clock, whose zone nobody knows.
    """
    return ClockTime((iso_unplaced if unplaced else iso)(nanoseconds))


def reckoned(seconds: int) -> ClockTime:
    """Give a time for a text about one server, in seconds.

    `certtrail.text.message.unplaced` makes it one of that server's own clock, where it is.
    """
    return clock_time(seconds * SECOND, unplaced=False)


def is_unplaced(text: str) -> bool:
    """Tell whether an instant in ISO 8601 has no offset, so that its zone is not known."""
    match = _ISO.fullmatch(text)
    return match is not None and match[4] is None


def parse_iso(text: str) -> int:
    """Read an ISO 8601 instant; without an offset it is UTC.

    Raises:
        ValueError: the text is not such an instant.
    """
    match = _ISO.fullmatch(text)
    if match is None:
        raise ValueError(f"expected an instant such as 2026-01-31T08:00:00Z, found {text!r}")
    day, clock, fraction, offset = match.groups()
    moment = datetime.fromisoformat(f"{day}T{clock}{(offset or 'Z').replace('Z', '+00:00')}")
    whole = round((moment - _EPOCH).total_seconds())
    # Windows tells time to 100 ns; what another tool puts behind that is none of the record's.
    return whole * SECOND + int((fraction or "")[:7].ljust(9, "0"))


def parse_rendered(text: str) -> int:
    """Read an ISO 8601 instant as Windows shows it in a message.

    >>> parse_rendered("\u200e2026\u200e-\u200e01\u200e-\u200e31T08:00:00.5Z") // SECOND
    1769846400

    Raises:
        ValueError: the text is not such an instant.
    """
    return parse_iso(_MARKS.sub("", text).strip())


def moment(given: Instant) -> datetime:
    """Read a day, or a day and a time, as an aware datetime; without an offset it is UTC.

    >>> [f"{moment(text):%d %H:%M %Z}" for text in ("2026-01-31", "2026-01-31T08:00+02:00")]
    ['31 00:00 UTC', '31 06:00 UTC']

    Raises:
        ValueError: the text is neither.
    """
    try:
        found = datetime.fromisoformat(given.strip()) if isinstance(given, str) else given
    except ValueError as error:
        expected = "2026-01-31, 2026-01-31T08:00Z or 2026-01-31T08:00:00+02:00"
        raise ValueError(f"expected an instant such as {expected}, found {given!r}") from error
    try:
        instant = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"expected an instant of the years 1 to 9999, found {given!r}") from error
    return instant


def to_datetime(nanoseconds: int) -> datetime:
    """Convert to an aware UTC datetime; digits below a microsecond are cut."""
    return _EPOCH + timedelta(microseconds=nanoseconds // 1000)


def from_datetime(moment: datetime) -> int:
    """Convert from an aware datetime."""
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds * 1000


def seconds_of(nanoseconds: int) -> int:
    """Give an instant in whole seconds since 1970 UTC: what facts' fields and rules count in.

    Everywhere else an instant is in nanoseconds, as records tell it, and text only in files.
    """
    return nanoseconds // SECOND


def short(nanoseconds: int, zone: tzinfo = UTC) -> str:
    """Render an instant for reading, to the minute, with its offset (`UTC` for none).

    >>> short(1_767_225_600_000_000_000)
    '2026-01-01 00:00 UTC'
    """
    moment = to_datetime(nanoseconds).astimezone(zone)
    return f"{moment:%Y-%m-%d %H:%M} {offset(moment)}"


def short_unplaced(nanoseconds: int) -> str:
    """Render a time of a server's own clock, whose zone nobody knows, to the minute.

    >>> short_unplaced(1_767_225_600_000_000_000)
    '2026-01-01 00:00 local'
    """
    return f"{to_datetime(nanoseconds):%Y-%m-%d %H:%M} local"


def offset(moment: datetime) -> str:
    """Name the offset of an aware datetime: `UTC`, `UTC+02:00`."""
    digits = moment.strftime("%z")
    return "UTC" if digits == "+0000" else f"UTC{digits[:3]}:{digits[3:5]}"


def span(seconds: float) -> str:
    """Render a length of time in one unit, rounded.

    >>> [span(40), span(900), span(5400), span(90000), span(1_000_000)]
    ['40 s', '15 min', '1.5 h', '25 h', '12 d']
    """
    if seconds < 60:
        return f"{round(seconds)} s"
    if seconds < 3600:
        return f"{round(seconds / 60)} min"
    if seconds < 36_000:
        return f"{seconds / 3600:.1f}".rstrip("0").rstrip(".") + " h"
    if seconds < 172_800:
        return f"{round(seconds / 3600)} h"
    return f"{round(seconds / 86_400)} d"


def unit(seconds: int) -> str:
    """Write a length of time as `duration` reads it, exactly.

    >>> [unit(length) for length in (172_800, 7200, 90, 0)]
    ['2d', '2h', '90s', '0s']
    """
    whole = ("d", "h", "m")
    found = next((each for each in whole if seconds and not seconds % _UNITS[each]), "s")
    return f"{seconds // _UNITS[found]}{found}"


def duration(text: str) -> int:
    """Read a length of time such as `30d`, `2h`, `90m` into seconds.

    Raises:
        ValueError: the text is not such a length.
    """
    match = re.fullmatch(r"(\d{1,6})([smhdw])", text, re.ASCII)
    if match is None:
        raise ValueError(f"expected a length of time such as 30d, 2h or 90m, found {text!r}")
    return int(match[1]) * _UNITS[match[2]]
