"""Queues that a text lists twice: those with trouble in; those that are not over by a later list,
out.

Who mends something lists the queues before and behind it. What the list behind does not have any
more, in the same console, or has without an error, is over; what it still has, it tells anew. A
queue that a newer mail shows empty is over, too.
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
_AT_REST: Final = frozenset({"active", "ready"})
_NOTHING: Final = re.compile(r"0{1,9}")
_DOTS: Final = ("...", "\N{HORIZONTAL ELLIPSIS}")
_CUT: Final = ".\N{HORIZONTAL ELLIPSIS}"
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
    empty = _emptied(quiet)
    for row in rows:
        server, queue = _named(row.listed)
        again = last.get(server)
        if later := _empty_later(paste, row, empty.get((server, queue), ()), times):
            notes.append(_empty(paste, row, later))
        elif (
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


def _emptied(quiet: Sequence[TextObject]) -> dict[tuple[str, str], list[TextObject]]:
    """Give the lists of queues that have nothing left to send, by what they name."""
    found: dict[tuple[str, str], list[TextObject]] = {}
    for one in quiet:
        if one.part("Status").casefold() in _AT_REST and _NOTHING.fullmatch(
            one.part("MessageCount")
        ):
            found.setdefault(_named(one), []).append(one)
    found.pop(("", ""), None)
    return found


def _empty_later(
    paste: Paste, row: QueueRow, empty: Sequence[TextObject], times: ListedTimes
) -> TextObject | None:
    """Give the list of a newer mail, or of a command behind, that shows the same queue empty."""
    place = row.listed.place
    depth = times.further_back(place) if empty else 0
    for one in empty[-_MOST:]:
        command = paste.commands.before(one.place)
        typed = command is not None and command.typed and command.place > place
        behind = typed and times.one_mail(place, one.place)
        newer = times.further_back(one.place) < depth
        if (behind or newer) and _one_hop(row.fact.text("next_hop"), one.part("NextHopDomain")):
            return one
    return None


def _one_hop(hop: str, other: str) -> bool:
    """Tell whether two lists name one next hop; a table cuts a long one short."""
    names = sorted((hop.casefold().rstrip(_CUT), other.casefold().rstrip(_CUT)), key=len)
    cut = hop.endswith(_DOTS) or other.endswith(_DOTS)
    return not names[0] or names[0] == names[1] or (cut and names[1].startswith(names[0]))


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
