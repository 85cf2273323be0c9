"""When a clock was first set back after each change of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from certtrail.inputs.events.clock_returns import NEAR, ClockChange, returns

# Days, and a moment beside them: what is right at the bound counts.
INSTANTS = st.builds(
    lambda days, beside: days * NEAR + beside, st.integers(-99, 99), st.integers(-1, 1)
)
CHANGES = st.builds(ClockChange, INSTANTS, INSTANTS).filter(lambda one: abs(one.by) >= 30 * NEAR)


def brings_back(other: ClockChange, change: ClockChange) -> bool:
    """Tell by the words of the rule whether one change undoes another."""
    passed = other.old - change.new
    return passed >= 0 and abs(other.new - change.old - passed) < NEAR


@given(st.lists(CHANGES, max_size=20))
def test_each_is_as_if_compared_with_each(changes: list[ClockChange]) -> None:
    """The first that brings a clock back is found without trying all of them."""
    assert returns(changes) == [
        min((other.old for other in changes if brings_back(other, change)), default=None)
        for change in changes
    ]
