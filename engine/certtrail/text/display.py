"""How hostile text is shown in every report: on one line, nothing hidden, nothing run."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from certtrail.text import message

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


def counted(number: int, noun: str) -> str:
    """Render a number with its noun, for what is English only.

    >>> counted(1, "finding"), counted(1200, "record")
    ('1 finding', '1,200 records')
    """
    return message.counted(number, f"{{n|count}} {noun}", f"{{n|count}} {noun}s")
