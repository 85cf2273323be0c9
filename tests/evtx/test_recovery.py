"""Damage costs only what it hit, is told line by line, and never crashes or makes up a record."""

from __future__ import annotations

import os
import struct
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Final

import pytest
from samples.evtx_writer.log import Quirks, RecordToWrite, write_log
from samples.evtx_writer.tree import Element, Fragment, Instance, Substitution, Template, Text
from samples.evtx_writer.values import ValueType

from certtrail.evtx import index
from certtrail.evtx.audit.losses import LINES, Losses
from certtrail.evtx.reader import LogRead, read_log
from certtrail.model.input_reports import RecordCount
from tests.evtx.factories import cleared, service, transport

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

CHUNK: Final = index.CHUNK
EXAMPLES: Final = int(os.environ.get("CERTTRAIL_FUZZ_EXAMPLES", "40"))
RECORDS: Final = 600


def sample(quirks: Quirks | None = None) -> bytes:
    """Write a log of several chunks, its record ids from 1."""
    made = [
        replace((transport, service, cleared)[n % 3](n), record_id=n + 1) for n in range(RECORDS)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.evtx"
        write_log(path, made, quirks or Quirks())
        return path.read_bytes()


def read(tmp_path: Path, content: bytes) -> LogRead:
    """Read bytes as a log."""
    path = tmp_path / "log.evtx"
    path.write_bytes(content)
    return read_log(path, "x")


def events_of(content: bytes) -> pd.DataFrame:
    """Read bytes as a log; the file's name is left out."""
    with tempfile.TemporaryDirectory() as folder:
        return read(Path(folder), content).events.drop(columns="file")


WHOLE: Final = sample()
UNCHECKED: Final = sample(Quirks(no_checksums=True))
WHOLE_EVENTS: Final = events_of(WHOLE)
IDS: Final = set(range(1, RECORDS + 1))


def patched(content: bytes, at: int, raw: bytes) -> bytes:
    """Put other bytes at one place."""
    return content[:at] + raw + content[at + len(raw) :]


def merged(content: bytes) -> bytes:
    """Let a record's size say that it ends where the one behind it does."""
    return patched(content, THIRD[5] + 4, struct.pack("<I", THIRD[7] - THIRD[5]))


def starts(content: bytes, chunk: int) -> list[int]:
    """Find where a chunk's records begin in the file."""
    base = index.HEADER + chunk * CHUNK
    (free,) = struct.unpack_from("<I", content, base + 48)
    at, found = base + index.RECORDS, []
    while at < base + free:
        found.append(at)
        at += struct.unpack_from("<I", content, at + 4)[0]
    return found


FIRST: Final = starts(WHOLE, 0)
THIRD: Final = starts(WHOLE, 2)


@pytest.mark.parametrize(
    ("damage", "lost", "told"),
    [
        (lambda b: patched(b, 42, b"\x01\0"), 0, ""),
        (lambda b: patched(b, 60, b"junk"), 0, ""),
        (lambda b: b[index.HEADER :], 0, ""),
        (lambda b: b + b"trailing garbage", 0, "last 16 bytes"),
        (lambda b: b + bytes(3 * CHUNK), 0, ""),
        (lambda b: b + b[index.HEADER : index.HEADER + CHUNK], 0, "found the one at byte 4096"),
        (lambda b: patched(b, index.HEADER, b"ElfJunk\0"), 0, "begins ElfChnk"),
        (lambda b: patched(b, index.HEADER + 48, b"\0\3\0\0"), 0, "header of the chunk"),
        (lambda b: patched(b, index.HEADER + 48, b"\xff" * 4), 0, "header of the chunk"),
        (lambda b: patched(b, index.HEADER + 52, b"\0\0\0\1"), 0, "checksum of the chunk"),
        (lambda b: patched(b, index.HEADER + 300, b"\xff" * 8), 0, "checksum of the chunk"),
        (lambda b: patched(b, THIRD[5] + 4, bytes(4)), 0, "checksum of the chunk"),
        (lambda b: patched(b, THIRD[5] + 4, b"\xff" * 4), 0, "checksum of the chunk"),
        (lambda b: patched(b, THIRD[5] + 4, b"\0\x10\0\0"), 0, "checksum of the chunk"),
        (lambda b: patched(merged(b), THIRD[7] - 4, b"junk"), 0, "checksum of the chunk"),
        (lambda b: patched(b, THIRD[5], b"\0\0"), 1, "expected a record"),
        (lambda b: patched(b, THIRD[5], bytes(THIRD[7] - THIRD[5])), 2, "only zeros"),
        (lambda b: b[: THIRD[9] + 40], None, "cut off"),
        (lambda b: b[: THIRD[9]], None, "cut off"),
        (lambda b: b[: index.HEADER + CHUNK], None, "found 1"),
        (lambda b: patched(b, index.HEADER + CHUNK, bytes(CHUNK)), None, "zeros with more chunks"),
        (lambda b: b[:128], RECORDS, "found 0"),
        (lambda b: b[:0], RECORDS, "an empty file"),
        (lambda _: b"MZ" + bytes(200_000), RECORDS, "something else"),
    ],
)
def test_damage(
    tmp_path: Path, damage: Callable[[bytes], bytes], lost: int | None, told: str
) -> None:
    """Each kind of damage costs the records it hit, and is told unless it cost nothing."""
    found = read(tmp_path, damage(WHOLE))
    report = found.report
    assert set(found.events["record_id"]) <= IDS
    assert lost is None or len(set(found.events["record_id"])) == RECORDS - lost
    assert bool(report.problems) == bool(told)
    assert told in "\n".join(report.problems)
    assert report.complete or report.problems
    if lost:
        assert not report.complete


def test_stale_record_behind_the_end(tmp_path: Path) -> None:
    """What stands behind a chunk's records, be it a whole record, is no record."""
    last = len(WHOLE) - CHUNK
    (free,) = struct.unpack_from("<I", WHOLE, last + 48)
    old = WHOLE[FIRST[3] : FIRST[4]]
    assert free + len(old) < CHUNK
    for whole in (WHOLE, UNCHECKED):
        found = read(tmp_path, patched(whole, last + free, old))
        assert len(found.events) == RECORDS
        assert not found.report.problems
        # Without the header, remains are told from records by their lower ids.
        blind = patched(patched(whole, last + free, old), last, b"broken!!")
        assert len(read(tmp_path, blind).events) == RECORDS


def test_free_space_moved_without_checksums(tmp_path: Path) -> None:
    """Where no checksum vouches for the header, a wrong end of the records is noticed."""
    end = starts(UNCHECKED, 0)[7] - index.HEADER
    found = read(tmp_path, patched(UNCHECKED, index.HEADER + 48, struct.pack("<I", end)))
    assert len(found.events) == RECORDS
    assert "header of the chunk" in found.report.problems[0]


def test_template_from_another_chunk(tmp_path: Path) -> None:
    """Records whose template is destroyed are read with the same template of another chunk."""
    first = starts(WHOLE, 1)[0]
    found = read(tmp_path, patched(WHOLE, first + 24 + 14 + 24, bytes(200)))
    assert len(found.events) == RECORDS
    assert found.report.records.recovered > 0
    assert "was read in part" in "\n".join(found.report.problems)
    assert not found.report.complete


@pytest.mark.parametrize(
    "name", ["TimeCreated", "SystemTime", "Computer", "EventRecordID", "Channel"]
)
def test_a_damaged_name(tmp_path: Path, name: str) -> None:
    """A name that is damaged where the whole chunk refers to it costs none of its records."""
    spelt = name.encode("utf-16-le")
    at = WHOLE.index(spelt, index.HEADER) + 2 * (len(name) - 2)
    found = read(tmp_path, patched(WHOLE, at, b"x\0"))
    # The same name may be one in the data, where nobody knows what it must have been.
    dropped = ["file", "data"]
    assert found.events.drop(columns=dropped).equals(WHOLE_EVENTS.drop(columns="data"))
    assert found.report.records.recovered > 0
    assert not found.report.complete


@pytest.mark.parametrize(("place", "size"), [(12, 300), (12, 3), (7, 0x4000), (3, 900)])
def test_a_damaged_size_of_a_value(tmp_path: Path, place: int, size: int) -> None:
    """A value whose size is damaged costs no other value of its record."""
    head = FIRST[0] + 24 + 4 + 10
    (template,) = struct.unpack_from("<I", WHOLE, head + 20)
    descriptor = head + 24 + template + 4 + 4 * place
    found = read(tmp_path, patched(WHOLE, descriptor, struct.pack("<H", size)))
    assert len(found.events) == RECORDS
    assert set(found.events["record_id"]) == IDS


def test_a_number_of_no_size(tmp_path: Path) -> None:
    """A size that is not its type's shifts no other value silently: it is put right, and told."""
    numbers = b"\x04\x00\x08\x00"  # the descriptor of a number of 32 bits: process, then thread
    at = WHOLE.index(2 * numbers) + len(numbers)
    found = read(tmp_path, patched(WHOLE, at, b"\0"))
    assert found.events.drop(columns="file").equals(WHOLE_EVENTS)
    assert found.report.records.recovered == 1
    assert any("fits its type" in problem for problem in found.report.problems)


def test_problems_are_capped() -> None:
    """A file that is damaged everywhere does not make a report without end."""
    losses = Losses()
    for number in range(LINES + 7):
        losses.problem(number, f"line {number}")
    assert len(losses.problems) == LINES + 1
    assert losses.problems[-1] == "and 7 more such lines"
    assert not losses.complete


def test_templates_that_multiply(tmp_path: Path) -> None:
    """A few bytes that say a billion elements cost neither the time nor the memory for them."""
    holes = tuple(Substitution(0, int(ValueType.BINXML)) for _ in range(1000))
    body = Fragment((Element("a", children=(Text("b"),)),))
    for _ in range(3):
        body = Fragment(Instance(Template.of(Element("Event", children=holes)), (body,)))
    path = tmp_path / "log.evtx"
    write_log(path, [RecordToWrite(1, 0, body), transport(1)])
    began = process_time()
    report = read_log(path, "x").report
    assert process_time() - began < 5
    assert report.records == RecordCount(found=2, decoded=1, skipped=1)
    assert "at most" in report.problems[0]


def rechecked(content: bytes, chunk: int, free: int, last: int) -> bytes:
    """Let a chunk's header say where its records end and which is the last, checksums and all."""
    at = index.HEADER + chunk * CHUNK
    whole = bytearray(content[at : at + CHUNK])
    struct.pack_into("<Q", whole, 16, last)
    struct.pack_into("<Q", whole, 32, last)
    struct.pack_into("<I", whole, 48, free)
    struct.pack_into("<I", whole, 52, zlib.crc32(whole[index.RECORDS : free]))
    struct.pack_into("<I", whole, 124, zlib.crc32(whole[128:512], zlib.crc32(whole[:120])))
    return patched(content, at, bytes(whole))


@pytest.mark.parametrize("told", ["the last that is read", "the last that is there"])
@pytest.mark.parametrize("left", [1, 5])
def test_records_that_a_header_leaves_out(tmp_path: Path, left: int, told: str) -> None:
    """All checksums are right; what goes on behind the end is told, or that the last is not."""
    ends = starts(WHOLE, 1)
    ids = [struct.unpack_from("<Q", WHOLE, at + 8)[0] for at in ends]
    free = ends[-left] - index.HEADER - CHUNK
    last = ids[-left - 1] if told == "the last that is read" else ids[-1]
    short = read(tmp_path, rechecked(WHOLE, 1, free, last))
    assert set(short.events["record_id"]) == IDS - set(ids[-left:])
    assert not short.report.complete
    assert any(f"{left} more go on from the last" in line for line in short.report.problems)
    at = index.HEADER + CHUNK + free
    gone = patched(rechecked(WHOLE, 1, free, ids[-1]), at, bytes(8))
    assert any("is not in it" in line for line in read(tmp_path, gone).report.problems)


@pytest.mark.parametrize("older", [True, False])
def test_remains_behind_the_end_are_none_of_its_records(tmp_path: Path, older: bool) -> None:
    """What a chunk had before has lower ids, or is older: so logs are, and nothing is said."""
    ends = starts(WHOLE, 1)
    first = struct.unpack_from("<Q", WHOLE, ends[-3] + 8)[0]
    changed = WHOLE
    for at in ends[-2:]:
        where, value = (16, 1) if older else (8, 7)
        changed = patched(changed, at + where, struct.pack("<Q", value))
    left = read(tmp_path, rechecked(changed, 1, ends[-2] - index.HEADER - CHUNK, first))
    assert left.report.complete
    assert not left.report.problems


@pytest.mark.parametrize("place", [3, -2])
def test_a_record_that_holds_the_next(tmp_path: Path, place: int) -> None:
    """Both its sizes agree, and the checksums; what lies behind its content is told."""
    ends = [*starts(WHOLE, 1)]
    at, swallowed = ends[place], ends[place + 1]
    (size,) = struct.unpack_from("<I", WHOLE, swallowed + 4)
    both = struct.pack("<I", swallowed + size - at)
    content = patched(patched(WHOLE, at + 4, both), swallowed + size - 4, both)
    (free,) = struct.unpack_from("<I", WHOLE, index.HEADER + CHUNK + 48)
    kept = ends[-1] if place == 3 else at
    held = rechecked(content, 1, free, struct.unpack_from("<Q", WHOLE, kept + 8)[0])
    found = read(tmp_path, held)
    (gone,) = IDS - set(found.events["record_id"])
    assert gone == struct.unpack_from("<Q", WHOLE, swallowed + 8)[0]
    assert not found.report.complete
    assert any(f"At byte {swallowed} " in line for line in found.report.problems)
