"""Office Open XML: the tags of a document's part in, its text out.

Word and the drawings of all Office programs call what matters alike: paragraphs `p` of runs with
texts `t`, tables of rows `tr` and cells `tc`. A word may be split over several runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.carriers.markup_tags import local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.inputs.carriers.flow import Flow

# What was taken out of the document, and what only describes looks.
_SKIPPED: Final = frozenset(
    {"moveFrom", "del", "pPr", "rPr", "tblPr", "sectPr", "tabs", "instrText", "rt"}
)
_TEXTS: Final = frozenset({"t", "delText", "instrText"})
_IN_LINE: Final = {"tab": "\t", "noBreakHyphen": "-"}
_ENDS_LINE: Final = frozenset({"br", "cr"})
_NUMBER: Final = re.compile(r"[0-9A-Fa-f]{1,4}")
# Where fonts of symbols have the letters of a keyboard.
_PRIVATE: Final = 0xF000
_OF_SYMBOLS: Final = re.compile(r"symbol|dings|marlett|mt extra", re.IGNORECASE)
_APART: Final = frozenset({"txbxContent", "comment", "text"})


@dataclass(slots=True)
class _Alternatives:
    """Content that is there in several forms, of which a program shows one.

    Attributes:
        given: the text of the forms for new programs.
        other: that of the form for all others.
    """

    given: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def untold(self) -> str:
        """Give the other form where it says more than what was given."""
        other = "".join(self.other)
        return "" if squeezed(other) in squeezed("".join(self.given)) else other


class OfficeText:
    """Gets the tags of parts, one by one.

    Args:
        flow: gets their text.

    Attributes:
        symbols: letters that a font of symbols may show otherwise.
    """

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._skipped = 0
        self._texts = 0
        self._fallback = 0
        self._alternatives: list[_Alternatives] = []
        self._left: list[str] = []
        self.symbols: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        name = local(tag)
        if self._skipped or (name in _SKIPPED and not self._fallback):
            self._skipped += 1
            self._texts += name in _TEXTS
        elif self._fallback or (name == "Fallback" and self._alternatives):
            self._fallback += 1
            self._texts += name == "t"
        elif name == "AlternateContent":
            self._alternatives.append(_Alternatives())
        elif name == "t":
            self._texts += 1
        elif name == "sym":
            self._symbol(attributes)
        else:
            self._start_shown(name)

    def _start_shown(self, name: str) -> None:
        if name in _IN_LINE:
            self._add(_IN_LINE[name])
        elif name in _ENDS_LINE:
            self._flow.end_line()
        elif name == "tr":
            self._flow.open_row()
        elif name == "tc":
            self._flow.open_cell()
        elif name in _APART:
            self._flow.fresh_line()

    def end(self, tag: str) -> None:
        """End an element."""
        name = local(tag)
        if self._fallback or self._skipped:
            self._end_unshown(name)
        elif name == "t":
            self._texts -= 1
        elif name == "AlternateContent" and self._alternatives:
            self._tell_other(self._alternatives.pop())
        elif name == "p":
            self._flow.end_line()
            if self.symbols:
                self.symbols.append("\n")
        elif name == "tr":
            self._flow.close_row()
        elif name == "tc":
            self._flow.close_cell()
        elif name in _APART:
            self._flow.fresh_line()

    def data(self, text: str) -> None:
        """Take text; only that of runs counts."""
        if not self._texts:
            return
        if self._skipped:
            self._left.append(text)
        elif self._fallback:
            self._alternatives[-1].other.append(text)
        else:
            self._add(text)

    def close(self) -> None:
        """A part is at its end; where it was broken, what is open is forgotten."""
        while self._alternatives:
            self._tell_other(self._alternatives.pop())
        self._skipped = self._texts = self._fallback = 0
        self._flow.fresh_line()

    def left_out(self) -> str:
        """Give the text that was taken out of the document and is still in its file."""
        return "".join(self._left)

    def _add(self, text: str) -> None:
        self._flow.add(text)
        for each in self._alternatives:
            each.given.append(text)

    def _symbol(self, attributes: Mapping[str, str]) -> None:
        """Take a character that stands as its number, which fonts of symbols show otherwise."""
        told = {local(key): value for key, value in attributes.items()}
        number = int(told["char"], 16) if _NUMBER.fullmatch(told.get("char", "")) else 0
        letter = chr(number & 0xFF if number & 0xFF00 == _PRIVATE else number)
        if not letter.isprintable():
            return
        self.symbols.append(letter)
        if not _OF_SYMBOLS.search(told.get("font", "")):
            self._add(letter)

    def _end_unshown(self, name: str) -> None:
        unshown = self._left if self._skipped else self._alternatives[-1].other
        self._texts -= name in _TEXTS if self._skipped else name == "t"
        if name in ("p", "tr", *_ENDS_LINE):
            unshown.append("\n")
        elif name in ("tab", "tc"):
            unshown.append("\t")
        if self._skipped:
            self._skipped -= 1
        else:
            self._fallback -= 1

    def _tell_other(self, alternatives: _Alternatives) -> None:
        if text := alternatives.untold():
            self._flow.fresh_line()
            self._add(text)
            self._flow.fresh_line()


def squeezed(text: str) -> str:
    r"""Take the blanks and line ends out of a text.

    >>> squeezed("CN = a\n")
    'CN=a'
    """
    return "".join(text.split())
