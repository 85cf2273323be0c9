"""What in a zip's file belongs to none of its members: where these stand in, the rest out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, Final

from certtrail.inputs.archives.member import BLOCK, Member, Packed
from certtrail.inputs.archives.salvage import MEMBER, members_between, not_empty
from certtrail.inputs.unshown import is_evidence
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_HEADER: Final = 30
_END: Final = 22
_LONGEST_COMMENT: Final = 1 << 16
LEAST: Final = 32
"""Fewer bytes than these, a header and one more, hold nothing."""


def rest_of(packed: Packed, archive: Any) -> Iterator[Member]:
    """Give what is in a zip beside the members that its directory names; tell what cannot be read.

    Args:
        packed: the zip.
        archive: the same, as its library has opened it.
    """
    comments = (archive.comment, *(info.comment for info in archive.infolist()))
    told = b"\n".join(filter(None, comments))
    if is_evidence(told.decode("utf-8", "replace")):
        yield Member.of("comments.txt", told)
    lost: list[int] = []
    for start, end in _stretches(packed.path, archive.infolist(), archive.start_dir):
        yield from members_between(packed.path, start, end, lost)
    if count := sum(size for size in lost if size >= LEAST):
        packed.problems.append(
            phrase(
                "{size|count} bytes of it belong to none of the members in its directory, and "
                "were not read: something stands before, between or behind them; unpack it "
                "elsewhere, or ask for it again.",
                size=count,
            )
        )


def _stretches(path: Path, infos: Sequence[Any], directory: int) -> list[tuple[int, int]]:
    """List the stretches before, between and behind the members in which something stands.

    Args:
        path: where the zip is.
        infos: its members, as `zipfile` has them.
        directory: where its directory starts.
    """
    with path.open("rb") as file:
        stretches = (
            (begin or _behind_program(file, end), end)
            for begin, end in _gaps(file, infos, directory)
        )
        return [(begin, end) for begin, end in stretches if not_empty(file, begin, end) >= LEAST]


def _gaps(file: BinaryIO, infos: Sequence[Any], directory: int) -> Iterator[tuple[int, int]]:
    at = 0
    for info in sorted(infos, key=lambda one: int(one.header_offset)):
        if info.header_offset > at:
            yield at, info.header_offset
        file.seek(info.header_offset)
        header = file.read(_HEADER)
        named = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        at = max(at, info.header_offset + _HEADER + named + info.compress_size)
    if directory > at:
        yield at, directory
    size = file.seek(0, 2)
    tail_at = max(directory, size - _END - _LONGEST_COMMENT)
    file.seek(tail_at)
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    comment = int.from_bytes(tail[end + 20 : end + _END], "little")
    if end >= 0:
        yield tail_at + end + _END + comment, size


def _behind_program(file: BinaryIO, end: int) -> int:
    """Tell where a program ends that unpacks the zip behind it: at the end, or at a member."""
    file.seek(0)
    if file.read(2) != b"MZ":
        return 0
    at, kept = 2, b""
    while at < end and (block := file.read(min(BLOCK, end - at))):
        found = MEMBER.search(kept + block)
        if found:
            return at - len(kept) + found.start()
        at += len(block)
        kept = block[-5:]
    return end
