"""Shows on a terminal's stderr how far each file is; says nothing anywhere else."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def shown() -> Iterator[Callable[[str, float], None] | None]:
    """Yield what to tell the progress to (a name and a fraction from 0 to 1), or None."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    from certtrail.reports.wording import visible

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(compact=True),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:

        def tell(name: str, fraction: float) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(escape(visible(name)), total=1.0)
            progress.update(tasks[name], completed=min(max(fraction, 0.0), 1.0))

        yield tell
