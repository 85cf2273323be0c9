"""`certtrail FILE...`: the summary here, the whole report beside the input, opened on a screen."""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from certtrail.case import progress
from certtrail.cli import exits, output_files
from certtrail.cli.assumption_options import assumption_options, assumptions
from certtrail.cli.input_options import inputs_argument, reading
from certtrail.cli.options import (
    deliver,
    reader,
    reader_options,
)
from certtrail.cli.standard_input import STANDARD_INPUT
from certtrail.reports.format_names import Format

if TYPE_CHECKING:
    from datetime import tzinfo

_SUFFIX: Final = "-certtrail"


@click.command(
    "open",
    hidden=True,
    short_help="What `certtrail FILE...` does: diagnose, and open the report.",
    epilog="""\b
Examples:
  certtrail case.zip
  certtrail EX01/ warnings.txt --lang zh""",
)
@inputs_argument
@reader_options
@assumption_options
@click.option("--no-open", is_flag=True, help="Do not open the report.")
@click.pass_context
def opening(
    ctx: click.Context,
    inputs: tuple[Path, ...],
    zone: tzinfo,
    lang: str,
    no_open: bool,
) -> None:
    """Diagnose what the customer sent: the summary here, the report beside it."""
    from certtrail import pipeline
    from certtrail.reports import summary
    from certtrail.reports.formats import renderer

    with exits.on_errors(), progress.shown() as tell:
        diagnosis = pipeline.diagnose(inputs, progress=tell, **reading(ctx), **assumptions(ctx))
    who = reader(zone, lang)
    on_screen = sys.stdout.isatty()
    show = summary.for_terminal if on_screen else renderer(Format.TEXT)
    exits.tell_problems(diagnosis.inputs)
    page = renderer(Format.HTML)(diagnosis, who)
    written = _write_beside(inputs[0], page)
    deliver(ctx, show(diagnosis, who), None, "summary")
    if written is None:
        progress.note("no folder could be written to, so there is no report; add a verb and -o.")
    else:
        progress.note(f"the report is in {written}", weighty=False)
        if on_screen and not no_open and _has_screen():
            click.launch(str(written.resolve()))
    ctx.exit(exits.for_diagnosis(diagnosis))


def _write_beside(given: Path, text: str) -> Path | None:
    """Write the report beside the input, else here; never over a file that is there."""
    whole = given.resolve()
    stem = whole.name if given.is_dir() else whole.stem
    folders = (whole.parent, Path.cwd())
    for folder in folders[1:] if whole.name == STANDARD_INPUT else folders:
        try:
            path = _free(folder, stem)
            output_files.write_whole(path, text)
        except OSError:
            continue
        return path
    return None


def _free(folder: Path, stem: str) -> Path:
    numbers = (f"-{number}" if number > 1 else "" for number in count(1))
    names = (f"{stem}{_SUFFIX}{number}.html" for number in numbers)
    return next(path for name in names if not os.path.lexists(path := folder / name))


def _has_screen() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
