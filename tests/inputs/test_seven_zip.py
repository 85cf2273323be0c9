"""7-Zip archives: what belongs to none of their members is told."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Any, Final

import py7zr
import pytest
from py7zr.archiveinfo import Header

from certtrail import pipeline
from tests.inputs.archives import seven
from tests.inputs.carried import EVENT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from certtrail.model.input_reports import InputReport

FILES: Final = {"a.txt": EVENT.encode(), "b.txt": b"Hello all.\n" * 90, "c.txt": b""}
FILTERS: Final = (
    py7zr.FILTER_COPY, py7zr.FILTER_LZMA, py7zr.FILTER_LZMA2, py7zr.FILTER_BZIP2,
    py7zr.FILTER_DEFLATE, py7zr.FILTER_ZSTD, py7zr.FILTER_PPMD,
)  # fmt: skip

ENDLESS: Final = (py7zr.FILTER_LZMA, py7zr.FILTER_PPMD)
"""Methods whose streams do not tell where they end."""


def packed(method: int, files: Mapping[str, bytes]) -> bytes:
    """Pack files by a method."""
    options = {"order": 6, "mem": 24} if method == py7zr.FILTER_PPMD else {}
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", filters=[{"id": method, **options}]) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return out.getvalue()


def report_of(content: bytes, folder: Path) -> InputReport:
    """Read an archive; gives its report."""
    (folder / "x.7z").write_bytes(content)
    return next(one for one in pipeline.read(folder / "x.7z").inputs if one.name == "x.7z")


@pytest.mark.parametrize("method", FILTERS)
def test_a_sound_one_is_complete(tmp_path: Path, method: int) -> None:
    """However it is packed."""
    report = report_of(packed(method, FILES), tmp_path)
    assert report.complete, report.problems


@pytest.mark.parametrize("attributes", [0x10, 0x8000 | 0o140644 << 16], ids=["folder", "socket"])
def test_what_a_folder_or_a_socket_holds_is_told(tmp_path: Path, attributes: int) -> None:
    """The library unpacks nothing of a member that is called so, in whichever block it lies."""
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        archive.writestr(EVENT.encode(), "a.txt")
        entries: Any = archive.header.files_info.files
        entries[0]["attributes"] = attributes
    report = report_of(out.getvalue(), tmp_path)
    assert "belong to none of its members" in report.problems[0]
    assert not report.complete


def test_bytes_behind_it_are_told(tmp_path: Path) -> None:
    """No header names them."""
    report = report_of(seven(FILES) + EVENT.encode(), tmp_path)
    assert "belong to none of its members" in report.problems[0]
    assert not report.complete


@pytest.mark.parametrize("method", [one for one in FILTERS if one not in ENDLESS])
def test_what_is_packed_behind_a_told_size_is_told(
    tmp_path: Path, method: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The headers tell the size and the checksum of the first line only."""
    shown = b"Hello all, see you on Monday.\n"
    write = Header.write

    def told_less(header: Header, *args: Any, **options: Any) -> Any:
        streams: Any = header.main_streams
        streams.unpackinfo.folders[0].unpacksizes = [len(shown)]
        streams.substreamsinfo.unpacksizes = [len(shown)]
        streams.substreamsinfo.digests = [zlib.crc32(shown)]
        return write(header, *args, **options)

    monkeypatch.setattr(Header, "write", told_less)
    report = report_of(packed(method, {"a.txt": shown + EVENT.encode()}), tmp_path)
    assert "belong to none of its members" in report.problems[0]
