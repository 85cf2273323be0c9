"""What comes in by a pipe, where `-` stands for an input; a file of it out, while it is read."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    import click

STANDARD_INPUT: Final = "standard-input"
"""How reports call what came in by a pipe."""


def kept_in_a_file(
    ctx: click.Context, param: click.Parameter, value: tuple[Path, ...]
) -> tuple[Path, ...]:
    """Keep what comes in where `-` stands in a file, until the command ends."""
    del param
    if ctx.resilient_parsing or not any(str(path) == "-" for path in value):
        return value
    from certtrail.inputs.archives.workplace import workplace

    spooled = ctx.with_resource(workplace()) / STANDARD_INPUT
    with spooled.open("wb") as out:
        shutil.copyfileobj(sys.stdin.buffer, out)
    return tuple(spooled if str(path) == "-" else path for path in value)
