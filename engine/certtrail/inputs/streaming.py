"""Reading bit by bit: files in; frames of records, or what became of each log, out as they come."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from certtrail.evtx.parallel.crew import Crew
from certtrail.evtx.reader import LogReading
from certtrail.inputs.archives.unpacking import Unpacker
from certtrail.inputs.events import event_log
from certtrail.inputs.reading import failed, given_up, holds_log, read_file, teller
from certtrail.inputs.walk import find_files
from certtrail.model import events
from certtrail.model.record_filter import EVERYTHING, NOTHING, RecordFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import tzinfo
    from pathlib import Path

    import pandas as pd

    from certtrail.inputs.limits import Limits
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
    limits: Limits | None = None,
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
        limits: on what an input may take.

    Raises:
        InputError: a path does not exist, or there is none.
    """
    files = find_files(paths, limits)

    def other(file: FoundFile) -> Read:
        return read_file(replace(file, server=server), wanted, progress, None, date_order)

    # With a filter there is so little to decode that processes would not pay for their start.
    with (
        Crew(sum(file.size for file in files) if wanted.everything else 0) as crew,
        Unpacker(limits, passwords) as unpacker,
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
                    yield events.frame(resolved.records, unplaced=resolved.report.unplaced)


def survey(
    paths: Paths,
    reports: list[InputReport],
    *,
    progress: Progress | None = None,
    passwords: Sequence[str] = (),
    limits: Limits | None = None,
) -> list[LogReading]:
    """Look at the event logs of exports without keeping any record; arguments as of `stream`."""
    start = partial(LogReading, wanted=NOTHING, survey=True)

    def other(file: FoundFile) -> Read:
        return read_file(file, NOTHING, progress, None)

    with Unpacker(limits, passwords, pictures=False) as unpacker:
        parts = _parts(unpacker, find_files(paths, limits), reports, start, other, progress)
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
            read = unpacker.budget.run(partial(other, file), partial(given_up, file))
            reports.append(read.report)
            yield file, read
            continue
        reading = start(file.path)
        parts = reading.parts()
        done = -1
        lost: list[Read] = []
        stopped: list[str] = []
        step, given = partial(_next, file, parts, lost), stopped.append
        while (more := unpacker.budget.run(step, given)) is not None:
            done = max(done, 0) + more
            if progress is not None:
                progress(file.name, done / max(file.size, 1))
            yield file, reading
        # What was read before the end came too early is told with the report of the log.
        if done < 0 and (lost or stopped):
            reports.append((lost or [given_up(file, stopped[0])])[0].report)
        else:
            report = _report(reading, file, lost)
            if stopped:
                report = event_log.cut_short(report, done, file.size, stopped[0])
            reports.append(report)
        teller(file, progress)(1.0)
    reports += unpacker.reports


def _next(file: FoundFile, parts: Iterator[int], lost: list[Read]) -> int | None:
    """Read the next bit of a log; None at its end, or where the system does not give it."""
    try:
        return next(parts, None)
    except OSError as error:
        lost.append(failed(file, error))
        return None


def _report(reading: LogReading, file: FoundFile, lost: Sequence[Read]) -> InputReport:
    report = reading.report(file.name)
    problems = tuple(problem for read in lost for problem in read.report.problems)
    if not problems:
        return report
    return replace(report, problems=(*report.problems, *problems), complete=False)
