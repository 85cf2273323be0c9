"""`certtrail compare`: what a fix did, from exports or diagnoses of before and after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from certtrail.cli import exits
from certtrail.cli.documentation import Verb
from certtrail.cli.input_options import INPUT
from certtrail.cli.judging_options import judging_options
from certtrail.cli.options import (
    chosen_format,
    deliver,
    destination,
    format_option,
    output_option,
    progress_options,
    reader,
    reader_options,
)
from certtrail.cli.redact_option import redact_options, redaction, written
from certtrail.cli.standard_input import one_kept_in_a_file

if TYPE_CHECKING:
    from datetime import tzinfo

    from certtrail.inference.engines import EngineName
    from certtrail.inputs.walk import Given
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.outgoing import Outgoing


@click.command(
    cls=Verb,
    short_help="Say what a fix did: what is over, goes on, is new.",
    epilog="""\b
Exit codes: 0 all is over, 1 something is not or cannot be told, 2 usage, 3 some input was not
fully read.
\b
Examples:
  certtrail compare before/ after/
  certtrail compare diagnosis.json after.zip -o proof.html""",
)
@click.argument("before", type=INPUT, callback=one_kept_in_a_file)
@click.argument("after", type=INPUT, callback=one_kept_in_a_file)
@progress_options
@format_option
@output_option
@reader_options
@redact_options
@judging_options
@click.pass_context
def compare(
    ctx: click.Context,
    before: Given,
    after: Given,
    format_name: str | None,
    output: Path | None,
    zone: tzinfo,
    lang: str,
    redact: bool,
    names_key: Path | None,
    engine: EngineName,
    extra_rules: tuple[Path, ...],
) -> None:
    """Compare two diagnoses of the same servers, before and after a fix.

    BEFORE and AFTER are exports (a file, an archive or a folder) or diagnoses that were saved with
    `diagnose --format json`; `-` is what comes in by a pipe. What is gone counts as over only when
    the later logs cover 72 hours without it, all of them was read, and they show how the server is;
    else the comparison says what is in the way, or when an export will tell.
    """
    chosen = chosen_format(format_name, output)
    output = destination(output, (before, after))
    hidden = redaction(redact, output, names_key)
    from certtrail.diagnosis.comparison import compare as compared
    from certtrail.reports.comparison_texts import render

    def report(*two: Diagnosis) -> Outgoing:
        return render(compared(*two), chosen, reader(zone, lang))

    with exits.on_errors():
        both = [_diagnosis(path, engine, extra_rules) for path in (before, after)]
    comparison = compared(*both)
    deliver(ctx, written(hidden, both, report), output, "comparison")
    for diagnosis in both:
        exits.tell_inputs(diagnosis.inputs)
    if not all(diagnosis.complete and diagnosis.looked for diagnosis in both):
        ctx.exit(exits.NOT_FULLY_READ)
    ctx.exit(exits.NOTHING_FOUND if comparison.fixed else exits.FINDINGS)


def _diagnosis(path: Given, engine: EngineName, extra_rules: tuple[Path, ...]) -> Diagnosis:
    """Read a saved diagnosis, or diagnose exports."""
    from certtrail import pipeline
    from certtrail.case import progress
    from certtrail.cli.saved_file import read_saved
    from certtrail.model.saved_diagnosis import is_saved

    if isinstance(path, Path) and path.is_file() and is_saved(path):
        return read_saved(path)
    with progress.shown() as tell:
        return pipeline.diagnose([path], engine=engine, extra_rules=extra_rules, progress=tell)
