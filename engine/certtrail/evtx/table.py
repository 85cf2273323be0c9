"""Rows in any order in, the events frame in the order of the file out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from certtrail import events

if TYPE_CHECKING:
    import pandas as pd

    from certtrail.evtx.fields import Block
    from certtrail.evtx.shape import Content, Record
    from certtrail.evtx.templates import Offsets


@dataclass(slots=True)
class Table:
    """Collects rows; `offsets` holds where in the file each one's record is."""

    offsets: list[int] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(
        default_factory=lambda: {name: [] for name in events.COLUMNS if name != "file"}
    )

    def add(self, offset: int, record: Record) -> None:
        """Add one row."""
        self.offsets.append(offset)
        for name, column in self.columns.items():
            column.append(getattr(record, name))

    def extend(
        self,
        offsets: list[int],
        block: Block,
        chosen: Offsets,
        contents: list[tuple[list[Content] | dict[str, Content], str | None]],
    ) -> None:
        """Add the chosen rows of a block, with the content of each."""
        self.offsets.extend(offsets)
        self.columns["time"].extend(block.times[chosen].tolist())
        for name in ("computer", "channel", "provider"):
            self.columns[name].extend([getattr(block, name)] * len(chosen))
        for name, column in block.numbers.items():
            absent = [None] * len(chosen)
            self.columns[name].extend(absent if column is None else column[chosen].tolist())
        self.columns["data"].extend(data for data, _ in contents)
        self.columns["binary"].extend(binary for _, binary in contents)

    def frame(self, name: str) -> pd.DataFrame:
        """Build the frame; `name` goes into its file column."""
        order = np.argsort(np.array(self.offsets, np.int64), kind="stable").tolist()
        columns = {key: [column[at] for at in order] for key, column in self.columns.items()}
        return events.frame({**columns, "file": [name] * len(order)})
