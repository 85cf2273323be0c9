"""What in a zip's file belongs to none of its members: where these stand in, the rest out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, Final

from certtrail.inputs.archives.member import BLOCK, Member, Packed
from certtrail.inputs.archives.salvage import MEMBER, members_between, not_empty
from certtrail.inputs.unshown import bytes_tell
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_HEADER: Final = 30
_END: Final = 22
_LONGEST_COMMENT: Final = 1 << 16
# Extra fields by their numbers: Zip64, NTFS, Unix, security descriptors, times, names and comments
# in Unicode, encryption, padding.
_SORTS: Final = frozenset(
    sort.to_bytes(2, "little")
    for sort in (
        0x0001, 0x000A, 0x000D, 0x4453, 0x5455, 0x5855, 0x6375, 0x7075, 0x7855, 0x7875, 0x9901,
        0xA11E, 0xA220, 0xD935,
    )
)  # fmt: skip
LEAST: Final = 32
"""Fewer bytes than these, a header and one more, hold nothing."""


def rest_of(packed: Packed, archive: Any) -> Iterator[Member]:
    """Give what is in a zip beside the members that its directory names; tell what cannot be read.

    Args:
        packed: the zip.
        archive: the same, as its library has opened it.
    """
    infos = archive.infolist()
    lost: list[int] = []
    told = [archive.comment, *(info.comment for info in infos)]
    # A folder has no content, and its name is shown nowhere.
    told += [info.filename.encode() for info in infos if info.is_dir()]
    told += _extras(packed.path, infos, lost)
    joined = b"\n".join(filter(None, told))
    if bytes_tell(joined):
        yield Member.of("comments.txt", joined.replace(b"\0", b""))
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


def _extras(path: Path, infos: Sequence[Any], lost: list[int]) -> Iterator[bytes]:
    """Give what is written into extra fields, of a member's header and of the directory.

    Args:
        path: where the zip is.
        infos: its members, as `zipfile` has them.
        lost: gets how many bytes of it are of a sort that nobody knows.
    """
    with path.open("rb") as file:
        for info in infos:
            file.seek(info.header_offset + 26)
            sizes = file.read(4)
            file.seek(int.from_bytes(sizes[:2], "little"), 1)
            own = file.read(int.from_bytes(sizes[2:], "little"))
            for extra in {own, info.extra}:
                lost += (len(extra) - known for known in (_known(extra),) if known < len(extra))
                if len(extra) >= LEAST:
                    yield extra


def _known(extra: bytes) -> int:
    """Count the bytes of extra fields of the sorts that programs write; others short of telling."""
    at = known = 0
    while at + 4 <= len(extra):
        size = 4 + int.from_bytes(extra[at + 2 : at + 4], "little")
        if size < 2 * LEAST or extra[at : at + 2] in _SORTS:
            known += size
        at += size
    return known if at >= len(extra) else known + (len(extra) - at) * (len(extra) - at < LEAST)


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
