"""The verbs that show event logs as they are: `events` and `info`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from certtrail.case import progress
from certtrail.cli import exits, output_files
from certtrail.cli.assumption_options import assumption_options, assumptions
from certtrail.cli.documentation import Verb
from certtrail.cli.input_options import inputs_argument, reading
from certtrail.cli.options import (
    destination,
    instant_option,
    no_format,
)
from certtrail.supervisor import only_once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    import pandas as pd

    from certtrail.inputs.walk import Given
    from certtrail.model.input_reports import InputReport
    from certtrail.model.record_filter import RecordFilter

FORMATS: Final = ("table", "jsonl", "csv", "parquet")
_SUFFIXES: Final = {
    ".txt": "table",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
}
_TEXT: Final = {"encoding": "utf-8", "errors": "backslashreplace", "newline": "\n"}


@click.command(
    cls=Verb,
    short_help="Show or convert the records of event logs.",
    epilog="""\b
Exit codes: 0 all was read, 2 usage, 3 some input was not fully read.
\b
Examples:
  certtrail events Application.evtx --provider MSExchangeTransport
  certtrail events EX01/ --id 12024 --id 12017 --format jsonl > certificates.jsonl
  certtrail events EX01/ --since 2026-01-01 --until 2026-02-01 -o january.parquet
  certtrail events damaged.evtx --carve -o all.csv""",
)
@inputs_argument
@click.option("--provider", "providers", multiple=True, metavar="P", help="Only this provider.")
@click.option("--id", "ids", multiple=True, type=click.IntRange(0), help="Only this event id.")
@click.option("--channel", "channels", multiple=True, metavar="C", help="Only this channel.")
@click.option("--computer", "computers", multiple=True, metavar="NAME", help="Only this computer.")
@instant_option("--since", "The first instant wanted, such as 2026-01-31 or 2026-01-31T08:00Z.")
@instant_option("--until", "The first instant not wanted any more.")
@instant_option("--around", "Only around this instant; see --minutes.")
@click.option(
    "--minutes",
    type=click.IntRange(1, 100_000),
    default=15,
    show_default=True,
    help="How long before and after --around.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    help="Format of the records.  [default: by the suffix of PATH, else table]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="PATH",
    help="Write the records here.  [default: stdout]",
)
@click.option("--carve", is_flag=True, help="Search slack space and unaligned chunks, too.")
@assumption_options
@click.pass_context
def events(
    ctx: click.Context,
    inputs: tuple[Given, ...],
    providers: tuple[str, ...],
    ids: tuple[int, ...],
    channels: tuple[str, ...],
    computers: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    around: datetime | None,
    minutes: int,
    format_name: str | None,
    output: Path | None,
    carve: bool,
) -> None:
    """Show or convert the records of event logs, file by file, in the order of each file.

    Logs that were saved as XML, CliXML, JSON or CSV are read, too.

    The options that say "only" may be given more than once, and compare without case. Records that
    are in several exports are shown for each. In CSV and Parquet the column `data` is JSON.
    """
    from datetime import timedelta

    from certtrail.model.record_filter import RecordFilter

    chosen = _format(format_name, output)
    output = destination(output, inputs)
    if chosen == "parquet" and output is None:
        raise click.UsageError("Parquet needs a file: add -o events.parquet.")
    if around is not None:
        if since is not None or until is not None:
            raise click.UsageError("--around goes without --since and --until.")
        apart = timedelta(minutes=minutes)
        try:
            since, until = around - apart, around + apart
        except OverflowError as error:
            raise click.UsageError("--around: too near to the end of the calendar.") from error
    wanted = RecordFilter(
        events={name: frozenset() for name in providers} if providers else None,
        event_ids=frozenset(ids) if ids else None,
        channels=frozenset(channels) if channels else None,
        computers=frozenset(computers) if computers else None,
        since=since,
        until=until,
    )
    with exits.on_errors():
        more = {"carve": carve, **reading(ctx), **assumptions(ctx)}
        reports, rows = _write(inputs, wanted, chosen, output, more)
    if output is not None:
        progress.note(f"{rows} records are in {output}", weighty=False)
    exits.tell_problems(reports)
    ctx.exit(exits.for_reading(reports))


def _format(name: str | None, output: Path | None) -> str:
    if name is not None:
        return name
    if output is None or str(output) == "-":
        return "table"
    if output.suffix.lower() not in _SUFFIXES:
        raise no_format(output, "records", FORMATS, _SUFFIXES)
    return _SUFFIXES[output.suffix.lower()]


def _write(
    inputs: Sequence[Given],
    wanted: RecordFilter,
    chosen: str,
    output: Path | None,
    more: Mapping[str, Any],
) -> tuple[list[InputReport], int]:
    from certtrail.case import progress
    from certtrail.inputs import streaming

    rows = 0
    reports: list[InputReport] = []
    with ExitStack() as stack:
        write = _writer(stack, chosen, output)
        quiet = output is None and sys.stdout.isatty()
        tell = None if quiet else stack.enter_context(progress.shown())
        for frame in streaming.stream(inputs, reports, wanted, progress=tell, **more):
            rows += len(frame)
            write(frame)
    return reports, rows


def _writer(stack: ExitStack, chosen: str, output: Path | None) -> Callable[[pd.DataFrame], None]:
    """Open what writes frames; it is closed, and the file is there, when the stack is."""
    from certtrail.cli import event_files

    if output is None:
        out = sys.stdout
        only_once()
    else:
        part = stack.enter_context(output_files.whole(output))
        if chosen == "parquet":
            from certtrail.case.parquet_files import EventsParquet

            parquet = EventsParquet(part)
            stack.callback(parquet.close)
            return parquet.write
        out = stack.enter_context(part.open("w", **_TEXT))  # type: ignore[call-overload]
    door = output_files.Door(out)
    if chosen == "jsonl":
        return event_files.JsonLines(door).write
    if chosen == "csv":
        return event_files.CsvRows(door).write
    import shutil

    width = shutil.get_terminal_size().columns if output is None and out.isatty() else None
    return event_files.RecordLines(door, width).write


@click.command(
    cls=Verb,
    short_help="Show what event logs hold and what state they are in.",
    epilog="""\b
Exit codes: 0 all was read, 2 usage, 3 some input was not fully read.
\b
Examples:
  certtrail info EX01/
  certtrail info Application.evtx --format json""",
)
@inputs_argument
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def info(ctx: click.Context, inputs: tuple[Given, ...], format_name: str) -> None:
    """Show what event logs hold: channels, computers, spans, gaps, and the state of each file."""
    from certtrail.case import progress
    from certtrail.cli import log_info
    from certtrail.inputs import streaming

    reports: list[InputReport] = []
    with exits.on_errors(), progress.shown() as tell:
        readings = streaming.survey(inputs, reports, progress=tell, **reading(ctx))
    logs = [report for report in reports if report.kind == "evtx"]
    found = list(zip(logs, readings, strict=True))
    text = log_info.as_json(found) if format_name == "json" else log_info.as_text(found)
    if not output_files.write_out(text):
        ctx.exit(exits.BROKEN_PIPE)
    exits.tell_problems([report for report in reports if report.kind != "evtx"])
    ctx.exit(exits.for_reading(reports))
