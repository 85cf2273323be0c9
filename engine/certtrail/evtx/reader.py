"""A log file in, its wanted records and an account of all of them out.

The fast way: `index` (where chunks and records are), `templates` and `plans` (what a template
means), `fields` (columns of fields), `sweep` (all of these on a window). The slow way: `extents`
(where records are in a damaged chunk), `binxml` and `elements` (what a record says), `shape` (a row
of the frame), `rescue` and `reference` (what neither could read). Both: `chunks` (a window),
`values` (how a value is written), `found` (`table`, `coverage` and `losses`), `layout` (the file as
a whole).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from certtrail.accounts import InputAccount
from certtrail.evtx import index, layout
from certtrail.evtx.chunks import ChunkReader
from certtrail.evtx.crew import WORTH_IT
from certtrail.evtx.index import is_log
from certtrail.evtx.rescue import rescue
from certtrail.selection import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from certtrail.evtx.crew import Crew
    from certtrail.evtx.table import Table
    from certtrail.selection import Selection

__all__ = ["LogRead", "is_log", "read_log"]


@dataclass(frozen=True)
class LogRead:
    """The wanted records of one log, and what became of all of them."""

    table: Table
    account: InputAccount

    @cached_property
    def events(self) -> pd.DataFrame:
        """The wanted records as a frame, in the order of the file."""
        return self.table.frame(self.account.name)


def read_log(
    path: Path,
    name: str,
    selection: Selection = EVERYTHING,
    progress: Callable[[int], None] | None = None,
    *,
    digest: Callable[[], str] | None = None,
    crew: Crew | None = None,
) -> LogRead:
    """Read one log.

    Args:
        path: the file.
        name: what the frame and the account call it.
        selection: the records wanted in the frame; the others are only counted.
        progress: told now and then how many more bytes are done.
        digest: gives the SHA-256 for the account, when all is read; without it there is none.
        crew: processes to share the work with, where the log is long.
    """
    reader = ChunkReader(selection)
    found = reader.found
    with path.open("rb") as file:
        header, start = layout.begin(file.read(index.HEADER), found.losses)
        size = path.stat().st_size
        if crew is None or not len(crew) or size < WORTH_IT:
            for window in index.windows(file, start):
                reader.read(window)
                if progress is not None:
                    progress(window.size)
        else:
            for done, part in crew.read(path, start, size, selection):
                found.absorb(part)
                if progress is not None:
                    progress(done)
        rescue(file, reader)
    layout.finish(header, found)
    account = InputAccount(
        name=name,
        kind="evtx",
        sha256="" if digest is None else digest(),
        records=found.losses.records,
        problems=found.losses.problems,
        complete=found.losses.complete,
        notes=found.losses.notes,
        spans=found.coverage.spans(),
    )
    return LogRead(found.table, account)
