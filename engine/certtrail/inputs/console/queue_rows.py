"""What a text tells of one queue in two lists: a table without the error, and a list of only that.

Who sees a queue in a table asks next for its LastError, and both stand in the mail. The queue that
was asked for is in the command; without a command it is the only one that waits right above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.reply_reasons import shipped_replies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.console.typed_commands import TypedCommand
    from certtrail.inputs.objects.text_object import TextObject
    from certtrail.model.fact import Fact

WAITING: Final = "queue-waiting"
ERROR: Final = "queue-error"
QUIET: Final = "queue-quiet"
"""A queue that a list shows without an error, until it is known whether it had one before."""
LISTED_AT: Final = "listed_at"
"""The field that tells when a queue was listed, until the latest list of it is known."""
BY_UTC: Final = "by_utc"
"""The field that tells whether that is UTC; else it is by a clock there."""
EMPTIED_BY: Final = "emptied_by"
"""The field that names the cmdlet that took the mail out of a queue, before or behind its list."""
# None of these waits for another try, or was stopped by hand.
_AT_WORK: Final = frozenset({"active", "ready", "connecting"})
_SENDS: Final = frozenset({"active", "ready"})
# As `rules/replies/` says it of what comes before any certificate.
_NOBODYS: Final = "none"
_DOTS: Final = ("...", "\N{HORIZONTAL ELLIPSIS}")
_CUT: Final = ".\N{HORIZONTAL ELLIPSIS}"
_TO_EDGE: Final = "smtprelaywithinadsitetoedge"
_ASKED: Final = re.compile(r"""(?<![^\s"'])([\w.-]{1,64}\\[\w.-]{1,64})(?![^\s"'|])""")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue that a text lists, what that tells, and the command before it.

    Attributes:
        listed, fact, command: these.
        depth: how many mails of the text are newer than the one it is in.
    """

    listed: TextObject
    fact: Fact
    command: TypedCommand | None
    depth: int = 0


@dataclass(slots=True)
class _Table:
    """The rows behind one command, so far."""

    waits: int = 0
    last: QueueRow | None = None

    def add(self, row: QueueRow) -> None:
        self.waits += row.fact.kind == WAITING
        self.last = row

    def only_one(self) -> QueueRow | None:
        """Give the one queue that waits, where it stands last."""
        last = self.last
        return last if self.waits == 1 and last and last.fact.kind == WAITING else None


def joined_queues(rows: Sequence[QueueRow]) -> list[Fact]:
    """Give the facts; an error gets the next hop of its queue, which then waits for no reason."""
    waiting = {row.fact.text("queue").casefold(): row for row in rows if row.fact.kind == WAITING}
    known: set[str] = set()
    told: list[Fact] = []
    tables: dict[int, _Table] = {}
    for row in rows:
        # What no command parts from it stands in the same table.
        table = tables.setdefault(id(row.command), _Table())
        above = table.only_one()
        table.add(row)
        if row.fact.kind != ERROR:
            continue
        queue = row.listed.part("Identity") or row.listed.part("QueueIdentity") or _asked(row)
        mine = waiting.get(queue.casefold()) if queue else above
        if mine is None:
            told.append(row.fact)
            continue
        known.add(mine.fact.text("queue").casefold())
        names = ("queue", "next_hop", "messages", "toward")
        of_table = {name: said for name in names if (said := mine.fact.text(name))}
        fields = {**of_table, **row.fact.fields}
        if mine.depth < row.depth and "messages" in of_table:
            fields["messages"] = of_table["messages"]
        server = row.fact.server or mine.fact.server
        evidence = (*row.fact.evidence, *mine.fact.evidence)
        told.append(replace(row.fact, server=server, fields=fields, evidence=evidence))
    rest = (row.fact for row in rows if row.fact.kind not in (ERROR, WAITING))
    still = (one.fact for queue, one in waiting.items() if queue not in known)
    return [*told, *rest, *still]


def leads_to_edge(hop: str, delivery: str) -> bool:
    """Tell whether a queue is for a subscribed Edge server, by its next hop or delivery type."""
    return hop.casefold().startswith("edgesync - ") or delivery.casefold() == _TO_EDGE


def quiet_fields(listed: TextObject) -> dict[str, str | bool]:
    """Give what a list without an error tells of a queue: `status`, `messages`, and `drains` where
    more mail leaves it than comes in (Velocity).
    """
    count = listed.part("MessageCount")[:12]
    status = listed.part("Status")[:40]
    told = {
        "status": status if status.isalpha() else "",
        "messages": count if count.isdecimal() else "",
    }
    drains = listed.part("Velocity")[:1].isdigit() and listed.part("Velocity").strip("0.,") != ""
    return {name: text for name, text in told.items() if text} | (
        {"drains": True} if drains else {}
    )


def is_over(before: Fact, later: Fact) -> bool:
    """Tell whether the trouble of a queue is over by a later list that shows no error: it is empty,
    or mail clearly leaves it. While a queue is tried again it shows no error either.
    """
    count, first = later.text("messages"), before.text("messages")
    status = later.text("status").casefold()
    if not count or status not in _AT_WORK:
        return False
    if not int(count):
        return True
    if status not in _SENDS or not first.isdecimal():
        return False
    most = int(first) if later.holds("drains") else int(first) // 2
    return int(count) < most


def is_told_anew(fact: Fact, later: Fact) -> bool:
    """Tell whether what a later list tells of the same queue takes the place of what is told.

    That the next server was not reached, or a mail not sorted, comes before any certificate is
    looked at: it says nothing of one that was refused before.
    """
    if later.kind == QUIET or (fact.kind == ERROR and later.kind != ERROR):
        return False
    return fact.kind == WAITING or not _of_certificate(fact) or _of_certificate(later, unknown=True)


def marked(fact: Fact, cmdlet: str) -> Fact:
    """Give a fact of a queue with the cmdlet that took mail out of it, if any did."""
    return replace(fact, fields={**fact.fields, EMPTIED_BY: cmdlet}) if cmdlet else fact


def with_count_of(fact: Fact, later: Fact) -> Fact:
    """Give an error with how many mails wait by a later list, which does not tell it anew."""
    count = later.text("messages").lstrip("0")
    fields = {name: text for name, text in fact.fields.items() if name != "messages"}
    if count or later.text("messages"):
        fact = replace(fact, fields={**fields, **({"messages": count} if count else {})})
    return replace(fact, evidence=(*fact.evidence, *later.evidence))


def _of_certificate(fact: Fact, *, unknown: bool = False) -> bool:
    """Tell whether an error can be of a certificate; one of no known reason as `unknown` says."""
    whose = shipped_replies().whose.get(fact.text("reason"))
    return unknown if whose is None else whose != _NOBODYS


def is_one_hop(hop: str, other: str) -> bool:
    """Tell whether two lists name one next hop; a table cuts a long one short."""
    names = sorted((hop.casefold().rstrip(_CUT), other.casefold().rstrip(_CUT)), key=len)
    cut = hop.endswith(_DOTS) or other.endswith(_DOTS)
    return not names[0] or names[0] == names[1] or (cut and names[1].startswith(names[0]))


def when_listed(fact: Fact, made: tuple[int, bool] | None) -> Fact:
    """Give a fact of a queue with when its list was made, and whether that is UTC."""
    if made is None:
        return fact
    return replace(fact, fields={**fact.fields, LISTED_AT: made[0], BY_UTC: made[1]})


def _asked(row: QueueRow) -> str:
    found = None if row.command is None else _ASKED.search(row.command.text)
    return found[1] if found else ""
