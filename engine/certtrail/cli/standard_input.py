"""What comes in by a pipe, where `-` stands for an input; a file of it out, while it is read."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import click

STANDARD_INPUT: Final = "standard-input"
"""How reports call what came in by a pipe."""


def kept_in_a_file(
    ctx: click.Context, param: click.Parameter, value: tuple[Path, ...]
) -> tuple[Path, ...]:
    """Keep what comes in where `-` stands in a file, until the command ends."""
    del param
    if not any(str(path) == "-" for path in value):
        return value
    folder = TemporaryDirectory(prefix="certtrail-")
    ctx.call_on_close(folder.cleanup)
    spooled = Path(folder.name) / STANDARD_INPUT
    with spooled.open("wb") as out:
        shutil.copyfileobj(sys.stdin.buffer, out)
    return tuple(spooled if str(path) == "-" else path for path in value)
