"""Edge subscriptions that were removed and not made again: acts and typed commands in; facts out.

Whoever removes one to begin afresh takes the connectors with it that EdgeSync made, so mail to the
internet has no way until there is a new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact
from certtrail.text.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KIND: Final = "edge-subscription-removed"
_ACT: Final = "edge-subscription-action"
_TYPED: Final = "console-command"
_LISTED: Final = "edge-subscription"


def removed_subscriptions(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Make an `edge-subscription-removed` fact of the last removal of each Edge server: `edge`.

    None is made where it was subscribed again, or synchronises, since: by the time, or, where a
    text tells none, further below in it. What was removed on the Edge server itself is no
    subscription of the organisation.
    """
    removed: dict[str, Fact] = {}
    made: list[Fact] = []
    for fact in facts:
        verb = fact.text("verb")
        acted = fact.kind == _ACT and fact.text("result") == "success"
        typed = fact.kind == _TYPED and not fact.time and not fact.holds("refused")
        if (acted or typed) and verb == "unsubscribed":
            edge = fact.text("edge") or fact.text("name")
            known = removed.get(host_of(edge))
            run_on = fact.evidence[0].server or fact.server
            newer = known is None or _later(fact, known) or _is_copy(fact, known)
            if host_of(edge) != host_of(run_on) and newer:
                removed[host_of(edge)] = fact
        elif ((acted or typed) and verb == "subscribed") or fact.kind == _LISTED or _is_well(fact):
            made.append(fact)
    for name, fact in sorted(removed.items()):
        if any(_ends(one, name, fact) for one in made):
            continue
        edge = fact.text("edge") or fact.text("name")
        fields: dict[str, str | int | bool] = {"edge": edge} if edge else {}
        latest = fact.number("latest")
        fields |= {} if latest is None else {"latest": latest}
        yield Fact(KIND, fact.server, fact.time, fields, fact.evidence)


def _is_well(fact: Fact) -> bool:
    return fact.kind == "edge-sync-state" and fact.text("status") == "normal"


def _ends(made: Fact, edge: str, removed: Fact) -> bool:
    """Tell whether there is a subscription again by what was seen, done or typed."""
    about = host_of(made.text("edge"))
    if about and edge and about != edge:
        return False
    # A list is as old as its place in the text; of another text it may be the older one.
    if made.kind == _LISTED:
        return _is_below(made, removed)
    if removed.time and made.time:
        return made.time >= removed.time
    return _is_below(made, removed) or made.evidence[0].file != removed.evidence[0].file


def _is_below(one: Fact, other: Fact) -> bool:
    first, second = one.evidence[0], other.evidence[0]
    same = first.file == second.file and first.channel == second.channel == "console"
    return same and (first.record_id or 0) > (second.record_id or 0)


def _later(fact: Fact, known: Fact) -> bool:
    return fact.time > known.time or (fact.time == known.time and _is_below(fact, known))


def _is_copy(fact: Fact, known: Fact) -> bool:
    """Tell whether two are of one act, and the first is that of the server which ran it."""
    ran = fact.evidence[0].server
    return fact.evidence == known.evidence and host_of(fact.server) == host_of(ran)
