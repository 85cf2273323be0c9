"""The wanted records of a text: one by one in; columns out.

What a server has to complain of it logs again and again, in the same words. Of records that are
written alike but for time and id one is kept, and of the others no more than these two.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from certtrail.model.records import Records

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.model.record import Record


class KeptRecords:
    """Records in their order.

    Attributes:
        times: of each, in ns since 1970.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self.times: list[int] = []
        self._ids: list[int] = []
        self._which: list[int] = []
        self._kinds: list[Record] = []

    def __len__(self) -> int:
        return len(self.times)

    def add(self, record: Record) -> int:
        """Keep a record; gives a number by which it may come again."""
        number = len(self._kinds)
        self._kinds.append(record)
        self.again(number, record.time, record.record_id)
        return number

    def again(self, number: int, time: int, record_id: int) -> None:
        """Keep one that differs from an earlier one in time, in ns since 1970, and id alone."""
        self._which.append(number)
        self.times.append(time)
        self._ids.append(record_id)

    def place(self, home: Callable[[Record], str], *, wants: Callable[[str], bool]) -> None:
        """Give each record the log that it is of, and leave out those that are not wanted.

        Args:
            home: tells its log.
            wants: tells by the log whether a record is wanted.
        """
        self._kinds = [
            one.but(time=one.time, channel=home(one), record_id=one.record_id)
            for one in self._kinds
        ]
        wanted = [wants(one.channel) for one in self._kinds]
        if not all(wanted):
            rows = [row for row, number in enumerate(self._which) if wanted[number]]
            self.times = [self.times[row] for row in rows]
            self._ids = [self._ids[row] for row in rows]
            self._which = [self._which[row] for row in rows]

    def columns(self, file: str) -> Records:
        """Put them into columns; `file` is the name of the input."""
        kinds = Records.of(self._kinds, file)
        if len(self._kinds) == len(self) and self._which == list(range(len(self))):
            return kinds
        return replace(
            kinds.take(np.array(self._which, np.intp)),
            time=np.array(self.times, np.int64),
            record_id=np.array(self._ids, np.uint64),
        )
