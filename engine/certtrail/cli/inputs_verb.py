"""The verb that shows what each input was taken for: `inputs`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import click

from certtrail.cli import exits
from certtrail.cli.assumption_options import assumption_options, assumptions
from certtrail.cli.documentation import Verb
from certtrail.cli.input_options import inputs_argument, reading
from certtrail.cli.options import (
    deliver,
    destination,
    output_option,
)
from certtrail.model.input_reports import HOLDERS, ReadState
from certtrail.text.outgoing import Json, ScreenText

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from certtrail.inputs.walk import Given
    from certtrail.model.input_reports import InputReport

_SHOWN: Final = 5
_STATES: Final = {
    ReadState.FULL: "read in full",
    ReadState.ASIDE: "left aside",
    ReadState.PART: "read in part",
    ReadState.NOT: "not read",
}


@click.command(
    cls=Verb,
    short_help="Show what each file was taken for, and what was not understood.",
    epilog="""\b
Exit codes: 0 all was read, 2 usage, 3 some input was not fully read.
\b
Examples:
  certtrail inputs case.zip
  certtrail inputs EX01/ notes.txt --format json""",
)
@inputs_argument
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text")
@output_option
@assumption_options
@click.pass_context
def inputs(
    ctx: click.Context,
    inputs: tuple[Given, ...],
    format_name: str,
    output: Path | None,
) -> None:
    """Show what each file was taken for, how much of it was read, and what was not understood.

    Files within archives are listed, too. What a file is, is decided by what it holds.
    """
    output = destination(output, inputs)
    from certtrail import pipeline
    from certtrail.case import progress
    from certtrail.rulebook.catalogue import load_catalogue

    with exits.on_errors(), progress.shown() as tell:
        wanted = load_catalogue().record_filter()
        found = pipeline.read(inputs, wanted, progress=tell, **reading(ctx), **assumptions(ctx))
    reports = found.inputs
    listed = _as_json(reports) if format_name == "json" else _as_text(reports)
    deliver(ctx, listed, output, "list")
    complete = all(report.complete for report in reports)
    ctx.exit(exits.NOTHING_FOUND if complete else exits.NOT_FULLY_READ)


def _as_json(reports: Sequence[InputReport]) -> Json:
    return Json([_described(report) for report in reports])


def _described(report: InputReport) -> dict[str, Any]:
    records = report.records
    return {
        "file": report.name,
        "kind": report.kind,
        "understood": report.understood,
        "read": str(report.read),
        "counts": _counts(report.kind),
        "found": records.found,
        "decoded": records.decoded,
        "recovered": records.recovered,
        "skipped": records.skipped,
        "complete": report.complete,
        "sha256": report.sha256,
        "problems": list(report.problems),
        "notes": list(report.notes),
    }


def _counts(kind: str) -> str:
    from certtrail.inputs.registry import counted

    if kind in HOLDERS:
        return "members"
    return counted().get(kind, "")


def _as_text(reports: Sequence[InputReport]) -> ScreenText:
    lines = [line for report in reports for line in _lines(report)]
    kinds = Counter(report.kind for report in reports)
    shown = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    states = Counter(report.read for report in reports)
    told = ", ".join(f"{states[state]} {_STATES[state]}" for state in ReadState if states[state])
    return ScreenText([*lines, "", f"{len(reports)} files ({shown}): {told}"])


def _lines(report: InputReport) -> Iterator[str]:
    from certtrail.text.instants import to_datetime

    yield report.name
    yield f"  {report.kind}{_number(report)}: {_STATES[report.read]}"
    for span in report.spans[:_SHOWN]:
        place = f"{span.channel} of {span.computer}" if span.computer else span.channel
        first, last = (f"{to_datetime(at):%Y-%m-%d %H:%M}" for at in (span.first, span.last))
        yield f"  {place}: {first} to {last} UTC"
    if len(report.spans) > _SHOWN:
        yield f"  and {len(report.spans) - _SHOWN} more channels"
    for sort, told in (("problem", report.problems), ("note", report.notes)):
        yield from (f"  {sort}: {line}" for line in told[:_SHOWN])
        if len(told) > _SHOWN:
            yield f"  and {len(told) - _SHOWN} more of the sort: --format json has them"


def _number(report: InputReport) -> str:
    records = report.records
    if not report.understood and report.kind not in HOLDERS:
        return ""
    losses = [
        f"{count} {how}"
        for count, how in ((records.recovered, "recovered"), (records.skipped, "not readable"))
        if count
    ]
    return f", {records.found} {_counts(report.kind)}{', '.join(['', *losses])}"
