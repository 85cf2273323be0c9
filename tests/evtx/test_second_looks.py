"""Records that resist: what is made of them is true and told, costs little, and hides no other."""

from __future__ import annotations

import struct
import zlib
from time import process_time
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.evtx import index
from certtrail.evtx.format import values
from certtrail.evtx.single.fitting import Fitter
from tests.evtx.test_recovery import (
    CHUNK,
    IDS,
    UNCHECKED,
    WHOLE,
    WHOLE_EVENTS,
    patched,
    read,
    rechecked,
    starts,
)

if TYPE_CHECKING:
    from pathlib import Path

THIRD: Final = starts(WHOLE, 2)
BASE: Final = index.HEADER + 2 * CHUNK
DESCRIBED: Final = 24 + 4 + 10 + 4
"""Where the sizes and types of a record's values stand in it, if its template stands before."""
TEXT: Final = "mail.contoso.com".encode("utf-16-le")


def record_id(at: int) -> int:
    """Give the number in the header of the record there."""
    number: int = struct.unpack_from("<Q", WHOLE, at + 8)[0]
    return number


def summed(content: bytes) -> bytes:
    """Make the checksums of the third chunk fit."""
    free, _ = struct.unpack_from("<2I", content, BASE + 48)
    last = struct.unpack_from("<Q", content, BASE + 16)[0]
    return rechecked(content, 2, free, last)


def retyped(content: bytes, at: int, kind: int = values.UINT32) -> bytes:
    """Give a value of no bytes, of the record there, a type that has some."""
    (count,) = struct.unpack_from("<I", content, at + DESCRIBED - 4)
    assert 10 < count < 30
    for place in range(at + DESCRIBED, at + DESCRIBED + 4 * count, 4):
        if content[place : place + 4] == bytes(4):
            return patched(content, place + 2, bytes([kind]))
    raise AssertionError("no value of no bytes")


def swallowing(content: bytes, first: int, others: int) -> bytes:
    """Let both sizes of a record say that it ends where one of those behind it does."""
    at = THIRD[first]
    end = THIRD[first + others + 1]
    both = struct.pack("<I", end - at)
    return patched(patched(content, at + 4, both), end - 4, both)


@pytest.mark.parametrize("others", [1, 2, 5])
@pytest.mark.parametrize("checked", [True, False])
def test_a_record_that_resists_and_holds_others(
    tmp_path: Path, others: int, *, checked: bool
) -> None:
    """A value of it is damaged; what stands behind its content is told as of any other record."""
    content = swallowing(retyped(WHOLE if checked else UNCHECKED, THIRD[6]), 6, others)
    found = read(tmp_path, summed(content) if checked else content)
    gone = {record_id(at) for at in THIRD[7 : 7 + others]}
    assert IDS - set(found.events["record_id"]) == gone
    assert not found.report.complete
    assert any(f"At byte {THIRD[7]} expected a record" in line for line in found.report.problems)


@pytest.mark.parametrize("kind", [values.UINT32, values.FILETIME, values.UINT8, 0x0F])
def test_a_record_that_resists_and_holds_no_other(tmp_path: Path, kind: int) -> None:
    """It is read as it was, is told, and nothing is said to be lost behind it."""
    found = read(tmp_path, summed(retyped(WHOLE, THIRD[6], kind)))
    assert found.events.drop(columns="file").equals(WHOLE_EVENTS)
    assert found.report.records.recovered == 1
    assert not found.report.complete
    (line,) = found.report.problems
    assert f"The record at byte {THIRD[6]} " in line
    assert "fits its type" in line


def test_every_record_that_resists_is_told(tmp_path: Path) -> None:
    """Their texts are those that were written, without another reader's marks around them."""
    content = WHOLE
    for at in THIRD[3:]:
        content = retyped(content, at)
    found = read(tmp_path, summed(content))
    assert found.events.drop(columns="file").equals(WHOLE_EVENTS)
    assert found.report.records.recovered == len(THIRD) - 3
    assert not found.events["data"].astype(str).str.contains("<string>").any()


def test_evidence_in_a_record_that_resists(tmp_path: Path) -> None:
    """It counts as it did: the thumbprint is one."""
    path = tmp_path / "Application.evtx"
    path.write_bytes(summed(retyped(WHOLE, THIRD[6])))
    diagnosed = pipeline.diagnose([path], engine="plain")
    assert "internal-certificate-expiring" in {found.rule for found in diagnosed.findings}
    assert not diagnosed.inputs[0].complete


def chunk_of(body: bytes) -> bytes:
    """Write a chunk full of records with that content."""
    size = 24 + len(body) + 4
    size += -size % 8
    most = (CHUNK - index.RECORDS - 8) // size
    records = b"".join(
        struct.pack("<IIQQ", 0x2A2A, size, number, 133 * 10**15)
        + body.ljust(size - 28, b"\0")
        + struct.pack("<I", size)
        for number in range(1, most + 1)
    )
    free = index.RECORDS + len(records)
    head = bytearray(index.RECORDS)
    struct.pack_into("<8s4Q4I", head, 0, b"ElfChnk\0", 1, most, 1, most, 128, free - size, free, 0)
    struct.pack_into("<I", head, 52, zlib.crc32(records))
    struct.pack_into("<I", head, 120, 1)
    struct.pack_into("<I", head, 124, zlib.crc32(head[128:], zlib.crc32(head[:120])))
    return (bytes(head) + records).ljust(CHUNK, b"\0")


def instance(count: int, kind: int, size: int) -> bytes:
    """Write an instance of a template that is not there."""
    described = struct.pack("<HBx", size, kind) * count
    head = b"\x0f\x01\x01\x00\x0c\x01" + struct.pack("<3I", 0x11223344, 60_000, count)
    return head + described + (b"\1\0" * (count * size))[: count * size]


@pytest.mark.parametrize(
    ("count", "kind", "size"),
    [(200, 1, 10), (50, 1, 10), (200, 0, 1), (200, 0x13, 12), (200, 0x21, 3), (18, 1, 4)],
)
def test_damaged_values_cost_no_more_than_their_bytes(
    tmp_path: Path, count: int, kind: int, size: int
) -> None:
    """A megabyte of them takes a second or two, and what was not worked out is told."""
    chunks = 16
    path = tmp_path / "log.evtx"
    body = chunk_of(instance(count, kind, size))
    path.write_bytes(patched(WHOLE[: index.HEADER], 42, struct.pack("<H", chunks)) + chunks * body)
    began = process_time()
    report = pipeline.read(path).reads[0].report
    assert process_time() - began < 4
    assert not report.complete
    assert report.records.skipped == report.records.found


def test_what_is_beyond_the_purse_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With how many records there are, and where the first is; those before it are there."""
    monkeypatch.setattr("certtrail.evtx.single.rescue.Fitter", lambda: Fitter(looks=100))
    content = WHOLE
    for at in THIRD[3:]:
        content = retyped(content, at)
    found = read(tmp_path, summed(content))
    counts = found.report.records
    assert counts.skipped == len(THIRD) - 3 - counts.recovered > 0
    assert f", {counts.skipped} records" in found.report.problems[0]


def test_sizes_are_worked_out() -> None:
    """One size is wrong, in whichever way; the values look right in one way only."""
    time = struct.pack("<Q", 133 * 10**15)
    nested = b"\x0f\x01\x01\x00\x0c\x01" + bytes(20)
    right = [(4, 8), (32, 1), (8, 0x11), (28, 0x13), (26, 0x21)]
    sid = bytes.fromhex("0105000000000005") + bytes(20)
    raw = bytes(4) + TEXT + time + sid + nested
    for place, (size, kind) in enumerate(right[:-1]):
        for wrong in (0, size + 3, size + 9):
            if wrong == 0 and not values.width(kind):
                continue
            told = [*right[:place], (wrong, kind), *right[place + 1 :]]
            assert Fitter().fitted(told, raw + bytes(2)) == right, (place, wrong)


def test_a_number_that_is_not_told_has_no_bytes() -> None:
    """Its type alone says little: what stands behind it stands where it did."""
    time = struct.pack("<Q", 133 * 10**15)
    nested = b"\x0f\x01\x01\x00\x0c\x01" + bytes(20)
    told = [(0, 8), (8, 0x11), (0, 0), (26, 0x21), (0, 0)]
    for behind in range(8):
        raw = time + nested + bytes(behind)
        assert Fitter().fitted(told, raw) == told
