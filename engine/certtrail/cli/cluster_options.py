"""`--workers`, `--scheduler` and `--scheduler-file`: where the work is done."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from certtrail.case import progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.cli.options import Command
    from certtrail.fleet.cluster import Cluster

_WHERE: Final = __name__
_MOST: Final = 1024


def _note(ctx: click.Context, param: click.Parameter, value: object) -> None:
    if value is not None:
        ctx.meta.setdefault(_WHERE, {})[param.name] = value


def cluster_options(command: Command) -> Command:
    """Add where the work is done (see `cluster`)."""
    workers = click.option(
        "--workers",
        type=click.IntRange(1, _MOST),
        expose_value=False,
        callback=_note,
        metavar="N",
        help="Read and judge with so many processes of this computer.",
    )
    scheduler = click.option(
        "--scheduler",
        expose_value=False,
        callback=_note,
        metavar="ADDRESS",
        help="Read and judge on a Dask cluster: tls://HOST:PORT or tcp://HOST:PORT.",
    )
    file = click.option(
        "--scheduler-file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        expose_value=False,
        callback=_note,
        metavar="FILE",
        help="The same, by the file that the scheduler wrote.",
    )
    return workers(scheduler(file(command)))


@contextmanager
def cluster(ctx: click.Context) -> Iterator[Cluster | None]:
    """Open the cluster that was asked for; None for this process alone.

    Raises:
        click.UsageError: more than one was asked for.
        ClusterError: it cannot be used.
    """
    given: dict[str, Any] = ctx.meta.get(_WHERE, {})
    if not given:
        yield None
        return
    if len(given) > 1:
        raise click.UsageError("--workers, --scheduler and --scheduler-file exclude each other.")
    if (file := given.get("scheduler_file")) and not file.is_file():
        raise click.UsageError(f"--scheduler-file {file}: expected a plain file.")
    from certtrail.fleet.cluster import ClusterAt, opened
    from certtrail.fleet.scheduler_address import unprotected

    where = ClusterAt(**given)
    if where.scheduler and unprotected(where.scheduler):
        progress.note(
            "what goes to this scheduler can be read on the way, and whoever reaches it can run "
            "anything there; use tls://."
        )
    with opened(where) as found:
        yield found
