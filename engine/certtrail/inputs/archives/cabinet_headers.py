"""What the headers of a cabinet promise: [MS-CAB] 2. Nothing is unpacked for that."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEADER: Final = struct.Struct("<16xI4x2xHHH4x")
"""CFHEADER: where the files stand, how many folders and files, flags."""
_RESERVED: Final = struct.Struct("<HBB")
_HAS_RESERVED: Final = 0x4
_HAS_PREVIOUS: Final = 0x1
_HAS_NEXT: Final = 0x2
_FOLDER: Final = struct.Struct("<IHH")
_FILE: Final = struct.Struct("<IIH6x")
"""CFFILE: its size, where it begins in its folder, which folder that is."""
_BLOCK: Final = struct.Struct("<4xHH")
_NAME: Final = 255


@dataclass(slots=True)
class Promised:
    """What headers promise, as far as they were read.

    Attributes:
        packed: bytes of all blocks as they are packed.
        out: bytes of all blocks as they are unpacked.
        files: bytes of all files.
        spans: where in the cabinet something stands that they name: begin, end.
        folders: the bytes of each folder, unpacked.
        taken: where in each folder, by its number, a file stands: begin, end.
    """

    packed: int = 0
    out: int = 0
    files: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)
    folders: list[int] = field(default_factory=list)
    taken: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def of_no_file(self) -> int:
        """Count the unpacked bytes that no file takes."""
        return sum(
            end - begin
            for number, size in enumerate(self.folders)
            for begin, end in holes(self.taken.get(number, ()), size)
        )

    def of_nothing(self, content: bytes) -> int:
        """Count the bytes of the cabinet that no header names, empty ones aside."""
        between = (content[begin:end] for begin, end in holes(self.spans, len(content)))
        return sum(len(one) - one.count(0) for one in between)


def holes(spans: Iterable[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    """Give what spans leave of so many bytes.

    >>> list(holes([(4, 6), (0, 2), (5, 7)], 9))
    [(2, 4), (7, 9)]
    """
    at = 0
    for begin, end in sorted(spans):
        if begin > at:
            yield at, min(begin, size)
        at = max(at, end)
        if at >= size:
            return
    yield at, size


def is_one_of_several(content: bytes) -> bool:
    """Tell whether a cabinet goes on in another."""
    flags = int(_HEADER.unpack_from(content)[3]) if len(content) >= _HEADER.size else 0
    return bool(flags & (_HAS_PREVIOUS | _HAS_NEXT))


def promised(content: bytes, most: int) -> Promised:
    """Add up what headers promise.

    Args:
        content: the cabinet.
        most: more unpacked bytes than these are not added up.

    Raises:
        struct.error: the headers are not all there.
    """
    place, folders, files, flags = _HEADER.unpack_from(content)
    at, more, of_block = _HEADER.size, 0, 0
    if flags & _HAS_RESERVED:
        reserved, more, of_block = _RESERVED.unpack_from(content, at)
        at += _RESERVED.size + reserved
    # The names of the cabinet and of the disk before this one, and of those behind it.
    for _ in range(2 * (bool(flags & _HAS_PREVIOUS) + bool(flags & _HAS_NEXT))):
        at = content.find(0, at, at + _NAME + 1) + 1
        if not at:
            raise struct.error
    made = Promised(spans=[(0, at + folders * (_FOLDER.size + more))])
    for number in range(folders):
        begin, count, _ = _FOLDER.unpack_from(content, at + number * (_FOLDER.size + more))
        block, of_folder = begin, 0
        for _ in range(count):
            length, unpacked = _BLOCK.unpack_from(content, block)
            block += _BLOCK.size + of_block + length
            of_folder += unpacked
            made.packed += _BLOCK.size + length
            made.out += unpacked
            if made.packed > len(content) or made.out > most:
                return made
        made.spans.append((begin, block))
        made.folders.append(of_folder)
    begin = place
    for _ in range(files):
        length, offset, folder = _FILE.unpack_from(content, place)
        name = content.find(0, place + _FILE.size, place + _FILE.size + _NAME)
        place += _FILE.size + (_NAME if name < 0 else name + 1 - place - _FILE.size)
        made.files += length
        made.taken.setdefault(folder, []).append((offset, offset + length))
    made.spans.append((begin, place))
    return made
