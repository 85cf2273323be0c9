"""What is made when asked for is a sequence like any other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from certtrail.model.made_when_asked import MadeWhenAsked


@given(st.lists(st.integers(), max_size=9), st.slices(9))
def test_it_has_what_a_list_has(items: list[int], part: slice) -> None:
    """By place, in slices, and as a whole; nothing is made for a slice."""
    asked: list[int] = []

    def make(place: int) -> int:
        asked.append(place)
        return items[place]

    made = MadeWhenAsked(make, len(items))
    some = made[part]
    assert not asked
    assert list(some) == items[part]
    assert list(made) == items
    assert len(made) == len(items)
