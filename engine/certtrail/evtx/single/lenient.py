"""Damaged binary XML in, what can be made of it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.evtx.format.binxml import LONGEST_NAME, BinXmlError, Parser
from certtrail.evtx.single import fitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.evtx.format.markup import Piece


class LenientParser(Parser):
    """Keeps what stands before the first thing that cannot be read."""

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
        return fitting.fitted(described, self.chunk[self.at : self.end])
