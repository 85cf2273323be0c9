"""A log file in, its wanted records and a report of all of them out: where to begin reading.

A log is read in windows (`index`). Of each, `window_reader` has the ordinary records read in bulk
(`bulk`), and what is left one by one (`single`). Both rest on the grammar (`format`), and put what
they find into `audit.found.ChunksFound`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from certtrail.evtx import index
from certtrail.evtx.audit import whole_file
from certtrail.evtx.index import is_log
from certtrail.evtx.single.rescue import rescue
from certtrail.evtx.window_reader import WindowReader
from certtrail.model.input_reports import InputReport
from certtrail.model.record_filter import EVERYTHING
from certtrail.model.record_spans import astray_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd

    from certtrail.evtx.parallel.crew import Crew
    from certtrail.model.beside import Surroundings
    from certtrail.model.record_filter import RecordFilter
    from certtrail.model.records import Records

__all__ = ["LogRead", "LogReading", "is_log", "read_log"]


@dataclass(frozen=True)
class LogRead:
    """The wanted records of one log, and what became of all of them."""

    records: Records
    report: InputReport
    surroundings: Surroundings

    @cached_property
    def events(self) -> pd.DataFrame:
        """The wanted records as a frame, in the order of the file."""
        from certtrail.model import events

        return events.frame(self.records)


class LogReading:
    """One log while it is read: `parts`, then `report`.

    Args:
        path: the file.
        wanted: the records wanted; the others are only counted.
        crew: processes to share the work with, where the log is long.
        carve: also search where no record has to be.
        survey: also compare the records' headers with the records.
    """

    def __init__(
        self,
        path: Path,
        wanted: RecordFilter = EVERYTHING,
        crew: Crew | None = None,
        *,
        carve: bool = False,
        survey: bool = False,
    ) -> None:
        self._path = path
        self._crew = crew
        self._carve = carve
        self._reader = WindowReader(wanted, survey=survey)
        self._wanted = wanted
        self.found = self._reader.found
        self.header: whole_file.FileHeader | None = None

    def parts(self) -> Iterator[int]:
        """Read on; yields how many more bytes are done. The table may be drained each time."""
        with self._path.open("rb") as file:
            self.header, start = whole_file.begin(file.read(index.HEADER), self.found.losses)
            size = self._path.stat().st_size
            if self._crew is None or not self._crew.takes(size):
                for window in index.windows(file, start):
                    self._reader.read(window)
                    yield window.size
            else:
                for done, part in self._crew.read(self._path, start, size, self._wanted):
                    self.found.absorb(part)
                    yield done
            if self._carve:
                from certtrail.evtx.single.carve import carve

                carve(file, self._reader.single, start)
            rescue(file, self._reader.single)
        whole_file.finish(self.header, self.found)
        yield 0

    def read(self, name: str, sha256: str = "") -> LogRead:
        """Give the wanted records and what became of all, of the parts that were read."""
        report = self.report(name, sha256)
        return LogRead(self.found.table.records(name), report, self.found.beside.counted())

    def report(self, name: str, sha256: str = "") -> InputReport:
        """Say what became of the file, of the parts that were read."""
        losses, spans = self.found.losses, self.found.coverage.spans()
        return InputReport(
            name=name,
            kind="evtx",
            sha256=sha256,
            records=losses.records,
            problems=losses.problems,
            complete=losses.complete,
            notes=(*losses.notes, *astray_notes(spans)),
            spans=spans,
        )


def read_log(
    path: Path,
    name: str,
    wanted: RecordFilter = EVERYTHING,
    progress: Callable[[int], None] | None = None,
    *,
    digest: Callable[[], str] | None = None,
) -> LogRead:
    """Read one log.

    Args:
        path: the file.
        name: what the records and the report call it.
        wanted: the records wanted; the others are only counted.
        progress: told now and then how many more bytes are done.
        digest: gives the SHA-256 for the report, when all is read; without it there is none.
    """
    reading = LogReading(path, wanted)
    for done in reading.parts():
        if progress is not None:
            progress(done)
    return reading.read(name, "" if digest is None else digest())
