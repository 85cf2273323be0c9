"""The names that template definitions refer to by where they stand in their chunk."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.evtx import index
from certtrail.evtx.gather import rows, rows_hold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from certtrail.evtx.gather import Bytes, Offsets

    Short = NDArray[np.uint32]

_NAMES: Final = 2_000  # names whose places are kept


class NameTable:
    """Where in each chunk of a window the names stand that were already looked at.

    The templates of a chunk share their names, so a name's text is compared once for a chunk.
    """

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._offsets = np.zeros((0, 0), np.uint32)

    def number(self, name: bytes) -> int:
        """Number a name; beyond some thousand names all share the last number."""
        if len(self._numbers) >= _NAMES:
            return self._numbers.get(name, _NAMES)
        return self._numbers.setdefault(name, len(self._numbers))

    def reset(self, chunks: int) -> None:
        """Forget the places: another window follows."""
        self._offsets = np.zeros((chunks, len(self._numbers) + 1), np.uint32)

    def offsets(self, numbers: Offsets, chunk: Offsets) -> Short:
        """Give the offset of each name in each of the chunks; 0 where it is not known."""
        most = int(numbers.max(initial=0))
        if most >= self._offsets.shape[1]:
            more = max(most + 1 - self._offsets.shape[1], 16)
            self._offsets = np.pad(self._offsets, ((0, 0), (0, more)))
        found: Short = self._offsets[chunk[:, None], numbers]
        return found

    def learn(self, number: int, chunk: Offsets, offset: Short) -> None:
        """Note where a name stands."""
        if number < _NAMES:
            self._offsets[chunk, number] = offset


@dataclass(frozen=True, slots=True)
class ChunkNames:
    """The names of a definition: where their offsets stand, and what they must lead to.

    Attributes:
        refs: where the offsets stand, from the start of the definition.
        inline: whether the name stands right behind its offset.
        numbers: the number of each name.
        texts: each name with its length in front; empty for those inline, which are compared with
            the definition's own bytes.
    """

    refs: Offsets
    inline: NDArray[np.bool_]
    numbers: Offsets
    texts: tuple[bytes, ...]

    @classmethod
    def read(cls, chunk: bytes, definition: int, refs: list[int], table: NameTable) -> ChunkNames:
        """Read the names of the definition at that offset; `refs` are where they are named."""
        offsets = [struct.unpack_from("<I", chunk, at)[0] for at in refs]
        names = [
            chunk[offset + 6 : offset + 8 + 2 * struct.unpack_from("<H", chunk, offset + 6)[0]]
            for offset in offsets
        ]
        inline = [offset == at + 4 for at, offset in zip(refs, offsets, strict=True)]
        return cls(
            np.array(refs, np.int64) - definition,
            np.array(inline, bool),
            np.array([table.number(name) for name in names], np.int64),
            tuple(b"" if i else name for name, i in zip(names, inline, strict=True)),
        )

    def offsets(self, gathered: Bytes, start: int) -> Short:
        """Read the name offsets of definitions: a row of each, from its byte `start` on."""
        columns = (self.refs[:, None] - start + np.arange(4)).ravel()
        return np.take(gathered, columns, axis=1).view("<u4")

    def match(
        self, data: Bytes, offsets: Short, at: Offsets, base: Offsets, table: NameTable
    ) -> NDArray[np.bool_]:
        """Say of which definitions at `at` the offsets lead to these names."""
        own = (at - base).astype(np.uint32)
        inline = offsets == own[:, None] + (self.refs + 4).astype(np.uint32)
        good = rows_hold((inline == self.inline) & (offsets <= index.CHUNK - 8))
        chunk = base // index.CHUNK
        unknown = (offsets != table.offsets(self.numbers, chunk)) & ~inline
        if not unknown.any():
            return good
        for ref in np.flatnonzero(unknown.any(axis=0)).tolist():
            left = np.flatnonzero(unknown[:, ref] & good)
            offset = offsets[left, ref]
            text = self.texts[ref]
            found = rows(data, base[left] + offset.astype(np.int64) + 6, len(text))
            same = rows_hold(found == np.frombuffer(text, np.uint8))
            good[left[~same]] = False
            table.learn(int(self.numbers[ref]), chunk[left[same]], offset[same])
        return good
