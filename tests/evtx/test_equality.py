"""Our reader equals the `evtx` wheel, and libevtx where that can, on what the encoder writes."""

from __future__ import annotations

import math
import os
import struct
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.evtx_writer.log import EventToWrite, Quirks, Value, ValueType, user_data, write_log
from samples.evtx_writer.tree import Attribute, Element, Fragment, Instance, Substitution, Text
from samples.evtx_writer.tree import Template as Tree
from samples.evtx_writer.values import NULL

from certtrail.evtx.parallel.crew import RANGE, Crew
from certtrail.evtx.reader import LogReading, read_log
from certtrail.model import events as frames
from certtrail.text.instants import parse_iso
from tests.evtx import peers
from tests.evtx.test_real_logs import leaves, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from tests.evtx.peers import Seen

K = ValueType
EXAMPLES: Final = int(os.environ.get("CERTTRAIL_FUZZ_EXAMPLES", "60"))
TICKS: Final = 133_500_000_012_345_678
PROVIDERS: Final = ("MSExchangeTransport", "Größe 漢字", "a", "Microsoft-Windows-CAPI2")
# What XML can hold, and every plane of Unicode; no text that is only white space, nor ends in it.
SAFE: Final = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
WORDS: Final = st.text(SAFE, max_size=40).map(str.strip)
HUGE: Final = st.integers(5_000, 12_000).map(lambda size: "漢😀x" * (size // 4))
LARGE: Final = st.integers(2_000, 4_800).map(lambda size: "漢😀x" * (size // 4))
GUIDS: Final = st.integers(1, 2**128 - 1).map(lambda number: UUID(int=number))
SIDS: Final = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=6).map(
    lambda parts: "-".join(["S-1-5", *map(str, parts)])
)
FILETIMES: Final = st.integers(TICKS - 10**16, TICKS + 10**16)
NUMBERS: Final = st.sampled_from(
    [
        *((K.INT8, 8, True), (K.UINT8, 8, False), (K.INT16, 16, True), (K.UINT16, 16, False)),
        *((K.INT32, 32, True), (K.UINT32, 32, False), (K.INT64, 64, True), (K.UINT64, 64, False)),
        *((K.HEX32, 32, False), (K.HEX64, 64, False)),
    ]
)


@st.composite
def numbers(draw: st.DrawFn) -> Value:
    """Draw a number of any integer type, at the edges of the type now and then."""
    kind, bits, signed = draw(NUMBERS)
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    return Value.of(kind, draw(st.integers(low, high) | st.sampled_from([low, high])))


VALUES: Final = st.one_of(
    st.just(NULL),
    WORDS.map(lambda text: Value.text(text, terminated=True)),
    LARGE.map(Value.text),  # six of these are still a record
    numbers(),
    st.booleans().map(lambda held: Value.of(K.BOOL, held)),
    st.binary(min_size=1, max_size=300).map(lambda raw: Value.of(K.BINARY, raw)),
    GUIDS.map(lambda guid: Value.of(K.GUID, guid)),
    SIDS.map(lambda sid: Value.of(K.SID, sid)),
    FILETIMES.map(lambda ticks: Value.of(K.FILETIME, ticks)),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(lambda x: Value.of(K.FLOAT, x)),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(  # noqa: DTZ001 (made aware)
        lambda moment: Value.of(K.SYSTEMTIME, moment.replace(microsecond=0, tzinfo=UTC))
    ),
    st.lists(WORDS, min_size=1, max_size=5).map(lambda texts: Value.array(K.STRING, texts)),
    st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=9).map(
        lambda items: Value.array(K.UINT32, items)
    ),
)
NAMES: Final = st.lists(
    st.sampled_from(["ab", "cd", "param1", "Größe", "x_1", "Data2"]), unique=True
)


@st.composite
def events(draw: st.DrawFn, number: int) -> EventToWrite:
    """Draw one event of any kind."""
    common: dict[str, Any] = {
        "time": draw(FILETIMES),
        "record_id": number,
        "computer": draw(st.sampled_from(["EX01.contoso.com", "EX02", "漢.example"])),
        "level": draw(st.integers(0, 5)),
        "task": draw(st.integers(0, 65_535)),
        "qualifiers": draw(st.integers(0, 65_535)),
    }
    provider, event_id = draw(st.sampled_from(PROVIDERS)), draw(st.integers(0, 65_535))
    binary = draw(st.none() | st.binary(min_size=1, max_size=60))
    kind = draw(st.sampled_from(["classic", "named", "user"]))
    if kind == "classic":
        # One huge string at most: two may be more than a record can be.
        strings = [*draw(st.lists(WORDS, max_size=3)), *draw(st.lists(HUGE, max_size=1))]
        strings = draw(st.permutations(strings))
        return EventToWrite.classic(provider, event_id, data=strings, binary=binary, **common)
    common |= {
        "channel": draw(st.sampled_from(["Application", "System"])),
        "provider_guid": UUID(int=7),
    }
    if kind == "user":
        fields = {name: draw(WORDS) for name in draw(NAMES)} or {"only": "one"}
        return EventToWrite.manifest(
            provider, event_id, user_data=user_data("Told", fields, "urn:x"), **common
        )
    named = {name: draw(VALUES) for name in draw(NAMES)}
    return EventToWrite.manifest(provider, event_id, data=named, binary=binary, **common)


@st.composite
def logs(draw: st.DrawFn) -> list[EventToWrite]:
    """Draw the events of a log."""
    return [draw(events(number + 1)) for number in range(draw(st.integers(0, 12)))]


def ours(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give each row of a frame."""
    for row in frame.to_dict("records"):
        yield {str(name): value for name, value in row.items()}


def check(row: dict[str, Any], seen: Seen, tolerance: int) -> None:
    """Hold a row against what another parser saw."""
    system = seen.system
    assert row["provider"] == system.get("Provider.Name", "")
    assert row["event_id"] == int(system["EventID"])
    assert row["record_id"] == int(system["EventRecordID"])
    assert (row["computer"], row["channel"]) == (system["Computer"], system["Channel"])
    assert row["level"] == int(system["Level"])
    assert row["task"] == int(system["Task"])
    assert row["qualifiers"] == int(system.get("EventID.Qualifiers", "0"))
    assert abs(row["time"].value // 100 + 116_444_736_000_000_000 - seen.ticks) <= tolerance
    assert (row["binary"] if isinstance(row["binary"], str) else "") == seen.binary.hex().upper()
    mine = leaves(row["data"])
    theirs = [text for name, text in seen.payload if not str(name).startswith("@")]
    assert len(mine) == len(theirs), (mine, theirs)
    for here, there in zip(mine, theirs, strict=True):
        assert same(here, there) or _equal_numbers(here, there), (here, there)


def _equal_numbers(here: str, there: str) -> bool:
    try:
        # Each writes floating point in its own way; what counts is the number.
        return math.isclose(float(here), float(there), rel_tol=1e-6)
    except ValueError:
        return False


def compared(made: Sequence[EventToWrite], quirks: Quirks) -> None:
    """Write a log and read it with all three."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.evtx"
        write_log(path, made, quirks)
        read = read_log(path, "x")
        wheel = peers.rust(path)
    rows = list(ours(read.events))
    assert read.report.complete
    assert len(rows) == len(wheel) == len(made)
    for row, seen in zip(rows, wheel, strict=True):
        check(row, seen, peers.TIME_ERROR[peers.RUST])


@settings(max_examples=EXAMPLES, deadline=None)
@given(logs(), st.sampled_from([Quirks(), Quirks.exported(), Quirks(no_checksums=True)]))
def test_equals_the_wheel(made: list[EventToWrite], quirks: Quirks) -> None:
    """All System fields and all data of every record."""
    compared(made, quirks)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.tuples(WORDS, FILETIMES), max_size=8))
def test_equals_libevtx(made: list[tuple[str, int]]) -> None:
    """The same for libevtx, on what it reads without its own defects."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.evtx"
        write_log(
            path,
            [
                EventToWrite.manifest(
                    "P",
                    7,
                    time=ticks,
                    record_id=number + 1,
                    computer="C",
                    channel="Application",
                    provider_guid=UUID(int=7),
                    qualifiers=3,
                    data={"a": text, "b": "x"},
                )
                for number, (text, ticks) in enumerate(made)
            ],
        )
        rows = list(ours(read_log(path, "x").events))
        seen = peers.libevtx(path)
    for row, other in zip(rows, seen, strict=True):
        check(row, other, peers.TIME_ERROR[peers.LIBEVTX])


@pytest.mark.parametrize("count", [0, 1, 700, 3000])
@pytest.mark.parametrize("full", [False, True])
def test_many_records(count: int, full: bool) -> None:
    """Chunk after chunk, also with chunks that end at their last byte."""
    made = [
        EventToWrite.classic(
            PROVIDERS[number % 4],
            12017,
            time=TICKS + number,
            record_id=number + 1,
            computer="EX01",
            data=[f"{number:>{number % 97}}|"],
        )
        for number in range(count)
    ]
    compared(made, Quirks(full_chunks=full))


def _typed(kind: ValueType, scalar: object, number: int) -> Fragment:
    """Make an event whose id has that type, in a template whose GUID all of them share."""
    hole = Substitution(0, int(kind))
    system = Element(
        "System",
        children=(
            Element("Provider", (Attribute("Name", (Substitution(2, int(K.STRING)),)),)),
            Element("EventID", children=(hole,)),
            Element("Level", children=(Text("4"),)),
            Element("Task", children=(Text("0"),)),
            Element("TimeCreated", (Attribute("SystemTime", (Substitution(1, int(K.FILETIME)),)),)),
            Element("EventRecordID", children=(Text(str(number)),)),
            Element("Channel", children=(Text("Application"),)),
            Element("Computer", children=(Text("EX01"),)),
            Element("Keywords", children=(Text("0x0"),)),
        ),
    )
    values = (Value.of(kind, scalar), Value.of(K.FILETIME, TICKS), Value.text("in a value"))  # type: ignore[arg-type]
    return Fragment(Instance(Tree.of(Element("Event", children=(system,)), UUID(int=5)), values))


def test_one_guid_many_templates() -> None:
    """A GUID proves nothing: each content is read by its own template, provider included."""
    from samples.evtx_writer.log import RecordToWrite

    kinds = [(K.UINT16, 42), (K.STRING, "42"), (K.UINT32, 42), (K.UINT8, 42)]
    made = [
        RecordToWrite(number + 1, TICKS, _typed(*kinds[number % 4], number + 1))
        for number in range(400)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.evtx"
        write_log(path, made)
        frame = read_log(path, "x").events
        wheel = peers.rust(path)
    assert frame["event_id"].tolist() == [42] * 400
    assert frame["record_id"].tolist() == [int(seen.system["EventRecordID"]) for seen in wheel]
    assert set(frame["provider"]) == {"in a value"}


def test_sharing_changes_nothing(tmp_path: Path) -> None:
    """Read by several processes, or by dead ones, a log gives the same rows and report."""
    from benchmarks.make_log import make_log

    path = tmp_path / "log.evtx"
    make_log(path, megabytes=5 * RANGE / 1e6)
    with path.open("r+b") as file:  # damage at the edges of ranges, too
        for at in (RANGE + 4096, 2 * RANGE + 70_000, 3 * RANGE):
            file.seek(at)
            file.write(b"\xff" * 100)
    alone = read_log(path, "x")
    for spoil in (False, True):
        with Crew(path.stat().st_size, count=2) as crew:
            assert len(crew) == 2
            if spoil:
                crew.kill()
            reading = LogReading(path, crew=crew)
            for _ in reading.parts():
                pass
        report = reading.report("x")
        assert report == alone.report
        assert frames.frame(reading.found.table.records("x")).equals(alone.events)
    assert not report.complete


def test_filetimes_that_are_no_time() -> None:
    """A FILETIME beyond year 9999 is no text that looks like a time."""
    from certtrail.evtx.format import values

    assert values.filetime(struct.pack("<Q", 2**63)) == hex(2**63)
    assert parse_iso(values.filetime(struct.pack("<Q", TICKS)))
