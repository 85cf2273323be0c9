"""Records of a text, many at once: what many have in common is read once, and has a number.

A busy log has millions of records of some hundred sorts, of which hardly any is wanted. Beside its
sort a record is a row of two numbers, its id and its time, and never becomes an object.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from certtrail.model.record import Record

    Numbers = NDArray[np.int64]
    SortKey = tuple[Any, ...]
    # What stands around the time and the id of a record; empty where that is not known.
    Written = tuple[str | bytes, ...]


NONE: Final = -1
"""The number of what is no record as most are, and has to be read by itself."""
# Of a log with more sorts the others are read one by one.
_MOST: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Crowd:
    """Records that follow each other in a text.

    Attributes:
        numbers: of their sorts.
        ids: 0 where there is none.
        times: in ns since 1970 UTC.
        pieces: how each is written.
        written: tells of some rows how they are written but for time and id. Two that come to the
            same differ in nothing else; None where nobody tells.
    """

    numbers: Numbers
    ids: NDArray[np.uint64]
    times: Numbers
    pieces: Sequence[Any] | NDArray[Any]
    written: Callable[[NDArray[np.intp]], Iterable[Written]] | None = None

    def part(self, begin: int, end: int) -> Crowd:
        """Give some of them."""
        some = slice(begin, end)
        written = self.written
        return Crowd(
            self.numbers[some],
            self.ids[some],
            self.times[some],
            self.pieces[some],
            None if written is None else lambda rows: written(rows + begin),
        )


class RecordSorts:
    """The sorts of records that a text has.

    Attributes:
        headers: a record of each, by its number; id and time are not its own.
    """

    def __init__(
        self,
        read: Callable[[SortKey], Record | None],
        wants: Callable[[Record], bool],
        server: str = "",
    ) -> None:
        """Begin without any.

        Args:
            read: makes a record of what many have in common; None for what is none.
            wants: tells whether a sort is wanted, at any time.
            server: the computer of records that name none.
        """
        self.headers: list[Record] = []
        self._read, self._wants, self._server = read, wants, server
        self._numbers: dict[SortKey, int] = {}
        self._wanted: list[bool] = []
        self._nameless: list[bool] = []

    def of(self, keys: Iterable[SortKey]) -> Numbers:
        """Number records by what they have in common; `NONE` where that is not plain."""
        known = self._numbers
        return np.fromiter(
            (known[key] if key in known else self._number(key) for key in keys), np.int64
        )

    def _number(self, key: SortKey) -> int:
        if len(self._numbers) >= _MOST:
            return NONE
        header = self._read(key)
        number = NONE
        if header is not None:
            number = len(self.headers)
            nameless = bool(self._server) and not header.computer
            self.headers.append(replace(header, computer=self._server) if nameless else header)
            self._nameless.append(nameless)
            self._wanted.append(self._wants(header))
        self._numbers[key] = number
        return number

    def of_record(self, record: Record) -> int:
        """Number a record that was read by itself; `NONE` where there are too many sorts."""
        key = (
            None,
            record.computer,
            record.channel,
            record.provider,
            record.event_id,
            record.level,
        )
        if key not in self._numbers and len(self._numbers) < _MOST:
            self._numbers[key] = len(self.headers)
            self.headers.append(replace(record, data=[], binary=None))
            self._nameless.append(False)
            self._wanted.append(False)
        return self._numbers.get(key, NONE)

    def wanted(self, numbers: Numbers) -> NDArray[np.intp]:
        """Give the rows of the records whose sort is wanted."""
        return np.flatnonzero(np.array(self._wanted, bool)[numbers])

    def nameless(self, numbers: Numbers) -> int:
        """Count the records that name no computer, and got one."""
        return int(np.array(self._nameless, bool)[numbers].sum()) if self._server else 0


def together(numbers: Numbers) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Give each number with the rows that have it, in their order."""
    if not len(numbers):
        return
    # Of numbers of 16 bits NumPy looks at each twice, whatever their order.
    few = numbers.min() >= 0 and numbers.max() < 1 << 16
    small = numbers.astype(np.uint16) if few else numbers
    order = np.argsort(small, kind="stable")
    ordered = numbers[order]
    cuts = np.flatnonzero(np.diff(ordered)) + 1
    for rows in np.split(order, cuts):
        yield int(numbers[rows[0]]), rows
