"""Queues that several files show: facts in; the same out, each queue as the latest list has it.

Who mends something sends the queue that waits in one mail, and the empty one in the next; each is a
file. When a list was made, its mail or console tells. Clocks of unknown zones tell nothing where
they are less than a day apart.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.queue_rows import (
    BY_UTC,
    EMPTIED_BY,
    ERROR,
    LISTED_AT,
    QUIET,
    WAITING,
    is_one_hop,
    is_over,
    is_told_anew,
    with_count_of,
)
from certtrail.inputs.room import first_of
from certtrail.text.hosts import host_of
from certtrail.text.instants import ANY_ZONE
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Fact

_STATES: Final = frozenset({QUIET, ERROR, WAITING})
_ONLY_HERE: Final = frozenset({LISTED_AT, BY_UTC, EMPTIED_BY})
_NOTES: Final = 20
# A queue that many files list: by the last of them it is told.
_MOST: Final = 20


def last_states(facts: Iterable[Fact]) -> tuple[list[Fact], list[str]]:
    """Leave out the queues that a later list shows to be over, or tells anew, and all lists without
    an error; with notes of those that are over.

    Args:
        facts: what was read of all files.
    """
    known = list(facts)
    states: dict[tuple[str, str], list[Fact]] = {}
    for fact in known:
        name = _queue(fact) if fact.kind in _STATES else ("", "")
        if name[1] and fact.number(LISTED_AT) is not None:
            states.setdefault(name, []).append(fact)
    for name, each in states.items():
        states[name] = sorted(each, key=_when)[-_MOST:]
    kept: list[Fact] = []
    notes: list[str] = []
    counted: set[int] = set()
    for fact in known:
        if fact.kind not in (ERROR, WAITING):
            kept += [fact] if fact.kind != QUIET else []
            continue
        later = [one for one in states.get(_queue(fact), ()) if _is_later(one, fact)]
        if any(is_told_anew(fact, one) for one in later):
            continue
        by_hand = any(one.text(EMPTIED_BY) for one in (fact, *later))
        ended = [one for one in later if one.kind == QUIET and is_over(fact, one)]
        if later and later[-1].kind == QUIET and ended and not by_hand:
            notes.append(_over(fact, ended[-1]))
            continue
        kept.append(with_count_of(fact, later[-1]) if later else fact)
        counted |= {id(one) for one in later if one.kind == WAITING}
    still = [_bare(fact) for fact in kept if id(fact) not in counted]
    return still, first_of(notes, _NOTES)


def _bare(fact: Fact) -> Fact:
    """Leave out what only the order of lists needs: no rule is to take the time of a list, by
    whatever clock, for an instant.
    """
    if not _ONLY_HERE & fact.fields.keys():
        return fact
    fields = {name: value for name, value in fact.fields.items() if name not in _ONLY_HERE}
    return replace(fact, fields=fields)


def _when(fact: Fact) -> tuple[int, bool]:
    # Of two lists of one moment the one that shows trouble counts.
    return fact.number(LISTED_AT) or 0, fact.kind != QUIET


def _queue(fact: Fact) -> tuple[str, str]:
    """Give the server and the queue of an identity; empty ones where it has none."""
    server, _, queue = fact.text("queue").casefold().partition("\\")
    return (host_of(server), queue) if queue else ("", "")


def _is_later(later: Fact, fact: Fact) -> bool:
    at, before = later.number(LISTED_AT), fact.number(LISTED_AT)
    if at is None or before is None or later.evidence[0].file == fact.evidence[0].file:
        return False  # within one file its own order counts
    doubt = 0 if later.holds(BY_UTC) is fact.holds(BY_UTC) else ANY_ZONE
    return at - before > doubt and is_one_hop(fact.text("next_hop"), later.text("next_hop"))


def _over(fact: Fact, later: Fact) -> str:
    told = {"file": fact.evidence[0].file, "queue": fact.text("queue")}
    if not later.text("messages").strip("0"):
        return phrase(
            "{file}: the queue {queue} is empty in the later list of {other}, so what it waited "
            "for is over.",
            **told,
            other=later.evidence[0].file,
        )
    return phrase(
        "{file}: by the later list of {other} the queue {queue} sends, with {count} mails left, so "
        "what it waited for is over.",
        **told,
        other=later.evidence[0].file,
        count=later.text("messages"),
    )
