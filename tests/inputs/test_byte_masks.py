"""Bytes looked at many at once, against looking at one after the other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from certtrail.inputs.events.byte_masks import holds, stand, within

WORDS = st.text("abc", min_size=3, max_size=20).map(str.encode)
TEXTS = st.text("abc", max_size=40).map(str.encode)


@given(TEXTS, WORDS)
def test_holds(text: bytes, word: bytes) -> None:
    """A word is found wherever it stands, and nowhere else."""
    assert holds(text, word) == (word in text)
    assert holds(text + word + text, word)


@given(st.lists(st.booleans(), min_size=1, max_size=300))
def test_within(quotes: list[bool]) -> None:
    """What is between two marks is so wherever words of 64 bytes end."""
    marks = np.array(quotes)
    assert (within(marks) == np.logical_xor.accumulate(marks)).all()


@given(TEXTS, WORDS)
def test_stand(text: bytes, word: bytes) -> None:
    """A word stands at exactly those places at which it is read."""
    data = np.frombuffer(text + bytes(32), np.uint8)
    found = stand(data, np.arange(len(text)), word)
    assert found.tolist() == [text.startswith(word, at) for at in range(len(text))]
