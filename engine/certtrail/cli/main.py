"""The `certtrail` command: verbs over the library; results on stdout, all else on stderr."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from certtrail.case import progress
from certtrail.cli import endings, exits, output_files, settings
from certtrail.cli.assumption_options import assumption_options, assumptions
from certtrail.cli.cluster_options import cluster, cluster_options
from certtrail.cli.config_verb import config
from certtrail.cli.documentation import Verb
from certtrail.cli.grouped import VerbsByTask, wait_where_nobody_could_read
from certtrail.cli.input_options import inputs_argument, reading
from certtrail.cli.judging_options import judging_options
from certtrail.cli.options import (
    chosen_format,
    deliver,
    destination,
    format_option,
    heading_options,
    instant_option,
    output_option,
    reader,
    reader_options,
    renderer_of,
)
from certtrail.cli.redact_option import redact_options, redaction, written
from certtrail.cli.standard_input import one_kept_in_a_file
from certtrail.cli.store_option import diagnosed, store_option
from certtrail.runtime import VERSION
from certtrail.text.outgoing import ScreenText

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from certtrail.cli.redact_option import Redaction
    from certtrail.inference.engines import EngineName
    from certtrail.inputs.walk import Given
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.format_names import Format
    from certtrail.text.languages import Reader


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if value and not ctx.resilient_parsing:
        output_files.write_out(ScreenText([f"certtrail {VERSION}"]))
        ctx.exit()


@click.group(
    cls=VerbsByTask,
    places={
        "open": "certtrail.cli.opening:opening",
        "compare": "certtrail.cli.compare_verb:compare",
        "diff": "certtrail.cli.diff_verb:diff",
        "certificates": "certtrail.cli.certificate_verbs:certificates",
        "select": "certtrail.cli.certificate_verbs:select",
        "what-if": "certtrail.cli.certificate_verbs:what_if",
        "renew": "certtrail.cli.certificate_verbs:renew",
        "events": "certtrail.cli.log_verbs:events",
        "info": "certtrail.cli.log_verbs:info",
        "inputs": "certtrail.cli.inputs_verb:inputs",
        "rules": "certtrail.cli.rules_verbs:rules",
        "store": "certtrail.cli.store_verbs:store",
        "sql": "certtrail.cli.sql_verb:sql",
        "completion": "certtrail.cli.completion_verb:completion",
    },
    tasks=(
        ("Diagnose", ("diagnose", "render", "compare", "diff")),
        ("Look at the evidence", ("inputs", "events", "info")),
        ("Certificates", ("certificates", "select", "what-if", "renew")),
        ("Rules", ("rules",)),
        ("Keep and ask", ("store", "sql")),
        ("Set up", ("config", "completion")),
    ),
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog="""\b
Examples:
  certtrail case.zip                     summary here, report beside it, in the browser
  Get-Clipboard | certtrail -            what was copied
  certtrail diagnose EX01/ EX02/
  certtrail diagnose Application.evtx System.evtx -o report.html --open
  certtrail render diagnosis.json --format md
  certtrail events Application.evtx --provider MSExchangeTransport --id 12024
  certtrail info EX01/
  certtrail rules check""",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Say why Exchange transport certificates fail, from exported event logs.

    certtrail works offline: it reads what a customer exported, and changes nothing. A file, folder
    or archive alone is diagnosed.
    """
    output_files.use_utf8(sys.stdout)
    output_files.use_utf8(sys.stderr)
    settings.apply(ctx, config)
    if ctx.invoked_subcommand is None:
        output_files.write_out(ScreenText(ctx.get_help().split("\n")))
        wait_where_nobody_could_read()


@cli.command(
    cls=Verb,
    short_help="Read exported logs and say what is wrong.",
    epilog="""\b
Exit codes: 0 nothing found, 1 findings, 2 usage, 3 some input was not fully read,
4 bad rules.
\b
Examples:
  certtrail diagnose EX01/                             a folder of exports, summary here
  certtrail diagnose EX01/ EX02/ -o r.html --open      the full report, in the browser
  certtrail diagnose App.evtx --format json > d.json   save, to render again later
  certtrail diagnose App.evtx warnings.txt --tz America/New_York
  certtrail diagnose /mnt/exports --store kept/        read only what is new the next time""",
)
@inputs_argument
@format_option
@output_option
@reader_options
@heading_options
@redact_options
@assumption_options
@judging_options
@cluster_options
@store_option
@instant_option("--at", "Judge what expired, and what connectors pick, at this instant.")
@click.option("--open", "open_it", is_flag=True, help="Open the written report; needs -o.")
@click.pass_context
def diagnose(
    ctx: click.Context,
    inputs: tuple[Given, ...],
    format_name: str | None,
    output: Path | None,
    zone: tzinfo,
    lang: str,
    title: str,
    case: str,
    redact: bool,
    names_key: Path | None,
    engine: EngineName,
    extra_rules: tuple[Path, ...],
    at: datetime | None,
    open_it: bool,
) -> None:
    """Read exported logs and console transcripts, and say what is wrong.

    INPUT is what the customer sent, as it is: files, folders and archives in any mix.
    """
    chosen = chosen_format(format_name, output)
    output = destination(output, inputs)
    hidden = redaction(redact, output, names_key)
    if open_it and output is None:
        raise click.UsageError("--open needs a file to open: add -o report.html.")
    with exits.on_errors(), cluster(ctx) as many, progress.shown() as tell:
        diagnosis = diagnosed(
            ctx,
            inputs,
            cluster=many,
            engine=engine,
            extra_rules=extra_rules,
            progress=tell,
            **reading(ctx),
            **assumptions(ctx),
            at=at,
        )
    exits.tell_inputs(diagnosis.inputs)
    titled = replace(diagnosis, title=title, case=case)
    _deliver(ctx, titled, reader(zone, lang), chosen, output, hidden)
    if open_it and output is not None:
        click.launch(str(output.resolve()))
    ctx.exit(exits.for_diagnosis(diagnosis))


@cli.command(
    cls=Verb,
    short_help="Render a saved diagnosis again.",
    epilog="""\b
Examples:
  certtrail render diagnosis.json                      the summary
  certtrail render diagnosis.json -o report.html --tz Asia/Shanghai
  certtrail diagnose EX01/ --format json | certtrail render - -o report.html""",
)
@click.argument(
    "saved",
    metavar="DIAGNOSIS.JSON",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    callback=one_kept_in_a_file,
)
@format_option
@output_option
@reader_options
@heading_options
@redact_options
@click.pass_context
def render(
    ctx: click.Context,
    saved: Path,
    format_name: str | None,
    output: Path | None,
    zone: tzinfo,
    lang: str,
    title: str,
    case: str,
    redact: bool,
    names_key: Path | None,
) -> None:
    """Render a diagnosis that was saved with `diagnose --format json`, without its logs."""
    chosen = chosen_format(format_name, output)
    output = destination(output, (saved,))
    hidden = redaction(redact, output, names_key)
    from certtrail.cli.saved_file import read_saved

    with exits.on_errors():
        diagnosis = read_saved(saved)
    if ctx.get_parameter_source("title") is not ParameterSource.COMMANDLINE:
        title = diagnosis.title or title  # what the settings say is for those that have none
    diagnosis = replace(diagnosis, title=title or diagnosis.title, case=case or diagnosis.case)
    _deliver(ctx, diagnosis, reader(zone, lang), chosen, output, hidden)


def _deliver(
    ctx: click.Context,
    diagnosis: Diagnosis,
    who: Reader,
    chosen: Format,
    output: Path | None,
    hidden: Redaction | None,
) -> None:
    render = renderer_of(chosen, output)
    report = written(hidden, [diagnosis], lambda shown: render(shown, who))
    deliver(ctx, report, output, "report")


cli.add_command(config)


def main() -> None:
    """Run the command in a process of its own."""
    sys.exit(endings.code_of(partial(cli.main, prog_name="certtrail", standalone_mode=False)))
