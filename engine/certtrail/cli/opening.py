"""`certtrail FILE...`: the summary here, the whole report beside the input, opened on a screen."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from certtrail.case import progress
from certtrail.cli import exits
from certtrail.cli.assumption_options import assumption_options, assumptions
from certtrail.cli.documentation import Verb
from certtrail.cli.input_options import inputs_argument, reading
from certtrail.cli.judging_options import judging_options
from certtrail.cli.options import (
    deliver,
    heading_options,
    reader,
    reader_options,
)
from certtrail.cli.redact_option import key_beside, redact_options, redaction, written
from certtrail.cli.standard_input import STANDARD_INPUT
from certtrail.reports.format_names import Format
from certtrail.text.outgoing import FileName

if TYPE_CHECKING:
    from datetime import tzinfo

    from certtrail.inference.engines import EngineName
    from certtrail.inputs.walk import Given
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.formats import Renderer
    from certtrail.text.languages import Reader
    from certtrail.text.outgoing import Outgoing

_SUFFIX: Final = "-certtrail"


@click.command(
    "open",
    cls=Verb,
    hidden=True,
    short_help="What `certtrail FILE...` does: diagnose, and open the report.",
    epilog="""\b
Examples:
  certtrail case.zip
  certtrail EX01/ warnings.txt --lang zh""",
)
@inputs_argument
@reader_options
@heading_options
@redact_options
@judging_options
@assumption_options
@click.option("--no-open", is_flag=True, help="Do not open the report.")
@click.pass_context
def opening(
    ctx: click.Context,
    inputs: tuple[Given, ...],
    zone: tzinfo,
    lang: str,
    title: str,
    case: str,
    redact: bool,
    names_key: Path | None,
    engine: EngineName,
    extra_rules: tuple[Path, ...],
    no_open: bool,
) -> None:
    """Diagnose what the customer sent: the summary here, the report beside it."""
    from certtrail import pipeline
    from certtrail.reports import summary
    from certtrail.reports.formats import renderer

    with exits.on_errors(), progress.shown() as tell:
        diagnosis = pipeline.diagnose(
            inputs,
            engine=engine,
            extra_rules=extra_rules,
            progress=tell,
            **reading(ctx),
            **assumptions(ctx),
        )
    diagnosis = replace(diagnosis, title=title, case=case)
    who = reader(zone, lang)
    on_screen = sys.stdout.isatty()
    show = summary.for_terminal if on_screen else renderer(Format.TEXT)
    exits.tell_inputs(diagnosis.inputs)
    path = _place_beside(inputs[0])
    hidden = redaction(redact, path, names_key)
    page, text = (
        written(hidden, [diagnosis], partial(_rendered, render, who))
        for render in (renderer(Format.HTML), show)
    )
    if path is not None:
        deliver(ctx, page, path, "report")
    deliver(ctx, text, None, "summary")
    if path is None:
        progress.note("no folder could be written to, so there is no report; add a verb and -o.")
    elif on_screen and not no_open and _has_screen():
        click.launch(str(path.resolve()))
    ctx.exit(exits.for_diagnosis(diagnosis))


def _rendered(render: Renderer, who: Reader, diagnosis: Diagnosis) -> Outgoing:
    return render(diagnosis, who)


def _place_beside(given: Given) -> Path | None:
    """Find a path for the report beside the input, else here; none that is taken."""
    if isinstance(given, Path):
        whole = given.resolve()
        stem = whole.name if given.is_dir() else whole.stem
        folders = [whole.parent, Path.cwd()][whole.name == STANDARD_INPUT :]
    else:
        stem, folders = Path(given.name).stem, [Path.cwd()]
    for folder in folders:
        try:
            tempfile.TemporaryFile(dir=folder).close()  # the only sure way to know
        except OSError:
            continue
        return _free(folder, stem)
    return None


def _free(folder: Path, stem: str) -> Path:
    """Name a report that is not there; nor is a key to its names, which may have stayed alone."""
    numbers = (f"-{number}" if number > 1 else "" for number in count(1))
    paths = (folder / FileName(f"{stem}{_SUFFIX}{number}.html") for number in numbers)
    return next(
        path
        for path in paths
        if not os.path.lexists(path) and not os.path.lexists(key_beside(path))
    )


def _has_screen() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
