"""Archives that hold a thousand times what they seem to: ended by their limits, not by memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from typing import TYPE_CHECKING, Final

import inflate64
import py7zr
import pytest

from certtrail import pipeline
from certtrail.inputs.archives.bounded_blocks import BOUNDED
from certtrail.inputs.limits import MIB, Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from certtrail.model.input_reports import InputReport

SIZE: Final = 500 * MIB
# So much memory and no more: what unpacks a block at once fails by it.
LIMITS: Final = Limits(memory=448 * MIB)
ZEROS: Final = bytes(MIB)


def zipped(method: int) -> bytes:
    """Write a zip with one large member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive, archive.open("a.log", "w") as file:
        for _ in range(SIZE // MIB):
            file.write(ZEROS)
    return out.getvalue()


def nested() -> bytes:
    """Write a zip of zips, each of which keeps the ratio."""
    content = zipped(zipfile.ZIP_DEFLATED)
    for level in range(3):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(4):
                archive.writestr(f"{level}{number}.zip", content)
        content = out.getvalue()
    return content


def seven(filters: list[dict[str, int]]) -> bytes:
    """Write a .7z with one large member."""
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", filters=filters) as archive:
        archive.writestr(bytes(SIZE), "a.log")
    return out.getvalue()


def tarred(kind: bytes) -> bytes:
    """Write a packed tar whose first header claims to describe the next in so many bytes."""
    info = tarfile.TarInfo("a")
    info.type, info.size = kind, SIZE
    packer = lzma.LZMACompressor(preset=0)
    parts = [packer.compress(info.tobuf())]
    parts += [packer.compress(ZEROS) for _ in range(SIZE // MIB)]
    return b"".join([*parts, packer.flush()])


def lone(pack: Callable[[bytes], bytes]) -> bytes:
    """Pack a large file alone, in pieces that may stand behind each other."""
    return pack(bytes(50 * MIB)) * (SIZE // (50 * MIB))


BOMBS: Final[dict[str, Callable[[], bytes]]] = {
    "zip": lambda: zipped(zipfile.ZIP_DEFLATED),
    "zip, bzip2": lambda: zipped(zipfile.ZIP_BZIP2),
    "zip, LZMA": lambda: zipped(zipfile.ZIP_LZMA),
    "zips in zips": nested,
    "7z, bzip2": lambda: seven([{"id": py7zr.FILTER_BZIP2}]),
    "7z, zstd": lambda: seven([{"id": py7zr.FILTER_ZSTD, "level": 1}]),
    "gz": lambda: lone(gzip.compress),
    "bz2": lambda: lone(bz2.compress),
    "xz": lambda: lone(lzma.compress),
    "tar, long name": lambda: tarred(tarfile.GNUTYPE_LONGNAME),
    "tar, attributes": lambda: tarred(tarfile.XHDTYPE),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_ended_by_what_comes_out(name: str, tmp_path: Path) -> None:
    """Within a fraction of the memory that it holds, and the report says what was left."""
    (tmp_path / "a.bin").write_bytes(BOMBS[name]())
    reports = pipeline.read(tmp_path, limits=LIMITS).inputs
    told = " ".join(problem for report in reports for problem in report.problems)
    assert "times its size" in told or "attributes of" in told
    assert "MiB of memory" not in told
    assert not incomplete(reports).complete


def incomplete(reports: tuple[InputReport, ...]) -> InputReport:
    """Give the first report of an archive that was not unpacked whole."""
    return next(one for one in reports if one.kind == "archive" and one.problems)


PACKED: Final[dict[int, Callable[[bytes], bytes]]] = {
    9: lambda data: (deflater := inflate64.Deflater()).deflate(data) + deflater.flush(),
    12: bz2.compress,
}


@pytest.mark.parametrize("method", PACKED)
@pytest.mark.parametrize("step", [1, 7, 4096])
def test_blocks_are_the_same_whatever_is_asked_for(method: int, step: int) -> None:
    """Asked for a few bytes at a time, it gives them all, and not many more at once."""
    data = b"".join(b"%d, " % number for number in range(5000)) + bytes(100_000)
    packed = PACKED[method](data)
    unpacking = BOUNDED[method]()
    out, given = b"", 0
    while not unpacking.eof:
        more = packed[given : given + step]
        given += len(more)
        block = unpacking.decompress(unpacking.unconsumed_tail + more, 512)
        assert method == 9 or len(block) <= 512
        out += block
        if not more and not block and not unpacking.unconsumed_tail:
            break
    assert out + unpacking.flush() == data


def test_a_zip_of_every_method_reads_as_the_standard_library_reads_it(tmp_path: Path) -> None:
    """The members come out byte by byte the same."""
    text = "\n".join(f"2026-11-2{n % 9} line {n}" for n in range(20_000)).encode()
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(tmp_path / f"{method}.zip", "w", method) as archive:
            archive.writestr("a.txt", text)
    found = pipeline.read(tmp_path).inputs
    (digest,) = {one.sha256 for one in found if one.name.endswith("a.txt")}
    assert all(one.complete for one in found if one.kind == "archive")
    assert digest
