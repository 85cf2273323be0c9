"""A text in; whether any of some words stands in it, whatever the case, out.

An expression of many alternatives tries each of them at each place, which takes a hundred times as
long as to look for the words: who needs one of some words looks for these first.
"""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def has_word(text: str, words: Iterable[str]) -> bool:
    """Tell whether any of them stands there, also within another word.

    Args:
        text: of any length.
        words: in small letters.

    >>> has_word("ExchangeServer", ["exchange"]), has_word("change", ["exchange"])
    (True, False)
    """
    low = text.lower()
    return any(word in low for word in words)


def around_words(text: str, words: Iterable[str], reach: int) -> Iterator[tuple[int, int]]:
    """Give the stretches around each of them, in order, those that touch as one.

    Args:
        text: of any length.
        words: in small letters.
        reach: so many characters on both sides belong to it.

    >>> list(around_words("one two three two", ["two"], 2))
    [(2, 9), (12, 17)]
    """
    low = text.lower()
    if len(low) != len(text):  # a letter of which the small one is two: the places are others
        if any(word in low for word in words):
            yield 0, len(text)
        return
    begin = end = -1
    for start, stop in merge(*(_around(low, word, reach) for word in words)):
        if start > end:
            if end >= 0:
                yield max(begin, 0), min(end, len(text))
            begin = start
        end = max(end, stop)
    if end >= 0:
        yield max(begin, 0), min(end, len(text))


def _around(text: str, word: str, reach: int) -> Iterator[tuple[int, int]]:
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        yield at - reach, end + reach
        at = text.find(word, end)
