"""Items gone through by stretches: none that fits is passed over, and the order is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from certtrail.inference.compile import Item
from certtrail.inference.stretches import Stretches, Wanted, reversed_op
from certtrail.rulebook.conditions import Op, compare, value_of
from tests.inference.examples import fact

if TYPE_CHECKING:
    from certtrail.rulebook.conditions import Constant

OPS = [Op.NE, Op.LT, Op.LE, Op.GT, Op.GE]
VALUES = st.none() | st.integers(-3, 9) | st.booleans() | st.sampled_from(["a", "b", "3"])
TESTS = st.builds(
    Wanted, st.just("x"), st.sampled_from(OPS), VALUES.filter(lambda v: v is not None)
)


def items(values: list[Constant | None]) -> list[Item]:
    """Make an item of each value; None is a fact without the field."""
    return [
        Item(n, n, n, fact("k", n) if value is None else fact("k", n, x=value), (n,))
        for n, value in enumerate(values)
    ]


@given(st.lists(VALUES, max_size=90), st.lists(TESTS, max_size=3), st.data())
def test_nothing_that_fits_is_passed_over(
    values: list[Constant | None], wanted: list[Wanted], data: st.DataObject
) -> None:
    """In any part of them, forwards and backwards; and of many, little is given that does not."""
    made = items(values)
    first = data.draw(st.integers(0, len(made)))
    positions = range(first, data.draw(st.integers(first, len(made))))
    if data.draw(st.booleans()):
        positions = positions[::-1]
    given_items = list(Stretches(made).fitting(positions, wanted, lambda: None))
    fitting = [
        made[at]
        for at in positions
        if all(compare(t.op, value_of(made[at].fact, t.field), t.value) for t in wanted)
    ]
    assert [item for item in given_items if item in fitting] == fitting
    assert [item.number for item in given_items] == [
        at for at in positions if made[at] in given_items
    ]


@given(VALUES, VALUES, st.sampled_from(OPS))
def test_sides_exchanged(one: Constant | None, other: Constant | None, op: Op) -> None:
    """A comparison and its reverse say the same."""
    assert compare(op, one, other) == compare(reversed_op(op), other, one)
