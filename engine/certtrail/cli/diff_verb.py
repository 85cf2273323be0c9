"""`certtrail diff`: what differs between servers, from exports or a saved diagnosis."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from certtrail.cli import exits
from certtrail.cli.assumption_options import assumption_options, assumptions
from certtrail.cli.cluster_options import cluster, cluster_options
from certtrail.cli.documentation import Verb
from certtrail.cli.input_options import INPUT, reading, reading_options
from certtrail.cli.options import (
    chosen_among,
    deliver,
    destination,
    format_of,
    output_option,
    reader,
    reader_options,
)
from certtrail.cli.redact_option import redact_options, redaction, written
from certtrail.cli.standard_input import kept_in_a_file
from certtrail.cli.store_option import diagnosed, store_option
from certtrail.inputs.stores.addresses import is_address
from certtrail.reports.format_names import COMPARED_FORMATS, COMPARED_SUFFIXES, WORKBOOK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from certtrail.inputs.walk import Given
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.outgoing import AnyOutgoing

_LISTED: Final = 20
_TWO: Final = 2


@click.command(
    cls=Verb,
    short_help="Say what differs between servers: who stands apart, and in what.",
    epilog="""\b
Exit codes: 0 nothing differs, 1 something does, 2 usage, 3 some input was not fully read.
\b
Examples:
  certtrail diff case.zip                          all servers of a case
  certtrail diff EX01/ EX02/ EX03/ EX04/ -o diff.html
  certtrail diff case.zip -o diff.xlsx             side by side, for Excel
  certtrail diff diagnosis.json EX01 EX03          two servers of a saved diagnosis""",
)
@click.argument(
    "inputs",
    nargs=-1,
    required=True,
    metavar="INPUT... [SERVER]...",
    callback=kept_in_a_file,
)
@reading_options
@assumption_options
@cluster_options
@store_option
@format_of(COMPARED_FORMATS)
@output_option
@reader_options
@redact_options
@click.pass_context
def diff(
    ctx: click.Context,
    inputs: tuple[Given | str, ...],
    format_name: str | None,
    output: Path | None,
    zone: tzinfo,
    lang: str,
    redact: bool,
    names_key: Path | None,
) -> None:
    """Put the servers of a case side by side, and say who stands apart, and in what.

    INPUT is what the customer sent, or a diagnosis that was saved with `diagnose --format json`;
    `-` is what comes in by a pipe. A word that is no path is the name of a SERVER: then only these
    are compared. What is not known of a server never counts as the same.
    """
    paths, servers = _parted(inputs)
    chosen = chosen_among(format_name, output, COMPARED_FORMATS, COMPARED_SUFFIXES)
    output = destination(output, paths)
    if chosen == WORKBOOK and output is None and sys.stdout.isatty():
        raise click.UsageError("a workbook is nothing for a terminal: add -o diff.xlsx.")
    hidden = redaction(redact, output, names_key)
    from certtrail.reports.differences_report import render_differences

    with exits.on_errors():
        diagnosis = _chosen(_diagnosis(ctx, paths), servers)

    def report(one: Diagnosis) -> AnyOutgoing:
        return render_differences(one, chosen, reader(zone, lang))

    deliver(ctx, written(hidden, [diagnosis], report), output, "comparison")
    exits.tell_problems(diagnosis.inputs)
    if not (diagnosis.complete and diagnosis.looked):
        ctx.exit(exits.NOT_FULLY_READ)
    differ = any(peers.differ for peers in diagnosis.differences)
    ctx.exit(exits.FINDINGS if differ else exits.NOTHING_FOUND)


def _parted(inputs: Sequence[Given | str]) -> tuple[tuple[Given, ...], tuple[str, ...]]:
    """Tell paths from names of servers: a path exists, and a name has no separator of paths."""
    paths: tuple[Given, ...] = tuple(
        INPUT.convert(one, None, None) for one in inputs if _is_input(one)
    )
    names = tuple(str(one) for one in inputs if not _is_input(one))
    lost = [name for name in names if "/" in name or "\\" in name]
    if lost:
        raise click.UsageError(f"{lost[0]}: there is no such file or folder.")
    if not paths:
        raise click.UsageError(f"{names[0]}: there is no such file or folder, and nothing to read.")
    return paths, names


def _is_input(given: Given | str) -> bool:
    """Tell an address, or a path that exists."""
    # Unlike Path.exists it takes any text, also one that is too long for a path.
    return is_address(given) or os.path.exists(str(given))  # noqa: PTH110


def _diagnosis(ctx: click.Context, paths: tuple[Given, ...]) -> Diagnosis:
    """Read a saved diagnosis, or diagnose exports."""
    from certtrail.case import progress
    from certtrail.cli.saved_file import read_saved
    from certtrail.model.saved_diagnosis import is_saved

    first = paths[0]
    if len(paths) == 1 and isinstance(first, Path) and first.is_file() and is_saved(first):
        return read_saved(first)
    with cluster(ctx) as many, progress.shown() as tell:
        return diagnosed(
            ctx, paths, cluster=many, progress=tell, **reading(ctx), **assumptions(ctx)
        )


def _chosen(diagnosis: Diagnosis, names: Sequence[str]) -> Diagnosis:
    """Keep the comparison of the servers that are named; of none, of all."""
    from certtrail.model.servers import Servers

    known = [server.name for server in diagnosis.servers]
    wanted = set(known)
    if names:
        servers = Servers.from_computers((name, 0) for name in known)
        wanted = {servers.name(name) for name in names}
        unknown = sorted(wanted.difference(known))
        if unknown:
            listed = ", ".join(known[:_LISTED]) + (" ..." if len(known) > _LISTED else "")
            raise click.UsageError(
                f"{unknown[0]}: neither a path nor a server of these exports; there are: "
                f"{listed or 'none'}."
            )
    if len(wanted) < _TWO:
        found = ", ".join(sorted(wanted)) or "none"
        raise click.UsageError(f"expected at least two servers to compare, found: {found}.")
    narrowed = (peers.among(wanted) for peers in diagnosis.differences)
    return replace(
        diagnosis,
        servers=tuple(server for server in diagnosis.servers if server.name in wanted),
        differences=tuple(peers for peers in narrowed if peers.servers),
    )
