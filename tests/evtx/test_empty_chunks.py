"""A chunk that is said to be empty, or is, though something was counted in it, is told."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.evtx import index
from tests.evtx.test_recovery import CHUNK, IDS, UNCHECKED, WHOLE, patched, read, rechecked, starts

if TYPE_CHECKING:
    from pathlib import Path

CHUNKS: Final = (len(WHOLE) - index.HEADER) // CHUNK
NONE: Final = 2**64 - 1
FIELDS: Final = (8, 16, 24, 32)  # first and last, numbers and ids


def summed(content: bytes, chunk: int) -> bytes:
    """Make the checksum of a chunk's header fit."""
    at = index.HEADER + chunk * CHUNK
    head = content[at : at + 512]
    check = zlib.crc32(head[128:], zlib.crc32(head[:120]))
    return patched(content, at + 124, struct.pack("<I", check))


def emptied(content: bytes, chunk: int, numbers: tuple[int, ...] = ()) -> bytes:
    """Let a chunk's header say that it is empty, checksums and all; its records stay."""
    at = index.HEADER + chunk * CHUNK
    for place, number in zip(FIELDS, numbers, strict=False):
        content = patched(content, at + place, struct.pack("<Q", number))
    content = patched(content, at + 48, struct.pack("<2I", index.RECORDS, zlib.crc32(b"")))
    return summed(content, chunk)


@pytest.mark.parametrize("numbers", [(), (0, 0, 0, 0), (1, NONE, NONE, NONE), (9**9,) * 4])
@pytest.mark.parametrize("chunk", [0, 2, CHUNKS - 1])
def test_records_of_a_chunk_that_says_it_is_empty(
    tmp_path: Path, chunk: int, numbers: tuple[int, ...]
) -> None:
    """Whatever numbers its header tells: what stands there is counted, and not read."""
    there = len(starts(WHOLE, chunk))
    found = read(tmp_path, emptied(WHOLE, chunk, numbers))
    assert len(found.events) == len(IDS) - there
    assert not found.report.complete
    (line,) = found.report.problems
    assert f"at byte {index.HEADER + chunk * CHUNK} says that it is empty; {there} whole" in line


def test_an_empty_chunk_without_checksums_is_read(tmp_path: Path) -> None:
    """Its header is not believed, as nothing vouches for it."""
    at = index.HEADER + CHUNK + 48
    found = read(tmp_path, patched(UNCHECKED, at, struct.pack("<I", index.RECORDS)))
    assert set(found.events["record_id"]) == IDS
    assert not found.report.complete


@pytest.mark.parametrize("content", [WHOLE, UNCHECKED])
def test_records_that_an_empty_chunk_counts_and_has_not(tmp_path: Path, content: bytes) -> None:
    """They were wiped, but for the header."""
    at = index.HEADER + CHUNK
    gone = patched(content, at + index.RECORDS, bytes(CHUNK - index.RECORDS))
    gone = patched(gone, at + 48, struct.pack("<2I", index.RECORDS, 0))
    found = read(tmp_path, summed(gone, 1) if content is WHOLE else gone)
    last = struct.unpack_from("<Q", content, at + 32)[0]
    assert not found.report.complete
    assert any(f"number {last}; that is not in it" in line for line in found.report.problems)


@pytest.mark.parametrize("numbers", [(1, NONE, NONE, NONE), (0, 0, 0, 0), (601, 600, 601, 600)])
def test_a_chunk_that_is_empty_is_none_to_tell_of(tmp_path: Path, numbers: tuple[int, ...]) -> None:
    """Windows makes one with every new log, and of a cleared one only that is left."""
    log = patched(WHOLE, 42, struct.pack("<H", CHUNKS + 1)) + bytes(CHUNK)
    at = index.HEADER + CHUNKS * CHUNK
    log = patched(log, at, index.CHUNK_MAGIC)
    log = patched(log, at + 120, struct.pack("<I", 1))
    found = read(tmp_path, emptied(log, CHUNKS, numbers))
    assert set(found.events["record_id"]) == IDS
    assert found.report.complete
    assert not found.report.problems


def test_the_records_of_another_event_are_still_found(tmp_path: Path) -> None:
    """What the other chunks hold is evidence as before, and the loss is no silence."""
    path = tmp_path / "Application.evtx"
    path.write_bytes(emptied(WHOLE, 0))
    diagnosed = pipeline.diagnose([path], engine="plain")
    assert not diagnosed.inputs[0].complete
    assert "internal-certificate-expiring" in {found.rule for found in diagnosed.findings}


@pytest.mark.parametrize("dirty", [0, 1])
@pytest.mark.parametrize("counted", [True, False])
def test_zeros_that_the_file_header_counts(tmp_path: Path, dirty: int, *, counted: bool) -> None:
    """A count may be too small in a log that was in use, but no record was written in vain."""
    log = patched(WHOLE[:-CHUNK] + bytes(CHUNK), 120, struct.pack("<I", dirty))
    log = patched(log, 42, struct.pack("<H", CHUNKS if counted else CHUNKS - 1))
    report = read(tmp_path, log).report
    assert report.complete is not counted
    assert any(f"says {CHUNKS} chunks" in line for line in report.problems) is counted


def test_room_set_aside_is_none_of_it(tmp_path: Path) -> None:
    """A log in use has it, and counts fewer chunks than it has."""
    log = patched(WHOLE + bytes(2 * CHUNK), 120, struct.pack("<I", 1))
    report = read(tmp_path, patched(log, 42, b"\1\0")).report
    assert report.complete
    assert not report.problems


def test_rechecked_chunks_stay_whole(tmp_path: Path) -> None:
    """A chunk whose header says what is there has nothing to tell."""
    at = index.HEADER + CHUNK
    free = struct.unpack_from("<I", WHOLE, at + 48)[0]
    last = struct.unpack_from("<Q", WHOLE, at + 32)[0]
    assert read(tmp_path, rechecked(WHOLE, 1, free, last)).report.complete
