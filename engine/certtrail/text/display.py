"""How hostile text is shown in every report: on one line, nothing hidden, nothing run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.text import message

if TYPE_CHECKING:
    from collections.abc import Sequence

_BREAKS: Final = re.compile(r"[\t\n\r]+")
# Control, format (bidi overrides, zero width, tags), surrogates, separators of lines, private use,
# what is no character, and what Unicode wants ignored or shows as nothing (fillers, variation
# selectors, the blank of Braille).
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U00010000-\U0010ffff]"
)
# Of the last range only these: named above, each of them would make every search slow.
_UNSEEN_BEYOND: Final = re.compile(
    "[\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    + "".join(
        f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(1 << 16, 14 << 16, 1 << 16)
    )
    + "\U000e0000-\U000e0fff\U000efffe\U000effff\U000f0000-\U0010ffff]"
)
# What a cell begins with that a spreadsheet runs, also behind blanks, and behind the semicolon that
# some take for the end of a cell.
_RUN: Final = r"[=+@\uff0b\uff1d\uff20\uff0d|-]"
_FORMULA: Final = re.compile(rf"(^|;)(?=[\s\"']*{_RUN})")
RUN_BEHIND_SEMICOLON: Final = re.compile(rf"(;[\s\"']*)({_RUN})")
"""A mark that may begin a formula where a semicolon parts cells, and what stands before it."""


def visible(text: str) -> str:
    r"""Return the text on one line, with every character that a reader cannot see spelled out.

    >>> visible("two\n lines, a bell \a and \u202egnp.exe")
    'two lines, a bell \\x07 and \\u202egnp.exe'
    """
    if text.isascii() and text.isprintable():
        return text
    first, *rest = _BREAKS.split(text)
    if rest:
        *middle, last = rest
        inner = [part for part in map(str.strip, middle) if part]
        text = " ".join([first.rstrip(), *inner, last.lstrip()])
    return _UNSEEN.sub(_spelled, text)


def whole(text: str) -> str:
    r"""Put the mark for what is no character in the place of half ones, which no file can hold.

    >>> whole("EX01\ud800")
    'EX01\ufffd'
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def printable(text: str) -> str:
    r"""Spell out what cannot be seen, as `visible` does, in a text whose lines stay.

    >>> printable("two\nlines and a bell \a")
    'two\nlines and a bell \\x07'
    """
    if text.isascii() and text.isprintable():
        return text
    return "\n".join(_UNSEEN.sub(_spelled, line) for line in text.split("\n"))


def escaped(text: str) -> str:
    r"""Write what cannot be seen in a JSON text as JSON's own escapes, so that it reads the same.

    >>> escaped('"\u202egnp.exe"\n')
    '"\\u202egnp.exe"\n'
    """
    if text.isascii() and "\x7f" not in text:  # JSON itself escapes the controls below
        return text
    return "\n".join(_UNSEEN.sub(_json_escape, line) for line in text.split("\n"))


def harmless(cell: str) -> str:
    """Put a quote before what a spreadsheet would run as a formula.

    >>> harmless("=HYPERLINK(1)"), harmless("-5 h"), harmless("a;=1"), harmless("1-2")
    ("'=HYPERLINK(1)", "'-5 h", "a;'=1", '1-2')
    """
    if ";" in cell:
        return _FORMULA.sub(r"\1'", cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _seen(mark: str) -> bool:
    return mark > "\uffff" and _UNSEEN_BEYOND.match(mark) is None


def _spelled(found: re.Match[str]) -> str:
    if _seen(found[0]):
        return found[0]
    code = ord(found[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(found: re.Match[str]) -> str:
    if _seen(found[0]):
        return found[0]
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def in_columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Write rows of a table as lines, with all columns but the last aligned.

    >>> in_columns([("a", "one"), ("bcd", "two")])
    ['a    one', 'bcd  two']
    """
    rows = [tuple(map(visible, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def counted(number: int, noun: str) -> str:
    """Render a number with its noun, for what is English only.

    >>> counted(1, "finding"), counted(1200, "record")
    ('1 finding', '1,200 records')
    """
    return message.counted(number, f"{{n|count}} {noun}", f"{{n|count}} {noun}s")
