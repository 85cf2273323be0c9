"""Queues that one console lists twice: those with trouble in; those that its last list leaves, out.

Who mends something lists the queues before and behind it. What the list behind does not have any
more, or has without an error, is over; what it still has, it tells anew.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.queue_rows import ERROR
from certtrail.inputs.console.whole_lists import shows_all
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.console.listed_times import ListedTimes
    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.console.queue_rows import QueueRow
    from certtrail.inputs.console.typed_commands import TypedCommand
    from certtrail.inputs.objects.text_object import TextObject

# Without -Identity, -Filter and the like, and without a queue's name behind it.
_ALL: Final = re.compile(
    r"\s*Get-Queue(?:\s+-Server[ \t:]+[^\s|;-][^\s|;]{0,254})?\s*(?:\||$)", re.IGNORECASE
)
_LAST_ERROR: Final = "LastError"


def still_listed(
    paste: Paste, rows: Sequence[QueueRow], quiet: Sequence[TextObject], times: ListedTimes
) -> tuple[list[QueueRow], list[str]]:
    """Give the rows that no later list of the same console replaces, and a note of each other.

    Args:
        paste: the text.
        rows: its queues with which something is.
        quiet: those that nothing is wrong with.
        times: of its lists.
    """
    last: dict[str, TypedCommand] = {}
    has: dict[tuple[str, int], set[str]] = {}
    errors: set[tuple[str, int, str]] = set()
    wrong = [(row.listed, row.fact.kind == ERROR, row.command) for row in rows]
    well = [(one, _LAST_ERROR in one.values, paste.commands.before(one.place)) for one in quiet]
    for listed, tells, command in (*wrong, *well):
        server, queue = _named(listed)
        if command is None or not command.typed or not server or not _is_whole(command):
            continue
        if server not in last or last[server].place < command.place:
            last[server] = command
        has.setdefault((server, command.place), set()).add(queue)
        if tells:
            errors.add((server, command.place, queue))
    kept: list[QueueRow] = []
    notes: list[str] = []
    for row in rows:
        server, queue = _named(row.listed)
        again = last.get(server)
        if (
            again is None
            or row.command is None
            or not row.command.typed
            or row.command.place >= again.place
            or not times.one_mail(row.command.place, again.place)
        ):
            kept.append(row)
        elif queue not in has[server, again.place]:
            notes.append(_gone(paste, row, again))
        elif row.fact.kind != ERROR or (server, again.place, queue) not in errors:
            kept.append(row)
    return kept, notes


def _is_whole(command: TypedCommand) -> bool:
    return _ALL.match(command.text) is not None and shows_all(command.text)


def _named(listed: TextObject) -> tuple[str, str]:
    """Give the server and the queue of an identity; empty ones where it has none."""
    server, _, queue = listed.part("Identity").casefold().partition("\\")
    return (server.partition(".")[0], queue) if queue else ("", "")


def _gone(paste: Paste, row: QueueRow, again: TypedCommand) -> str:
    told = {"line": paste.line_at(row.listed.place), "queue": row.listed.part("Identity")[:80]}
    return phrase(
        "Line {line}: the queue {queue} is not in the list that line {later} asks for any more, so "
        "what it waited for is over.",
        **told,
        later=paste.line_at(again.place),
    )
