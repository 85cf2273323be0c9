"""What a text tells of one queue in two lists: a table without the error, and a list of only that.

Who sees a queue in a table asks next for its LastError, and both stand in the mail. The queue that
was asked for is in the command; without a command it is the only one that waits right above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.console.typed_commands import TypedCommand
    from certtrail.inputs.objects.text_object import TextObject
    from certtrail.model.fact import Fact

WAITING: Final = "queue-waiting"
ERROR: Final = "queue-error"
_ASKED: Final = re.compile(r"""(?<![^\s"'])([\w.-]{1,64}\\[\w.-]{1,64})(?![^\s"'|])""")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue that a text lists, what that tells, and the command before it."""

    listed: TextObject
    fact: Fact
    command: TypedCommand | None


def joined_queues(rows: Sequence[QueueRow]) -> list[Fact]:
    """Give the facts; an error gets the next hop of its queue, which then waits for no reason."""
    waiting = {row.fact.text("queue").casefold(): row for row in rows if row.fact.kind == WAITING}
    known: set[str] = set()
    told: list[Fact] = []
    for place, row in enumerate(rows):
        if row.fact.kind != ERROR:
            continue
        queue = row.listed.part("Identity") or row.listed.part("QueueIdentity") or _asked(row)
        mine = waiting.get(queue.casefold()) if queue else _above(rows, place)
        if mine is None:
            told.append(row.fact)
            continue
        known.add(mine.fact.text("queue").casefold())
        hop = mine.fact.text("next_hop")
        edge = hop.casefold().startswith("edgesync - ") or "ToEdge" in mine.listed.part(
            "DeliveryType"
        )
        of_table = {
            "next_hop": hop,
            "messages": mine.fact.text("messages"),
            "toward": "edge" if edge else "other",
        }
        fields = {**{name: said for name, said in of_table.items() if said}, **row.fact.fields}
        server = row.fact.server or mine.fact.server
        evidence = (*row.fact.evidence, *mine.fact.evidence)
        told.append(replace(row.fact, server=server, fields=fields, evidence=evidence))
    rest = (row.fact for row in rows if row.fact.kind not in (ERROR, WAITING))
    still = (one.fact for queue, one in waiting.items() if queue not in known)
    return [*told, *rest, *still]


def _asked(row: QueueRow) -> str:
    found = None if row.command is None else _ASKED.search(row.command.text)
    return found[1] if found else ""


def _above(rows: Sequence[QueueRow], place: int) -> QueueRow | None:
    """Give the one queue that waits in the table right above, which no command parts from it."""
    command = rows[place].command
    table = [row for row in rows[:place] if row.command is command]
    waits = [row for row in table if row.fact.kind == WAITING]
    return waits[0] if len(waits) == 1 and table[-1] is waits[0] else None
