"""What is in the sheets of a workbook beside their cells' values: its parts in; texts out.

Headings of the print, prompts, comments of the XML: what may be evidence is read as a text.
Formulas without a result and strings that no cell shows are told.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import BrokenError
from certtrail.inputs.carriers.markup_tags import local
from certtrail.inputs.unshown import is_evidence, is_long_evidence
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.inputs.archives.member import Packed
    from certtrail.inputs.carriers.zipped_parts import Parts

# Shorter ones tell the looks and places of cells.
_LEAST: Final = 40
_MOST: Final = 1 << 20


def beside_cells(
    packed: Packed, parts: Parts, names: Sequence[str], shared: Sequence[str]
) -> Iterator[Member]:
    """Give what may be evidence as a text, and tell what of it is not read.

    Args:
        packed: the workbook.
        parts: its parts.
        names: of its sheets.
        shared: the part of the strings that their cells share, if it has one.
    """
    sheet = _Sheet()
    strings = _Strings(sheet.shown)
    for target, some in ((sheet, names), (strings, shared)):
        for name in some:
            with suppress(BrokenError):  # its library has said so
                parts.tell(name, target)
            target.close()
    if sheet.uncomputed:
        packed.problems.append(
            phrase(
                "{count|count} formulas in it have no result that was saved, so what they show was "
                "not read; open it in Excel, and save it or its sheets as CSV.",
                count=sheet.uncomputed,
            )
        )
    if is_evidence("\n".join(strings.left)):
        packed.problems.append(
            phrase(
                "Text in it that no cell shows was not read: it was deleted, or a program has put "
                "it there; ask for the sheet as CSV."
            )
        )
    if pieces := list(dict.fromkeys((*sheet.pieces, *strings.pieces))):
        yield Member.of_text("unshown.txt", "\n\n".join(pieces))


class _Beside:
    """Gets the tags of a part; keeps what of it may be evidence, a megabyte at most of each.

    Attributes:
        pieces: texts, comments, values of attributes.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._text: list[str] = []
        # How a word is spoken, which no cell shows.
        self._sounds = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        for value in attributes.values():
            if len(value) >= _LEAST:
                self._keep(value)
        self._sounds += local(tag) == "rPh"
        self._text = []

    def end(self, tag: str) -> None:
        self._sounds -= local(tag) == "rPh"
        if self._text:
            self._keep("".join(self._text))
            self._text = []

    def data(self, text: str) -> None:
        self._text.append(text)

    def comment(self, text: str) -> None:
        self._keep(text)

    def pi(self, _: str, text: str | None = None) -> None:
        self._keep(text or "")

    def close(self) -> None:
        self._text = []
        self._sounds = 0

    def _keep(self, text: str) -> None:
        if len(text) >= _LEAST and is_long_evidence(text[:_MOST]):
            self.pieces.append(text)


class _Sheet(_Beside):
    """Gets the tags of sheets.

    Attributes:
        uncomputed: how many formulas have no result; an empty text is one.
        shown: which of the shared strings a cell shows.
    """

    def __init__(self) -> None:
        super().__init__()
        self.uncomputed = 0
        self.shown: set[int] = set()
        self._formula = self._result = self._shared = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local(tag)
        if name == "c":
            kind = attributes.get("t")
            self._shared = kind == "s"
            self._formula, self._result = False, kind == "str"
        elif name == "f":
            self._formula = True
        if name not in _CELL:
            super().start(tag, attributes)
        self._text = []

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "c":
            self.uncomputed += self._formula and not self._result
        elif name == "v":
            if self._shared:
                with suppress(ValueError):
                    self.shown.add(int("".join(self._text)))
            self._result = self._result or bool(self._text)
        elif name != "t" or self._sounds:
            super().end(tag)
        self._text = []


class _Strings(_Beside):
    """Gets the tags of the strings that cells share.

    Args:
        shown: which of them a cell shows.

    Attributes:
        left: the others.
    """

    def __init__(self, shown: set[int]) -> None:
        super().__init__()
        self.left: list[str] = []
        self._shown = shown
        self._number = -1

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._number += local(tag) == "si"
        super().start(tag, attributes)

    def end(self, tag: str) -> None:
        if local(tag) != "t" or self._sounds:
            super().end(tag)
        elif self._number not in self._shown:
            self.left.append("".join(self._text))
        self._text = []


_CELL: Final = frozenset({"row", "c", "v", "is", "t"})
