"""What many servers show together as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.reports.markdown_text import Markdown
from certtrail.reports.overview_texts import verdict_counts
from certtrail.text.thumbprint import THUMBPRINT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.markdown_pen import Pen
    from certtrail.reports.overview_texts import OverviewTable


def overview_parts(
    diagnosis: Diagnosis, tables: Sequence[OverviewTable], pen: Pen
) -> Iterator[Markdown]:
    """Write the tables of an overview, under the counts of verdicts; nothing without tables."""
    if tables:
        yield from pen.heading(2, pen.say("All servers together"))
        yield from (pen.escape(verdict_counts(diagnosis, pen.speech)), Markdown(""))
    for table in tables:
        yield from pen.heading(3, pen.escape(table.title))
        rows = [[_cell(cell, pen) for cell in row.cells] for row in table.rows]
        yield from pen.table([pen.escape(head) for head in table.heads], rows)
        if table.more:
            yield from (pen.escape(table.more), Markdown(""))


def _cell(cell: str, pen: Pen) -> Markdown:
    return Markdown.code(cell) if THUMBPRINT.fullmatch(cell) else pen.escape(cell)
