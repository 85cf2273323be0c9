"""Queues that wait with one error: facts in; the same out, each queue with those beside it.

A way out that is closed holds up the mail to every next hop alike. That is one trouble, and told
once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.fact import Fact

_SAME: Final = ("reason", "code", "enhanced", "status", "dropped", "answer", "kept_by")
_ALSO_SAME: Final = ("toward", "tls_error")
_NAMED: Final = 5


def with_alike_queues(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; a `queue-error` gets `alike`, its next hop (else the next server), or those
    of all errors of its server that are the same: then `alike_hops` is how many they are.
    `alike_messages` is how many mails wait there, where that is told of each, and `alike_closed`
    names the next servers that somebody tried in vain, and `goes_from` the other servers from
    which mail to that next hop goes.

    Args:
        facts: of all servers.
    """
    told = list(facts)
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for fact in told:
        if fact.kind == "queue-error" and _hop(fact):
            groups.setdefault(_key(fact), []).append(fact)
    known = {key: _fields(group) for key, group in groups.items()}
    flowing: dict[str, set[str]] = {}
    for fact in told:
        if fact.kind == "queue-flows" and fact.server:
            flowing.setdefault(fact.text("next_hop").casefold(), set()).add(fact.server)
    for fact in told:
        found = known.get(_key(fact)) if fact.kind == "queue-error" else None
        if found is None or not _hop(fact):
            yield fact
            continue
        others = sorted(flowing.get(fact.text("next_hop").casefold(), set()) - {fact.server})
        goes = {"goes_from": ", ".join(others[:_NAMED])} if others and fact.server else {}
        yield replace(fact, fields={**fact.fields, **found, **goes})


def _hop(fact: Fact) -> str:
    return fact.text("next_hop") or fact.text("host") or fact.text("address")


def _tried(fact: Fact) -> str:
    return fact.text("host") or fact.text("address") or fact.text("next_hop")


def _key(fact: Fact) -> tuple[str, ...]:
    # One that was not tried belongs to those that were, unless there the way is open.
    way = "open" if fact.text("way") == "open" else ""
    return (fact.server, way, *(fact.text(name) for name in (*_SAME, *_ALSO_SAME)))


def _fields(group: Sequence[Fact]) -> dict[str, str | int]:
    hops = {_hop(fact).casefold(): fact for fact in group}
    names = sorted(map(_hop, hops.values()))
    more = ["…"] if len(names) > _NAMED else []
    told: dict[str, str | int] = {"alike": ", ".join((*names[:_NAMED], *more))}
    told |= {"alike_hops": len(names)} if len(names) > 1 else {}
    closed = sorted({_tried(fact) for fact in hops.values() if fact.text("way") == "closed"})
    told |= {"alike_closed": ", ".join(closed[:_NAMED])} if closed else {}
    counts = [fact.text("messages") for fact in hops.values()]
    if all(count.isdecimal() for count in counts):
        told["alike_messages"] = sum(map(int, counts))
    return told
