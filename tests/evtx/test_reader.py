"""What the encoder writes is read back: fields, data, spans and the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples.evtx_writer.log import EventToWrite, Quirks, RecordToWrite, write_log
from samples.evtx_writer.tree import (
    Attribute,
    Element,
    Fragment,
    Instance,
    Substitution,
    Template,
    Text,
)
from samples.evtx_writer.values import Value, ValueType

from certtrail.evtx import index
from certtrail.evtx.bulk.sweep import Sweeper
from certtrail.evtx.reader import is_log, read_log
from certtrail.model import events
from certtrail.model.input_reports import RecordCount
from certtrail.model.record_filter import EVERYTHING, RecordFilter
from tests.evtx.factories import THUMBPRINT, TICKS, cleared, service, transport

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from certtrail.evtx.gather import Offsets


def mixed(count: int) -> list[EventToWrite]:
    """Make events of three kinds in turn, in the order of time."""
    return [(transport, service, cleared)[number % 3](number) for number in range(count)]


def one_by_one(_: Sweeper, window: index.Window, start: Offsets, size: Offsets) -> Offsets:
    """Stand in for the sweep: leave every record to be read by itself."""
    del window, size
    return np.arange(len(start))


def rows(frame: pd.DataFrame) -> list[str]:
    """Write a frame's rows so that they compare, missing values too."""
    return [repr(row) for row in frame.astype(object).to_dict("records")]


def test_fields(tmp_path: Path) -> None:
    """A classic event comes back with every field of the frame."""
    path = tmp_path / "log.evtx"
    write_log(path, [transport(7)])
    frame = read_log(path, "server/log.evtx").events
    assert dict(frame.dtypes.astype(str)) == dict(events.frame().dtypes.astype(str))
    (row,) = frame.to_dict("records")
    assert row["time"].value == (TICKS + 70_000_007 - 116_444_736_000_000_000) * 100
    assert (row["provider"], row["event_id"], row["record_id"]) == (
        "MSExchangeTransport",
        12017,
        100_007,
    )
    assert (row["qualifiers"], row["level"], row["task"]) == (49156, 2, 12)
    assert (row["computer"], row["channel"]) == ("EX01.contoso.com", "Application")
    assert row["data"] == [THUMBPRINT, "2159"]
    assert row["file"] == "server/log.evtx"
    assert frame["binary"].isna().all()


@pytest.mark.parametrize("strings", [(), ("",), ("one",), ("", "", "b", ""), ("𝄞" * 9000, "x")])
def test_unnamed_data(tmp_path: Path, strings: tuple[str, ...]) -> None:
    """Unnamed Data is a list, empty strings kept, however many there are."""
    path = tmp_path / "log.evtx"
    write_log(path, [transport(0, strings)])
    # No strings at all still leave one empty Data, as Windows and the other parsers show it.
    assert read_log(path, "x").events["data"][0] == (list(strings) or [""])


def test_named_data_and_binary(tmp_path: Path) -> None:
    """Named Data is a dict, an array in it a list; Binary is upper-case hex."""
    path = tmp_path / "log.evtx"
    numbers = Value.array(ValueType.UINT16, [1, 2])
    write_log(path, [replace(service(), data=(*service().data, ("ports", numbers)))])
    frame = read_log(path, "x").events
    assert frame["data"][0] == {
        "param1": "Microsoft Exchange-Transport für Größe",
        "param2": "wird ausgeführt",
        "ports": ["1", "2"],
    }
    assert frame["binary"][0] == "MSExchangeTransport/4".encode("utf-16-le").hex().upper()


def test_user_data(tmp_path: Path) -> None:
    """UserData is nested dicts, without name spaces."""
    path = tmp_path / "log.evtx"
    write_log(path, [cleared()])
    frame = read_log(path, "x").events
    told = {"SubjectUserName": "admin", "Channel": "Application", "BackupPath": ""}
    assert frame["data"][0] == {"LogFileCleared": told}
    assert frame["qualifiers"].isna().all()


def test_report(tmp_path: Path) -> None:
    """The report has the digest, the counts, and each channel's span, gaps and providers."""
    path = tmp_path / "log.evtx"
    size = write_log(path, [transport(n) for n in (0, 1, 5)] + [service(6)])
    done: list[int] = []
    report = read_log(path, "x", progress=done.append, digest=lambda: "ab12").report
    assert size == 4
    assert sum(done) == path.stat().st_size - index.HEADER
    assert report.sha256 == "ab12"
    assert report.records == RecordCount(found=4, decoded=4)
    assert (report.problems, report.notes, report.complete) == ((), (), True)
    application, system = report.spans
    assert (application.channel, application.records) == ("Application", 3)
    assert (application.first_id, application.last_id) == (100_000, 100_005)
    assert [(gap.after_id, gap.before_id) for gap in application.gaps] == [(100_001, 100_005)]
    assert system.providers == {"Service Control Manager": 1}


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (EVERYTHING, 300),
        (RecordFilter(events={"msexchangetransport": frozenset({12017})}), 100),
        (RecordFilter(events={"MSExchangeTransport": frozenset({12014})}), 0),
        (RecordFilter(events={"Service Control Manager": frozenset()}), 100),
        (RecordFilter(event_ids=frozenset({104, 7036})), 200),
        (RecordFilter(channels=frozenset({"application"})), 100),
        (RecordFilter(computers=frozenset({"EX02"})), 0),
        (RecordFilter(since=datetime(2024, 1, 17, 21, 22, tzinfo=UTC)), 181),
        (RecordFilter(until=datetime(2024, 1, 17, 21, 22, tzinfo=UTC)), 119),
    ],
)
def test_selection(tmp_path: Path, wanted: RecordFilter, count: int) -> None:
    """A selection chooses rows of the frame and changes nothing in the report."""
    path = tmp_path / "log.evtx"
    write_log(path, mixed(300))
    read = read_log(path, "x", wanted)
    assert len(read.events) == count
    assert read.report == read_log(path, "x").report


def test_exported_headers(tmp_path: Path) -> None:
    """Shifted header times and renumbered header ids change nothing but the digest."""
    plain, exported = tmp_path / "plain.evtx", tmp_path / "exported.evtx"
    write_log(plain, mixed(60))
    write_log(exported, mixed(60), Quirks.exported())
    one, other = read_log(plain, "x"), read_log(exported, "x")
    assert rows(one.events) == rows(other.events)
    assert one.report.spans == other.report.spans


def test_quirks_are_notes(tmp_path: Path) -> None:
    """A dirty log without checksums is read in full; both are notes, not problems."""
    path = tmp_path / "log.evtx"
    write_log(path, mixed(60), Quirks(dirty=True, no_checksums=True))
    report = read_log(path, "x").report
    assert report.records == RecordCount(found=60, decoded=60)
    assert report.complete
    assert not report.problems
    assert any("while in use" in note for note in report.notes)
    assert any("no checksums" in note for note in report.notes)


def test_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a window ends makes no difference."""
    path = tmp_path / "log.evtx"
    write_log(path, mixed(1500))
    whole = read_log(path, "x")
    monkeypatch.setattr(index, "WINDOW", 2 * index.CHUNK)
    parts = read_log(path, "x")
    assert path.stat().st_size > 5 * index.CHUNK
    assert rows(whole.events) == rows(parts.events)
    assert whole.report == parts.report


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([transport, service, cleared]),
            st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))),
        ),
        max_size=40,
    )
)
def test_sweep_equals_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kinds: list[tuple[object, list[str]]]
) -> None:
    """The sweep reads what filling in the whole tree reads."""
    path = tmp_path / "log.evtx"
    made = [
        transport(n, strings)
        if kind is transport
        else (service(n) if kind is service else cleared(n))
        for n, (kind, strings) in enumerate(kinds)
    ]
    write_log(path, made)
    swept = read_log(path, "x")
    with monkeypatch.context() as patch:
        patch.setattr(Sweeper, "sweep", one_by_one)
        slow = read_log(path, "x")
    assert rows(swept.events) == rows(slow.events)
    assert swept.report == slow.report


def system(record_id: int, *, typed: bool) -> Element:
    """Make a System element, of literals or with holes 0 to 2 for ids and time."""

    def hole(at: int, kind: ValueType, literal: str) -> Substitution | Text:
        return Substitution(at, int(kind)) if typed else Text(literal)

    time = hole(1, ValueType.FILETIME, "2026-01-02T03:04:05.1234567Z")
    return Element(
        "System",
        children=(
            Element("Provider", (Attribute("Name", (Text("Custom"),)),)),
            Element("EventID", children=(hole(0, ValueType.UINT16, "42"),)),
            Element("TimeCreated", (Attribute("SystemTime", (time,)),)),
            Element("EventRecordID", children=(hole(2, ValueType.UINT64, str(record_id)),)),
            Element("Channel", children=(Text("Application"),)),
            Element("Computer", children=(Text("EX01"),)),
        ),
    )


def test_record_without_template(tmp_path: Path) -> None:
    """A forwarded record, written out in literals without any template, is read."""
    path = tmp_path / "log.evtx"
    data = Element("EventData", children=(Element("Data", children=(Text("plain"),)),))
    event = Element("Event", children=(system(9, typed=False), data))
    write_log(path, [RecordToWrite(1, TICKS, Fragment((event,)))])
    (row,) = read_log(path, "x").events.to_dict("records")
    assert (row["event_id"], row["record_id"], row["data"]) == (42, 9, ["plain"])
    assert row["time"].isoformat() == "2026-01-02T03:04:05.123456700+00:00"


def test_one_guid_for_two_contents(tmp_path: Path) -> None:
    """Two chunks that use one GUID for templates that differ are each read by their own."""
    guid = UUID(int=5)
    parts = []
    for number, name in enumerate(["Alpha", "Omega"]):
        text = Element("Data", children=(Text(name),))
        event = Element(
            "Event", children=(system(0, typed=True), Element("EventData", children=(text,)))
        )
        values = (
            Value.of(ValueType.UINT16, 42),
            Value.of(ValueType.FILETIME, TICKS),
            Value.of(ValueType.UINT64, 10 + number),
        )
        body = Fragment(Instance(Template.of(event, guid), values))
        path = tmp_path / f"{name}.evtx"
        write_log(path, [RecordToWrite(10 + number, TICKS, body)])
        parts.append(path.read_bytes())
    joined = tmp_path / "joined.evtx"
    joined.write_bytes(parts[0] + parts[1][index.HEADER :])
    frame = read_log(joined, "x").events
    assert frame["data"].tolist() == [["Alpha"], ["Omega"]]
    assert frame["record_id"].tolist() == [10, 11]


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        (ValueType.STRING, "42", 42),
        (ValueType.UINT32, 42, 42),
        (ValueType.UINT8, 42, 42),
        (ValueType.HEX32, 42, 42),
        (ValueType.INT64, 42, 42),
    ],
)
def test_event_id_of_any_type(
    tmp_path: Path, kind: ValueType, value: str | int, wanted: int
) -> None:
    """An event id is a number whatever type the log gives it."""
    event = Element("Event", children=(system(0, typed=True),))
    values = (
        Value.of(kind, value),
        Value.of(ValueType.FILETIME, TICKS),
        Value.of(ValueType.STRING, "7"),
    )
    path = tmp_path / "log.evtx"
    write_log(path, [RecordToWrite(1, TICKS, Fragment(Instance(Template.of(event), values)))])
    (row,) = read_log(path, "x").events.to_dict("records")
    assert (row["event_id"], row["record_id"], row["data"]) == (wanted, 7, [])


@pytest.mark.parametrize("ticks", [0, 1, 2**63 - 1])
def test_time_that_no_frame_can_hold(tmp_path: Path, ticks: int) -> None:
    """A record of an impossible time keeps all else, covers nothing, and is told."""
    path = tmp_path / "log.evtx"
    events = [transport(0), replace(transport(1), ticks=ticks), transport(2)]
    write_log(path, events)
    read = read_log(path, "x")
    assert read.events["record_id"].tolist() == [100_000, 100_001, 100_002]
    assert read.report.records == RecordCount(found=3, decoded=3)
    assert read.report.complete
    (span,) = read.report.spans
    unix = 11_644_473_600
    wanted = [each.ticks // 10_000_000 - unix for each in events[::2]]
    assert [span.first // 10**9, span.last // 10**9] == wanted
    assert [(each.first_id, each.time) for each in span.astray] == [(100_001, span.first)]
    assert "100001" in read.report.notes[0]


def test_is_log() -> None:
    """A log is known by its magic, also one whose file header is missing."""
    assert is_log(b"ElfFile\0" + bytes(8))
    assert is_log(b"ElfChnk\0" + bytes(8))
    assert not is_log(b"ElfFil")
    assert not is_log(b"")
