"""What stands in an archive beside the bytes of its members: it is read or told, never lost."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from functools import partial
from typing import TYPE_CHECKING, Final

import libarchive
import pytest

from certtrail import pipeline
from tests.inputs.archives import tarred, zipped
from tests.inputs.carried import EVENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOLD: Final = EVENT.encode()
HELLO: Final = b"Hello all, see you on Monday."
FIRST: Final = tarred({"a.txt": HELLO})
SECOND: Final = tarred({"b.txt": TOLD})


def written(form: str, packing: str | None, files: dict[str, bytes]) -> bytes:
    """Write an archive by libarchive."""
    out = io.BytesIO()
    with libarchive.custom_writer(out.write, form, packing) as archive:
        for name, content in files.items():
            archive.add_file_from_memory(name, len(content), content)
    return out.getvalue()


def by(packing: str, content: bytes) -> bytes:
    """Pack bytes by libarchive."""
    return written("raw", packing, {"x": content})


PACK: Final[dict[str, Callable[[bytes], bytes]]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    **{name: partial(by, name) for name in ("zstd", "lz4", "lzip", "compress")},
}
SKIPPED: Final = b"\x50\x2a\x4d\x18" + struct.pack("<I", len(TOLD)) + TOLD


def headed(content: bytes, name: bytes = b"", comment: bytes = b"", extra: bytes = b"") -> bytes:
    """Pack a gzip with all that may stand in its head."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(content) + packer.flush()
    flags = (4 if extra else 0) | (8 if name else 0) | (16 if comment else 0)
    head = b"\x1f\x8b\x08" + bytes([flags]) + bytes(5) + b"\xff"
    head += struct.pack("<H", len(extra)) + extra if extra else b""
    head += b"".join(word + b"\0" for word in (name, comment) if word)
    return head + packed + struct.pack("<II", zlib.crc32(content), len(content))


def described(**headers: str) -> bytes:
    """Pack a tar of which a member, or all of it, is described."""
    out = io.BytesIO()
    given = headers if "comment" in headers else {}
    with tarfile.open(
        fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers=given
    ) as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = len(HELLO)
        info.pax_headers = {} if given else headers
        archive.addfile(info, io.BytesIO(HELLO))
    return out.getvalue()


def behind_a_member() -> bytes:
    """Pack a tar with something in the rest of a member's last block."""
    return FIRST[: 512 + len(HELLO)] + TOLD + FIRST[512 + len(HELLO) + len(TOLD) :]


def commented(comment: bytes = b"", *, local: bool = False, **fields: object) -> bytes:
    """Pack a zip with comments and extra fields."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(str(fields.get("name", "a.txt")))
        info.comment = bytes(fields.get("about", b""))  # type: ignore[call-overload]
        info.extra = bytes(fields.get("extra", b""))  # type: ignore[call-overload]
        archive.writestr(info, b"" if "name" in fields else HELLO)
        info.extra = b"" if local else info.extra
        archive.comment = comment
    return out.getvalue()


def field(content: bytes, sort: int = 0x9999) -> bytes:
    """Write an extra field."""
    return struct.pack("<HH", sort, len(content)) + content


HIDDEN: Final = {
    "gzip, comment": headed(HELLO, b"a", TOLD),
    "gzip, name": headed(HELLO, TOLD),
    "gzip, extra": headed(HELLO, extra=b"AB" + struct.pack("<H", len(TOLD)) + TOLD),
    "gzip, later comment": headed(HELLO, b"a") + headed(HELLO, b"a", TOLD),
    "gzip, comment of a tar": headed(FIRST, b"a", TOLD),
    "gzip, long comment": headed(HELLO, b"a", b"x" * 200_000 + TOLD),
    "tar, description": described(comment=EVENT),
    "tar, description of a member": described(**{"SCHILY.xattr.user.x": EVENT}),
    "tar, last block": behind_a_member(),
    "tar, last block, packed": gzip.compress(behind_a_member()),
    "zip, comment": commented(TOLD),
    "zip, wide comment": commented(EVENT.encode("utf-16-le")),
    "zip, comment of a member": commented(about=TOLD),
    "zip, folder": commented(name=f"{EVENT}/"),
    "zip, extra": commented(extra=field(TOLD)),
    "zip, known extra": commented(extra=field(TOLD, 0x7875)),
    "zip, packed extra": commented(extra=field(zlib.compress(TOLD))),
    "zip, extra of a header": commented(extra=field(TOLD), local=True),
    "cpio, behind": written("cpio_newc", None, {"a.txt": HELLO}) + TOLD,
    "cpio, another": written("cpio_newc", None, {"a.txt": HELLO})
    + written("cpio_newc", None, {"a.txt": TOLD}),
    "old cpio, behind": written("cpio", None, {"a.txt": HELLO}) + TOLD,
    "disk, behind": written("iso9660", None, {"a.txt": HELLO}) + TOLD,
    **{
        f"{name}, skipped {where}": PACK[name](HELLO) + SKIPPED + rest
        for name in ("zstd", "lz4")
        for where, rest in (("behind", b""), ("between", PACK[name](HELLO)))
    },
    **{f"{name}, two tars": pack(FIRST + SECOND) for name, pack in PACK.items()},
    **{f"{name}, text behind a tar": pack(FIRST + TOLD) for name, pack in PACK.items()},
    **{f"{name}, behind": pack(HELLO) + TOLD for name, pack in PACK.items()},
    **{f"{name}, behind, a tar": pack(FIRST) + TOLD for name, pack in PACK.items()},
}


@pytest.mark.parametrize("where", HIDDEN)
def test_it_is_read_or_told(tmp_path: Path, where: str) -> None:
    """An event in it, wherever it stands."""
    (tmp_path / "a").write_bytes(HIDDEN[where])
    found = pipeline.read(tmp_path / "a")
    assert len(found.records) or not all(one.complete for one in found.inputs)


@pytest.mark.parametrize("name", PACK)
def test_one_file_of_any_packer_is_read(tmp_path: Path, name: str) -> None:
    """Alone, several behind each other, and a second tar behind the first."""
    for content in (
        PACK[name](TOLD),
        PACK[name](SECOND),
        *((PACK[name](FIRST) + PACK[name](SECOND),) if name != "compress" else ()),
        PACK[name](FIRST + SECOND),
    ):
        (tmp_path / "a").write_bytes(content)
        found = pipeline.read(tmp_path / "a")
        assert len(found.records) == 1
        assert all(one.complete for one in found.inputs)


ORDINARY: Final = {
    "gzip": headed(HELLO, b"a.txt", b"made on EX01", b"BC\2\0ab"),
    "gzip, padded": gzip.compress(FIRST) + bytes(900),
    "tar": described(mtime="1711698602.25", path="a.txt"),
    "zip": commented(b"made on EX01", about=b"a note", extra=field(bytes(9), 0x5455)),
    "zip, padded": commented(extra=field(bytes(300), 0xA220)),
    "zip, folder ": commented(name="logs of Exchange/"),
    "cpio": written("cpio_newc", None, {"a.txt": HELLO}),
    "cpio, padded": written("cpio_newc", None, {"a.txt": HELLO}) + bytes(5000),
    "disk": written("iso9660", None, {"a.txt": HELLO}),
    **{name: pack(FIRST) for name, pack in PACK.items()},
    "zip of zips": zipped({"a.zip": zipped({"a.txt": HELLO})}),
}


@pytest.mark.parametrize("which", ORDINARY)
def test_of_ordinary_ones_nothing_is_said(tmp_path: Path, which: str) -> None:
    """Nor does more come out of them."""
    (tmp_path / "a").write_bytes(ORDINARY[which])
    reports = pipeline.read(tmp_path / "a").inputs
    assert all(one.complete for one in reports), [one.problems for one in reports]
    assert not any("comments" in one.name for one in reports)
