"""JSON whose records are counted many at once, against reading them one by one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.generator import event_texts

from certtrail import pipeline, read_events
from certtrail.inputs import decoding
from certtrail.inputs.events import event_json, record_sorts
from certtrail.inputs.events.json_event import told as told_item
from certtrail.inputs.events.json_sieve import header_of as json_header_of
from certtrail.inputs.events.json_sieve import layout_of
from certtrail.model.record import Record
from tests.inputs.crowds import both_ways, logs

if TYPE_CHECKING:
    from pathlib import Path

    from samples.generator.event_texts import Told

SHORT: Final = {"Id": 12024, "ProviderName": "VSS", "TimeCreated": "2026-02-01T01:00:00.5+01:00"}
ODD: Final[tuple[Any, ...]] = (
    1, None, "x", [], {}, {"Id": 1}, [[1]], SHORT, {**SHORT, "Id": -1}, {**SHORT, "Id": "12024"},
    {**SHORT, "TimeCreated": "2026-02-30T01:00:00Z"}, {**SHORT, "TimeCreated": "1.2.2026 01:00:00"},
    {**SHORT, "TimeCreated": "2026-02-01T01:00:00"}, {**SHORT, "ProviderName": None},
    {**SHORT, "ProviderName": {"value": "ESE"}}, {**SHORT, "MachineName": "EX07", "RecordId": None},
    {**SHORT, "Computer": "EX08"}, {**SHORT, "Level": 3.0, "RecordId": 18446744073709551615},
    {**SHORT, "Bookmark": {"a": [{"b": [[{"c": "}"}]]}], "d": '"]'}},
    {**SHORT, "TimeCreated": "\\/Date(1769846400000)\\/"}, {**SHORT, "RecordId": "77"},
    {"Source": "ESE", "TimeGenerated": "/Date(1769846400000+0100)/", "EntryType": 1,
     "InstanceId": 3221237496, "Index": 7, "Data": [1, 2], "ReplacementStrings": ["12024", "a"]},
    {"Source": "MSExchangeTransport", "TimeGenerated": "/Date(1769846400000)/", "EntryType": 2,
     "InstanceId": 12024, "EventID": 12024, "Index": None, "Message": "x"},
    {"time": "2026-02-01T01:00:00Z", "computer": "EX01", "channel": "Application", "level": None,
     "provider": "ESE", "event_id": 12024, "record_id": 5, "data": {"a": "b"}},
    {"time": "2026-02-01T01:00:00Z", "computer": "", "channel": "Application", "level": 2,
     "provider": "Größe", "event_id": 1, "record_id": 6, "data": "[]", "binary": "00"},
)  # fmt: skip


@given(
    st.lists(st.tuples(logs, st.sampled_from([5, 7]), st.lists(st.sampled_from(ODD), max_size=9))),
    st.sampled_from([None, 2, 4, "lines"]),
    st.sampled_from([80, 1 << 18]),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
    st.sampled_from(["", "EX09"]),
    st.booleans(),
)
def test_json(
    tmp_path_factory: pytest.TempPathFactory,
    parts: list[tuple[list[Told], int, list[Any]]],
    form: int | str | None,
    size: int,
    encoding: str,
    server: str,
    ascii_: bool,
) -> None:
    """However its items are written and wherever its pieces end; what is odd is between them."""
    items = [{**SHORT, "Id": 1}]
    for some, version, odd in parts:
        items += [*json.loads(event_texts.winevent_json(some, version=version)), *odd, *odd]
    if form == "lines":
        text = "".join(json.dumps(one, ensure_ascii=ascii_) + "\n" for one in items)
    else:
        text = json.dumps(items, indent=form, ensure_ascii=ascii_)
    path = tmp_path_factory.mktemp("json") / "a.json"
    path.write_text(text, encoding)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "_BLOCK", size)
        patch.setattr(event_json, "_FEW", 0)
        both_ways(path, "certtrail.inputs.events.event_json.layout_of", server=server)


STRINGS: Final = st.text(st.sampled_from('\\"/{}[]:, \n\té'), max_size=6)
VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 10**18) | st.sampled_from([0.5, -1.25]) | STRINGS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STRINGS, inner, max_size=3),
    max_leaves=6,
)
CHANGES: Final = ('"', "\\", "{", "}", "[", "]", ",", "\n", "\t", " ", "\r", "\x01", "1", "é", "")


@given(
    logs,
    st.lists(st.fixed_dictionaries({"Bookmark": VALUES, "Other": VALUES}), min_size=40),
    st.sampled_from([5, 7]),
    st.sampled_from([2, 4]),
    st.sampled_from(["\n", "\r\n"]),
    st.lists(st.tuples(st.integers(0, 20_000), st.sampled_from(CHANGES)), max_size=1),
    st.sampled_from([500, 1 << 18]),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
    st.booleans(),
)
def test_json_with_each_name_on_a_line(
    tmp_path_factory: pytest.TempPathFactory,
    some: list[Told],
    beside: list[dict[str, Any]],
    version: int,
    indent: int,
    end: str,
    changes: list[tuple[int, str]],
    size: int,
    encoding: str,
    ascii_: bool,
) -> None:
    """Found in bytes as by the expression, whatever values have in them, and where one is broken.

    A file that is sound is held against reading one by one, too: this looks into what others
    leave aside.
    """
    items = json.loads(event_texts.winevent_json(some, version=version))
    items = [{**more, **one} for one, more in zip(items, beside, strict=False)]
    text = json.dumps(items, indent=indent, ensure_ascii=ascii_)
    for place, change in changes:
        at = place % len(text)
        text = text[:at] + change + text[at + place % 2 :]
    path = tmp_path_factory.mktemp("json") / "a.json"
    path.write_text(text.replace("\n", end), encoding, newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "_BLOCK", size)
        patch.setattr(event_json, "_FEW", 0)
        both_ways(path, "certtrail.inputs.events.json_runs.lined_layout")
        if not changes:
            both_ways(path, "certtrail.inputs.events.event_json.layout_of")


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize(
    "one", [{**SHORT}, SHORT | {"MachineName": "EX07", "RecordId": None}, *ODD[-4:]]
)
def test_json_that_is_written_alike_is_read_at_once(one: dict[str, Any], *, lines: bool) -> None:
    """Else it would be slow without anybody noticing."""
    text = f"{json.dumps(one)}\n" * 20 if lines else json.dumps([0, *[one] * 20], indent=1)[4:]
    layout = layout_of(one, lines=lines)
    assert layout is not None
    rows = layout.pattern.findall(text)
    assert [row[-1] for row in rows[:20]] == [""] * 20
    sorts = record_sorts.RecordSorts(json_header_of("a.json"), lambda _: True)
    crowd = layout.crowd(rows[:20], sorts)
    assert crowd is not None
    record = told_item(one, "a.json")
    assert isinstance(record, Record)
    assert set(crowd.ids.tolist()) == {record.record_id}
    assert set(crowd.times.tolist()) == {record.time}
    assert [without_own(each) for each in sorts.headers] == [without_own(record)]


def without_own(record: Record) -> Record:
    """Leave out what a record does not share with others of its sort."""
    return replace(record, record_id=0, time=0, data=[], binary=None)


@pytest.mark.parametrize("order", [1, -1])
def test_names_in_any_order(tmp_path: Path, order: int) -> None:
    """As many as there are, of which a record needs few, before the time or behind it."""
    item = {
        "Message": "x", "Id": 12024, "Version": None, "Qualifiers": 32772, "Level": 3, "Task": 12,
        "Opcode": None, "Keywords": 1, "RecordId": 7, "ProviderName": "MSExchangeTransport",
        "ProviderId": None, "LogName": "Application", "ProcessId": 0, "ThreadId": 0,
        "MachineName": "EX01", "UserId": None, "TimeCreated": "/Date(1769846400000)/",
        "Bookmark": {}, "LevelDisplayName": "Warning", "Properties": [{"Value": "A" * 40}],
    }  # fmt: skip
    ordered = dict(list(item.items())[::order])
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{**ordered, "RecordId": number} for number in range(1, 40)]))
    found = read_events(path)
    assert list(found["record_id"]) == list(range(1, 40))
    assert set(found["computer"]) == {"EX01"}
    assert {tuple(data) for data in found["data"]} == {("A" * 40,)}


@pytest.mark.parametrize("count", [9_300_000_000_000, 17_620_000_000_000])
@pytest.mark.parametrize("local", [True, False])
def test_a_time_that_no_record_can_have_is_the_nearest(
    tmp_path: Path, count: int, local: bool
) -> None:
    """The record keeps all else; many at once, too."""
    item = {
        "Id": 12023, "ProviderName": "MSExchangeTransport", "TimeCreated": f"/Date({count})/",
        "LogName": "Application", "MachineName": "EX01", "Properties": [{"Value": "a"}],
        "RecordId": 7, "Level": 2, "Qualifiers": 49156, "Task": 12,
    }  # fmt: skip
    if local:
        del item["Task"]
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{**item, "RecordId": number} for number in range(1, 20)]))
    found = read_events(path)
    assert list(found["record_id"]) == list(range(1, 20))
    assert len({moment.year for moment in found["time"]}) == 1


@pytest.mark.parametrize("sound", [0, 1])
def test_where_none_is_sound_each_is_told(tmp_path: Path, sound: int) -> None:
    """What looks like many alike and can be read of none is no fault of the reader."""
    good = json.dumps(
        {
            "time": "2026-02-01T00:00:00Z",
            "computer": "EX01",
            "channel": "Application",
            "provider": "MSExchangeTransport",
            "event_id": 12024,
            "record_id": 7,
            "data": ["mail.contoso.com", {"a": ["b"]}],
        }
    )
    broken = good.replace('["b"]', '[\\ud800"b"]')
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([good] * sound + [broken] * 40), "utf-8")
    (report,) = pipeline.read(path).inputs
    assert not any("fault" in str(problem) for problem in report.problems)
    assert (report.records.decoded, report.complete) == (sound, False)
