"""Cabinets are measured by their headers before anything is unpacked."""

from __future__ import annotations

import struct
import time
import zlib
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs import archives
from tests.inputs.carried import EVENT

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.input_reports import InputReport

_BLOCK: Final = 32_768


def cabinet(folders: int, blocks: int, files: int, of_file: int, *, shared: bool = True) -> bytes:
    """Pack zeros: folders that share their blocks, and files that share their bytes, if wanted."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"CK" + squeezer.compress(bytes(_BLOCK)) + squeezer.flush()
    block = struct.pack("<IHH", 0, len(packed), _BLOCK) + packed
    copies = 1 if shared else folders
    data = block * blocks * copies
    begin = 36 + 8 * folders
    table = b"".join(
        struct.pack("<IIHHHH", of_file, 0, number % folders, 0x5A21, 0, 0x20)
        + f"f{number}.txt".encode()
        + b"\0"
        for number in range(files)
    )
    first = begin + len(table)
    apart = 0 if shared else len(block) * blocks
    made = b"".join(
        struct.pack("<IHH", first + number * apart, blocks, 1) for number in range(folders)
    )
    header = struct.pack(
        "<4sIIIIIBBHHHHH",
        b"MSCF", 0, first + len(data), 0, begin, 0, 3, 1, folders, files, 0, 1, 0,
    )  # fmt: skip
    return header + made + table + data


def reports_of(content: bytes, folder: Path) -> dict[str, InputReport]:
    """Read a cabinet; gives its reports by name."""
    (folder / "case.cab").write_bytes(content)
    return {report.name: report for report in pipeline.read(folder / "case.cab").inputs}


def test_an_ordinary_one(tmp_path: Path) -> None:
    """Its members are read, also of several folders."""
    found = reports_of(archives.cabinet({"a.txt": EVENT.encode(), "b.txt": b"x"}), tmp_path)
    assert any(report.records.found for report in found.values())
    assert "case.cab/f1.txt" in reports_of(cabinet(2, 2, 2, 40_000, shared=False), tmp_path)


@pytest.mark.parametrize(
    ("folders", "blocks", "files", "of_file"),
    [
        (1, 20_000, 1, 1000),
        (8_000, 100, 1, 1000),
        (60_000, 1, 1, 1000),
        (1, 100, 60_000, 3_000_000),
        (1, 2, 60_000, 60_000),
        (1, 1, 1, 0xFFFFFFFF),
    ],
)
def test_a_bomb(folders: int, blocks: int, files: int, of_file: int, tmp_path: Path) -> None:
    """Blocks and bytes that stand for many; refused at once, and the report says why."""
    content = cabinet(folders, blocks, files, of_file)
    begun = time.process_time()
    report = reports_of(content, tmp_path)["case.cab"]
    assert time.process_time() - begun < 5
    assert not report.complete
    assert "cabinet of more than" in report.problems[0] or "times its size" in report.problems[0]


def test_every_cut(tmp_path: Path) -> None:
    """One that is cut off anywhere is told as damaged, and is no fault."""
    whole = cabinet(2, 2, 3, 100, shared=False)
    for size in range(4, len(whole), 7):
        found = reports_of(whole[:size], tmp_path)
        assert all("fault" not in text for one in found.values() for text in one.problems)


def test_members_called_alike(tmp_path: Path) -> None:
    """Each of them comes out."""
    made = archives.cabinet({"a.txt": EVENT.encode(), "b.txt": b"Hello all.\n"})
    found = reports_of(made.replace(b"b.txt\0", b"a.txt\0"), tmp_path)
    assert sum(report.records.found for report in found.values() if report.kind != "archive") == 1
    assert {"case.cab/a.txt", "case.cab/a.txt (2)"} <= set(found)


def test_what_belongs_to_no_member_is_told(tmp_path: Path) -> None:
    """What is unpacked and stands in no file, between them or behind; and what no header names."""
    made = archives.cabinet({"a.txt": b"Hello all.\n" + EVENT.encode(), "b.txt": b"see you\n"})
    assert all(report.complete for report in reports_of(made, tmp_path).values())
    entry = made.find(b"a.txt\0") - 16
    size = struct.unpack_from("<I", made, entry)[0]
    shorter = made[:entry] + struct.pack("<I", 11) + made[entry + 4 :]
    twice = bytearray(shorter)
    twice[made.find(b"b.txt\0") - 12 : made.find(b"b.txt\0") - 8] = bytes(4)
    for content in (shorter, bytes(twice), made + EVENT.encode()):
        report = reports_of(content, tmp_path)["case.cab"]
        assert "belong to none of its members" in report.problems[0]
        assert not report.complete
    assert f"{size - 11} bytes" in reports_of(shorter, tmp_path)["case.cab"].problems[0]
