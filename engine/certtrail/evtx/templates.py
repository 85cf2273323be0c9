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

from certtrail.evtx import binxml, index
from certtrail.evtx.plans import ContentPlan, SystemPlan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Offsets = NDArray[np.int64]

# A hostile file may use one GUID for any number of contents: beyond these, definitions are not
# kept, and their records are read one by one.
_CONTENTS: Final = 16
_TEMPLATES: Final = 20_000
_GATHERED: Final = 1 << 23  # bytes compared at a time
_HEAD: Final = 24  # next offset, GUID, size
_MIX: Final = np.array([0xC2B2_AE3D_27D4_EB4F, 0x9E37_79B9_7F4A_7C15, 0x1656_67B1_9E37_79F9], "<u8")
_SHIFT: Final = np.array([32, 0, 0], "<u8")  # the next definition's offset is not its own
_GUID: Final = 4  # where in it the GUID stands


def rows(data: Bytes, at: Offsets, width: int) -> Bytes:
    """Gather `width` bytes from each place."""
    every: Bytes = np.ndarray((len(data) - width + 1, width), np.uint8, data.data, 0, (1, 1))
    return every[at]


def number(gathered: Bytes, at: int, width: int) -> Offsets:
    """Read the little-endian number that stands at column `at` of each row, below 2**63."""
    wide = np.zeros((len(gathered), 8), np.uint8)
    wide[:, :width] = gathered[:, at : at + width]
    return wide.view("<i8")[:, 0]


def _lanes(raw: bytes) -> NDArray[np.uint64]:
    return np.frombuffer(raw + bytes(-len(raw) % 8), "<u8")


def _is_user_data(pieces: list[binxml.Piece]) -> bool:
    return any(isinstance(piece, binxml.Node) and piece.name == "UserData" for piece in pieces)


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a definition: where their offsets stand, and what they must lead to.

    Attributes:
        refs: where the offsets stand, from the start of the definition.
        inline: whether the name stands right behind its offset.
        lane_ref: which name each 8 bytes to compare belong to.
        lane_at: where in the name they stand.
        lane: what they must be under `mask`.
    """

    refs: Offsets
    inline: NDArray[np.bool_]
    lane_ref: Offsets
    lane_at: Offsets
    lane: NDArray[np.uint64]
    mask: NDArray[np.uint64]

    @classmethod
    def read(cls, chunk: bytes, definition: int, refs: list[int]) -> _Names:
        offsets = [struct.unpack_from("<I", chunk, at)[0] for at in refs]
        lane_ref: list[int] = []
        lane_at: list[int] = []
        lanes: list[NDArray[np.uint64]] = [np.empty(0, "<u8")]
        masks: list[NDArray[np.uint64]] = [np.empty(0, "<u8")]
        for which, (at, offset) in enumerate(zip(refs, offsets, strict=True)):
            if offset == at + 4:
                continue  # compared with the definition's own bytes
            size = 2 + 2 * struct.unpack_from("<H", chunk, offset + 6)[0]
            lanes.append(_lanes(chunk[offset + 6 : offset + 6 + size]))
            masks.append(_lanes(b"\xff" * size))
            lane_ref.extend([which] * len(lanes[-1]))
            lane_at.extend(range(6, 6 + 8 * len(lanes[-1]), 8))
        return cls(
            np.array(refs, np.int64) - definition,
            np.array([offset == at + 4 for at, offset in zip(refs, offsets, strict=True)], bool),
            np.array(lane_ref, np.int64),
            np.array(lane_at, np.int64),
            np.concatenate(lanes),
            np.concatenate(masks),
        )

    def match(self, data: Bytes, gathered: Bytes, at: Offsets, base: Offsets) -> NDArray[np.bool_]:
        columns = (self.refs[:, None] + np.arange(-_GUID, 4 - _GUID)).ravel()
        offsets = np.take(gathered, columns, axis=1).view("<u4").astype(np.int64)
        inline = offsets == (at - base)[:, None] + self.refs + 4
        good = (inline == self.inline).all(axis=1)
        good &= (offsets <= index.CHUNK - 8).all(axis=1)
        offsets[~good] = 0
        where = (base[:, None] + offsets)[:, self.lane_ref] + self.lane_at
        found = rows(data, where.ravel(), 8).view("<u8").reshape(where.shape)
        matched: NDArray[np.bool_] = good & (((found ^ self.lane) & self.mask) == 0).all(axis=1)
        return matched


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled definition.

    Attributes:
        pieces: its tree.
        system: how to read System fields, if the template has them in the ordinary way.
        content: how to read EventData, if the template is one, in the ordinary way.
        size: how many bytes are compared.
    """

    pieces: list[binxml.Piece]
    system: SystemPlan | None
    content: ContentPlan | None
    size: int
    _fixed: NDArray[np.uint64]
    _mask: NDArray[np.uint64]
    _names: _Names

    @classmethod
    def compile(cls, chunk: bytes, definition: int) -> Template:
        """Compile the definition at that offset.

        Raises:
            BinXmlError: it cannot be read, or depends on its chunk in other ways than by names.
        """
        refs: list[int] = []
        pieces = binxml.parse_definition(chunk, definition, refs)
        size = _HEAD - _GUID + binxml.definition_size(chunk, definition)
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
            _Names.read(chunk, definition, refs),
        )

    def match(self, data: Bytes, at: Offsets, base: Offsets) -> NDArray[np.bool_]:
        """Say which of the definitions at `at`, in chunks that begin at `base`, are this one."""
        gathered = rows(data, at + _GUID, self.size)
        good: NDArray[np.bool_]
        good = ((gathered.view("<u8") & self._mask) == self._fixed).all(axis=1)
        if len(self._names.refs) and good.any():
            good[good] = self._names.match(data, gathered[good], at[good], base[good])
        return good


class Library:
    """The templates known so far; `donors` are the trees of some by a part of their GUID."""

    def __init__(self) -> None:
        self.templates: list[Template] = []
        self.donors: dict[int, list[binxml.Piece]] = {}
        self._known: dict[bytes, list[int]] = {}

    def find(self, data: Bytes, base: Offsets, definition: Offsets) -> Offsets:
        """Number the template of each definition; -1 for those to be read one by one.

        Args:
            data: the window, with at least a chunk's room behind the last one.
            base: where in the window each definition's chunk begins.
            definition: its offset in the chunk.
        """
        found = np.full(len(base), -1, np.int64)
        heads = rows(data, base + np.minimum(definition, index.CHUNK - _HEAD), _HEAD)
        sizes = number(heads, 20, 4)
        # Definitions of one chunk can overlap, a hostile file's by the thousand; real ones do not.
        modest = np.cumsum(np.minimum(sizes, index.CHUNK)) <= 4 * len(data)
        fits = np.flatnonzero((definition + _HEAD + sizes <= index.CHUNK) & modest)
        # What happens to share this number shares a search, no more.
        words = heads.view("<u8") >> _SHIFT
        mixed = (words * _MIX).sum(axis=1)[fits]
        order = np.argsort(mixed, kind="stable")
        for members in np.split(fits[order], np.flatnonzero(np.diff(mixed[order])) + 1):
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
                template = Template.compile(chunk, int(at[first] - base[first]))
            except binxml.BinXmlError:
                left = left[1:]
                continue
            known.append(len(self.templates))
            self.templates.append(template)
            if template.system or template.content or _is_user_data(template.pieces):
                short = int.from_bytes(key[:4], "little")
                self.donors.setdefault(short, template.pieces)
            found[first] = known[-1]
            left = self._claim(known[-1], data, at, base, left[1:], found)
        return found

    def _claim(
        self, which: int, data: Bytes, at: Offsets, base: Offsets, left: Offsets, found: Offsets
    ) -> Offsets:
        template = self.templates[which]
        hits = [
            template.match(data, at[part], base[part])
            for part in np.array_split(left, 1 + len(left) * template.size // _GATHERED)
        ]
        hit = np.concatenate(hits)
        found[left[hit]] = which
        return left[~hit]
