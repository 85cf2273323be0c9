r"""A ticket as a help desk exports it: a table in; the words in its cells out.

    Summary,Issue key,Status,Reporter,Created,Description,Comment
    "Mail waits",MSG-1142,Open,bot,25/Nov/26 10:11 AM,"12024, 95 events","1:15 PM;jo;What now?"

What people wrote stands in the cells; the rest of a row is what the help desk keeps of a ticket.
"""

from __future__ import annotations

import csv
import re
from itertools import islice
from typing import Final

_KEPT: Final = re.compile(
    r"(?:issue |ticket |incident )?(?:key|id|type|number|status|state|priority|severity|urgency"
    r"|impact|category|assignee|assigned to|assignment group|assignment_group|assigned_to|reporter"
    r"|requester|caller|caller_id|owner|creator|created|created on|opened|opened_at|opened by"
    r"|updated|updated on|sys_updated_on|resolved|closed|closed_at|due|summary|subject|title"
    r"|short description|short_description|description|comments?|work notes|work_notes"
    r"|comments_and_work_notes|resolution|cmdb_ci|project|labels?)",
    re.IGNORECASE,
)
_LEAST: Final = 5
_MOST_ROWS: Final = 200
_LONGEST: Final = 1 << 20
_FIELD: Final = 1 << 16
# What a cell of prose has: so many words. Any other is of the ticket itself.
_WORDS: Final = 6


def words_of_tickets(text: str) -> list[str]:
    """Give the cells of a table of tickets in which people write; none for any other table."""
    if len(text) > _LONGEST or "\n" not in text:
        return []
    first = text.removeprefix("\ufeff").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    if first.count(delimiter) < _LEAST - 1:
        return []
    csv.field_size_limit(_FIELD)
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        rows = list(islice(reader, _MOST_ROWS + 1))
    except csv.Error:
        return []
    head, *others = [row for row in rows if any(row)] or [[]]
    known = [name for name in head if _KEPT.fullmatch(name.strip())]
    if len(known) < _LEAST or not others or len(rows) > _MOST_ROWS:
        return []
    # A row that has not as many cells as there are names is none of this table.
    if any(len(row) != len(head) for row in others):
        return []
    return [cell for row in others for cell in row if len(cell.split()) >= _WORDS]
