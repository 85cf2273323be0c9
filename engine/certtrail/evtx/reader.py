"""A log file in, its wanted records and an account of all of them out.

The parts: `index` (file and chunk headers), `extents` (where records are), `binxml` and `elements`
(what a record says), `values` (how a value is written), `shape` (a row of the frame), `reference`
(python-evtx for what ours cannot read), `chunks` (all of these on one chunk), `coverage` and
`losses` (the account).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.accounts import InputAccount
from certtrail.evtx import index
from certtrail.evtx.chunks import ChunkReader
from certtrail.evtx.index import is_log
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
) -> LogRead:
    """Read one log.

    Args:
        path: the file.
        name: what the frame and the account call it.
        selection: the records wanted in the frame; the others are only counted.
        progress: told now and then how many more bytes are done.
    """
    reader = ChunkReader(selection)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        head = file.read(index.HEADER)
        start = reader.file_header(head)
        digest.update(head[:start])
        for window in index.windows(file, start, digest.update):
            reader.read(window)
            if progress is not None:
                progress(window.size)
    reader.finish()
    account = InputAccount(
        name=name,
        kind="evtx",
        sha256=digest.hexdigest(),
        records=reader.losses.records,
        problems=reader.losses.problems,
        complete=reader.losses.complete,
        notes=reader.losses.notes,
        spans=reader.coverage.spans(),
    )
    return LogRead(reader.table.frame(name), account)
