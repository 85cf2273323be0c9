"""Members of zips that no directory names, by their own headers: of a cut upload, of a zip joined
to another, or left out of the directory.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from certtrail.inputs.archives.member import BLOCK, Member
from certtrail.inputs.archives.unread import BrokenError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_LARGEST_FOLDER: Final = 64
_NO_DIRECTORY: Final = phrase("the archive's directory is missing, and it cannot be read without")
MEMBER: Final = re.compile(rb"PK\x03\x04[\x0a-\x3f]\x00")
"""How the header of a member starts."""
_MARK: Final = 6
# What stands behind members: fixed size, and where the sizes of what follows it are told.
_RECORDS: Final = {
    b"PK\x07\x08": (16, ()),
    b"PK\x01\x02": (46, (28, 30, 32)),
    b"PK\x05\x06": (22, (20,)),
    b"PK\x06\x07": (20, ()),
}
_ZIP64_END: Final = b"PK\x06\x06"


def salvaged(path: Path, why: str) -> Iterator[Member]:
    """Give the members of a zip without its directory, as a cut upload is, by their own headers."""
    found = False
    for member in members_between(path, 0, path.stat().st_size, []):
        found = True
        yield member
    if not found:
        raise BrokenError(why)
    raise BrokenError(
        phrase("it is cut or damaged ({why}); what stands before the damage was read", why=why)
    )


def members_between(path: Path, start: int, end: int, lost: list[int]) -> Iterator[Member]:
    """Give the members in a part of a file, by their own headers.

    Args:
        path: of the file.
        start: where the part starts.
        end: where it ends.
        lost: gets how many bytes of it, empty ones aside, belong to none: a number for each gap.
    """
    with path.open("rb") as file:
        at = _behind_records(file, start, end)
        while (place := _next_member(file, at, end)) is not None:
            lost.append(not_empty(file, at, place))
            header = _local_header(file, place)
            if header is None:
                break
            name, begin, method, flags, size = header
            stop = [begin]
            if flags & 1 or method not in (0, 8) or (method == 0 and size is None):
                yield Member(name, lambda: iter(()), _NO_DIRECTORY)
                stop = [begin + (size or 0)]
            elif size is None or not is_folder(name, size):
                yield Member(name, _salvage_reader(path, begin, method, size, stop, end))
            at = _behind_records(file, stop[0] if begin <= stop[0] <= end else begin, end)
        lost.append(not_empty(file, at, end))


def is_folder(name: str, size: int) -> bool:
    """Tell whether a member of so many packed bytes is a folder, as its name says."""
    # Some tools pack the nothing of a folder, or encrypt it; more is no folder.
    return name.endswith("/") and size < _LARGEST_FOLDER


def not_empty(file: BinaryIO, start: int, end: int) -> int:
    """Count the bytes of a part of a file that are not zero."""
    file.seek(start)
    count = 0
    while start < end and (block := file.read(min(BLOCK, end - start))):
        start += len(block)
        count += len(block) - block.count(0)
    return count


def _next_member(file: BinaryIO, at: int, end: int) -> int | None:
    file.seek(at)
    kept = b""
    while at < end and (block := file.read(min(BLOCK, end - at))):
        if found := MEMBER.search(kept + block):
            return at - len(kept) + found.start()
        at += len(block)
        kept = (kept + block)[-(_MARK - 1) :]
    return None


def _behind_records(file: BinaryIO, at: int, end: int) -> int:
    """Skip what stands behind a member, or behind all of them, and names them once more."""
    while at < end:
        file.seek(at)
        raw = file.read(56)
        if raw[:4] == _ZIP64_END:
            size = 12 + int.from_bytes(raw[4:12], "little")
        elif raw[:4] in _RECORDS:
            fixed, told = _RECORDS[raw[:4]]
            size = fixed + sum(int.from_bytes(raw[one : one + 2], "little") for one in told)
        else:
            break
        if at + size > end:
            break
        at += size
    return at


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


def _salvage_reader(
    path: Path, start: int, method: int, size: int | None, stop: list[int], end: int
) -> Callable[[], Iterator[bytes]]:
    """Make what reads a member, and puts into `stop` where it ends, if it is sound."""

    def read() -> Iterator[bytes]:
        inflater = zlib.decompressobj(-15) if method == 8 else None
        with path.open("rb") as file:
            file.seek(start)
            left = min(end - start, end if size is None else size)
            while left > 0 and (raw := file.read(min(BLOCK, left))):
                left -= len(raw)
                if inflater is None:
                    yield raw
                    continue
                try:
                    yield from _inflated(inflater, raw)
                except zlib.error as error:
                    raise BrokenError(str(error)) from error
                if inflater.eof:
                    stop[0] = file.tell() - len(inflater.unused_data)
                    return
            if inflater is not None or size is None or start + size > end:
                raise BrokenError(phrase("it is cut off by the end of the archive"))
            stop[0] = start + size

    return read


def _inflated(inflater: Any, raw: bytes) -> Iterator[bytes]:
    while raw:
        block = inflater.decompress(raw, BLOCK)
        raw = inflater.unconsumed_tail
        if block:
            yield block
        elif not raw:
            return
