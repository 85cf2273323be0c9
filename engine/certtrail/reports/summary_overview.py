"""What many servers show together, in a terminal summary: the first rows of each table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.text import Text

from certtrail.reports.overview_texts import verdict_counts
from certtrail.reports.terminal import labelled, section, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.overview_texts import OverviewTable
    from certtrail.reports.speech import Speech

_ROWS: Final = 5


def overview_lines(
    console: Console, diagnosis: Diagnosis, tables: Sequence[OverviewTable], speech: Speech
) -> None:
    """Print the tables of an overview as lists, under the counts of verdicts; nothing without.

    The first table, of the servers to look at first, is printed whole.
    """
    if tables:
        section(console, speech.say("All servers together"))
        console.print(Padding(shown(verdict_counts(diagnosis, speech)), (0, 0, 0, 2)))
    for number, table in enumerate(tables):
        section(console, table.title)
        most = _ROWS if number else len(table.rows)
        for row in table.rows[:most]:
            first, *others = row.cells
            rest = speech.clauses([cell for cell in others if cell])
            line = Text.assemble(shown(first, "bold"), ": ", shown(rest), overflow="fold")
            console.print(labelled("-", line, 2, 2))
        if len(table.rows) > most:
            left = speech.say("... and {n|count} more in the report", n=len(table.rows) - most)
            console.print(f"    {left}", style="dim")
