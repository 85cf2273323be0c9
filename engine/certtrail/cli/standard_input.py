"""What comes in by a pipe, where `-` stands for an input; a file of it out, while it is read."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from certtrail.inputs.walk import Given

STANDARD_INPUT: Final = "standard-input"
"""How reports call what came in by a pipe."""
_TAKEN: Final = __name__


def kept_in_a_file(
    ctx: click.Context, param: click.Parameter, value: Sequence[Given | str]
) -> tuple[Given | str, ...]:
    """Keep what comes in where `-` stands in a file, until the command ends."""
    del param
    if ctx.resilient_parsing or not any(str(path) == "-" for path in value):
        return tuple(value)
    spooled = _spooled(ctx)
    return tuple(spooled if str(path) == "-" else path for path in value)


def one_kept_in_a_file(ctx: click.Context, param: click.Parameter, value: Given) -> Given:
    """Do so for one of several arguments, of which no two can be what comes in."""
    if ctx.resilient_parsing or str(value) != "-":
        return value
    if _TAKEN in ctx.meta:
        raise click.BadParameter("standard input can be one of them only.", ctx, param)
    return _spooled(ctx)


def _spooled(ctx: click.Context) -> Path:
    from certtrail.inputs.archives.workplace import workplace

    ctx.meta[_TAKEN] = True
    spooled = ctx.with_resource(workplace()) / STANDARD_INPUT
    with spooled.open("wb") as out:
        shutil.copyfileobj(sys.stdin.buffer, out)
    return spooled
