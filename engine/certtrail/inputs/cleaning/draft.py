"""A text on its way to be clean: its lines, and where each of them came from."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NEWLINE: Final = re.compile("\n")


def newline_places(text: str) -> Iterator[int]:
    """Give the place of every line end."""
    return (found.start() for found in _NEWLINE.finditer(text))


@dataclass(frozen=True, slots=True)
class Draft:
    r"""A text with `\n` line ends.

    Attributes:
        text: the text.
        origins: for each of its lines, on which line of the text as it came it began, counted
            from 0; None where these are the same.
    """

    text: str
    origins: array[int] | None = None

    @classmethod
    def of(cls, text: str) -> Draft:
        """Start with a text as it came, with line ends of any system."""
        return cls(text.replace("\r\n", "\n").replace("\r", "\n"))

    def same_lines(self, text: str) -> Draft:
        """Change the text within its lines; the number of lines must stay."""
        return Draft(text, self.origins)

    def other_lines(self, text: str, sources: Sequence[int]) -> Draft:
        """Change the lines.

        Args:
            text: the new text.
            sources: for each line of it the line of this draft on which it begins, from 0.
        """
        if self.origins is None:
            return Draft(text, array("I", sources))
        origins = self.origins
        return Draft(text, array("I", (origins[source] for source in sources)))

    def numbers(self) -> array[int] | None:
        """Give the numbers of the original lines, counted from 1."""
        return None if self.origins is None else array("I", (line + 1 for line in self.origins))
