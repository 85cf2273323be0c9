"""Zips without their directory, as a cut upload leaves them: members by their own headers."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from certtrail.inputs.archives.member import BLOCK, Member
from certtrail.inputs.archives.unread import BrokenError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_NO_DIRECTORY: Final = phrase("the archive's directory is missing, and it cannot be read without")


def salvaged(path: Path, why: str) -> Iterator[Member]:
    """Give the members of a zip without its directory, as a cut upload is, by their own headers."""
    found = False
    with path.open("rb") as file:
        at = 0
        while (header := _local_header(file, at)) is not None:
            name, start, method, flags, size = header
            found = True
            end = [start]
            if flags & 1 or method not in (0, 8) or (method == 0 and size is None):
                yield Member(name, lambda: iter(()), _NO_DIRECTORY)
                if size is None:
                    break
            elif not name.endswith("/"):
                yield Member(name, _salvage_reader(path, start, method, size, end))
            at = _next_header(file, end[0] if size is None else start + size)
    if not found:
        raise BrokenError(why)
    raise BrokenError(
        phrase("it is cut or damaged ({why}); what stands before the damage was read", why=why)
    )


def _local_header(file: BinaryIO, at: int) -> tuple[str, int, int, int, int | None] | None:
    file.seek(at)
    raw = file.read(30)
    if len(raw) < 30 or raw[:4] != b"PK\x03\x04":
        return None
    flags, method = int.from_bytes(raw[6:8], "little"), int.from_bytes(raw[8:10], "little")
    size = int.from_bytes(raw[18:22], "little")
    name_size, extra = int.from_bytes(raw[26:28], "little"), int.from_bytes(raw[28:30], "little")
    name = file.read(name_size).decode("utf-8" if flags & 0x800 else "cp437", "replace")
    # A folder has no bytes, even where a descriptor behind it would say so.
    unknown = (flags & 8 or size == 0xFFFFFFFF) and not name.endswith("/")
    return name, at + 30 + name_size + extra, method, flags, None if unknown else size


def _next_header(file: BinaryIO, at: int) -> int:
    """Skip the descriptor that may stand behind a member."""
    file.seek(at)
    tail = file.read(64)
    place = tail.find(b"PK\x03\x04")
    return at + place if place >= 0 else at + len(tail)


def _salvage_reader(
    path: Path, start: int, method: int, size: int | None, end: list[int]
) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        inflater = zlib.decompressobj(-15) if method == 8 else None
        with path.open("rb") as file:
            file.seek(start)
            left = size if size is not None else 1 << 62
            while left > 0 and (raw := file.read(min(BLOCK, left))):
                left -= len(raw)
                end[0] = file.tell()
                if inflater is None:
                    yield raw
                    continue
                try:
                    yield from _inflated(inflater, raw)
                except zlib.error as error:
                    raise BrokenError(str(error)) from error
                if inflater.eof:
                    end[0] = file.tell() - len(inflater.unused_data)
                    return
            if inflater is not None or left > 0:
                raise BrokenError(phrase("it is cut off by the end of the archive"))

    return read


def _inflated(inflater: Any, raw: bytes) -> Iterator[bytes]:
    while raw:
        block = inflater.decompress(raw, BLOCK)
        raw = inflater.unconsumed_tail
        if block:
            yield block
        elif not raw:
            return
