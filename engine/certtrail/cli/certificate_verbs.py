"""The verbs about certificates: `certificates`, `select` and `what-if`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from certtrail.cli import exits, output_files
from certtrail.cli.assumption_options import assumption_options, assumptions
from certtrail.cli.documentation import Verb
from certtrail.cli.input_options import inputs_argument, reading
from certtrail.cli.options import Ordered, instant_option
from certtrail.text.outgoing import Json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.operations import Operation
    from certtrail.diagnosis.analysis import Analysis
    from certtrail.inputs.evidences import Evidences
    from certtrail.inputs.walk import Given
    from certtrail.model.inventory import StoredCertificate
    from certtrail.text.outgoing import Outgoing

_CODES: Final = """\b
Exit codes: 0 all was read, 2 usage, 3 some input was not fully read."""
_format = click.option(
    "--format", "format_name", type=click.Choice(["text", "json"]), default="text"
)


@contextmanager
def _analysed(
    ctx: click.Context, inputs: tuple[Given, ...]
) -> Iterator[tuple[Evidences, Analysis]]:
    """Read the inputs; what goes wrong in the body becomes a line and an exit code, too."""
    from certtrail import pipeline
    from certtrail.case import progress

    with exits.on_errors():
        with progress.shown() as tell:
            found = pipeline.analysed(inputs, progress=tell, **reading(ctx), **assumptions(ctx))
        yield found


def _finish(ctx: click.Context, evidence: Evidences, text: Outgoing) -> None:
    if not output_files.write_out(text):
        ctx.exit(exits.BROKEN_PIPE)
    exits.tell_inputs(evidence.inputs)
    reports = evidence.inputs
    read = all(each.complete for each in reports) and any(each.understood for each in reports)
    ctx.exit(exits.NOTHING_FOUND if read else exits.NOT_FULLY_READ)


def _json(value: object) -> Json:
    from certtrail.model.plain_values import plain

    return Json(plain(value))


@click.command(
    cls=Verb,
    short_help="List every certificate that the evidence names, with its life.",
    epilog=f"""{_CODES}
\b
Examples:
  certtrail certificates case.zip
  certtrail certificates EX01/ --thumbprint 1851CC21 --format json""",
)
@inputs_argument
@assumption_options
@click.option("--thumbprint", default="", metavar="T", help="Only those that start with this.")
@_format
@click.pass_context
def certificates(
    ctx: click.Context, inputs: tuple[Given, ...], thumbprint: str, format_name: str
) -> None:
    """List every certificate that the evidence names: names, dates, roles, and its life."""
    from certtrail.reports.certificate_texts import ledger_text
    from certtrail.reports.certificates_json import CertificatesJson

    with _analysed(ctx, inputs) as (evidence, analysis):
        wanted = "".join(thumbprint.split()).upper()
        entries = [one for one in analysis.ledger if one.thumbprint.startswith(wanted)]
        text: Outgoing
        if format_name == "json":
            text = _json(CertificatesJson.of(entries))
        else:
            text = ledger_text(entries)
    _finish(ctx, evidence, text)


@click.command(
    cls=Verb,
    short_help="Show which certificate each connector picks, and why.",
    epilog=f"""{_CODES}
\b
Examples:
  certtrail select case.zip
  certtrail select EX01/ --connector "Default Frontend EX01" --at 2026-12-01""",
)
@inputs_argument
@assumption_options
@click.option("--connector", default="", metavar="NAME", help="Only this connector.")
@instant_option("--at", "Judge at this instant.  [default: where the server's logs end]")
@_format
@click.pass_context
def select(
    ctx: click.Context,
    inputs: tuple[Given, ...],
    connector: str,
    at: datetime | None,
    format_name: str,
) -> None:
    """Show which certificate each connector and the internal role pick, and why.

    Two readings stand side by side: what Microsoft documents, and a model of what Exchange 2013
    seems to do.
    """
    from certtrail.certificates.selections import selections_of
    from certtrail.reports.certificate_texts import selections_text
    from certtrail.reports.certificates_json import SelectionsJson

    with _analysed(ctx, inputs) as (evidence, analysis):
        found = (
            list(analysis.chosen)
            if at is None
            else selections_of(analysis.estate_at(int(at.timestamp())))
        )
        if connector:
            wanted = connector.rpartition("\\")[2].casefold()
            found = [one for one in found if one.connector.casefold() == wanted]
            if not found:
                raise click.UsageError(
                    f"no connector {connector!r} in the exports; certtrail select without "
                    "--connector lists those that are."
                )
        data = format_name == "json"
        text = _json(SelectionsJson.of(found)) if data else selections_text(found)
    _finish(ctx, evidence, text)


@click.command(
    cls=Verb,
    short_help="Plan the renewals: what expires next, and how to renew it.",
    epilog=f"""{_CODES}
\b
Examples:
  certtrail renew case.zip
  certtrail renew EX01/ --until 2027-03-31 --format ics > renewals.ics""",
)
@inputs_argument
@assumption_options
@instant_option("--until", "Leave out what expires later.")
@click.option("--format", "format_name", type=click.Choice(["text", "json", "ics"]), default="text")
@click.pass_context
def renew(
    ctx: click.Context, inputs: tuple[Given, ...], until: datetime | None, format_name: str
) -> None:
    """Plan the renewals: every certificate with a known end, the first to expire first.

    Each has the steps in the order that does not stop mail, and the events that must no longer
    appear. Nothing is changed anywhere.
    """
    from certtrail.certificates.plans_once import made_once
    from certtrail.reports.certificate_texts import renewals_text
    from certtrail.reports.plans_json import RenewalsJson

    with _analysed(ctx, inputs) as (evidence, analysis):
        planned = made_once(analysis.renewals(_seconds(until)))
        text: Outgoing
        if format_name == "json":
            text = _json(RenewalsJson.of(planned))
        elif format_name == "ics":
            from certtrail.reports.calendar import renewals_calendar

            text = renewals_calendar(planned, _stamp(analysis.estate))
        else:
            text = renewals_text(planned)
    _finish(ctx, evidence, text)


def _stamp(estate: Estate) -> datetime:
    """Give the instant of a calendar: where the logs end, so that the same input gives the same."""
    from datetime import UTC, datetime

    ends = [store.at for store in estate.stores.values() if store.at is not None]
    return datetime.fromtimestamp(max(ends), UTC) if ends else datetime.now(UTC)


@click.command(
    "what-if",
    cls=Ordered,
    short_help="Try an operation: what each connector would pick then.",
    epilog=f"""{_CODES}
\b
Examples:
  certtrail what-if case.zip --remove 1851CC210401E7DB7C6FC614295D24A45715D5AA
  certtrail what-if case.zip --add new.cer --enable 9D9B7C... --at 2026-12-24
  certtrail what-if case.zip --set-tls-name "Internet Mail=9D9B7C..." """,
)
@inputs_argument
@assumption_options
@click.option("--remove", multiple=True, metavar="T", help="Remove the certificate T.")
@click.option("--enable", multiple=True, metavar="T", help="Enable T for SMTP, prompt: No.")
@click.option("--enable-default", multiple=True, metavar="T", help="Enable T, prompt: Yes.")
@click.option("--add", multiple=True, metavar="FILE", help="Import the certificate of a file.")
@click.option(
    "--set-tls-name",
    multiple=True,
    metavar="CONNECTOR=NAME",
    help="Set TlsCertificateName, by thumbprint or <I>issuer<S>subject; empty clears it.",
)
@click.option("--at", multiple=True, metavar="T", help="Judge at this instant from here on.")
@_format
@click.pass_context
def what_if(
    ctx: click.Context,
    /,
    inputs: tuple[Given, ...],
    format_name: str,
    **_given: tuple[str, ...],
) -> None:
    r"""Try operations in the order given: what each connector and the internal role pick then.

    T is a thumbprint, or SERVER\thumbprint for one server only. Nothing is changed anywhere.
    """
    from certtrail.certificates.what_if import what_if as judged
    from certtrail.reports.certificate_texts import what_if_text
    from certtrail.reports.plans_json import WhatIfJson

    asked = Ordered.given(ctx)
    if not asked:
        raise click.UsageError("nothing to try; add --remove, --enable, --add or another.")
    operations = [_operation(name, value) for name, value in asked]
    with _analysed(ctx, inputs) as (evidence, analysis):
        found = judged(analysis.estate, operations)
        data = format_name == "json"
        text = _json(WhatIfJson.of(found)) if data else what_if_text(found)
    _finish(ctx, evidence, text)


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def _operation(name: str, value: str) -> Operation:
    from certtrail.certificates import operations
    from certtrail.text import instants

    if name in ("remove", "enable", "enable_default"):
        server, _, thumbprint = value.rpartition("\\")
        bare = _thumbprint(thumbprint)
        if name == "remove":
            return operations.Remove(bare, server)
        return operations.Enable(bare, server, overwrite=name == "enable_default")
    if name == "set_tls_name":
        connector, equals, text = value.partition("=")
        if not equals or not connector.strip():
            raise click.UsageError(f"--set-tls-name: expected CONNECTOR=NAME, found {value!r}.")
        return operations.SetTlsName(connector.strip(), text.strip())
    if name == "at":
        try:
            return operations.At(int(instants.moment(value).timestamp()))
        except ValueError as error:
            raise click.UsageError(f"--at: {error}.") from error
    return operations.Add(_certificate(value))


def _thumbprint(text: str) -> str:
    from certtrail.text.thumbprint import read_thumbprint

    found = read_thumbprint(text)
    if found is None:
        raise click.UsageError(f"expected a thumbprint of 40 hexadecimal digits, found {text!r}.")
    return found


def _certificate(path: str) -> StoredCertificate:
    """Read the one certificate of a file that is to be added."""
    from certtrail import pipeline
    from certtrail.model.errors import InputError

    try:
        found = pipeline.read(path).inventory.certificates
    except InputError as error:
        raise click.UsageError(f"--add: {error}") from error
    if len({one.thumbprint for one in found}) != 1:
        raise click.UsageError(
            f"--add {path}: expected a file with one certificate, found {len(found)}."
        )
    return found[0]
