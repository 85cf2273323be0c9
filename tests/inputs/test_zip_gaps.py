"""Zips of which the directory does not name all: what can be unpacked is, the rest is told."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

import inflate64
import pytest

from certtrail import pipeline
from certtrail.inputs.limits import Limits
from tests.inputs.archives import zipped

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.evidences import Evidences


def listed(number: int) -> bytes:
    """Write a list of one certificate."""
    text = f"Thumbprint : {number:040X}\nServices : SMTP\nSubject : CN=mail{number}.contoso.com\n"
    return ("[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\n" + text).encode()


def local(name: str, content: bytes, *, flags: int = 0, method: int = 8) -> bytes:
    """Write a member with its own header and none in a directory."""
    deflater = zlib.compressobj(wbits=-15)
    packed = deflater.compress(content) + deflater.flush() if method == 8 else content
    crc = zlib.crc32(content)
    sizes = (0, 0, 0) if flags & 8 else (crc, len(packed), len(content))
    head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, flags, method, 0, 0, *sizes, len(name), 0)
    tail = struct.pack("<4s3I", b"PK\7\10", crc, len(packed), len(content)) if flags & 8 else b""
    return head + name.encode() + packed + tail


def without(content: bytes, name: str) -> bytes:
    """Take a member out of the directory of a zip, and leave it in the file."""
    end = content.rfind(b"PK\5\6")
    count, _, start = struct.unpack("<HII", content[end + 10 : end + 20])
    records, at = [], start
    for _ in range(count):
        named, extra, comment = struct.unpack("<3H", content[at + 28 : at + 34])
        records.append(content[at : (at := at + 46 + named + extra + comment)])
    kept = [one for one in records if name.encode() not in one]
    assert len(kept) == count - 1
    told = b"".join(kept)
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(kept), len(kept), len(told), start, 0)
    return content[:start] + told + tail


def streamed(files: dict[str, bytes]) -> bytes:
    """Pack a zip as a program does that cannot go back: sizes stand behind each member."""

    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

    out = Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


ONE, TWO, THREE = ({f"{number}.txt": listed(number)} for number in (1, 2, 3))
BOTH: Final = zipped(ONE | TWO | THREE)
HIDDEN: Final = {
    "joined": zipped(ONE) + zipped(TWO) + zipped(THREE),
    "joined, stored": zipped(ONE, zipfile.ZIP_STORED) + zipped(TWO | THREE),
    "joined, streamed": streamed(ONE | TWO) + streamed(THREE),
    "no record of the first": without(BOTH, "1.txt"),
    "no record of the middle": without(BOTH, "2.txt"),
    "no record of the last": without(BOTH, "3.txt"),
    "no record, streamed": without(streamed(ONE | TWO | THREE), "2.txt"),
    "before all": local("1.txt", listed(1)) + zipped(TWO | THREE),
    "behind all": zipped(TWO | THREE) + local("1.txt", listed(1)),
    "behind all, streamed": zipped(TWO | THREE) + local("1.txt", listed(1), flags=8),
}


def read(folder: Path, content: bytes, **options: Limits) -> Evidences:
    """Read a zip."""
    (folder / "a.zip").write_bytes(content)
    return pipeline.read(folder / "a.zip", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("how", HIDDEN)
def test_every_member_is_read(tmp_path: Path, how: str) -> None:
    """Those that a directory names, and those that only their own headers do; each once."""
    found = read(tmp_path, HIDDEN[how])
    names = sorted(one.thumbprint for one in found.inventory.certificates)
    assert names == [f"{number:040X}" for number in (1, 2, 3)]
    (whole,) = [one for one in found.inputs if one.name == "a.zip"]
    assert whole.records.found == 3
    assert whole.complete


@pytest.mark.parametrize(
    "hidden",
    [
        local("x.txt", listed(1))[:-20],
        local("x.txt", listed(1), flags=1),
        local("x.txt", listed(1), method=12),
        b"[PS] C:\\>Get-ExchangeCertificate | fl and what it told, of no member\n",
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_what_cannot_be_unpacked_is_told(tmp_path: Path, hidden: bytes, before: bool) -> None:
    """A cut member, an encrypted one, one of another method, and bytes of no member."""
    sound = zipped(TWO)
    found = read(tmp_path, zipped({}) + hidden + sound if before else sound + hidden)
    assert f"{2:040X}" in {one.thumbprint for one in found.inventory.certificates}
    (whole,) = [one for one in found.inputs if one.name == "a.zip"]
    assert not whole.complete


def test_what_a_comment_of_the_zip_says_is_read(tmp_path: Path) -> None:
    """It belongs to no member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("2.txt", listed(2))
        archive.comment = listed(1)
    found = read(tmp_path, out.getvalue())
    assert {one.thumbprint for one in found.inventory.certificates} == {f"{1:040X}", f"{2:040X}"}


def test_a_bomb_in_a_gap_is_held_to_the_budget(tmp_path: Path) -> None:
    """What no directory names counts like everything else."""
    found = read(tmp_path, local("x", bytes(40 << 20)) + zipped(TWO), limits=Limits(total=8 << 20))
    (whole,) = [one for one in found.inputs if one.name == "a.zip"]
    assert any("not unpacked further" in text for text in whole.problems)


def test_headers_without_end_take_no_square(tmp_path: Path) -> None:
    """Each of many broken headers costs itself."""
    header = local("x", b"", flags=8)[:31]
    found = read(tmp_path, header * 4_000 + zipped(TWO), limits=Limits(seconds=10.0))
    assert {one.thumbprint for one in found.inventory.certificates} == {f"{2:040X}"}


SHOWN: Final = b"Hello all, see you on Monday.\n" * 3
METHODS: Final = [
    zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 9,
]  # fmt: skip


def told_less(method: int, content: bytes, shown: int, behind: bytes = b"") -> bytes:
    """Pack a member of which the directory and its header tell a smaller size.

    Args:
        method: how it is packed.
        content: of it.
        shown: so many bytes are told, and their checksum.
        behind: what is packed behind its end.
    """
    packed: bytes
    if method == 9:
        deflater = inflate64.Deflater()
        packed = bytes(deflater.deflate(content) + deflater.flush())
    else:
        whole = zipped({"a.txt": content}, method)
        size = struct.unpack("<I", whole[18:22])[0]
        packed = whole[35 : 35 + size]
    packed += behind
    told = zlib.crc32(content[:shown]), len(packed), shown, 5, 0
    flags = 2 if method == zipfile.ZIP_LZMA else 0
    head = struct.pack("<4s5H3I2H", b"PK\3\4", 63, flags, method, 0, 0, *told)
    name = b"a.txt"
    record = struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 63, 63, flags, method, 0, 0, *told, 0, 0, 0, 0, 0
    )
    place = len(head) + len(name) + len(packed)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(record) + len(name), place, 0)
    return head + name + packed + record + name + end


@pytest.mark.parametrize("method", METHODS)
def test_what_is_packed_behind_a_told_size_is_read(tmp_path: Path, method: int) -> None:
    """The directory tells the size and the checksum of the first lines only."""
    found = read(tmp_path, told_less(method, SHOWN + listed(1), len(SHOWN)))
    assert f"{1:040X}" in {one.thumbprint for one in found.inventory.certificates}
    assert not next(one for one in found.inputs if one.name == "a.zip").complete


@pytest.mark.parametrize("method", METHODS[1:])
def test_what_is_packed_behind_the_end_of_a_member_is_told(tmp_path: Path, method: int) -> None:
    """Its own stream ends before; nothing is told of a sound one."""
    sound = read(tmp_path, told_less(method, SHOWN, len(SHOWN)))
    assert all(one.complete for one in sound.inputs)
    hiding = read(tmp_path, told_less(method, SHOWN, len(SHOWN), listed(1)))
    whole = next(one for one in hiding.inputs if one.name == "a.zip")
    assert "packed behind its end" in whole.problems[0]
