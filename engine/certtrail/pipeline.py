"""The pipeline: paths in, a diagnosis out.

The files' digests are begun before anything else, the libraries' loading included: they need one
core and none of Python's attention. So what is heavy is imported where it is used.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from certtrail.inputs.digests import Digests
from certtrail.inputs.walk import find_files
from certtrail.model.errors import InputError
from certtrail.model.record_filter import NOTHING, Selection

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime, tzinfo

    import pandas as pd

    from certtrail.diagnosis.analysis import Understood
    from certtrail.diagnosis.conclude import Concluded
    from certtrail.evtx.reader import LogReading
    from certtrail.inference.engines import EngineName
    from certtrail.inputs.reading import Evidences
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.model.input_reports import InputAccount

    AnyPath = str | os.PathLike[str]
    Progress = Callable[[str, float], None]


def diagnose(
    paths: Sequence[AnyPath] | AnyPath,
    *,
    engine: EngineName = "auto",
    extra_rules: Sequence[Path] = (),
    progress: Progress | None = None,
    time_limit: float = 60.0,
    local_zone: tzinfo | None = None,
    passwords: Sequence[str] = (),
    at: datetime | None = None,
) -> Diagnosis:
    """Diagnose exports: files and folders of .evtx logs and console transcripts, in any mix.

    Args:
        paths: what the customer sent; one path or several.
        engine: `durable`, `plain`, or `auto` for the first where it can be used.
        extra_rules: folders of further rules.
        progress: told the name of each file, or of a stage, and how much of it is done, from 0
            to 1.
        time_limit: seconds that the durable engine has for one server.
        local_zone: of times in texts that do not tell theirs; None to find it out.
        passwords: to try on encrypted archives.
        at: judge what has expired, and what connectors pick, at this instant; by default where
            each server's logs end.

    Raises:
        InputError: a path does not exist, or there is no file below any of them.
        RulebookError: a rule is wrong; nothing was read.
    """
    return examine(
        paths,
        engine=engine,
        extra_rules=extra_rules,
        progress=progress,
        time_limit=time_limit,
        local_zone=local_zone,
        passwords=passwords,
        at=at,
    ).diagnosis


def examine(
    paths: Sequence[AnyPath] | AnyPath,
    *,
    engine: EngineName = "auto",
    extra_rules: Sequence[Path] = (),
    progress: Progress | None = None,
    time_limit: float = 60.0,
    local_zone: tzinfo | None = None,
    passwords: Sequence[str] = (),
    at: datetime | None = None,
) -> Concluded:
    """Diagnose exports, and keep what the diagnosis was made from; arguments as of `diagnose`."""
    files = find_files(_paths(paths))
    with Digests(file.path for file in files) as digests:
        from certtrail.case.rule_checks import sound_rulebook
        from certtrail.diagnosis.conclude import conclude
        from certtrail.inputs.reading import read_files
        from certtrail.rulebook.catalogue import load_catalogue

        rulebook, catalogue = sound_rulebook(extra_rules, cases=False), load_catalogue()
        now = None if at is None else int(at.timestamp())
        with conclude(rulebook, catalogue, engine, time_limit, now, progress) as concluding:
            evidence = read_files(
                files,
                catalogue.selection(),
                progress,
                digests=digests,
                local_zone=local_zone,
                passwords=passwords,
            )
            return concluding(evidence)


def understand(
    paths: Sequence[AnyPath] | AnyPath,
    *,
    progress: Progress | None = None,
    passwords: Sequence[str] = (),
) -> Understood:
    """Read exports and say what they tell, without judging any rule.

    Args:
        paths: files and folders.
        progress: told the name of each file and how much of it is done, from 0 to 1.
        passwords: to try on encrypted archives.
    """
    files = find_files(_paths(paths))
    with Digests(file.path for file in files) as digests:
        from certtrail.diagnosis import analysis
        from certtrail.inputs.reading import read_files
        from certtrail.rulebook.catalogue import load_catalogue

        catalogue = load_catalogue()
        evidence = read_files(
            files, catalogue.selection(), progress, digests=digests, passwords=passwords
        )
        return analysis.understand(evidence, catalogue)


def read(
    paths: Sequence[AnyPath] | AnyPath,
    *,
    selection: Selection | None = None,
    progress: Progress | None = None,
    passwords: Sequence[str] = (),
) -> Evidences:
    """Read exports into an events frame, with the account of every file.

    Args:
        paths: files and folders.
        selection: which records; without one, every record.
        progress: told the name of each file and how much of it is done, from 0 to 1.
        passwords: to try on encrypted archives.
    """
    from certtrail.inputs.reading import read_files

    files = find_files(_paths(paths))
    with Digests(file.path for file in files) as digests:
        return read_files(
            files, selection or Selection(), progress, digests=digests, passwords=passwords
        )


def read_events(
    paths: Sequence[AnyPath] | AnyPath, *, selection: Selection | None = None
) -> pd.DataFrame:
    """Read exports into one events frame in total order; columns as in `model.events`."""
    from certtrail.inputs.reading import read_files

    return read_files(find_files(_paths(paths)), selection or Selection()).events


def stream(
    paths: Sequence[AnyPath] | AnyPath,
    accounts: list[InputAccount],
    *,
    selection: Selection | None = None,
    progress: Progress | None = None,
    carve: bool = False,
    local_zone: tzinfo | None = None,
    passwords: Sequence[str] = (),
) -> Iterator[pd.DataFrame]:
    """Read the records of exports bit by bit; yields frames, in the order of each file.

    Args:
        paths: files and folders.
        accounts: gets the account of every file when it is done.
        selection: which records; without one, every record.
        progress: told the name of each file and how much of it is done, from 0 to 1.
        carve: also search slack space and unaligned chunks.
        local_zone: of times in texts that do not tell theirs.
        passwords: to try on encrypted archives.
    """
    from certtrail.evtx.parallel.crew import Crew
    from certtrail.evtx.reader import LogReading
    from certtrail.inputs.reading import stream_logs
    from certtrail.model import events

    files = find_files(_paths(paths))
    wanted = selection or Selection()
    # With a selection there is so little to decode that processes would not pay for their start.
    with Crew(sum(file.size for file in files) if wanted.everything else 0) as crew:
        start = partial(LogReading, selection=wanted, crew=crew, carve=carve)
        for file, part in stream_logs(files, accounts, start, progress, wanted, passwords):
            if isinstance(part, LogReading):
                if len(part.found.table):
                    yield events.frame(part.found.table.drain(file.name))
            elif part.records is not None:
                from certtrail.inputs.events.local_time import settle

                (settled,) = settle([part], local_zone)
                accounts[-1] = settled.account
                if settled.records:
                    yield events.frame(settled.records)


def survey(
    paths: Sequence[AnyPath] | AnyPath,
    accounts: list[InputAccount],
    progress: Progress | None = None,
    passwords: Sequence[str] = (),
) -> list[LogReading]:
    """Look at the event logs of exports without keeping any record.

    Args:
        paths: files and folders.
        accounts: gets the account of every file, in the order of the logs.
        progress: told the name of each file and how much of it is done, from 0 to 1.
        passwords: to try on encrypted archives.
    """
    from certtrail.evtx.reader import LogReading
    from certtrail.inputs.reading import stream_logs

    start = partial(LogReading, selection=NOTHING, survey=True)
    files = find_files(_paths(paths))
    parts = [part for _, part in stream_logs(files, accounts, start, progress, NOTHING, passwords)]
    return list(dict.fromkeys(part for part in parts if isinstance(part, LogReading)))


def paths_of(paths: Sequence[AnyPath] | AnyPath) -> list[Path]:
    """List paths, of which there may be one alone."""
    given = [paths] if isinstance(paths, str) or hasattr(paths, "__fspath__") else list(paths)
    return [Path(path) for path in given]


def _paths(paths: Sequence[AnyPath] | AnyPath) -> list[Path]:
    given = paths_of(paths)
    if not given:
        raise InputError("no input was given; name at least one file or folder")
    return given
