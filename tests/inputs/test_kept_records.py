"""Records that come again: columns are as if each had been kept by itself."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from certtrail.inputs.events.kept_records import KeptRecords
from certtrail.model.record import Record
from certtrail.model.records import Records

ONE = Record(0, "EX01", "Application", "ESE", 1, None, 4, None, 0, ["a"], None)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-(2**62), 2**62), st.integers(0, 9))))
def test_as_if_each_was_kept(rows: list[tuple[int, int, int]]) -> None:
    """Also when some are of a log that nobody wants."""
    kept = KeptRecords()
    numbers: dict[int, int] = {}
    every = []
    for sort, time, record_id in rows:
        record = replace(ONE, time=time, record_id=record_id, event_id=sort, computer=f"EX{sort}")
        every.append(replace(record, channel=f"log {sort % 2}"))
        if sort in numbers:
            kept.again(numbers[sort], time, record_id)
        else:
            numbers[sort] = kept.add(record)
    kept.place(lambda one: f"log {one.event_id % 2}", wants=lambda log: log == "log 1")
    wanted = [one for one in every if one.channel == "log 1"]
    assert len(kept) == len(wanted)
    found, expected = kept.columns("x"), Records.of(wanted, "x")
    for name in ("time", "computer", "channel", "event_id", "record_id", "data", "file", "binary"):
        assert getattr(found, name).tolist() == getattr(expected, name).tolist()
        assert getattr(found, name).dtype == getattr(expected, name).dtype
