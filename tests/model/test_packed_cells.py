"""A packed column is one of an array: whatever is taken, joined, sent or read of it is the same."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from certtrail.model.packed_cells import PackedCells
from certtrail.model.record import Record
from certtrail.model.records import Records

TEXTS = st.none() | st.text(st.characters(codec=None), max_size=6)
CELLS = (
    TEXTS | st.lists(TEXTS, max_size=3) | st.dictionaries(st.text(max_size=3), TEXTS, max_size=3)
)
COLUMNS = st.lists(st.lists(CELLS, max_size=5).map(lambda cells: cells * 300), max_size=4)


def array(cells: list[Any]) -> Any:
    """Make a column of what may be lists."""
    return np.fromiter(cells, object, len(cells))


@given(COLUMNS, st.data())
def test_it_says_what_an_array_says(columns: list[list[Any]], data: st.DataObject) -> None:
    """Joined with others, packed or not, taken in any order and twice, narrowed, and sent."""
    parts = [array(cells) for cells in columns]
    mixed = [PackedCells.of(part) if data.draw(st.booleans()) else part for part in parts]
    packed = PackedCells.joined(mixed)
    plain = [cell for cells in columns for cell in cells]
    assert list(packed) == plain
    assert len(packed) == len(plain)
    if not plain:
        return
    rows = data.draw(st.lists(st.integers(0, len(plain) - 1), max_size=20))
    some = packed[np.array(rows, np.intp)]
    assert some.unpacked().tolist() == [plain[row] for row in rows]
    sent = pickle.loads(pickle.dumps(some.narrowed()))
    assert list(sent) == [plain[row] for row in rows]
    marked = np.zeros(len(plain), bool)
    marked[rows] = True
    assert list(packed[marked]) == [plain[row] for row in sorted(set(rows))]


def test_what_is_taken_is_sent_alone() -> None:
    """Of a long column few cells are few bytes."""
    column = PackedCells.of(array([[str(number) * 20] for number in range(20_000)]))
    few = column[np.array([3, 19_000])].narrowed()
    assert len(pickle.dumps(few)) * 5 < len(pickle.dumps(column))


def test_records_are_the_same_packed_and_not() -> None:
    """Each record has what it had, however many are taken or joined."""
    told = [
        Record(
            time=number,
            computer="EX01",
            channel="Application",
            provider="MSExchangeTransport",
            event_id=12014,
            qualifiers=None,
            level=2,
            task=None,
            record_id=number + 1,
            data=[str(number)],
            binary=None if number % 2 else "00",
        )
        for number in range(1200)
    ]
    records = Records.of(told, "a.evtx")
    packed = records.packed()
    joined = Records.joined([packed, records]).take(np.arange(0, 2400, 7))
    rows = [row % 1200 for row in range(0, 2400, 7)]
    assert list(joined.data) == [told[row].data for row in rows]
    assert list(joined.binary) == [told[row].binary for row in rows]
    assert packed.said(np.array([7, 3])).tolist() == [["7"], ["3"]]
    assert packed.unpacked().data.tolist() == records.data.tolist()  # type: ignore[union-attr]
