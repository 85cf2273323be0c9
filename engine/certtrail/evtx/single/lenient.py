"""Damaged binary XML in, what can be made of it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from certtrail.evtx.format.binxml import LONGEST_NAME, BinXmlError, Parser
from certtrail.evtx.single.fitting import Fitter
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.evtx.format.markup import Piece


class LenientParser(Parser):
    """Keeps what stands before the first thing that cannot be read.

    Args:
        fitter: makes the sizes of damaged values fit; one of its own where there is none.
        *where: as of `Parser`.
        **how: as of `Parser`.
    """

    def __init__(self, *where: Any, fitter: Fitter | None = None, **how: Any) -> None:
        super().__init__(*where, **how)
        self._fitter = fitter or Fitter()

    def parse(self) -> list[Piece]:
        """Read as much as can be; BinXmlError if that is nothing."""
        try:
            self._tokens()
        except BinXmlError:
            if not self.top:
                raise
        return self.top

    def too_long(self, offset: int, size: int) -> int:
        """End a name whose length cannot be at its NUL; it is empty where there is none."""
        del size
        text = self.chunk[offset + 8 : offset + 8 + LONGEST_NAME].decode("utf-16-le", "replace")
        return 2 * max(text.find("\0"), 0)

    def fitted(self, described: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
        """Put sizes right, and cut values off where the fragment ends."""
        found = self._fitter.fitted(described, self.chunk[self.at : self.end])
        if found is None:
            raise BinXmlError(self.at, phrase("values that fit their types"), phrase("others"))
        return found
