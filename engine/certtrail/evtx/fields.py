"""Many instances of one template in, columns of their System fields out, by NumPy.

Instances whose value descriptors agree have every value at the same place, so they are read as
columns of one matrix; most logs have two or three such kinds for each template.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.evtx import shape, values
from certtrail.evtx.templates import number, rows
from certtrail.times import parse_iso

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from numpy.typing import NDArray

    from certtrail.evtx.plans import Source, SystemPlan
    from certtrail.evtx.templates import Bytes, Offsets

# Kinds of descriptors looked for in one template of one window; rarer ones are read one by one.
_KINDS: Final = 12
_PLAIN: Final = frozenset({values.UINT8, values.UINT16, values.UINT32, values.UINT64})
_BITS: Final[Mapping[str, int]] = {
    "event_id": 32,
    "qualifiers": 16,
    "level": 8,
    "task": 16,
    "record_id": 64,
}
_REQUIRED: Final = frozenset({"event_id", "record_id"})
_TEXTS: Final = ("computer", "channel", "provider")
# The FILETIMEs whose nanoseconds since 1970 fit in 64 bits.
_TICKS: Final = (values.EPOCH + shape.EARLIEST // 100 + 1, values.EPOCH + shape.LATEST // 100)


@dataclass(frozen=True, slots=True)
class Block:
    """Records that agree in computer, channel and provider, and their other fields.

    Attributes:
        which: their numbers among the records asked for.
        times: ns since 1970.
        numbers: event_id, record_id, and qualifiers, level and task, which are None where absent.
    """

    which: Offsets
    computer: str
    channel: str
    provider: str
    times: NDArray[np.int64]
    numbers: Mapping[str, NDArray[np.uint64] | None]


class _OneByOneError(Exception):
    """These instances have no columns."""


def blocks(plan: SystemPlan, data: Bytes, at: Offsets, end: Offsets) -> Iterator[Block]:
    """Read the instances whose values begin at `at`; those in no block are to be read one by one.

    Args:
        plan: their template's.
        data: the window.
        at: where the count of values stands.
        end: where the record ends.
    """
    left: Offsets = np.arange(len(at))
    for _ in range(_KINDS):
        if not len(left):
            return
        left = yield from _kind(plan, data, at, end, left)


def _kind(
    plan: SystemPlan, data: Bytes, at: Offsets, end: Offsets, left: Offsets
) -> Generator[Block, None, Offsets]:
    first = int(at[left[0]])
    head = 4 + 4 * plan.holes
    (count,) = struct.unpack_from("<I", data.data, first)
    described = list(struct.iter_unpack("<HBx", data[first + 4 : first + head].tobytes()))
    start = 4 + 4 * count
    places: list[tuple[int, int, int]] = []  # type, start, end of each value needed
    for size, kind in described:
        places.append((kind, start, start + size))
        start += size
    if count < plan.holes or first + start > end[left[0]]:
        return left[1:]
    heads = rows(data, at[left], head)
    alike = (heads == heads[0]).all(axis=1) & (at[left] + start <= end[left])
    members: Offsets = left[alike]
    with suppress(_OneByOneError):
        yield from _columns(plan, rows(data, at[members], start), places, members)
    others: Offsets = left[~alike]
    return others


def _columns(
    plan: SystemPlan, gathered: Bytes, places: list[tuple[int, int, int]], members: Offsets
) -> Iterator[Block]:
    numbers = {
        name: _numbers(name, plan.fields[name], gathered, places, bits)
        for name, bits in _BITS.items()
    }
    times, good = _times(plan.fields["time"], gathered, places)
    for name, column in numbers.items():
        if column is not None and _BITS[name] < 64:
            good &= column < 1 << _BITS[name]
    texts = [_texts(plan.fields[name], gathered, places) for name in _TEXTS]
    for chosen, (computer, channel, provider) in _partition(texts, np.flatnonzero(good)):
        yield Block(
            members[chosen],
            computer,
            channel,
            provider,
            times[chosen],
            {n: None if column is None else column[chosen] for n, column in numbers.items()},
        )


def _numbers(
    name: str, source: Source, gathered: Bytes, places: list[tuple[int, int, int]], bits: int
) -> NDArray[np.uint64] | None:
    if isinstance(source, int):
        kind, start, end = places[source]
        if kind in _PLAIN and end - start == values.width(kind):
            return number(gathered, start, end - start).view(np.uint64)
        if kind != values.NULL:
            raise _OneByOneError
        literal = None
    else:
        literal = shape.optional(source or "", bits)
    if literal is None:
        if name in _REQUIRED:
            raise _OneByOneError
        return None
    return np.full(len(gathered), literal, np.uint64)


def _times(
    source: Source, gathered: Bytes, places: list[tuple[int, int, int]]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    if not isinstance(source, int):
        try:
            literal = parse_iso(source or "")
        except ValueError as error:
            raise _OneByOneError from error
        if not shape.EARLIEST <= literal <= shape.LATEST:
            raise _OneByOneError
        return np.full(len(gathered), literal, np.int64), np.ones(len(gathered), bool)
    kind, start, end = places[source]
    if kind != values.FILETIME or end - start != 8:
        raise _OneByOneError
    ticks = number(gathered, start, 8)
    good = (ticks >= _TICKS[0]) & (ticks <= _TICKS[1])
    return (np.where(good, ticks, values.EPOCH) - values.EPOCH) * 100, good


def _texts(
    source: Source, gathered: Bytes, places: list[tuple[int, int, int]]
) -> tuple[list[str], NDArray[np.int64] | None]:
    """List the different texts of a field, and which one each row has (None: the one)."""
    if not isinstance(source, int):
        return [source or ""], None
    kind, start, end = places[source]
    if kind == values.NULL or start == end:
        return [""], None
    if kind != values.STRING:
        raise _OneByOneError
    raw = np.ascontiguousarray(gathered[:, start:end]).view(f"V{end - start}")[:, 0]
    different, which = np.unique(raw, return_inverse=True)
    return [values.string(item.tobytes()) for item in different], which


def _partition(
    texts: list[tuple[list[str], NDArray[np.int64] | None]], chosen: Offsets
) -> Iterator[tuple[Offsets, list[str]]]:
    """Split the chosen rows by the combination of texts that they have."""
    if all(which is None for _, which in texts):
        if len(chosen):
            yield chosen, [different[0] for different, _ in texts]
        return
    columns = [
        np.zeros(len(chosen), np.int64) if which is None else which[chosen] for _, which in texts
    ]
    kinds, which = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
    for kind, combination in enumerate(kinds):
        yield (
            chosen[which.ravel() == kind],
            [different[at] for (different, _), at in zip(texts, combination, strict=True)],
        )
