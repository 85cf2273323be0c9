"""A log file in, its wanted records and an account of all of them out.

The fast way: `index` (where chunks and records are), `templates` and `plans` (what a template
means), `fields` (columns of fields), `sweep` (all of these on a window). The slow way: `extents`
(where records are in a damaged chunk), `binxml` and `elements` (what a record says), `shape` (a row
of the frame), `rescue` and `reference` (what neither could read). Both: `chunks` (a window),
`values` (how a value is written), `found` (`table`, `coverage` and `losses`), `layout` (the file as
a whole).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.accounts import InputAccount
from certtrail.evtx import index, layout
from certtrail.evtx.chunks import ChunkReader
from certtrail.evtx.index import is_log
from certtrail.evtx.rescue import rescue
from certtrail.selection import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from certtrail.selection import Selection

__all__ = ["LogRead", "is_log", "read_log"]


@dataclass(frozen=True, slots=True)
class LogRead:
    """The wanted records of one log, and what became of all of them."""

    events: pd.DataFrame
    account: InputAccount


def read_log(
    path: Path,
    name: str,
    selection: Selection = EVERYTHING,
    progress: Callable[[int], None] | None = None,
    *,
    digest: bool = True,
) -> LogRead:
    """Read one log.

    Args:
        path: the file.
        name: what the frame and the account call it.
        selection: the records wanted in the frame; the others are only counted.
        progress: told now and then how many more bytes are done.
        digest: whether the account shall have the file's SHA-256.
    """
    reader = ChunkReader(selection)
    hasher = hashlib.sha256()
    with path.open("rb") as file:
        head = file.read(index.HEADER)
        header, start = layout.begin(head, reader.found.losses)
        hasher.update(head[:start])
        for window in index.windows(file, start, None, hasher.update if digest else None):
            reader.read(window)
            if progress is not None:
                progress(window.size)
        rescue(file, reader)
    found = reader.found
    layout.finish(header, found)
    account = InputAccount(
        name=name,
        kind="evtx",
        sha256=hasher.hexdigest() if digest else "",
        records=found.losses.records,
        problems=found.losses.problems,
        complete=found.losses.complete,
        notes=found.losses.notes,
        spans=found.coverage.spans(),
    )
    return LogRead(found.table.frame(name), account)
