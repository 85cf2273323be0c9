"""Many instances of templates of one layout in, columns of their System fields out, by NumPy.

Instances whose value descriptors agree have every value at the same place, so a field of theirs is
one gathering. Only what decides whether a record is wanted, and what the report needs of every
record, is read here; the other fields are read by `detail`, of the wanted ones.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from certtrail.evtx.bulk.plans import MOST_VALUES, NUMBERS
from certtrail.evtx.format import values
from certtrail.evtx.gather import alike, numbers, rows
from certtrail.evtx.index import SMALLEST
from certtrail.model import record
from certtrail.text.hosts import told_host
from certtrail.text.instants import parse_iso

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from certtrail.evtx.bulk.plans import Layout, Source
    from certtrail.evtx.gather import Bytes, Offsets

_PLAIN: Final = frozenset({values.UINT8, values.UINT16, values.UINT32, values.UINT64})
# Computer, channel and provider, as `model.event_element` tells them.
_TOLD: Final[Sequence[Callable[[str], str]]] = (told_host, str.strip, str.strip)
_SHARING: Final = 8  # kinds that are told apart where they share a number
_REQUIRED: Final = frozenset({"event_id", "record_id"})
# The FILETIMEs whose nanoseconds since 1970 fit in 64 bits.
_TICKS: Final = (values.EPOCH + record.EARLIEST // 100 + 1, values.EPOCH + record.LATEST // 100)


class Place(NamedTuple):
    """Where a value of these instances is: type, and start and end from the count of values."""

    kind: int
    start: int
    end: int


class CodedTexts(NamedTuple):
    """The different texts of a field, and which of them each record has (None: the only one)."""

    different: list[str]
    which: Offsets | None

    def part(self, chosen: Offsets) -> CodedTexts:
        """Take some of the records."""
        return self if self.which is None else CodedTexts(self.different, self.which[chosen])

    def told(self, told: Callable[[str], str]) -> CodedTexts:
        """Give the texts as they are told."""
        return CodedTexts([told(text) for text in self.different], self.which)


@dataclass(frozen=True, slots=True)
class AlikeRecords:
    """Records whose values are at the same places.

    Attributes:
        which: their numbers among the records asked for.
        at: where in the window the count of their values stands.
        times: ns since 1970.
        record_ids: System/EventRecordID.
        event_ids: System/EventID.
        texts: computer, channel and provider.
        places: where each value is.
    """

    which: Offsets
    at: Offsets
    times: NDArray[np.int64]
    record_ids: NDArray[np.uint64]
    event_ids: NDArray[np.uint64]
    texts: tuple[CodedTexts, ...]
    places: list[Place]

    def detail(
        self, name: str, layout: Layout, data: Bytes, chosen: Offsets
    ) -> NDArray[np.uint64] | None:
        """Read another number of some of the records; None where they have none."""
        source = layout.numbers[list(NUMBERS).index(name)]
        return _numbers(name, source, data, self.at[chosen], self.places)


class _OneByOneError(Exception):
    """These instances have no columns."""


def blocks(
    layout: Layout, literals: Sequence[CodedTexts], data: Bytes, at: Offsets, end: Offsets
) -> Iterator[AlikeRecords]:
    """Read the instances whose values are counted at `at`; those in no block are left.

    Left are those, too, behind whose values there is room for another record.

    Args:
        layout: their templates'.
        literals: what the templates say for computer, channel and provider.
        data: the window.
        at: where the count of values stands.
        end: where the record ends.
    """
    head = 4 + 4 * layout.holes
    heads = rows(data, at, head).view("<u4")
    for members in _same(heads):
        first = heads[members[0]]
        places, size = _places(first)
        chosen = members[at[members] + size <= end[members]]
        fit = all(values.fits(place.kind, place.end - place.start) for place in places)
        more = int(first[0]) - layout.holes
        if not 0 <= more <= MOST_VALUES or not fit or not len(chosen):
            continue
        left = end[chosen] - at[chosen] - size - _sizes(data, at[chosen] + head, more)
        chosen = chosen[left < SMALLEST]
        if len(chosen):
            with suppress(_OneByOneError):
                yield _block(layout, literals, data, at[chosen], chosen, places)


def _sizes(data: Bytes, at: Offsets, count: int) -> Offsets | int:
    """Add up the sizes of so many values that are described at each place."""
    if not count:
        return 0
    if count == 1:
        return numbers(data, at, 2)
    found: Offsets = rows(data, at, 4 * count).view("<u2")[:, ::2].sum(axis=1, dtype=np.int64)
    return found


def _same(heads: NDArray[np.uint32]) -> Iterator[Offsets]:
    """Group equal rows; not all of very many kinds."""
    first = (heads == heads[0]).all(axis=1)
    yield np.flatnonzero(first)  # of most logs these are nearly all
    rest = np.flatnonzero(~first)
    weights = np.arange(1, heads.shape[1] + 1, dtype=np.uint64) * np.uint64(0x9E37_79B9_7F4A_7C15)
    for group in alike((heads[rest] * weights).sum(axis=1, dtype=np.uint64)):
        left = rest[group]
        for _ in range(_SHARING):
            if len(left):
                same = (heads[left] == heads[left[0]]).all(axis=1)
                yield left[same]
                left = left[~same]


def _places(head: NDArray[np.uint32]) -> tuple[list[Place], int]:
    start = 4 + 4 * int(head[0])
    places: list[Place] = []
    for size, kind in struct.iter_unpack("<HBx", head[1:].tobytes()):
        places.append(Place(kind, start, start + size))
        start += size
    return places, start


def _block(
    layout: Layout,
    literals: Sequence[CodedTexts],
    data: Bytes,
    at: Offsets,
    members: Offsets,
    places: list[Place],
) -> AlikeRecords:
    columns: list[NDArray[np.uint64]] = []
    good = np.ones(len(at), bool)
    for (name, bits), source in zip(NUMBERS.items(), layout.numbers, strict=True):
        _check(name, source, places)
        if name in _REQUIRED:
            column = _numbers(name, source, data, at, places)
            if column is None:
                raise _OneByOneError
            if bits < 64:
                good &= column < 1 << bits
            columns.append(column)
    times, sensible = _times(layout.time, data, at, places)
    good &= sensible
    written = (
        literal.part(members) if hole is None else _texts(places[hole], data, at)
        for hole, literal in zip(layout.texts, literals, strict=True)
    )
    texts = tuple(text.told(told) for text, told in zip(written, _TOLD, strict=True))
    event_ids, record_ids = columns
    block = AlikeRecords(members, at, times, record_ids, event_ids, texts, places)
    return block if good.all() else _part(block, np.flatnonzero(good))


def _part(block: AlikeRecords, chosen: Offsets) -> AlikeRecords:
    return AlikeRecords(
        block.which[chosen],
        block.at[chosen],
        block.times[chosen],
        block.record_ids[chosen],
        block.event_ids[chosen],
        tuple(text.part(chosen) for text in block.texts),
        block.places,
    )


def _check(name: str, source: Source, places: list[Place]) -> None:
    """Make sure that a number is one that can be read as a column.

    Of the fields that are not required, numbers too large for them count as missing, which only
    the reading one by one knows.
    """
    if isinstance(source, int):
        kind, start, end = places[source]
        plain = kind in _PLAIN and end - start == values.width(kind)
        fits = name in _REQUIRED or 8 * (end - start) <= NUMBERS[name]
        if kind != values.NULL and not (plain and fits):
            raise _OneByOneError


def _numbers(
    name: str, source: Source, data: Bytes, at: Offsets, places: list[Place]
) -> NDArray[np.uint64] | None:
    if isinstance(source, int):
        kind, start, end = places[source]
        if kind == values.NULL:
            return None
        return numbers(data, at + start, end - start).view(np.uint64)
    literal = record.optional(source or "", NUMBERS[name])
    return None if literal is None else np.full(len(at), literal, np.uint64)


def _times(
    source: Source, data: Bytes, at: Offsets, places: list[Place]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    if not isinstance(source, int):
        try:
            literal = parse_iso(source or "")
        except ValueError as error:
            raise _OneByOneError from error
        if not record.EARLIEST <= literal <= record.LATEST:
            raise _OneByOneError
        return np.full(len(at), literal, np.int64), np.ones(len(at), bool)
    kind, start, end = places[source]
    if kind != values.FILETIME or end - start != 8:
        raise _OneByOneError
    ticks = numbers(data, at + start, 8)
    good = (ticks >= _TICKS[0]) & (ticks <= _TICKS[1])
    if not good.all():
        ticks = np.where(good, ticks, values.EPOCH)
    return (ticks - values.EPOCH) * 100, good


def _texts(place: Place, data: Bytes, at: Offsets) -> CodedTexts:
    kind, start, end = place
    if kind == values.NULL or start == end:
        return CodedTexts([""], None)
    if kind != values.STRING:
        raise _OneByOneError
    gathered = rows(data, at + start, end - start)
    if (gathered == gathered[0]).all():
        return CodedTexts([values.string(gathered[0].tobytes())], None)
    raw = np.ascontiguousarray(gathered).view(f"V{end - start}")[:, 0]
    different, which = np.unique(raw, return_inverse=True)
    return CodedTexts([values.string(item.tobytes()) for item in different], which.ravel())
