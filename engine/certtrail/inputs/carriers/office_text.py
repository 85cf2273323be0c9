"""Office Open XML: the tags of a document's part in, its text out.

Word and the drawings of all Office programs call what matters alike: paragraphs `p` of runs with
texts `t`, tables of rows `tr` and cells `tc`. A word may be split over several runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.carriers.markup_tags import local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.inputs.carriers.flow import Flow

# What says the same again, what was taken out of the document, and what only describes looks.
_SKIPPED: Final = frozenset(
    {"Fallback", "moveFrom", "del", "pPr", "rPr", "tblPr", "sectPr", "tabs", "instrText", "rt"}
)
_IN_LINE: Final = {"tab": "\t", "noBreakHyphen": "-"}
_ENDS_LINE: Final = frozenset({"br", "cr"})
_APART: Final = frozenset({"txbxContent", "comment", "text"})


class OfficeText:
    """Gets the tags of parts, one by one.

    Args:
        flow: gets their text.
    """

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._skipped = 0
        self._texts = 0

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        """Begin an element."""
        name = local(tag)
        if name in _SKIPPED or self._skipped:
            self._skipped += 1
        elif name == "t":
            self._texts += 1
        elif name in _IN_LINE:
            self._flow.add(_IN_LINE[name])
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
        if self._skipped:
            self._skipped -= 1
        elif name == "t":
            self._texts -= 1
        elif name == "p":
            self._flow.end_line()
        elif name == "tr":
            self._flow.close_row()
        elif name == "tc":
            self._flow.close_cell()
        elif name in _APART:
            self._flow.fresh_line()

    def data(self, text: str) -> None:
        """Take text; only that of runs counts."""
        if self._texts and not self._skipped:
            self._flow.add(text)

    def close(self) -> None:
        """A part is at its end; where it was broken, what is open is forgotten."""
        self._skipped = self._texts = 0
        self._flow.fresh_line()
