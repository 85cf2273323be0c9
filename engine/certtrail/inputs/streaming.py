"""Reading bit by bit: files in; frames of records, or what became of each log, out as they come."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from certtrail.evtx.parallel.crew import Crew
from certtrail.evtx.reader import LogReading
from certtrail.inputs.archives.unpacking import Unpacker
from certtrail.inputs.reading import failed, holds_log, read_file, teller
from certtrail.inputs.walk import find_files
from certtrail.model import events
from certtrail.model.record_filter import EVERYTHING, NOTHING, RecordFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import tzinfo
    from pathlib import Path

    import pandas as pd

    from certtrail.inputs.opened import Read
    from certtrail.inputs.walk import FoundFile, Paths
    from certtrail.model.input_reports import InputReport

    Progress = Callable[[str, float], None]


def stream(
    paths: Paths,
    reports: list[InputReport],
    wanted: RecordFilter = EVERYTHING,
    *,
    progress: Progress | None = None,
    carve: bool = False,
    local_zone: tzinfo | None = None,
    date_order: str = "",
    server: str = "",
    passwords: Sequence[str] = (),
) -> Iterator[pd.DataFrame]:
    """Read the records of exports bit by bit; yields frames, in the order of each file.

    Args:
        paths: files and folders.
        reports: gets the report of every file when it is done.
        wanted: which records; without it, every record.
        progress: told the name of each file and how much of it is done, from 0 to 1.
        carve: also search slack space and unaligned chunks.
        local_zone: of times in texts that do not tell theirs.
        date_order: of day, month and year in texts that leave it open.
        server: of texts that name none.
        passwords: to try on encrypted archives.

    Raises:
        InputError: a path does not exist, or there is none.
    """
    files = find_files(paths)

    def other(file: FoundFile) -> Read:
        return read_file(replace(file, server=server), wanted, progress, None, date_order)

    # With a filter there is so little to decode that processes would not pay for their start.
    with (
        Crew(sum(file.size for file in files) if wanted.everything else 0) as crew,
        Unpacker(passwords=passwords) as unpacker,
    ):
        start = partial(LogReading, wanted=wanted, crew=crew, carve=carve)
        for file, part in _parts(unpacker, files, reports, start, other, progress):
            if isinstance(part, LogReading):
                if len(part.found.table):
                    yield events.frame(part.found.table.drain(file.name))
            elif part.records is not None:
                from certtrail.inputs.events.local_time import resolve

                (resolved,) = resolve([part], local_zone)
                reports[-1] = resolved.report
                if resolved.records:
                    yield events.frame(resolved.records)


def survey(
    paths: Paths,
    reports: list[InputReport],
    *,
    progress: Progress | None = None,
    passwords: Sequence[str] = (),
) -> list[LogReading]:
    """Look at the event logs of exports without keeping any record; arguments as of `stream`."""
    start = partial(LogReading, wanted=NOTHING, survey=True)

    def other(file: FoundFile) -> Read:
        return read_file(file, NOTHING, progress, None)

    with Unpacker(passwords=passwords, pictures=False) as unpacker:
        parts = _parts(unpacker, find_files(paths), reports, start, other, progress)
        return list(dict.fromkeys(part for _, part in parts if isinstance(part, LogReading)))


def _parts(
    unpacker: Unpacker,
    files: Sequence[FoundFile],
    reports: list[InputReport],
    start: Callable[[Path], LogReading],
    other: Callable[[FoundFile], Read],
    progress: Progress | None,
) -> Iterator[tuple[FoundFile, LogReading | Read]]:
    """Read the event logs among the files bit by bit, and any `other` file whole.

    Yields after each bit of a log, and what became of each other file.
    """
    for file in unpacker.files(files):
        if not holds_log(file):
            read = other(file)
            reports.append(read.report)
            yield file, read
            continue
        reading = start(file.path)
        done = 0
        try:
            for more in reading.parts():
                done += more
                if progress is not None:
                    progress(file.name, done / max(file.size, 1))
                yield file, reading
            reports.append(reading.report(file.name))
            teller(file, progress)(1.0)
        except OSError as error:
            reports.append(failed(file, error).report)
    reports += unpacker.reports
