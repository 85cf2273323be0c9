"""How single values read in every report: hostile text made visible, instants, periods, counts."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from certtrail.times import parse_iso, to_datetime

if TYPE_CHECKING:
    from datetime import tzinfo

# What begins so in a cell is a formula to a spreadsheet.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_LINE_BREAKS: Final = re.compile(r"\s*[\t\n\r]\s*")
# Control, format (bidi overrides, zero width), surrogates, line and paragraph separators.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    r"""Return the text on one line, with every character that a reader cannot see spelled out.

    Every renderer but JSON passes every value through here, as logs are written by attackers too.

    >>> visible("two\n lines, a bell \a and \u202egnp.exe")
    'two lines, a bell \\x07 and \\u202egnp.exe'
    """
    text = _LINE_BREAKS.sub(" ", text)
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        _spelled(character) if unicodedata.category(character) in _UNSEEN else character
        for character in text
    )


def harmless(cell: object) -> object:
    """Put a quote before what a spreadsheet would run as a formula.

    >>> harmless("=HYPERLINK(1)"), harmless("-5 h"), harmless(-5)
    ("'=HYPERLINK(1)", "'-5 h", -5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _spelled(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def moment(text: str, zone: tzinfo, *, seconds: bool = False) -> str:
    """Render an ISO 8601 instant in the zone, with its offset; other text stays as it is.

    >>> from datetime import UTC
    >>> moment("2026-01-01T08:30:15Z", UTC)
    '2026-01-01 08:30 UTC'
    """
    if not text:
        return "unknown"
    try:
        local = to_datetime(parse_iso(text)).astimezone(zone)
    except (ValueError, OverflowError):
        return visible(text)
    clock = "%H:%M:%S" if seconds else "%H:%M"
    # strftime does not pad the year alike on all systems.
    return f"{local.year:04}{local.strftime(f'-%m-%d {clock}')} {_offset(local.strftime('%z'))}"


def _offset(digits: str) -> str:
    return "UTC" if digits == "+0000" else f"UTC{digits[:3]}:{digits[3:5]}"


def period(first: str, last: str, zone: tzinfo) -> str:
    """Render from when to when, naming the offset once where both ends share it.

    >>> from datetime import UTC
    >>> period("2026-01-01T08:30:15Z", "2026-01-03T09:00:00Z", UTC)
    '2026-01-01 08:30 to 2026-01-03 09:00 UTC'
    """
    if not first and not last:
        return "time unknown"
    start, end = moment(first, zone), moment(last, zone)
    if start == end:
        return start
    start_clock, _, start_offset = start.rpartition(" ")
    return f"{start_clock if end.endswith(' ' + start_offset) else start} to {end}"


def zone_name(zone: tzinfo) -> str:
    """Name the zone that a report's times are in."""
    return visible(str(zone))


def counted(number: int, noun: str, plural: str = "") -> str:
    """Render a number with its noun.

    >>> counted(1, "finding"), counted(1200, "entry", "entries")
    ('1 finding', '1,200 entries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
