"""Records counted many at once against records read one by one, for the tests of both ways."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from samples.generator.event_texts import Told

from certtrail.inputs.reading import read_files
from certtrail.inputs.walk import find_files
from certtrail.model import events
from certtrail.model.record_filter import RecordFilter

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.opened import Read

FIRST: Final = 133_800_000_000_000_000
FILTER: Final = RecordFilter(
    events={"MSExchangeTransport": frozenset({12024, 12017}), "Größe": frozenset()},
    beside=(("msexchange", True), ("", False)),
)
LATER: Final = RecordFilter(
    events={"MSExchangeTransport": frozenset()}, since=datetime(2026, 1, 5, 10, 0, 2, tzinfo=UTC)
)
PROVIDERS: Final = ("MSExchangeTransport", "ESE", "A & B", "Größe", "mSExchangeTransport", "VSS")


def read(path: Path, wanted: RecordFilter = FILTER, server: str = "") -> Read:
    """Read one file."""
    (found,) = read_files(find_files([path]), wanted, server=server).reads
    return found


def assert_same(one: Read, other: Read) -> None:
    """Hold two ways of reading a file against each other, in all that they tell."""
    assert one.report == other.report
    assert (one.records is None) == (other.records is None)
    if one.records is not None and other.records is not None:
        assert_frame_equal(events.frame(one.records), events.frame(other.records))
    assert counted(one) == counted(other)


def counted(one: Read) -> list[tuple[object, ...]]:
    """List what was counted beside, whatever the order in which the kinds were met."""
    found = one.surroundings
    if found is None:
        return []
    return sorted(
        (found.kinds[key >> 32], key & 0xFFFF_FFFF, count)
        for key, count in zip(found.keys.tolist(), found.counts.tolist(), strict=True)
    )


def both_ways(path: Path, door: str, wanted: RecordFilter = FILTER, server: str = "") -> Read:
    """Read a file many at once and one by one; gives what the first way found.

    Args:
        path: the file.
        door: the function that finds many at once, by its whole name.
        wanted: the records wanted.
        server: the server of records that name none.
    """
    many = read(path, wanted, server)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, lambda *_, **__: None)
        assert_same(many, read(path, wanted, server))
    return many


told = st.builds(
    lambda provider, number, level, place, strings: Told(
        provider, number, 49156, level, 12, FIRST + place * 70_000_001, place,
        "Application", "EX01.contoso.com", strings,
    ),
    st.sampled_from(PROVIDERS),
    st.sampled_from([12024, 12017, 1, 65535]),
    st.sampled_from([0, 1, 2, 3, 4]),
    st.integers(0, 10_000),
    st.sampled_from([("A", "b"), ("", "", ""), ("ä & <b> \"q\"", "a\r\nb, ;"), ("<Event ", "]]>")]),
)  # fmt: skip
logs = st.lists(told, max_size=40, unique_by=lambda one: one.record_id)
