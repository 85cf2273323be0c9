"""Template definitions in, compiled templates out; each content is compiled once for all chunks.

A definition is not the same bytes in two chunks: the names in it are offsets into its chunk, and
stand inline where the chunk first needs them. So a compiled template keeps the definition's bytes
with those offsets masked out, and the names they must lead to. A definition elsewhere is the same
template when the other bytes agree and its names spell the same; its GUID proves nothing. Both
are compared for all chunks of a window at once.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.evtx import index
from certtrail.evtx.bulk.chunk_names import ChunkNames, NameTable
from certtrail.evtx.bulk.plans import ContentPlan, SystemPlan
from certtrail.evtx.format import binxml, markup
from certtrail.evtx.format.binxml import DEFINITION_HEAD
from certtrail.evtx.gather import alike, rows, rows_hold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from certtrail.evtx.bulk.plans import Layout
    from certtrail.evtx.gather import Bytes, Offsets

# A hostile file may use one GUID for any number of contents: beyond these, definitions are not
# kept, and their records are read one by one.
_CONTENTS: Final = 16
_TEMPLATES: Final = 20_000
_GATHERED: Final = 1 << 23  # bytes compared at a time
_MIX: Final = np.array([0xC2B2_AE3D_27D4_EB4F, 0x9E37_79B9_7F4A_7C15, 0x1656_67B1_9E37_79F9], "<u8")
_SHIFT: Final = np.array([32, 0, 0], "<u8")  # the next definition's offset is not its own
_GUID: Final = 4  # where in it the GUID stands


def _lanes(raw: bytes) -> NDArray[np.uint64]:
    return np.frombuffer(raw + bytes(-len(raw) % 8), "<u8")


def _is_user_data(pieces: list[markup.Piece]) -> bool:
    return any(isinstance(piece, markup.Node) and piece.name == "UserData" for piece in pieces)


@dataclass(frozen=True, slots=True)
class CompiledTemplate:
    """A compiled definition.

    Attributes:
        pieces: its tree.
        system: how to read System fields, if the template has them in the ordinary way.
        content: how to read EventData, if the template is one, in the ordinary way.
        size: how many bytes are compared.
    """

    pieces: list[markup.Piece]
    system: SystemPlan | None
    content: ContentPlan | None
    size: int
    _fixed: NDArray[np.uint64]
    _mask: NDArray[np.uint64]
    _names: ChunkNames

    @classmethod
    def compile(cls, chunk: bytes, definition: int, table: NameTable) -> CompiledTemplate:
        """Compile the definition at that offset.

        Raises:
            BinXmlError: it cannot be read, or depends on its chunk in other ways than by names.
        """
        refs: list[int] = []
        pieces = binxml.parse_definition(chunk, definition, refs)
        size = DEFINITION_HEAD - _GUID + binxml.definition_size(chunk, definition)
        raw = chunk[definition + _GUID : definition + _GUID + size]
        mask = bytearray(b"\xff" * size)
        for at in refs:
            start = at - definition - _GUID
            (offset,) = struct.unpack_from("<I", chunk, at)
            # An inline name begins with the offset of the next one in the chunk's hash table.
            masked = 8 if offset == at + 4 else 4
            mask[start : start + masked] = bytes(masked)
        lanes = _lanes(bytes(mask))
        return cls(
            pieces,
            SystemPlan.compile(pieces),
            ContentPlan.compile(pieces),
            8 * len(lanes),
            _lanes(raw) & lanes,
            lanes,
            ChunkNames.read(chunk, definition, refs, table),
        )

    def match(self, data: Bytes, at: Offsets, base: Offsets, table: NameTable) -> NDArray[np.bool_]:
        """Say which of the definitions at `at`, in chunks that begin at `base`, are this one."""
        gathered = rows(data, at + _GUID, self.size)
        offsets = self._names.offsets(gathered, _GUID)
        words = gathered.view("<u8")
        words &= self._mask
        good = rows_hold(words == self._fixed)
        if not len(self._names.refs) or not good.any():
            return good
        if good.all():
            return self._names.match(data, offsets, at, base, table)
        good[good] = self._names.match(data, offsets[good], at[good], base[good], table)
        return good


class Library:
    """The templates known so far; `donors` are the trees of some by a part of their GUID."""

    def __init__(self, donors: dict[int, list[markup.Piece]]) -> None:
        self.templates: list[CompiledTemplate] = []
        self.layouts: dict[Layout, int] = {}
        self.layout_of: list[int] = [-1]
        """The layout of each template; -1 for one without, and, last, for no template."""
        self.donors = donors
        self._known: dict[bytes, list[int]] = {}
        self._names = NameTable()

    def reset(self, chunks: int) -> None:
        """Begin with another window of so many chunks."""
        self._names.reset(chunks)

    def _add(self, template: CompiledTemplate, guid: bytes) -> int:
        number = len(self.templates)
        self.templates.append(template)
        layout = -1
        if template.system is not None:
            layout = self.layouts.setdefault(template.system.layout, len(self.layouts))
        self.layout_of.insert(number, layout)
        if template.system or template.content or _is_user_data(template.pieces):
            self.donors.setdefault(int.from_bytes(guid[:4], "little"), template.pieces)
        return number

    def find(self, data: Bytes, base: Offsets, definition: Offsets) -> Offsets:
        """Number the template of each definition; -1 for those to be read one by one.

        Args:
            data: the window, with at least a chunk's room behind the last one.
            base: where in the window each definition's chunk begins.
            definition: its offset in the chunk.
        """
        found = np.full(len(base), -1, np.int64)
        heads = rows(
            data, base + np.minimum(definition, index.CHUNK - DEFINITION_HEAD), DEFINITION_HEAD
        )
        sizes = np.ascontiguousarray(heads[:, 20:]).view("<u4")[:, 0].astype(np.int64)
        # Definitions of one chunk can overlap, a hostile file's by the thousand; real ones do not.
        modest = np.cumsum(np.minimum(sizes, index.CHUNK)) <= 4 * len(data)
        fits = np.flatnonzero((definition + DEFINITION_HEAD + sizes <= index.CHUNK) & modest)
        # What happens to share this number shares a search, no more.
        words = heads.view("<u8") >> _SHIFT
        mixed = (words * _MIX).sum(axis=1)[fits]
        for group in alike(mixed):
            members = fits[group]
            if len(members):
                key = heads[members[0], _GUID:].tobytes()
                at = base[members] + definition[members]
                found[members] = self._resolve(key, data, at, base[members])
        return found

    def _resolve(self, key: bytes, data: Bytes, at: Offsets, base: Offsets) -> Offsets:
        """Number definitions of one GUID and size."""
        found = np.full(len(at), -1, np.int64)
        left = np.arange(len(at))
        known = self._known.setdefault(key, [])
        for known_number in known:
            left = self._claim(known_number, data, at, base, left, found)
        while len(left) and len(known) < _CONTENTS and len(self.templates) < _TEMPLATES:
            first = int(left[0])
            chunk = data[base[first] : base[first] + index.CHUNK].tobytes()
            try:
                template = CompiledTemplate.compile(
                    chunk, int(at[first] - base[first]), self._names
                )
            except binxml.BinXmlError:
                left = left[1:]
                continue
            known.append(self._add(template, key))
            found[first] = known[-1]
            left = self._claim(known[-1], data, at, base, left[1:], found)
        return found

    def _claim(
        self, which: int, data: Bytes, at: Offsets, base: Offsets, left: Offsets, found: Offsets
    ) -> Offsets:
        template = self.templates[which]
        hits = [
            template.match(data, at[part], base[part], self._names)
            for part in np.array_split(left, 1 + len(left) * template.size // _GATHERED)
        ]
        hit = np.concatenate(hits)
        found[left[hit]] = which
        return left[~hit]
