"""Archives through libarchive: their members come out; without it, it is said what to do."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import libarchive
import pytest

from certtrail.inputs.archives import other_archives
from tests.inputs.carried import carried

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"note.txt": b"the certificate has expired", "logs/a.bin": bytes(range(256)) * 40}


def rar(files: dict[str, bytes]) -> bytes:
    """Write a RAR archive of version 4 that stores its members as they are."""
    out = b"Rar!\x1a\x07\0" + _block(0x73, 0, bytes(6))
    for name, content in files.items():
        raw = name.replace("/", "\\").encode()
        numbers = struct.pack(
            "<IIBIIBBHI",
            len(content),
            len(content),
            2,
            zlib.crc32(content),
            0,
            20,
            0x30,
            len(raw),
            32,
        )
        out += _block(0x74, 0x8000, numbers + raw) + content
    return out + _block(0x7B, 0x4000, b"")


def _block(kind: int, flags: int, content: bytes) -> bytes:
    rest = struct.pack("<BHH", kind, flags, 7 + len(content)) + content
    return struct.pack("<H", zlib.crc32(rest) & 0xFFFF) + rest


def written(folder: Path, form: str, packing: str | None) -> bytes:
    """Write an archive by the library itself."""
    path = folder / "made"
    with libarchive.file_writer(str(path), form, packing) as archive:
        for name, content in FILES.items():
            archive.add_file_from_memory(name, len(content), content)
    content = path.read_bytes()
    path.unlink()
    return content


@pytest.mark.parametrize(
    "form", ["rar", "iso9660", "cpio_newc", "gnutar zstd", "gnutar lz4", "gnutar compress"]
)
def test_members_come_out(tmp_path: Path, form: str) -> None:
    """Names and bytes as they were put in."""
    kind, _, packing = form.partition(" ")
    content = rar(FILES) if kind == "rar" else written(tmp_path, kind, packing or None)
    found = carried(tmp_path, content)
    assert {name.casefold(): part for name, part in found.files.items()} == FILES
    assert found.report.complete


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said what to install, or what to do without."""
    monkeypatch.setattr(other_archives, "loaded", lambda: None)
    found = carried(tmp_path, rar(FILES))
    assert "certtrail[rar]" in found.report.problems[0]
    assert "unpack it" in found.report.problems[0]


@pytest.mark.parametrize("cut", [10, 60, 200])
def test_a_cut_one_says_so(tmp_path: Path, cut: int) -> None:
    """What stands before the cut is read."""
    found = carried(tmp_path, rar(FILES)[:cut])
    assert found.report.problems
