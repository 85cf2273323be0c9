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

    from certtrail.evtx.plans import Layout

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
_NAMES: Final = 2_000  # names whose places are kept


def rows(data: Bytes, at: Offsets, width: int) -> Bytes:
    """Gather `width` bytes from each place."""
    every: Bytes = np.ndarray((len(data) - width + 1, width), np.uint8, data.data, 0, (1, 1))
    return every[at]


def numbers(data: Bytes, at: Offsets, width: int) -> Offsets:
    """Read the little-endian number of 1, 2, 4 or 8 bytes at each place; below 2**63."""
    every = np.ndarray((len(data) - width + 1,), f"<u{width}", data.data, 0, (1,))
    found: Offsets = every[at].astype(np.int64)
    return found


def alike(mixed: NDArray[np.uint64]) -> list[Offsets]:
    """Group rows by their number; a few different numbers may share a group."""
    short = (mixed >> 48).astype(np.uint16)
    order = np.argsort(short, kind="stable")  # of 16 bits: linear
    return np.split(order, np.flatnonzero(np.diff(short[order])) + 1)


def _lanes(raw: bytes) -> NDArray[np.uint64]:
    return np.frombuffer(raw + bytes(-len(raw) % 8), "<u8")


def _is_user_data(pieces: list[binxml.Piece]) -> bool:
    return any(isinstance(piece, binxml.Node) and piece.name == "UserData" for piece in pieces)


class NameTable:
    """Where in each chunk of a window the names stand that were already looked at.

    The templates of a chunk share their names, so a name's text is compared once for a chunk.
    """

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._offsets = np.zeros((0, 0), np.int64)

    def number(self, name: bytes) -> int:
        """Number a name; beyond some thousand names all share the last number."""
        if len(self._numbers) >= _NAMES:
            return self._numbers.get(name, _NAMES)
        return self._numbers.setdefault(name, len(self._numbers))

    def reset(self, chunks: int) -> None:
        """Forget the places: another window follows."""
        self._offsets = np.zeros((chunks, len(self._numbers) + 1), np.int64)

    def offsets(self, numbers: Offsets, chunk: Offsets) -> Offsets:
        """Give the offset of each name in each of the chunks; 0 where it is not known."""
        most = int(numbers.max(initial=0))
        if most >= self._offsets.shape[1]:
            more = max(most + 1 - self._offsets.shape[1], 16)
            self._offsets = np.pad(self._offsets, ((0, 0), (0, more)))
        found: Offsets = self._offsets[chunk[:, None], numbers]
        return found

    def learn(self, number: int, chunk: Offsets, offset: Offsets) -> None:
        """Note where a name stands."""
        if number < _NAMES:
            self._offsets[chunk, number] = offset


@dataclass(frozen=True, slots=True)
class _Names:
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
    def read(cls, chunk: bytes, definition: int, refs: list[int], table: NameTable) -> _Names:
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

    def offsets(self, gathered: Bytes) -> Offsets:
        """Read the name offsets of definitions; a row a definition."""
        columns = (self.refs[:, None] + np.arange(-_GUID, 4 - _GUID)).ravel()
        return np.take(gathered, columns, axis=1).view("<u4").astype(np.int64)

    def match(
        self, data: Bytes, offsets: Offsets, at: Offsets, base: Offsets, table: NameTable
    ) -> NDArray[np.bool_]:
        """Say of which definitions at `at` the offsets lead to these names."""
        inline = offsets == (at - base)[:, None] + self.refs + 4
        good = _rows_hold((inline == self.inline) & (offsets <= index.CHUNK - 8))
        chunk = base // index.CHUNK
        unknown = (offsets != table.offsets(self.numbers, chunk)) & ~inline
        if not unknown.any():
            return good
        for ref in np.flatnonzero(unknown.any(axis=0)).tolist():
            left = np.flatnonzero(unknown[:, ref] & good)
            offset = offsets[left, ref]
            text = self.texts[ref]
            found = rows(data, base[left] + offset + 6, len(text))
            same = _rows_hold(found == np.frombuffer(text, np.uint8))
            good[left[~same]] = False
            table.learn(int(self.numbers[ref]), chunk[left[same]], offset[same])
        return good


def _rows_hold(held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which rows are all true; mostly all are, which is seen at once."""
    return np.ones(len(held), bool) if held.all() else np.logical_and.reduce(held, axis=1)


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
    def compile(cls, chunk: bytes, definition: int, table: NameTable) -> Template:
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
            _Names.read(chunk, definition, refs, table),
        )

    def match(self, data: Bytes, at: Offsets, base: Offsets, table: NameTable) -> NDArray[np.bool_]:
        """Say which of the definitions at `at`, in chunks that begin at `base`, are this one."""
        gathered = rows(data, at + _GUID, self.size)
        offsets = self._names.offsets(gathered)
        words = gathered.view("<u8")
        words &= self._mask
        good = _rows_hold(words == self._fixed)
        if not len(self._names.refs) or not good.any():
            return good
        if good.all():
            return self._names.match(data, offsets, at, base, table)
        good[good] = self._names.match(data, offsets[good], at[good], base[good], table)
        return good


class Library:
    """The templates known so far; `donors` are the trees of some by a part of their GUID."""

    def __init__(self) -> None:
        self.templates: list[Template] = []
        self.layouts: dict[Layout, int] = {}
        self.layout_of: list[int] = [-1]
        """The layout of each template; -1 for one without, and, last, for no template."""
        self.donors: dict[int, list[binxml.Piece]] = {}
        self._known: dict[bytes, list[int]] = {}
        self._names = NameTable()

    def reset(self, chunks: int) -> None:
        """Begin with another window of so many chunks."""
        self._names.reset(chunks)

    def _add(self, template: Template, guid: bytes) -> int:
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
        heads = rows(data, base + np.minimum(definition, index.CHUNK - _HEAD), _HEAD)
        sizes = np.ascontiguousarray(heads[:, 20:]).view("<u4")[:, 0].astype(np.int64)
        # Definitions of one chunk can overlap, a hostile file's by the thousand; real ones do not.
        modest = np.cumsum(np.minimum(sizes, index.CHUNK)) <= 4 * len(data)
        fits = np.flatnonzero((definition + _HEAD + sizes <= index.CHUNK) & modest)
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
                template = Template.compile(chunk, int(at[first] - base[first]), self._names)
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
