"""What is wrong in a file, and the steps that lead to it; for whoever knows where they are."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Steps: TypeAlias = tuple[str | int, ...]
At: TypeAlias = "tuple[At, str | int | tuple[str]] | None"
"""The same while walking, last step first; a key that the file chose stands in a tuple."""


class Chosen(str):
    """A step to a key that the file chose, where the others are a record's."""

    __slots__ = ()


class Mistake(NamedTuple):
    """One thing that is wrong, at the value (or key) that the steps lead to."""

    steps: Steps
    message: str
    key: bool = False


class EnoughError(Exception):
    """There are as many mistakes as anybody wants to read."""


class Mistakes:
    """Collects mistakes up to a number.

    Args:
        most: of which each is listed.
        counted: those beyond are counted; else the last ends it all.

    Attributes:
        found: those that are listed.
        fatal: how many leave no value to go on with.
        more: how many were too many to list.
    """

    def __init__(self, most: int, *, counted: bool = False) -> None:
        self.found: list[Mistake] = []
        self.fatal = 0
        self.more = 0
        self._most = most
        self._counted = counted

    @property
    def full(self) -> bool:
        """No further one is listed, so that its message does not matter."""
        return len(self.found) >= self._most

    def listed(self) -> list[Mistake]:
        """Give those that are listed, and how many are not."""
        if not self.more:
            return self.found
        rest = f"there are {self.more:,} more problems, which are not listed"
        return [*self.found, Mistake((), rest)]

    def add(self, at: At, message: str, *, key: bool = False) -> None:
        """Note a mistake that leaves no value.

        Raises:
            EnoughError: it is the last that is listed.
        """
        self.fatal += 1
        self.note(at, message, key=key)

    def note(self, at: At, message: str, *, key: bool = False) -> None:
        """Note a mistake beside which there is a value to go on with; raises as `add` does."""
        if self.full:
            self.more += 1
            return
        steps: list[str | int] = []
        while at is not None:
            at, step = at
            steps.append(Chosen(*step) if isinstance(step, tuple) else step)
        self.found.append(Mistake(tuple(reversed(steps)), message, key))
        if self.full and not self._counted:
            raise EnoughError
