"""Rows in any order in, the events frame in the order of the file out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from certtrail.evtx.plans import TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from certtrail.evtx.fields import Block, Texts
    from certtrail.evtx.gather import Offsets
    from certtrail.evtx.shape import Content, Record

DETAILS: Final[Mapping[str, str]] = {"qualifiers": "uint16", "level": "uint8", "task": "uint16"}
"""The numbers that a record may lack, and what they are in the frame."""


class _Rows(NamedTuple):
    """Rows that came together; `offsets` says where in the file each one's record is."""

    offsets: Offsets
    times: NDArray[np.int64]
    event_ids: NDArray[np.uint64]
    record_ids: NDArray[np.uint64]
    details: Mapping[str, NDArray[np.uint64] | None]
    texts: tuple[Texts, ...]
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
        block: Block,
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

    def drain(self, name: str) -> pd.DataFrame:
        """Build the frame of what was collected so far, and forget it."""
        frame = self.frame(name)
        self._rows.clear()
        self._singles.clear()
        return frame

    def frame(self, name: str) -> pd.DataFrame:
        """Build the frame; `name` goes into its file column."""
        import pandas as pd

        from certtrail import events

        singles = [record for _, record in self._singles]
        offsets = [rows.offsets for rows in self._rows]
        order = np.argsort(
            np.concatenate([*offsets, np.array([at for at, _ in self._singles], np.int64)]),
            kind="stable",
        )

        def numbers(parts: list[NDArray[Any]], single: list[int], dtype: str) -> NDArray[Any]:
            return np.concatenate([*parts, np.array(single, dtype)])[order].astype(dtype)

        columns: dict[str, Any] = {
            "time": numbers([r.times for r in self._rows], [s.time for s in singles], "int64"),
            "event_id": numbers(
                [r.event_ids for r in self._rows], [s.event_id for s in singles], "uint32"
            ),
            "record_id": numbers(
                [r.record_ids for r in self._rows], [s.record_id for s in singles], "uint64"
            ),
            "file": [name] * len(order),
        }
        for key, dtype in DETAILS.items():
            given = [getattr(record, key) for record in singles]
            there = [r.details[key] is not None for r in self._rows]
            sizes = [len(r.offsets) for r in self._rows]
            absent = np.concatenate(
                [
                    np.repeat(np.logical_not(there), sizes),
                    np.array([g is None for g in given], bool),
                ]
            )
            parts = [
                np.zeros(len(r.offsets), "uint64") if (c := r.details[key]) is None else c
                for r in self._rows
            ]
            found = numbers(parts, [g or 0 for g in given], dtype)
            columns[key] = pd.arrays.IntegerArray(found, absent[order])
        for at, key in enumerate(TEXTS):
            columns[key] = self._texts(at, [getattr(record, key) for record in singles])[order]
        for key in ("data", "binary"):
            cells = [cell for rows in self._rows for cell in getattr(rows, key)]
            cells += [getattr(record, key) for record in singles]
            columns[key] = np.fromiter(cells, object, len(cells))[order]
        return events.frame(columns)

    def _texts(self, at: int, singles: list[str]) -> NDArray[np.object_]:
        known: dict[str, int] = {}
        codes = [np.empty(0, np.int64)]
        for rows in self._rows:
            different, which = rows.texts[at]
            mine = np.array([known.setdefault(text, len(known)) for text in different])
            codes.append(np.full(len(rows.offsets), mine[0]) if which is None else mine[which])
        codes.append(np.array([known.setdefault(text, len(known)) for text in singles], np.int64))
        names = np.fromiter(known, object, len(known))
        found: NDArray[np.object_] = names[np.concatenate(codes)]
        return found
