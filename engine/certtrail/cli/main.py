"""The `certtrail` command: verbs over the library; results on stdout, all else on stderr."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from certtrail.case import progress
from certtrail.cli import exits, output_files
from certtrail.cli.assumption_options import assumption_options, assumptions
from certtrail.cli.certificate_verbs import certificates, renew, select, what_if
from certtrail.cli.compare_verb import compare
from certtrail.cli.grouped import VerbsByTask, wait_where_nobody_could_read
from certtrail.cli.input_options import inputs_argument, reading
from certtrail.cli.inputs_verb import inputs
from certtrail.cli.log_verbs import events, info
from certtrail.cli.opening import opening
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
    saved_text,
)
from certtrail.cli.redact_option import redact_option, without_names
from certtrail.cli.rules_verbs import rules
from certtrail.reports.format_names import Format
from certtrail.runtime import VERSION

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from certtrail.inference.engines import EngineName
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.languages import Reader


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if value and not ctx.resilient_parsing:
        click.echo(f"certtrail {VERSION}")
        ctx.exit()


@click.group(
    cls=VerbsByTask,
    tasks=(
        ("Diagnose", ("diagnose", "render", "compare")),
        ("Look at the evidence", ("inputs", "events", "info")),
        ("Certificates", ("certificates", "select", "what-if", "renew")),
        ("Rules", ("rules",)),
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
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
        wait_where_nobody_could_read()


@cli.command(
    short_help="Read exported logs and say what is wrong.",
    epilog="""\b
Exit codes: 0 nothing found, 1 findings, 2 usage, 3 some input was not fully read,
4 bad rules.
\b
Examples:
  certtrail diagnose EX01/                             a folder of exports, summary here
  certtrail diagnose EX01/ EX02/ -o r.html --open      the full report, in the browser
  certtrail diagnose App.evtx --format json > d.json   save, to render again later
  certtrail diagnose App.evtx warnings.txt --tz America/New_York""",
)
@inputs_argument
@format_option
@output_option
@reader_options
@heading_options
@redact_option
@assumption_options
@click.option(
    "--engine",
    type=click.Choice(["auto", "durable", "plain"]),
    default="auto",
    show_default=True,
    help="What evaluates the rules; both give the same findings.",
)
@click.option(
    "--rules",
    "extra_rules",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Further rules beside the shipped ones; may be given more than once.",
)
@instant_option("--at", "Judge what expired, and what connectors pick, at this instant.")
@click.option("--open", "open_it", is_flag=True, help="Open the written report; needs -o.")
@click.pass_context
def diagnose(
    ctx: click.Context,
    inputs: tuple[Path, ...],
    format_name: str | None,
    output: Path | None,
    zone: tzinfo,
    lang: str,
    title: str,
    case: str,
    redact: bool,
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
    if open_it and output is None:
        raise click.UsageError("--open needs a file to open: add -o report.html.")
    from certtrail import pipeline

    with exits.on_errors(), progress.shown() as tell:
        diagnosis = pipeline.diagnose(
            inputs,
            engine=engine,
            extra_rules=extra_rules,
            progress=tell,
            **reading(ctx),
            **assumptions(ctx),
            at=at,
        )
    _tell_problems(diagnosis)
    titled = replace(diagnosis, title=title, case=case)
    if redact:
        with exits.on_errors():
            (titled,) = without_names([titled], output)
    _deliver(ctx, titled, reader(zone, lang), chosen, output)
    if open_it and output is not None:
        click.launch(str(output.resolve()))
    ctx.exit(exits.for_diagnosis(diagnosis))


@cli.command(
    short_help="Render a saved diagnosis again.",
    epilog="""\b
Examples:
  certtrail render diagnosis.json                      the summary
  certtrail render diagnosis.json -o report.html --tz Asia/Shanghai""",
)
@click.argument(
    "saved", metavar="DIAGNOSIS.JSON", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@format_option
@output_option
@reader_options
@heading_options
@redact_option
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
) -> None:
    """Render a diagnosis that was saved with `diagnose --format json`, without its logs."""
    chosen = chosen_format(format_name, output)
    output = destination(output, (saved,))
    from certtrail.model.saved_diagnosis import from_json

    with exits.on_errors():
        diagnosis = from_json(saved_text(saved), saved.name)
    diagnosis = replace(diagnosis, title=title or diagnosis.title, case=case or diagnosis.case)
    if redact:
        with exits.on_errors():
            (diagnosis,) = without_names([diagnosis], output)
    _deliver(ctx, diagnosis, reader(zone, lang), chosen, output)


def _deliver(
    ctx: click.Context, diagnosis: Diagnosis, who: Reader, chosen: Format, output: Path | None
) -> None:
    from certtrail.reports.formats import renderer

    if output is None and chosen is Format.TEXT and sys.stdout.isatty():
        from certtrail.reports import summary

        report = summary.for_terminal(diagnosis, who)
    else:
        report = renderer(chosen)(diagnosis, who)
    deliver(ctx, report, output, "report")


def _tell_problems(diagnosis: Diagnosis) -> None:
    if not diagnosis.looked:
        progress.note(
            "there is no event log (.evtx) and no console transcript in what was given; nothing "
            "was read. Name the folder that holds the exports."
        )
    exits.tell_problems(diagnosis.inputs)


cli.add_command(opening)
cli.add_command(compare)
cli.add_command(certificates)
cli.add_command(select)
cli.add_command(what_if)
cli.add_command(renew)
cli.add_command(events)
cli.add_command(info)
cli.add_command(inputs)
cli.add_command(rules)


class _Terminated(BaseException):
    """The process was asked to end: what was unpacked is removed on the way out."""


def _terminate(number: int, frame: object) -> None:
    raise _Terminated


def main() -> None:
    """Run the command; the one place where any exception ends."""
    import signal

    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = cli.main(prog_name="certtrail", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("certtrail: interrupted; nothing half-written was left behind.", err=True)
        code = exits.INTERRUPTED
    except _Terminated:
        code = exits.TERMINATED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BrokenPipeError:
        output_files.abandon_stdout()
        code = exits.BROKEN_PIPE
    except Exception:  # a fault must not end with the exit code for findings
        import traceback

        traceback.print_exc()
        click.echo(
            "certtrail: this is a fault in certtrail itself; please report the lines above.",
            err=True,
        )
        code = exits.FAULT
    sys.exit(code)
