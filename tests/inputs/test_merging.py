"""Records of several files become one set, in one order, each once; pandas is the judge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from certtrail.inputs.events.merging import merge
from certtrail.model import events
from certtrail.model.record import Record
from certtrail.model.records import Records

SECOND: Final = 1_000_000_000
ORDER: Final = ["time", "computer", "channel", "record_id", "file"]
CONTENT: Final = ["time", "provider", "event_id", "channel", "record_id", "binary"]
MADE: Final = st.builds(
    Record,
    time=st.sampled_from([0, 1, SECOND, 5 * SECOND + 7]),
    computer=st.sampled_from(["EX01.a.b", "ex01.A.b", "EX02", ""]),
    channel=st.sampled_from(["Application", "System"]),
    provider=st.sampled_from(["P", "p", "漢"]),
    event_id=st.integers(1, 2),
    qualifiers=st.none() | st.just(3),
    level=st.none() | st.just(2),
    task=st.none() | st.just(1),
    record_id=st.integers(1, 4),
    data=st.sampled_from([[], ["a"], ["a", "b"]]) | st.just({"n": "a"}),
    binary=st.none() | st.just("00FF"),
)
FILES: Final = st.lists(st.lists(MADE, max_size=8), max_size=4)


def records(rows: list[Record], file: str) -> Records:
    """Make the records of a file."""
    return Records.of(rows, file)


def expected(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Merge frames as their users would."""
    joined = pd.concat([events.frame(), *parts], ignore_index=True)
    joined = joined.sort_values(ORDER, kind="stable")
    identity = joined[CONTENT].assign(
        computer=joined["computer"].str.casefold(), data=joined["data"].map(repr)
    )
    return joined[~identity.duplicated()].reset_index(drop=True)


@given(FILES)
def test_logs_merge_as_frames_would(files: list[list[Record]]) -> None:
    """Order, what stays of records that are there twice, and every value."""
    parts = [records(rows, f"{number}.evtx") for number, rows in enumerate(files)]
    merged = events.frame(merge(parts))
    pd.testing.assert_frame_equal(merged, expected([events.frame(part) for part in parts]))


@given(FILES)
def test_the_order_of_files_does_not_matter(files: list[list[Record]]) -> None:
    """Same records, same rows out."""
    parts = [records(rows, f"{number}.evtx") for number, rows in enumerate(files)]
    one, other = (events.frame(merge(each)) for each in (parts, parts[::-1]))
    pd.testing.assert_frame_equal(one, other)


def text_of(rows: list[Record], **changes: Any) -> Records:
    """Make the records as a text tells them: whole seconds, and other changes."""
    told = [replace(row, time=row.time // SECOND * SECOND, **changes) for row in rows]
    return records(told, "text.csv")


@given(st.lists(MADE, min_size=1, max_size=8), st.booleans())
def test_a_text_of_a_log_adds_nothing(rows: list[Record], with_ids: bool) -> None:
    """What a text repeats of a log is dropped, with record ids and without."""
    log = records(rows, "log.evtx")
    text = text_of(rows) if with_ids else text_of(rows, record_id=0)
    assert set(merge([log], [text]).file) == {"log.evtx"}


def test_a_text_adds_what_no_log_has() -> None:
    """Of two records of one kind and second without ids, a log that has one leaves the other."""
    row = Record(0, "EX01", "Application", "P", 1, None, None, None, 7, ["a"], None)
    log = records([row], "log.evtx")
    text = text_of([row, row], record_id=0)
    assert merge([log], [text]).file.tolist().count("text.csv") == 1


def test_nothing_is_no_records() -> None:
    """Without files there are columns without rows, of the types that there always are."""
    frame = events.frame(merge([]))
    assert frame.empty
    assert dict(frame.dtypes.astype(str)) == dict(events.frame().dtypes.astype(str))


TELLS_LESS: Final = st.sampled_from([[], {}, {"z": "x"}, ["other"], {"RenderingInfo": {}}])


@given(st.lists(MADE, min_size=1, max_size=6), TELLS_LESS, st.booleans(), st.booleans())
def test_no_text_stands_for_one_that_tells_more(
    rows: list[Record], less: Any, with_ids: bool, first: bool
) -> None:
    """Whatever is empty, or tells something else, leaves what another text tells."""
    changes: dict[str, Any] = {} if with_ids else {"record_id": 0}
    whole = text_of(rows, **changes)
    told = [replace(row, time=row.time // SECOND * SECOND, **changes) for row in rows]
    poor = [replace(row, data=less) for row in told]
    name = "a.jsonl" if first else "z.jsonl"
    alone = events.frame(merge([], [whole]))
    beside = events.frame(merge([], [whole, records(poor, name)]))
    kept = sorted(map(repr, beside["data"]))
    for data in map(repr, filter(None, alone["data"])):
        assert data in kept
        kept.remove(data)


@given(st.lists(MADE, min_size=1, max_size=6))
def test_an_empty_text_beside_a_whole_one_is_no_further_record(rows: list[Record]) -> None:
    """The row that tells less is dropped, whichever file comes first."""
    told = [replace(row, time=row.time // SECOND * SECOND, data=["a", "b"]) for row in rows]
    empty = [replace(row, data=[]) for row in told]
    whole = merge([], [records(told, "m.xml")])
    for name in ("a.xml", "z.xml"):
        both = merge([], [records(told, "m.xml"), records(empty, name)])
        assert list(map(repr, both.data)) == list(map(repr, whole.data))


def test_a_log_without_strings_does_not_stand_for_a_text_that_has_them() -> None:
    """As an export may be made by whoever wants to hide something."""
    row = Record(
        time=5 * SECOND, computer="EX01", channel="Application", provider="P", event_id=1,
        qualifiers=None, level=2, task=None, record_id=7, data=[], binary=None,
    )  # fmt: skip
    log = records([row], "log.evtx")
    told: list[Any] = [["a" * 40], {"name": "mail.contoso.com"}]
    for data in told:
        merged = merge([log], [records([replace(row, data=data)], "text.xml")])
        assert data in list(merged.data)


def test_what_shares_one_string_or_has_another_channel_is_another_record() -> None:
    """A log that was made for it hides no text, nor does a text of a channel that there is not."""
    row = Record(
        time=5 * SECOND, computer="EX01", channel="Application", provider="P", event_id=1,
        qualifiers=None, level=2, task=None, record_id=7, data=["name", "b" * 40], binary=None,
    )  # fmt: skip
    text = records([row], "text.xml")
    forged = records([replace(row, data=["name", "x", "y"])], "log.evtx")
    assert ["name", "b" * 40] in list(merge([forged], [text]).data)
    nowhere = records([replace(row, channel="Nothing")], "a.jsonl")
    assert "Application" in list(merge([], [nowhere, text]).channel)
