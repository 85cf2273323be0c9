"""Bytes of a text looked at many at once, by NumPy: what is quoted, and whether a word is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Marks = NDArray[np.bool_]

_WORD: Final = 8
_STEPS: Final = tuple(np.uint64(step) for step in (1, 2, 4, 8, 16, 32))
_LAST: Final = np.uint64(63)


def within(quotes: Marks) -> Marks:
    """Tell what stands from each odd quotation mark up to before the next even one.

    Sixty-four bytes at a time, as parsers of JSON with vector instructions do: a twentieth of what
    it takes to go from byte to byte.

    Args:
        quotes: where a quotation mark stands.
    """
    bits = np.packbits(quotes, bitorder="little")
    words = np.zeros(-(-len(bits) // _WORD), "<u8")
    words.view(np.uint8)[: len(bits)] = bits
    for step in _STEPS:
        words ^= words << step
    # A word is turned round where a text was left open before it.
    carried = np.bitwise_xor.accumulate(words >> _LAST)
    words[1:] ^= -carried[:-1].astype(np.int64).view(np.uint64)
    return np.unpackbits(words.view(np.uint8), count=len(quotes), bitorder="little").view(np.bool_)


def holds(text: bytes, word: bytes) -> bool:
    """Tell whether a word of at least three bytes stands in a text; quick where it does not."""
    if len(text) < _WORD:
        return word in text
    pair = int.from_bytes(word[:2], "little")
    for at in (0, 1):
        pairs = np.frombuffer(text, "<u2", (len(text) - at) // 2, at)
        same = pairs == pair
        if same.any():
            found = 2 * np.flatnonzero(same) + at + 2
            after = np.frombuffer(text, np.uint8)[found[found < len(text)]]
            if (after == word[2]).any():
                return word in text
    return False


def stand(data: NDArray[np.uint8], places: NDArray[np.intp], word: bytes) -> Marks:
    """Tell at which of some places a word stands.

    Args:
        data: the bytes, and as many more as the word has behind the last place.
        places: where to look.
        word: what to look for.
    """
    every = np.ndarray((len(data) - _WORD + 1,), "<u8", data, strides=(1,))
    found = np.ones(len(places), np.bool_)
    for at in range(0, len(word), _WORD):
        part = word[at : at + _WORD]
        eight = every[places + at]
        if len(part) < _WORD:
            eight &= np.uint64((1 << 8 * len(part)) - 1)
        found &= eight == int.from_bytes(part, "little")
    return found
