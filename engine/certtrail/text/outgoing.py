"""The doors for what goes out: a type for each medium, which only its own escaping makes.

What is written to a terminal, a file, or standard error takes nothing else, so what a log, a rule
or an option holds cannot go past the escaping. Markdown, HTML, calendars and workbooks have theirs
beside what writes them, in `reports`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Final, Self

from certtrail.text.display import RUN_BEHIND_SEMICOLON, escaped, harmless, printable, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    Row = Iterable[object]

_NO_NAME: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
# Windows takes these for devices, with any suffix.
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
_LONGEST_NAME: Final = 150  # bytes, of what stands before the suffix


class Outgoing(str):
    """A text that was made safe for one medium, by the constructor of that medium's class."""

    __slots__ = ()

    def __new__(cls, *_what: object, **_how: object) -> Self:
        """Refuse: only a class that escapes makes one."""
        raise TypeError(f"{cls.__name__} does not say for which medium it is")


class OutgoingBytes(bytes):
    """A file that is no text, and was made safe by the constructor of its own class."""

    __slots__ = ()

    def __new__(cls, *_what: object, **_how: object) -> Self:
        """Refuse: only a class that escapes makes one."""
        raise TypeError(f"{cls.__name__} does not say for which medium it is")

    @property
    def words(self) -> str:
        """All text in it, also where only a program sees it: to look through it for names."""
        raise NotImplementedError


AnyOutgoing = Outgoing | OutgoingBytes
"""What a report can be."""


class ScreenText(Outgoing):
    """Lines of plain text, for a terminal or a file."""

    __slots__ = ()

    def __new__(cls, lines: Iterable[str]) -> Self:
        r"""Make each line visible, so that none hides, moves or adds anything.

        >>> ScreenText(["two\nlines", "\x1b[2J"])
        'two lines\n\\x1b[2J\n'
        """
        return str.__new__(cls, "".join(f"{visible(line)}\n" for line in lines))


class Json(Outgoing):
    """A JSON value and a line end; what it holds reads back as it was."""

    __slots__ = ()

    def __new__(cls, value: object, indent: int | None = 2) -> Self:
        """Write a value; without an indent, on one line."""
        separators = (",", ":") if indent is None else None
        text = json.dumps(
            value, indent=indent, separators=separators, ensure_ascii=False, allow_nan=False
        )
        return str.__new__(cls, escaped(text) + "\n")


def json_cell(value: object) -> str:
    r"""Write a value as JSON for a cell: no spreadsheet runs a part of it, and it reads back.

    >>> json_cell(["a;=1"])
    '["a;\\u003d1"]'
    """
    text = Json(value, indent=None).rstrip("\n")
    if ";" not in text:
        return text
    return RUN_BEHIND_SEMICOLON.sub(lambda found: f"{found[1]}\\u{ord(found[2]):04x}", text)


class Csv(Outgoing):
    """Rows of comma separated values."""

    __slots__ = ()

    def __new__(cls, rows: Iterable[Row]) -> Self:
        """Write rows; nothing in them is run by a spreadsheet or hidden from its reader."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(map(_cells, rows))
        return str.__new__(cls, out.getvalue())


def _cells(row: Row) -> list[object]:
    return [harmless(visible(cell)) if isinstance(cell, str) else cell for cell in row]


class FileName(str):
    """The name of a file that certtrail makes: one step of a path, on any system."""

    __slots__ = ()

    def __new__(cls, name: str) -> Self:
        r"""Replace what no name may have, and what cannot be seen in one.

        >>> FileName("../a\x1b:b\u202e.html"), FileName("nul.md"), FileName("  ")
        ('.._a__b_.html', '_nul.md', '_')
        """
        seen = "".join(mark if printable(mark) == mark else "_" for mark in name)
        stem, dot, suffix = _NO_NAME.sub("_", seen).rpartition(".")
        kept = f"{_cut(stem)}{dot}{suffix[:20]}" if dot else _cut(suffix)
        kept = kept.strip().rstrip(". ")
        return str.__new__(cls, _DEVICE.sub(r"_\1", kept) if _DEVICE.match(kept) else kept or "_")


def _cut(name: str) -> str:
    return name.encode()[:_LONGEST_NAME].decode(errors="ignore")
