"""A program with its words: read against the forms that the table of commands has for it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, cast, get_args

from certtrail.rulebook.command_values import ValueType, holds, is_word, without_computer

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOLE: Final = re.compile(r"<([a-z-]+)>")
_VALUE: Final = r"""("[^"]*"|'[^']*'|[^\s"']+)"""
_TYPES: Final = frozenset(get_args(ValueType))


def check(form: str) -> None:
    """Demand that a form of the table can be read.

    Raises:
        ValueError: a value in it has no type that there is.
    """
    if form != "<words>":
        _compiled(form)


def fits(words: str, forms: Iterable[str]) -> bool:
    """Tell whether what stands after a program's name has one of its forms."""
    return any(_fits(words, form) for form in forms)


def _fits(words: str, form: str) -> bool:
    if form == "<words>":
        return holds("words", words)
    pattern, kinds = _compiled(form)
    found = pattern.fullmatch(words)
    return found is not None and all(map(_holds, kinds, found.groups()))


@cache
def _compiled(form: str) -> tuple[re.Pattern[str], tuple[ValueType, ...]]:
    """Make of a form what its words match, and the types of the values in it."""
    literal, *rest = _HOLE.split(form)
    pattern, kinds = re.escape(literal), []
    for kind, literal in zip(rest[::2], rest[1::2], strict=True):
        if kind not in _TYPES:
            raise ValueError(f"expected a type of value in <>, found {kind!r}")
        kinds.append(cast("ValueType", kind))
        pattern += _VALUE + re.escape(literal)
    return re.compile(pattern, re.IGNORECASE), tuple(kinds)


def _holds(kind: ValueType, value: str) -> bool:
    if value[:1] == '"':
        return holds(kind, without_computer(value[1:-1]))
    if value[:1] == "'":
        return holds(kind, value[1:-1])
    # Without quotes a shell ends a word, or begins a command, at more than blanks.
    return is_word(value) and holds(kind, value)
