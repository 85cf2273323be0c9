"""How much of one sort is taken from an input: what is found in, whether there is room for it out.

A text that somebody made can name any number of things, and each costs time later. What is told
again needs no more room; of what finds none, the input's report says how much it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable


class Room:
    """Room for so many different things of one sort."""

    def __init__(self, most: int) -> None:
        """Make room.

        Args:
            most: how many different things are taken.
        """
        self.most = most
        self._taken: set[Hashable] = set()
        self._left: set[Hashable] = set()

    @property
    def full(self) -> bool:
        """Nothing new is taken any more."""
        return len(self._taken) >= self.most

    def __contains__(self, key: Hashable) -> bool:
        """Tell whether a thing was taken before."""
        return key in self._taken

    def takes(self, key: Hashable) -> bool:
        """Take a thing: what was taken before always, another one while there is room.

        Args:
            key: what makes things different; equal ones are one thing.
        """
        if key not in self._taken:
            if self.full:
                self._left.add(key)
                return False
            self._taken.add(key)
        return True

    def problems(self, what: str) -> tuple[str, ...]:
        """Say how many things found no room, if any.

        Args:
            what: their sort, in the plural, as the report shows it.
        """
        if not self._left:
            return ()
        return (
            phrase(
                "{what}: the first {most|count} were read, {left|count} more were not; split the "
                "file into smaller ones, and give all of them.",
                what=what,
                most=self.most,
                left=len(self._left),
            ),
        )


def first_of(told: Iterable[str], most: int) -> list[str]:
    """Keep the first of many notes or problems, each once, and say how many more there are."""
    each = list(dict.fromkeys(told))
    if len(each) <= most:
        return each
    return [*each[:most], phrase("And {number} more of that sort.", number=len(each) - most)]
