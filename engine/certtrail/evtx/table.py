"""Rows in any order in, records in the order of the file out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from certtrail.evtx.bulk.plans import TEXTS
from certtrail.model.records import Records, Sparse, repeated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from certtrail.evtx.bulk.fields import AlikeRecords, CodedTexts
    from certtrail.evtx.gather import Offsets
    from certtrail.model.record import Content, Record
    from certtrail.model.records import Texts

DETAILS: Final[Mapping[str, str]] = {"qualifiers": "uint16", "level": "uint8", "task": "uint16"}
"""The numbers that a record may lack, and what they are in the records."""


class _Rows(NamedTuple):
    """Rows that came together; `offsets` says where in the file each one's record is."""

    offsets: Offsets
    times: NDArray[np.int64]
    event_ids: NDArray[np.uint64]
    record_ids: NDArray[np.uint64]
    details: Mapping[str, NDArray[np.uint64] | None]
    texts: tuple[CodedTexts, ...]
    data: Sequence[list[Content] | dict[str, Content]]
    binary: Sequence[str | None]


@dataclass(slots=True)
class Table:
    """Collects rows."""

    _rows: list[_Rows] = field(default_factory=list)
    _singles: list[tuple[int, Record]] = field(default_factory=list)

    def add(self, offset: int, record: Record) -> None:
        """Add one row."""
        self._singles.append((offset, record))

    def extend(
        self,
        offsets: Offsets,
        block: AlikeRecords,
        chosen: Offsets,
        details: Mapping[str, NDArray[np.uint64] | None],
        contents: Sequence[tuple[list[Content] | dict[str, Content], str | None]],
    ) -> None:
        """Add the chosen rows of a block, with the details and the content of each."""
        self._rows.append(
            _Rows(
                offsets,
                block.times[chosen],
                block.event_ids[chosen],
                block.record_ids[chosen],
                details,
                tuple(text.part(chosen) for text in block.texts),
                [data for data, _ in contents],
                [binary for _, binary in contents],
            )
        )

    def absorb(self, other: Table) -> None:
        """Take over what another one collected."""
        self._rows += other._rows
        self._singles += other._singles

    def __len__(self) -> int:
        return sum(len(rows.offsets) for rows in self._rows) + len(self._singles)

    def drain(self, name: str) -> Records:
        """Give the records collected so far, and forget them."""
        records = self.records(name)
        self._rows.clear()
        self._singles.clear()
        return records

    def records(self, name: str) -> Records:
        """Put the rows together; `name` goes into the file column."""
        parts = [self._bulk(name)] if self._rows else []
        if self._singles:
            parts.append(Records.of([record for _, record in self._singles], name))
        places = [rows.offsets for rows in self._rows]
        places.append(np.array([at for at, _ in self._singles], np.int64))
        return Records.joined(parts).take(np.argsort(np.concatenate(places), kind="stable"))

    def _bulk(self, name: str) -> Records:
        rows = self._rows
        sizes = [len(each.offsets) for each in rows]

        def numbers(parts: list[NDArray[Any]], dtype: str) -> NDArray[Any]:
            return np.concatenate(parts).astype(dtype)

        def sparse(key: str) -> Sparse:
            columns = [each.details[key] for each in rows]
            absent = np.repeat([column is None for column in columns], sizes)
            parts = [
                np.zeros(size, "uint64") if column is None else column
                for column, size in zip(columns, sizes, strict=True)
            ]
            return Sparse(numbers(parts, DETAILS[key]), absent)

        def cells(parts: list[Sequence[Any]]) -> Texts:
            return np.fromiter((cell for part in parts for cell in part), object, sum(sizes))

        texts = {key: self._texts(at) for at, key in enumerate(TEXTS)}
        return Records(
            time=numbers([each.times for each in rows], "int64"),
            computer=texts["computer"],
            channel=texts["channel"],
            provider=texts["provider"],
            event_id=numbers([each.event_ids for each in rows], "uint32"),
            qualifiers=sparse("qualifiers"),
            level=sparse("level"),
            task=sparse("task"),
            record_id=numbers([each.record_ids for each in rows], "uint64"),
            data=cells([each.data for each in rows]),
            file=repeated(name, sum(sizes)),
            binary=cells([each.binary for each in rows]),
        )

    def _texts(self, at: int) -> Texts:
        known: dict[str, int] = {}
        codes: list[NDArray[np.int64]] = []
        for rows in self._rows:
            different, which = rows.texts[at]
            mine = np.array([known.setdefault(text, len(known)) for text in different])
            codes.append(np.full(len(rows.offsets), mine[0]) if which is None else mine[which])
        names = np.fromiter(known, object, len(known))
        found: Texts = names[np.concatenate(codes)]
        return found
