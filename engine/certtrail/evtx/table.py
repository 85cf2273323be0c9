"""Rows in any order in, records in the order of the file out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from certtrail.evtx.bulk.plans import TEXTS
from certtrail.model.records import Records, Sparse

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
        singles = [record for _, record in self._singles]
        offsets = [rows.offsets for rows in self._rows]
        order = np.argsort(
            np.concatenate([*offsets, np.array([at for at, _ in self._singles], np.int64)]),
            kind="stable",
        )

        def numbers(parts: list[NDArray[Any]], single: list[int], dtype: str) -> NDArray[Any]:
            return np.concatenate([*parts, np.array(single, dtype)])[order].astype(dtype)

        def sparse(key: str) -> Sparse:
            given = [getattr(record, key) for record in singles]
            there = [r.details[key] is not None for r in self._rows]
            lacking = np.repeat(np.logical_not(there), [len(r.offsets) for r in self._rows])
            absent = np.concatenate([lacking, np.array([g is None for g in given], bool)])
            parts = [
                np.zeros(len(r.offsets), "uint64") if (c := r.details[key]) is None else c
                for r in self._rows
            ]
            return Sparse(numbers(parts, [g or 0 for g in given], DETAILS[key]), absent[order])

        def cells(key: str) -> Texts:
            found = [cell for rows in self._rows for cell in getattr(rows, key)]
            found += [getattr(record, key) for record in singles]
            return np.fromiter(found, object, len(found))[order]

        def texts(key: str) -> Texts:
            return self._texts(TEXTS.index(key), [getattr(one, key) for one in singles])[order]

        return Records(
            time=numbers([r.times for r in self._rows], [s.time for s in singles], "int64"),
            computer=texts("computer"),
            channel=texts("channel"),
            provider=texts("provider"),
            event_id=numbers(
                [r.event_ids for r in self._rows], [s.event_id for s in singles], "uint32"
            ),
            qualifiers=sparse("qualifiers"),
            level=sparse("level"),
            task=sparse("task"),
            record_id=numbers(
                [r.record_ids for r in self._rows], [s.record_id for s in singles], "uint64"
            ),
            data=cells("data"),
            file=np.full(len(order), name, object),
            binary=cells("binary"),
        )

    def _texts(self, at: int, singles: list[str]) -> Texts:
        known: dict[str, int] = {}
        codes = [np.empty(0, np.int64)]
        for rows in self._rows:
            different, which = rows.texts[at]
            mine = np.array([known.setdefault(text, len(known)) for text in different])
            codes.append(np.full(len(rows.offsets), mine[0]) if which is None else mine[which])
        codes.append(np.array([known.setdefault(text, len(known)) for text in singles], np.int64))
        names = np.fromiter(known, object, len(known))
        found: Texts = names[np.concatenate(codes)]
        return found
