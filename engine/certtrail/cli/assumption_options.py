"""Assumptions about texts: what they leave open and the user may know: the zone of their times, the
order of their dates, and the server that they are of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict, TypeVar

import click

from certtrail.cli import completion
from certtrail.cli.options import optional_zone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo
    from typing import Any

_ASSUMPTIONS: Final = __name__
Command = TypeVar("Command", bound="Callable[..., Any] | click.Command")


class Assumptions(TypedDict):
    """As of `certtrail.pipeline.Options`."""

    local_zone: tzinfo | None
    date_order: str
    server: str


def _note(ctx: click.Context, param: click.Parameter, value: object) -> None:
    ctx.meta.setdefault(_ASSUMPTIONS, {})[param.name] = value


def _note_zone(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    _note(ctx, param, optional_zone(ctx, param, value))


_local_zone: Final = click.option(
    "--local-zone",
    callback=_note_zone,
    expose_value=False,
    shell_complete=completion.zones,
    metavar="ZONE",
    help="Time zone of texts that do not tell theirs, such as Event Viewer's.",
)
_date_order: Final = click.option(
    "--date-order",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    callback=_note,
    expose_value=False,
    help="Order of day, month and year in texts that leave it open.",
)
_server: Final = click.option(
    "--server",
    default="",
    callback=_note,
    expose_value=False,
    metavar="NAME",
    help="The server that texts are of which name none.",
)


def assumption_options(command: Command) -> Command:
    """Add what texts leave open (see `assumptions`)."""
    return _local_zone(_date_order(_server(command)))


def assumptions(ctx: click.Context) -> Assumptions:
    """Give what the user told of texts."""
    given = ctx.meta.get(_ASSUMPTIONS, {})
    return {
        "local_zone": given.get("local_zone"),
        "date_order": given.get("date_order") or "",
        "server": given.get("server") or "",
    }
