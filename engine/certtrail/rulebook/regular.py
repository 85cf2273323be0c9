"""Regular expressions of rules: whether one could try a text in too many ways.

Python tries one way after the other, and a text of an attacker's can make it try all: of
`(a+)+$` there are more than a computer can go through. So the ways are counted when a rule is
loaded, and what has too many is refused, whatever the text will be. What is left takes time in
proportion to the ways at most.
"""

from __future__ import annotations

import re

# The parser of the standard library has no public name; `re` itself is made of it.
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

MAX_TEXT: Final = 4096
"""Characters of a text that an expression looks at."""
MAX_WAYS: Final = 4 * (MAX_TEXT + 1) ** 2
_ANCHORS: Final = frozenset({codes.AT_BEGINNING, codes.AT_BEGINNING_STRING})
_MANY: Final = MAX_WAYS + 1


def checked(text: str) -> re.Pattern[str]:
    """Compile a regular expression.

    Raises:
        ValueError: it is none, or there are too many ways to try a text; says what was expected.
    """
    try:
        compiled = re.compile(text)
        tree = parser.parse(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"expected a regular expression, found {text[:200]!r}: {error}") from error
    if ways(tree) > MAX_WAYS:
        raise ValueError(
            "expected a regular expression that a text cannot keep busy: with one `*` or `+`, two "
            "behind a `^`, and none that repeats a group with another in it or with alternatives; "
            f"found {text[:200]!r}; write several conditions instead"
        )
    return compiled


def ways(tree: Any) -> int:
    """Count in how many ways a parsed expression can try a text, at most; stops at too many."""
    items = list(tree)
    anchored = bool(items) and items[0][0] is codes.AT and items[0][1] in _ANCHORS
    multiline = bool(tree.state.flags & re.MULTILINE)
    places = 1 if anchored and not multiline else MAX_TEXT
    return min(places * _sequence(items), _MANY)


def _sequence(items: Any) -> int:
    """Count those of parts that follow each other: any of one with any of another."""
    total = 1
    for code, argument in items:
        total = min(total * _part(code, argument), _MANY)
    return total


def _part(code: object, argument: Any) -> int:
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return _repeat(*argument)
    if code is codes.BRANCH:
        return sum(_sequence(each) for each in argument[1])
    if code is codes.SUBPATTERN:
        return _sequence(argument[-1])
    if code is codes.ATOMIC_GROUP:
        return _sequence(argument)
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return _sequence(argument[1])
    if code is codes.GROUPREF_EXISTS:
        _, yes, no = argument
        return _sequence(yes) + (_sequence(no) if no else 1)
    return 1


def _repeat(least: int, most: int, items: Any) -> int:
    """Count those of so many in a row: of each number of them, and of each of them."""
    inner = _sequence(items)
    least, most = min(least, MAX_TEXT), min(most, MAX_TEXT)
    if inner == 1:
        return most - least + 1
    total = 0
    for number in range(least, most + 1):
        total += inner**number if number < _MANY.bit_length() else _MANY
        if total >= _MANY:
            return _MANY
    return total
