"""A sequence whose items are made anew each time that they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class MadeWhenAsked(Sequence[T], Generic[T]):
    """Items that are large, and needed one after the other."""

    def __init__(self, make: Callable[[int], T], number: int) -> None:
        """Take what makes an item of its place, the same each time, and how many there are."""
        self._make = make
        self._number = number

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> MadeWhenAsked[T]: ...
    def __getitem__(self, place: int | slice) -> T | MadeWhenAsked[T]:
        """Make an item, or look at some of them; nothing is made for that.

        Raises:
            IndexError: there is none.
        """
        places = range(self._number)[place]
        if isinstance(places, int):
            return self._make(places)
        return MadeWhenAsked(lambda number: self._make(places[number]), len(places))
