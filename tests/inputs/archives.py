"""Archives of every kind, packed by the libraries that pack them."""

from __future__ import annotations

import io
import tarfile
import zipfile
from typing import TYPE_CHECKING, Final

import cabarchive
import inflate64
import py7zr

if TYPE_CHECKING:
    from collections.abc import Callable


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    """Pack a tar."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def seven(files: dict[str, bytes], password: str | None = None) -> bytes:
    """Pack a .7z."""
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return out.getvalue()


def cabinet(files: dict[str, bytes]) -> bytes:
    """Pack a cabinet."""
    made = cabarchive.CabArchive()
    for name, content in files.items():
        made[name] = cabarchive.CabFile(content)
    packed: bytes = made.save(True)
    return packed


def cabinet_of_several(files: dict[str, bytes]) -> bytes:
    """Pack a cabinet that says that it goes on in another: the name of that, and of its disk."""
    more = b"next.cab\0disk\0"
    whole = cabinet(files)
    made = bytearray(whole[:36] + more + whole[36:])
    made[30] |= 2
    # The size, the place of the files, and that of the data of the one folder.
    for at in (8, 16, 36 + len(more)):
        value = int.from_bytes(made[at : at + 4], "little") + len(more)
        made[at : at + 4] = value.to_bytes(4, "little")
    return bytes(made)


def deflate64(files: dict[str, bytes]) -> bytes:
    """Pack a zip as Windows Explorer does when a file is large."""
    out = bytearray(zipped(files, zipfile.ZIP_STORED))
    with zipfile.ZipFile(io.BytesIO(bytes(out))) as archive:
        infos = archive.infolist()
    made = bytearray()
    directory = bytearray()
    for info in infos:
        content = files[info.filename]
        deflater = inflate64.Deflater()
        packed = deflater.deflate(content) + deflater.flush()
        start = len(made)
        name = info.filename.encode()
        sizes = info.CRC.to_bytes(4, "little") + len(packed).to_bytes(4, "little")
        sizes += len(content).to_bytes(4, "little") + len(name).to_bytes(2, "little")
        common = b"\x15\0\0\0\x09\0\0\0\x21\0" + sizes + b"\0\0"
        made += b"PK\x03\x04" + common + name + packed
        directory += b"PK\x01\x02\x15\0" + common + bytes(10) + start.to_bytes(4, "little") + name
    count = len(infos).to_bytes(2, "little")
    end = b"PK\x05\x06\0\0\0\0" + count * 2 + len(directory).to_bytes(4, "little")
    return bytes(made + directory + end + len(made).to_bytes(4, "little") + b"\0\0")


FORMS: Final[dict[str, Callable[[dict[str, bytes]], bytes]]] = {
    "zip": zipped,
    "zip, stored": lambda files: zipped(files, zipfile.ZIP_STORED),
    "zip, bzip2": lambda files: zipped(files, zipfile.ZIP_BZIP2),
    "zip, lzma": lambda files: zipped(files, zipfile.ZIP_LZMA),
    "zip, deflate64": deflate64,
    "zip behind a program": lambda files: b"MZ" + bytes(300) + zipped(files),
    "zip in a zip": lambda files: zipped({"a.zip": zipped(files)}),
    "zip in a tar in a zip": lambda files: zipped({"a.tar": tarred({"b.zip": zipped(files)})}),
    "tar": tarred,
    "tar.gz": lambda files: tarred(files, "w:gz"),
    "tar.xz": lambda files: tarred(files, "w:xz"),
    "tar.bz2": lambda files: tarred(files, "w:bz2"),
    "7z": seven,
    "7z in a 7z": lambda files: seven({"a.7z": seven(files)}),
    "zip with folders": lambda files: zipped(
        {"logs/": b"", **{f"logs/{name}": files[name] for name in files}}
    ),
    "cab": cabinet,
}
