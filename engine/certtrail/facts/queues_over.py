"""Queues that several files show: facts in; the same out, each queue as the latest list has it.

Who mends something sends the queue that waits in one mail, and the empty one in the next; each is a
file. When a list was made, its mail or console tells. Clocks of unknown zones tell nothing where
they are less than a day apart.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.queue_rows import BY_UTC, EMPTY, ERROR, LISTED_AT, WAITING, is_one_hop
from certtrail.inputs.room import first_of
from certtrail.text.hosts import host_of
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Fact

_STATES: Final = frozenset({EMPTY, ERROR, WAITING})
# What a clock of one zone and UTC, or two clocks, can be apart.
_ANY_ZONE: Final = 14 * 3600
_NOTES: Final = 20


def last_states(facts: Iterable[Fact]) -> tuple[list[Fact], list[str]]:
    """Leave out the queues that a later list shows empty, or tells anew; with notes of the first.

    Args:
        facts: what was read of all files.
    """
    known = list(facts)
    last: dict[tuple[str, str], Fact] = {}
    failed: dict[tuple[str, str], Fact] = {}
    for fact in known:
        name = _queue(fact) if fact.kind in _STATES else ("", "")
        if name[1] and fact.number(LISTED_AT) is not None:
            last[name] = max(last.get(name, fact), fact, key=_when)
            if fact.kind == ERROR:
                failed[name] = max(failed.get(name, fact), fact, key=_when)
    kept: list[Fact] = []
    notes: list[str] = []
    counted: set[int] = set()
    for fact in known:
        later = last.get(_queue(fact)) if fact.kind in (ERROR, WAITING) else None
        if later is None or not _is_later(later, fact):
            kept += [fact] if fact.kind != EMPTY else []
        elif later.kind == EMPTY:
            notes.append(_over(fact, later))
        elif fact.kind == ERROR and not _is_later(failed[_queue(fact)], fact):
            counted.add(id(later))
            kept.append(_as_now(fact, later))
    still = [_without_time(fact) for fact in kept if id(fact) not in counted]
    return still, first_of(notes, _NOTES)


def _without_time(fact: Fact) -> Fact:
    """Leave out when the list was made, by whatever clock: no rule is to take it for an instant."""
    if LISTED_AT not in fact.fields:
        return fact
    fields = {name: value for name, value in fact.fields.items() if name not in (LISTED_AT, BY_UTC)}
    return replace(fact, fields=fields)


def _as_now(fact: Fact, later: Fact) -> Fact:
    """Give an error with how many mails wait by a later list, which does not say why."""
    count = later.text("messages")
    fields = {**fact.fields, "messages": count} if count else fact.fields
    return replace(fact, fields=fields, evidence=(*fact.evidence, *later.evidence))


def _when(fact: Fact) -> tuple[int, bool]:
    # Of two lists of one moment the one that shows trouble counts.
    return fact.number(LISTED_AT) or 0, fact.kind != EMPTY


def _queue(fact: Fact) -> tuple[str, str]:
    """Give the server and the queue of an identity; empty ones where it has none."""
    server, _, queue = fact.text("queue").casefold().partition("\\")
    return (host_of(server), queue) if queue else ("", "")


def _is_later(later: Fact, fact: Fact) -> bool:
    at, before = later.number(LISTED_AT), fact.number(LISTED_AT)
    if at is None or before is None or later.evidence[0].file == fact.evidence[0].file:
        return False  # within one file its own order counts
    doubt = 0 if later.holds(BY_UTC) is fact.holds(BY_UTC) else _ANY_ZONE
    return at - before > doubt and is_one_hop(fact.text("next_hop"), later.text("next_hop"))


def _over(fact: Fact, later: Fact) -> str:
    return phrase(
        "{file}: the queue {queue} is empty in the later list of {other}, so what it waited for is "
        "over.",
        file=fact.evidence[0].file,
        queue=fact.text("queue"),
        other=later.evidence[0].file,
    )
