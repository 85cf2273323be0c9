"""Sizes and types of a damaged record's values in, the sizes that they most likely had out.

A size that is wrong shifts every value behind it. So several ways to put it right are tried, and
the one counts whose values look most like what their types say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.evtx.format import values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Sizes = list[tuple[int, int]]

# 1990 to 2100, as FILETIMEs.
_TIMES: Final = range(122_756_256_000_000_000, 157_469_184_000_000_000)
_MOST: Final = 200
"""Records with more values are not worked out: real ones have some twenty."""
_STARTS: Final = (0x0C, 0x0F)  # of binary XML: an instance, a fragment


def fitted(described: Sequence[tuple[int, int]], raw: bytes) -> Sizes:
    """Make the sizes of damaged values fit.

    Args:
        described: size and type of each value.
        raw: the values, and what follows them.
    """
    sizes = [(max(size, values.width(kind)), kind) for size, kind in described]
    tried = [*_ways(sizes, raw), list(described)] if len(sizes) <= _MOST else [sizes]
    fit = [way for way in tried if sum(size for size, _ in way) <= len(raw)]
    if fit:
        return min(fit, key=lambda way: _oddities(way, raw))  # the first of equals
    left = len(raw)
    cut: Sizes = []
    for size, kind in tried[-1]:
        cut.append((min(size, left), kind))
        left -= cut[-1][0]
    return cut


def _ways(sizes: Sizes, raw: bytes) -> Iterator[Sizes]:
    """List ways to put sizes right, the least daring first."""
    exact = [(values.width(kind) or size, kind) for size, kind in sizes]
    nulls = [at for at, (size, kind) in enumerate(exact) if kind == values.NULL and size]
    without = [
        [*exact[:at], (0, values.NULL), *exact[at + 1 :]]
        for at in sorted(nulls, key=lambda at: -exact[at][0])
    ]
    none = [(0 if kind == values.NULL else size, kind) for size, kind in exact]
    for way in (sizes, exact, *without, none):
        yield way
        yield _self_told(way, raw)
    excess = sum(size for size, _ in exact) - len(raw)
    for at, (size, kind) in enumerate(exact):
        if kind != values.NULL and not values.width(kind):
            # Up to a token and padding to eight bytes may follow the values.
            for less in range(max(excess, 1), min(excess + 10, size + 1)):
                yield [*exact[:at], (size - less, kind), *exact[at + 1 :]]


def _self_told(sizes: Sizes, raw: bytes) -> Sizes:
    """Take the sizes of security identifiers from themselves."""
    found: Sizes = []
    at = 0
    for size, kind in sizes:
        told = kind == values.SID and size and raw[at : at + 1] == b"\x01" and at + 1 < len(raw)
        found.append((8 + 4 * raw[at + 1], kind) if told else (size, kind))
        at += found[-1][0]
    return found


def _oddities(sizes: Sizes, raw: bytes) -> int:
    """Count the values that do not look like what their type says."""
    odd = at = 0
    for size, kind in sizes:
        odd += bool(size) and _odd(kind, raw[at : at + size])
        at += size
    return odd


def _odd(kind: int, raw: bytes) -> bool:
    if kind == values.FILETIME:
        return int.from_bytes(raw, "little") not in _TIMES
    if kind == values.SID:
        return raw[0] != 1 or len(raw) < 8 or len(raw) % 4 != 0
    if kind == values.BINXML:
        return raw[0] not in _STARTS
    if kind == values.STRING:
        text = values.string(raw)
        return len(raw) % 2 != 0 or not all(c.isprintable() or c.isspace() for c in text)
    return False
