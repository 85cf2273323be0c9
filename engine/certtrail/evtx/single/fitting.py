"""Sizes and types of a damaged record's values in, the sizes that they most likely had out.

A size that is wrong shifts every value behind it. So several ways to put it right are tried, and
the one counts whose values look most like what their types say. Most ways change one value: what
stands before it looks as it did, and what stands behind it looks as in any way that is off by as
much. So a record takes time in proportion to its values, and the records of a file have a purse.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

from certtrail.evtx.format import values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Sizes = list[tuple[int, int]]

# 1990 to 2100, as FILETIMEs.
_TIMES: Final = range(122_756_256_000_000_000, 157_469_184_000_000_000)
_MOST: Final = 200
"""Records with more values are not worked out: real ones have some twenty."""
_NULLS: Final = 4
"""So many values that are nothing and have bytes all the same are tried without: the longest."""
_FRAGMENT: Final = b"\x0f\x01\x01\x00"  # begins binary XML, mostly
_STARTS: Final = (_FRAGMENT, b"\x0c\x01")  # or an instance does
LOOKS: Final = 400_000
"""So many values of a file are looked at: those of a thousand damaged records."""
_BYTES: Final = 64  # that one look reads; a longer value counts as several


class Fitter:
    """Makes the sizes of damaged values fit, as long as its purse lasts.

    Attributes:
        left: how many looks at a value there still are.
        exhausted: there were too few for some record.
    """

    def __init__(self, looks: int = LOOKS) -> None:
        self.left = looks
        self.exhausted = False
        self._known: tuple[tuple[tuple[tuple[int, int], ...], bytes], Sizes] | None = None

    def fitted(self, described: Sequence[tuple[int, int]], raw: bytes) -> Sizes | None:
        """Make the sizes of a record's values fit; None where the purse is empty.

        Args:
            described: size and type of each value.
            raw: the values, and what follows them.
        """
        asked = (tuple(described), raw)
        # The same record is read in more than one way.
        if self._known is not None and self._known[0] == asked:
            return self._known[1]
        if self.left <= 0:
            self.exhausted = True
            return None
        work = _Work(raw)
        found = _fitted(described, work)
        self.left -= work.looks
        self._known = (asked, found)
        return found


class _Work:
    """The bytes of a record's values, and how many looks at them were taken."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.looks = 0

    def odd(self, size: int, kind: int, at: int) -> bool:
        """Tell whether what stands there does not look like a value of its type."""
        self.looks += 1 + size // _BYTES
        there = self.raw[at : at + size]
        if kind == values.BINXML and self.raw[max(at - 4, 0) : at] == _FRAGMENT:
            return True  # it begins before
        return bool(size) and (not there or _odd(kind, there))


def _fitted(described: Sequence[tuple[int, int]], work: _Work) -> Sizes:
    raw = work.raw
    sizes = [(max(size, values.width(kind)), kind) for size, kind in described]
    if len(sizes) > _MOST:
        work.looks += len(sizes)
        return _cut(sizes, len(raw))
    best, fewest = None, len(sizes) + 1
    for way, oddities in _ways(sizes, list(described), work):
        if oddities < fewest:  # the first of equals
            best, fewest = way, oddities
        if not fewest:
            break
    return _cut(list(described), len(raw)) if best is None else best


def _cut(sizes: Sizes, left: int) -> Sizes:
    cut: Sizes = []
    for size, kind in sizes:
        cut.append((min(size, left), kind))
        left -= cut[-1][0]
    return cut


def _ways(sizes: Sizes, described: Sizes, work: _Work) -> Iterator[tuple[Sizes, int]]:
    """List ways to put sizes right that fit, the least daring first, and their oddities."""
    exact = [(values.width(kind) or size, kind) for size, kind in sizes]
    nulls = [at for at, (size, kind) in enumerate(exact) if kind == values.NULL and size]
    longest = sorted(nulls, key=lambda at: -exact[at][0])[:_NULLS]
    without = [[*exact[:at], (0, values.NULL), *exact[at + 1 :]] for at in longest]
    none = [(0 if kind == values.NULL else size, kind) for size, kind in exact]
    tried: list[Sizes] = []
    for way in (sizes, exact, *without, none):
        for one in (way, _self_told(way, work)):
            if one not in tried and _total(one) <= len(work.raw):
                yield one, _oddities(one, work)
            tried.append(one)
    # A number of no bytes may be one that is not told.
    if described not in tried and _total(described) <= len(work.raw):
        yield described, _oddities(described, work)
    yield from _shorter(exact, work)


def _shorter(exact: Sizes, work: _Work) -> Iterator[tuple[Sizes, int]]:
    """Give the best way in which one value of no fixed size is shorter, and its oddities."""
    starts = [0, *accumulate(size for size, _ in exact)]
    excess = starts[-1] - len(work.raw)
    # Up to a token and padding to eight bytes may follow the values.
    off = range(max(excess, 1), excess + 10)
    placed = [(size, kind, at) for (size, kind), at in zip(exact, starts, strict=False)]
    before = [0, *accumulate(work.odd(*each) for each in placed)]
    # By how much a way is off, the oddities from each value on.
    behind: dict[int, list[int]] = {}
    for less in off:
        odd = (work.odd(size, kind, max(at - less, 0)) for size, kind, at in reversed(placed))
        behind[less] = [*accumulate(odd, initial=0)][::-1]
    best: tuple[int, int, int] | None = None
    for place, (size, kind, at) in enumerate(placed):
        if kind == values.NULL or values.width(kind):
            continue
        for less in off:
            if less > size:
                break
            odd_here = work.odd(size - less, kind, at)
            found = before[place] + odd_here + behind[less][place + 1]
            if best is None or found < best[0]:  # the first of equals
                best = (found, place, less)
    if best is not None:
        oddities, place, less = best
        size, kind = exact[place]
        yield [*exact[:place], (size - less, kind), *exact[place + 1 :]], oddities


def _self_told(sizes: Sizes, work: _Work) -> Sizes:
    """Take the sizes of security identifiers from themselves."""
    raw = work.raw
    found: Sizes = []
    at = 0
    for size, kind in sizes:
        told = kind == values.SID and size and raw[at : at + 1] == b"\x01" and at + 1 < len(raw)
        found.append((8 + 4 * raw[at + 1], kind) if told else (size, kind))
        at += found[-1][0]
    return found


def _oddities(sizes: Sizes, work: _Work) -> int:
    """Count the values that do not look like what their type says."""
    odd = at = 0
    for size, kind in sizes:
        odd += work.odd(size, kind, at)
        at += size
    return odd


def _total(sizes: Sizes) -> int:
    return sum(size for size, _ in sizes)


def _odd(kind: int, raw: bytes) -> bool:
    if kind == values.FILETIME:
        return int.from_bytes(raw, "little") not in _TIMES
    if kind == values.SID:
        return raw[0] != 1 or len(raw) < 8 or len(raw) % 4 != 0
    if kind == values.BINXML:
        return not raw.startswith(_STARTS)
    if kind == values.STRING:
        text = values.string(raw)
        return len(raw) % 2 != 0 or not "".join(text.split()).isprintable()
    return False
