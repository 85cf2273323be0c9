"""Queues that a text lists twice: those with trouble, and those without, in; the trouble that is
not over by a later list, out.

Who mends something lists the queues before and behind it. What the list behind does not have any
more, in the same console, or shows empty or clearly sending, is over, unless a command took the
mail out of it; what it shows with an error, it tells anew. So does a newer mail. While a queue is
tried again it shows no error either, so that mail in it says that nothing is over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.emptied_queues import EmptiedQueues
from certtrail.inputs.console.queue_rows import (
    QUIET,
    is_one_hop,
    is_over,
    is_told_anew,
    marked,
    with_count_of,
)
from certtrail.inputs.console.whole_lists import shows_all
from certtrail.text.hosts import host_of
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.console.emptied_queues import Emptying
    from certtrail.inputs.console.listed_times import ListedTimes
    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.console.queue_rows import QueueRow
    from certtrail.inputs.console.typed_commands import TypedCommand
    from certtrail.inputs.objects.text_object import TextObject
    from certtrail.model.fact import Fact

# Without -Identity, -Filter and the like, and without a queue's name behind it.
_ALL: Final = re.compile(
    r"\s*Get-Queue(?:\s+-Server[ \t:]+[^\s|;-][^\s|;]{0,254})?\s*(?:\||$)", re.IGNORECASE
)
# A queue that is listed over and over, as by a loop: by its last lists it is told.
_MOST: Final = 20


def still_listed(
    paste: Paste, rows: Sequence[QueueRow], quiet: Sequence[QueueRow], times: ListedTimes
) -> tuple[list[QueueRow], list[Fact], list[str]]:
    """Give the rows with trouble that no later list of the same console, or newer mail, replaces or
    shows to be over; the facts of the last lists without an error, for other files; and notes.

    Args:
        paste: the text.
        rows: its queues with which something is.
        quiet: those without an error.
        times: of its lists.
    """
    listed = _QueueLists.of((*rows, *quiet), paste, times)
    kept: list[QueueRow] = []
    notes: list[str] = []
    for row in rows:
        state, note = listed.now(row)
        kept += [] if state is None else [state]
        notes += [note] if note else []
    return kept, [listed.quiet(row) for row in quiet if _named(row.listed)[1]], notes


@dataclass(frozen=True, slots=True)
class _QueueLists:
    """What the lists of a text show of queues.

    Attributes:
        paste: the text.
        times: of its lists.
        rows: by the server and the queue that they are of, the oldest first.
        last: the command of the last list of all queues, by server.
        has: the queues that such a list has, with their next hops, by the command's place too.
        emptied: the commands that took mail out of queues.
    """

    paste: Paste
    times: ListedTimes
    rows: dict[tuple[str, str], list[QueueRow]]
    last: dict[str, TypedCommand]
    has: dict[tuple[str, int, str], str]
    emptied: EmptiedQueues

    @classmethod
    def of(cls, rows: Sequence[QueueRow], paste: Paste, times: ListedTimes) -> _QueueLists:
        """Find them; arguments as of `still_listed`."""
        found = cls(paste, times, {}, {}, {}, EmptiedQueues(paste, times))
        for row in sorted(rows, key=lambda one: found.emptied.when(one.listed.place)):
            server, queue = _named(row.listed)
            if not queue:
                continue
            depth = times.further_back(row.listed.place)
            found.rows.setdefault((server, queue), []).append(replace(row, depth=depth))
            command = row.command
            if command is None or not command.typed or not _is_whole(command):
                continue
            if server not in found.last or found.last[server].place < command.place:
                found.last[server] = command
            found.has[server, command.place, queue] = row.listed.part("NextHopDomain")
        return found

    def now(self, row: QueueRow) -> tuple[QueueRow | None, str]:
        """Give a row with trouble as the last list has it; None where that tells it anew, or shows
        it to be over; and a note.
        """
        still = replace(row, depth=self.times.further_back(row.listed.place))
        later = self._shown_later(still)
        if any(is_told_anew(row.fact, one.fact) for one in later):
            return None, ""
        if not later:
            return self._unless_gone(still)
        last = later[-1]
        if last.fact.kind != QUIET:
            return replace(still, fact=with_count_of(row.fact, last.fact)), ""
        by = self._emptied(row, last)
        ended = [one for one in later if one.fact.kind == QUIET and is_over(row.fact, one.fact)]
        if ended and by is None:
            return None, self._over(row, ended[-1])
        note = self._stands(row, last) if by is None else self._by_hand(row, by)
        fact = marked(with_count_of(row.fact, last.fact), by.cmdlet if by else "")
        return replace(still, fact=fact), note

    def quiet(self, row: QueueRow) -> Fact:
        """Give the fact of a list without an error, with what took its mail out since the list
        before that showed trouble.
        """
        end = self.emptied.when(row.listed.place)
        before = [
            when
            for one in self.rows[_named(row.listed)][-_MOST:]
            if one.fact.kind != QUIET and (when := self.emptied.when(one.listed.place)) < end
        ]
        by = self.emptied.between(row.listed, max(before, default=None), end)
        return marked(row.fact, by.cmdlet if by else "")

    def _shown_later(self, row: QueueRow) -> list[QueueRow]:
        """Give how the same queue is shown in newer mails, or by commands behind, the last last."""
        place, hop = row.listed.place, row.listed.part("NextHopDomain")
        return [
            one
            for one in self.rows.get(_named(row.listed), [])[-_MOST:]
            if (one.depth < row.depth or self._is_behind(place, one))
            and is_one_hop(hop, one.listed.part("NextHopDomain"))
        ]

    def _is_behind(self, place: int, row: QueueRow) -> bool:
        command = row.command
        typed = command is not None and command.typed and command.place > place
        return typed and self.times.one_mail(place, row.listed.place)

    def _emptied(self, row: QueueRow, last: QueueRow) -> Emptying | None:
        when = self.emptied.when
        return self.emptied.between(row.listed, when(row.listed.place), when(last.listed.place))

    def _unless_gone(self, row: QueueRow) -> tuple[QueueRow | None, str]:
        """Give a row, unless a later list of all queues, in the same console, does not have it."""
        server, queue = _named(row.listed)
        again, command = self.last.get(server), row.command
        when = self.emptied.when
        if (
            again is None
            or command is None
            or not command.typed
            or command.place >= again.place
            or not self.times.one_mail(command.place, again.place)
        ):
            by = self.emptied.between(row.listed, when(row.listed.place), None)
            return replace(row, fact=marked(row.fact, by.cmdlet if by else "")), ""
        hop = self.has.get((server, again.place, queue))
        if hop is not None and is_one_hop(hop, row.listed.part("NextHopDomain")):
            return row, ""
        by = self.emptied.between(row.listed, when(row.listed.place), when(again.place))
        return (None, self._gone(row, again)) if by is None else (row, self._by_hand(row, by))

    def _told(self, row: QueueRow) -> dict[str, str | int]:
        line = self.paste.line_at(row.listed.place)
        return {"line": line, "queue": row.listed.part("Identity")[:80]}

    def _gone(self, row: QueueRow, again: TypedCommand) -> str:
        return phrase(
            "Line {line}: the queue {queue} is not in the list that line {later} asks for any "
            "more, so what it waited for is over.",
            **self._told(row),
            later=self.paste.line_at(again.place),
        )

    def _over(self, row: QueueRow, last: QueueRow) -> str:
        told = {**self._told(row), "later": self.paste.line_at(last.listed.place)}
        if not last.fact.text("messages").strip("0"):
            return phrase(
                "Line {line}: the queue {queue} is empty in the later list of line {later}, so "
                "what it waited for is over.",
                **told,
            )
        return phrase(
            "Line {line}: by the later list of line {later} the queue {queue} sends, with {count} "
            "mails left, so what it waited for is over.",
            **told,
            count=last.fact.text("messages"),
        )

    def _stands(self, row: QueueRow, last: QueueRow) -> str:
        return phrase(
            "Line {line}: the later list of line {later} shows the queue {queue} without an error, "
            "but not empty (status {status}, mails {count}), so the error from before stands.",
            **self._told(row),
            later=self.paste.line_at(last.listed.place),
            status=last.fact.text("status") or "-",
            count=last.fact.text("messages") or "-",
        )

    def _by_hand(self, row: QueueRow, by: Emptying) -> str:
        return phrase(
            "Line {line}: the queue {queue} was emptied by {cmdlet} in line {by}, which mends "
            "nothing, so its error stands.",
            **self._told(row),
            cmdlet=by.cmdlet,
            by=self.paste.line_at(by.place),
        )


def _is_whole(command: TypedCommand) -> bool:
    return _ALL.match(command.text) is not None and shows_all(command.text)


def _named(listed: TextObject) -> tuple[str, str]:
    """Give the server and the queue of an identity; empty ones where it has none."""
    server, _, queue = listed.part("Identity").casefold().partition("\\")
    return (host_of(server), queue) if queue else ("", "")
