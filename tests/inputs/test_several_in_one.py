"""Archives with something behind them: another one is read, anything else is told."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any, Final

import pytest

from certtrail.inputs.archives import tar_members
from tests.inputs.archives import tarred, zipped
from tests.inputs.carried import carried

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ONE: Final = b"the first " * 40_000 + os.urandom(70_000)
TWO: Final = b"the second " * 40_000
JUNK: Final = b"something else " * 9
PACK: Final[dict[str, Callable[[bytes], bytes]]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("padding", [b"", bytes(8), bytes(80_000)])
def test_streams_behind_each_other(tmp_path: Path, kind: str, padding: bytes) -> None:
    """They are one file, as their own programs take them; padding loses nothing."""
    pack = PACK[kind]
    found = carried(tmp_path, pack(ONE) + padding + pack(TWO) + padding)
    assert list(found.files.values()) == [ONE + TWO]
    assert found.report.complete


@pytest.mark.parametrize("kind", ["bz2", "xz"])
@pytest.mark.parametrize("between", [JUNK, JUNK * 999, JUNK + bytes(9)])
def test_bytes_between_streams_are_told(tmp_path: Path, kind: str, between: bytes) -> None:
    """What is packed behind them is read all the same."""
    pack = PACK[kind]
    found = carried(tmp_path, pack(ONE) + between + pack(TWO) + between)
    assert list(found.files.values()) == [ONE + TWO]
    assert not found.report.complete
    assert "stand beside" in str(found.report.problems)


@pytest.mark.parametrize("kind", PACK)
def test_damage_behind_a_stream_costs_nothing_of_it(tmp_path: Path, kind: str) -> None:
    """What came before stands."""
    pack = PACK[kind]
    found = carried(tmp_path, pack(ONE) + pack(TWO)[:-30])
    (content,) = found.files.values()
    assert content.startswith(ONE)
    assert not found.report.complete


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tars_behind_each_other(tmp_path: Path, mode: str) -> None:
    """As `cat` joins them."""
    found = carried(tmp_path, tarred({"a": ONE}, mode) + tarred({"b": TWO}, mode))
    assert found.files == {"a": ONE, "b": TWO}
    assert found.report.complete


@pytest.mark.parametrize("behind", [JUNK, JUNK * 99])
def test_bytes_behind_a_tar_are_told(tmp_path: Path, behind: bytes) -> None:
    """They may be a log."""
    found = carried(tmp_path, tarred({"a": ONE}) + behind)
    assert found.files == {"a": ONE}
    assert not found.report.complete


def test_data_of_a_folder_in_a_tar_is_told(tmp_path: Path) -> None:
    """A folder has none."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a")
        info.size = len(TWO)
        archive.addfile(info, io.BytesIO(TWO))
    made = tarfile.TarInfo("a")
    made.type, made.size = tarfile.DIRTYPE, len(TWO)
    content = made.tobuf(tarfile.USTAR_FORMAT) + out.getvalue()[512:]
    found = carried(tmp_path, content)
    assert not found.files
    assert not found.report.complete


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_nothing_behind_a_tar_has_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    """A few bytes may hold gigabytes of empty blocks."""
    monkeypatch.setattr(tar_members, "_MOST_PASSED", 1 << 10)
    found = carried(tmp_path, pack(tarred({"a": ONE}) + bytes(1 << 21)))
    assert found.files == {"a": ONE}
    assert "looked through" in str(found.report.problems)


def test_a_member_called_as_a_folder_is_read(tmp_path: Path) -> None:
    """What has data is a file, whatever its name ends in; a folder stays one."""
    content = zipped({"b/": b"", "a.xm/": TWO})
    assert carried(tmp_path, content).files == {"a.xm": TWO}
    assert carried(tmp_path, content).report.complete
    cut = carried(tmp_path, content[:-40])
    assert cut.files == {"a.xm": TWO}


ZIP: Final = zipped({"a": ONE, "b": TWO})
HIDDEN: Final = zipped({"c": TWO})
BESIDE: Final = {
    "text behind": ZIP + JUNK,
    "long text behind": ZIP + JUNK * 300,
}


@pytest.mark.parametrize("form", BESIDE)
def test_bytes_beside_the_members_of_a_zip_are_told(tmp_path: Path, form: str) -> None:
    """Nobody knows what they are."""
    found = carried(tmp_path, BESIDE[form])
    assert found.files == {"a": ONE, "b": TWO}
    assert not found.report.complete
    assert "none of the members" in str(found.report.problems)


@pytest.mark.parametrize("before", [b"", b"MZ" + bytes(500_000) + b"x" * 500_000])
def test_a_zip_before_another_is_read(tmp_path: Path, before: bytes) -> None:
    """The directory of the last does not name its members; their own headers do."""
    found = carried(tmp_path, before + HIDDEN + ZIP)
    assert found.files == {"a": ONE, "b": TWO, "c": TWO}
    assert found.report.complete


def test_a_member_that_the_directory_does_not_name_is_read(tmp_path: Path) -> None:
    """It was taken out of the directory alone."""
    directory = ZIP.index(b"PK\x01\x02")
    second = ZIP.index(b"PK\x01\x02", directory + 1)
    end = ZIP.index(b"PK\x05\x06")
    size = (end - second).to_bytes(4, "little")
    content = ZIP[:directory] + ZIP[second:end] + ZIP[end : end + 8] + b"\1\0\1\0" + size
    found = carried(tmp_path, content + ZIP[end + 16 :])
    assert found.files == {"a": ONE, "b": TWO}
    assert found.report.complete


def streamed() -> bytes:
    """Write a zip as into a pipe: with descriptors behind the members."""
    out = io.BytesIO()

    class Pipe(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, content: Any) -> int:
            return out.write(content)

    with zipfile.ZipFile(io.BufferedWriter(Pipe()), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", ONE)
        with archive.open("b", "w", force_zip64=True) as member:
            member.write(TWO)
        archive.comment = b"packed for the desk, with nothing more in it than that"
    return out.getvalue()


@pytest.mark.parametrize(
    "content", [streamed(), b"MZ" + b"a program" * 900 + ZIP, ZIP + bytes(4096)], ids=range(3)
)
def test_an_ordinary_zip_is_complete(tmp_path: Path, content: bytes) -> None:
    """Descriptors, a comment, a program that unpacks it, and empty bytes lose nothing."""
    found = carried(tmp_path, content)
    assert found.files == {"a": ONE, "b": TWO}
    assert found.report.complete
