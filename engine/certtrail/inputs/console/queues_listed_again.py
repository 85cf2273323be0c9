"""Queues that a text lists twice: those with trouble in; those that are not over by a later list,
out.

Who mends something lists the queues before and behind it. What the list behind does not have any
more, in the same console, or has without an error, is over; what it still has, it tells anew. A
queue that a newer mail shows empty is over, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.queue_rows import EMPTY, ERROR, WAITING, is_empty, is_one_hop
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
# A queue that is listed over and over, as by a loop: by its last lists it is told.
_MOST: Final = 20


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
    whole = _WholeLists.of(paste, rows, quiet)
    kept: list[QueueRow] = []
    notes: list[str] = []
    shown = _states(rows, quiet, paste, times)
    for row in rows:
        name = server, queue = _named(row.listed)
        again = whole.last.get(server)
        depth = times.further_back(row.listed.place)
        later = _shown_later(row.listed, depth, shown.get(name, ()), times)
        if later is not None and later.kind == EMPTY:
            notes.append(_empty(paste, row, later.listed))
        elif later is not None and row.fact.kind in (later.kind, WAITING):
            continue  # it is told anew
        elif (
            again is None
            or row.command is None
            or not row.command.typed
            or row.command.place >= again.place
            or not times.one_mail(row.command.place, again.place)
        ):
            kept.append(replace(row, depth=depth))
        elif queue not in whole.has[server, again.place]:
            notes.append(_gone(paste, row, again))
        elif row.fact.kind != ERROR or (server, again.place, queue) not in whole.errors:
            kept.append(replace(row, depth=depth))
    return kept, notes


@dataclass(frozen=True, slots=True)
class _WholeLists:
    """Lists of all queues of a server.

    Attributes:
        last: the command of the last one of each server.
        has: which queues each has, by the server and the command's place.
        errors: which of these wait with an error.
    """

    last: dict[str, TypedCommand]
    has: dict[tuple[str, int], set[str]]
    errors: set[tuple[str, int, str]]

    @classmethod
    def of(cls, paste: Paste, rows: Sequence[QueueRow], quiet: Sequence[TextObject]) -> _WholeLists:
        """Find them; arguments as of `still_listed`."""
        found = cls({}, {}, set())
        wrong = [(row.listed, row.fact.kind == ERROR, row.command) for row in rows]
        well = [(one, _LAST_ERROR in one.values, paste.commands.before(one.place)) for one in quiet]
        for listed, tells, command in (*wrong, *well):
            server, queue = _named(listed)
            if command is None or not command.typed or not server or not _is_whole(command):
                continue
            if server not in found.last or found.last[server].place < command.place:
                found.last[server] = command
            found.has.setdefault((server, command.place), set()).add(queue)
            if tells:
                found.errors.add((server, command.place, queue))
        return found


@dataclass(frozen=True, slots=True)
class _QueueState:
    """How a list shows a queue.

    Attributes:
        listed: the list.
        kind: of the fact that tells of trouble; else that it is empty.
        command: the place of the typed command before it; None where there is none.
        depth: how many mails are newer than the one it is in.
    """

    listed: TextObject
    kind: str
    command: int | None
    depth: int


def _states(
    rows: Sequence[QueueRow], quiet: Sequence[TextObject], paste: Paste, times: ListedTimes
) -> dict[tuple[str, str], list[_QueueState]]:
    """Give what lists show of queues, by what they name, the last of them last."""
    told = [(row.listed, row.fact.kind, row.command) for row in rows]
    told += [(one, EMPTY, paste.commands.before(one.place)) for one in quiet if is_empty(one)]
    found: dict[tuple[str, str], list[_QueueState]] = {}
    for listed, kind, command in sorted(told, key=lambda one: one[0].place):
        typed = None if command is None or not command.typed else command.place
        state = _QueueState(listed, kind, typed, times.further_back(listed.place))
        found.setdefault(_named(listed), []).append(state)
    found.pop(("", ""), None)
    return found


def _shown_later(
    listed: TextObject, depth: int, states: Sequence[_QueueState], times: ListedTimes
) -> _QueueState | None:
    """Give how the same queue is shown last in newer mails, else by the last command behind."""
    place, hop = listed.place, listed.part("NextHopDomain")
    found: _QueueState | None = None
    for one in states[-_MOST:]:
        typed = one.command is not None and one.command > place
        behind = typed and times.one_mail(place, one.listed.place)
        if (
            (behind or one.depth < depth)
            and is_one_hop(hop, one.listed.part("NextHopDomain"))
            and (found is None or one.depth <= found.depth)
        ):
            found = one
    return found


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


def _empty(paste: Paste, row: QueueRow, again: TextObject) -> str:
    told = {"line": paste.line_at(row.listed.place), "queue": row.listed.part("Identity")[:80]}
    return phrase(
        "Line {line}: the queue {queue} is empty in the later list of line {later}, so what it "
        "waited for is over.",
        **told,
        later=paste.line_at(again.place),
    )
