"""What annotations say beside a type: limits, what a file writes instead, how a key is called."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_UNITS: Final[Mapping[type, str]] = {str: " characters", list: " entries", dict: " entries"}


class Limit(NamedTuple):
    """How large, long or many a value may be, and what it looks like.

    Attributes:
        least: of a number; of characters or entries otherwise.
        most: the same.
        like: a regular expression that a text has to match from its begin to its end.
        says: what is expected, for people; else the expression itself.
    """

    least: int | None = None
    most: int | None = None
    like: str = ""
    says: str = ""

    def checker(self, plain: type) -> Callable[[Any], str] | None:
        """Give what says what was expected of a value of a plain type; empty where it fits.

        None where there is no limit.
        """
        if self == Limit():
            return None
        unit = _UNITS.get(plain, "")
        least = float("-inf") if self.least is None else self.least
        most = float("inf") if self.most is None else self.most
        like = re.compile(self.like).fullmatch if self.like else None

        def exceeded(value: Any) -> str:
            size = len(value) if unit else value
            if least <= size <= most and (like is None or like(value)):
                return ""
            if self.says:
                return self.says
            if size < least:
                return f"at least {self.least}{' character(s)' if plain is str else unit}"
            return f"at most {self.most}{unit}" if size > most else f"text like {self.like}"

        return exceeded


class OneOf(NamedTuple):
    """The only texts that there are, where those who make them hold plain texts."""

    words: tuple[str, ...]


class As(NamedTuple):
    """A value that a file writes otherwise, such as a condition as text.

    Attributes:
        plain: what it is in the file: `str` or `int`.
        read: makes the value of the plain one, and lists what is wrong; a value that has mistakes
            is only used to look for further ones.
        write: makes the plain value again; None for what is never written.
    """

    plain: type
    read: Callable[..., tuple[object, Sequence[str]]]
    write: Callable[..., object] | None = None


class Key(NamedTuple):
    """The key of a field whose name in Python must be another one."""

    name: str


class Under(NamedTuple):
    """A mapping with one entry, whose key is that field of what stands under it."""

    field: str


class Trait(Enum):
    """What else there is to say of a field."""

    ADDED = auto()
    """Files that were saved before lack it; it has a default."""
    ASIDE = auto()
    """No part of the file: who reads it gives the value."""
    EMPTY_IS_NULL = auto()
    """JSON writes an empty text as null: a reader need not know what it stands for."""
    ONE_OR_MANY = auto()
    """One entry may stand without its list."""
    UNLESS_EMPTY = auto()
    """Left out where it is empty."""


def tried(read: Callable[[str], object], otherwise: object) -> Callable[[str], object]:
    """Make what `As.read` takes of a function that raises ValueError.

    Args:
        read: the function.
        otherwise: what stands for the value while further mistakes are looked for.
    """

    def reader(text: str) -> tuple[object, Sequence[str]]:
        try:
            return read(text), ()
        except ValueError as error:
            return otherwise, (str(error),)

    return reader
