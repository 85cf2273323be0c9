"""A text that is read on from one place: its pieces in; as much of it at hand as is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


class TextAhead:
    """A text that is read on from one place.

    Attributes:
        text: what is at hand of it.
        at: the place in it.
    """

    def __init__(self, pieces: Iterator[str]) -> None:
        """Begin; the pieces are cut anywhere."""
        self.text, self.at = "", 0
        self._pieces = pieces

    def more(self) -> bool:
        """Have more of the text at hand, twice as much as there is; False where there is none."""
        had = len(self.text) - self.at
        new = []
        size = 0
        while size <= had and (piece := next(self._pieces, None)) is not None:
            new.append(piece)
            size += len(piece)
        if not size:
            return False
        self.text = "".join((self.text[self.at :], *new))
        self.at = 0
        return True

    def run(self, pattern: re.Pattern[str]) -> list[tuple[str, ...]]:
        """Read items that are written alike, as far as they are at hand; gives their groups.

        Args:
            pattern: of such items; its last group takes all that is none.
        """
        found = pattern.findall(self.text, self.at)
        rest = found.pop()[-1] if found and found[-1][-1] else ""
        self.at = len(self.text) - len(rest)
        return found
