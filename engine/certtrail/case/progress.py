"""Tells on stderr how far the work is: bars on a terminal, JSON lines for programs, or nothing."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import click

from certtrail.text.outgoing import Json, ScreenText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from certtrail.text.outgoing import Outgoing

    Tell = Callable[[str, float], None]

_META: Final = f"{__name__}.how"
_OFTEN: Final = 0.25  # seconds between two lines about one thing


class How(StrEnum):
    """What `--progress` takes."""

    AUTO = "auto"
    BAR = "bar"
    JSON = "json"
    NONE = "none"


def choose(ctx: click.Context, how: How, *, quiet: bool) -> None:
    """Note what the user wants."""
    ctx.meta[_META] = How.NONE if quiet else how


def _chosen() -> How:
    ctx = click.get_current_context(silent=True)
    found: How = How.AUTO if ctx is None else ctx.meta.get(_META, How.AUTO)
    if found is How.AUTO:
        return How.BAR if sys.stderr.isatty() else How.NONE
    return found


def note(text: str, *, weighty: bool = True) -> None:
    """Tell something on stderr.

    Args:
        text: one line.
        weighty: tell it although the user wants quiet.
    """
    ctx = click.get_current_context(silent=True)
    how = How.AUTO if ctx is None else ctx.meta.get(_META, How.AUTO)
    if how is How.JSON:
        _line({"event": "note", "text": text})
    elif weighty or how is not How.NONE:
        tell(ScreenText([f"certtrail: {text}"]))


def tell(text: Outgoing) -> None:
    """Write to stderr: the only place that does."""
    click.echo(text, err=True, nl=False)  # noqa: TID251 - this is the door


def _line(told: dict[str, object]) -> None:
    tell(Json(told, indent=None))


@contextmanager
def shown() -> Iterator[Tell | None]:
    """Yield what to tell the progress to (a name and a fraction from 0 to 1), or None."""
    how = _chosen()
    if how is How.NONE:
        yield None
    elif how is How.JSON:
        yield _json_lines()
    else:
        with _bars() as tell:
            yield tell


@contextmanager
def shown_in_notebook() -> Iterator[Tell | None]:
    """Yield the same for a notebook: a bar where the work takes over a second, gone at its end.

    Outside of one, nothing is shown.
    """
    if "ipykernel" not in sys.modules:
        yield None
        return
    from IPython import display

    from certtrail.text.notebook_html import block, shown

    began = told = time.monotonic()
    handle = None

    def tell(name: str, fraction: float) -> None:
        nonlocal handle, told
        now = time.monotonic()
        if now - began < 1 or now - told < _OFTEN:
            return
        told = now
        line = f'<progress max="1" value="{fraction:.4f}"></progress> {shown(name)}'
        bar = display.HTML(block(line))  # type: ignore[no-untyped-call]
        if handle is None:
            handle = display.display(bar, display_id=True)  # type: ignore[no-untyped-call]
        else:
            handle.update(bar)

    try:
        yield tell
    finally:
        if handle is not None:
            handle.update(display.HTML(""))  # type: ignore[no-untyped-call]


def _json_lines() -> Tell:
    started: dict[str, float] = {}
    told: dict[str, float] = {}

    def tell(name: str, fraction: float) -> None:
        now = time.monotonic()
        began = started.setdefault(name, now)
        if fraction < 1 and now - told.get(name, 0.0) < _OFTEN:
            return
        told[name] = now
        seconds = now - began
        left = seconds * (1 - fraction) / fraction if fraction > 0 else None
        _line(
            {
                "event": "progress",
                "name": name,
                "fraction": round(min(max(fraction, 0.0), 1.0), 4),
                "seconds": round(seconds, 2),
                "eta_seconds": None if left is None else round(max(left, 0.0), 2),
            }
        )

    return tell


@contextmanager
def _bars() -> Iterator[Tell]:
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    from certtrail.reports.terminal import VisibleConsole
    from certtrail.text.display import visible

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(compact=True),
    )
    tasks: dict[str, TaskID] = {}
    done: set[str] = set()
    with Progress(*columns, console=VisibleConsole(stderr=True), transient=True) as progress:

        def tell(name: str, fraction: float) -> None:
            # What is done makes room: there can be hundreds of files.
            for other in [other for other in done if other != name]:
                progress.update(tasks[other], visible=False)
                done.remove(other)
            if name not in tasks:
                tasks[name] = progress.add_task(visible(name), total=1.0)
            progress.update(tasks[name], completed=min(max(fraction, 0.0), 1.0))
            if fraction >= 1:
                done.add(name)

        yield tell
