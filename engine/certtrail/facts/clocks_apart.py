"""Which of several compared clocks is wrong: facts in; the same out, each `clock-offset` settled.

One comparison tells that two clocks differ, not which is wrong. Where several were compared with
one, they are compared with each other, too: two servers that differ from somebody's workstation
alike agree, and Kerberos works between them. What w32tm /monitor prints goes by the clock that a
domain follows, and is left as it is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.model.fact import Fact
    from certtrail.model.servers import Servers

_OFFSET: Final = "clock-offset"
TOLERATED: Final = 300
"""Seconds that Kerberos lets clocks differ by, as domains have it by default."""


def with_settled_clocks(facts: Iterable[Fact], servers: Servers) -> Iterator[Fact]:
    """Give all facts; each `clock-offset` goes by the clocks that agree, where two or more do.

    A machine that compared others gets one as well if it is a server that something else is known
    of, and its own clock can be the wrong one.

    Args:
        facts: of all servers.
        servers: the spellings of server names.
    """
    known = list(facts)
    measured = [one for one in known if one.kind == _OFFSET and not one.holds("by_domain")]
    if not measured:
        yield from known
        return
    # Whoever sends several comparisons without a name most likely sat at one machine.
    against = {id(one): servers.name(one.text("against")) for one in measured}
    places = _places(measured, against)
    right = _right(places)
    for fact in known:
        if id(fact) not in against:
            yield fact
            continue
        stands = places[against[id(fact)]] + _ahead(fact)
        of = places[against[id(fact)]] if right is None else right
        yield _told(fact, fact.server, stands - of)
    others = {fact.server for fact in known if fact.kind != _OFFSET}
    seen = {one.server for one in measured}
    for one in {against[id(one)]: one for one in reversed(measured)}.values():
        asked = against[id(one)]
        apart = places[asked] - (places[one.server] if right is None else right)
        if asked in others - seen and abs(apart) >= TOLERATED:
            yield _told(one, asked, apart)


def _told(fact: Fact, server: str, apart: int) -> Fact:
    """Give a comparison as that of one server's clock with those that count."""
    fields = {"seconds": abs(apart), "ahead": apart > 0, "beyond": abs(apart) >= TOLERATED}
    return replace(fact, server=server, fields={**fact.fields, **fields})


def _ahead(fact: Fact) -> int:
    seconds = fact.number("seconds") or 0
    return seconds if fact.holds("ahead") else -seconds


def _places(measured: Iterable[Fact], against: Mapping[int, str]) -> dict[str, int]:
    """Give by how many seconds each clock goes before the first of those it can be compared with.

    What stands in no row with the others is taken to begin where they do.
    """
    beside: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for one in measured:
        beside[against[id(one)]].append((one.server, _ahead(one)))
        beside[one.server].append((against[id(one)], -_ahead(one)))
    places = dict[str, int]()
    for begin in beside:
        waiting = [begin] if begin not in places else []
        places.setdefault(begin, 0)
        while waiting:
            at = waiting.pop()
            for other, ahead in beside[at]:
                if other not in places:
                    places[other] = places[at] + ahead
                    waiting.append(other)
    return places


def _right(places: Mapping[str, int]) -> int | None:
    """Give where most clocks stand; None where no two agree.

    Of as many here and there those count that the first to compare agrees with.
    """
    ordered = sorted(places.values())
    best = (0, 0)
    begin = 0
    for end, place in enumerate(ordered, 1):
        while place - ordered[begin] >= TOLERATED:
            begin += 1
        more = end - begin - (best[1] - best[0])
        if more > 0 or (more == 0 and ordered[begin] <= 0 <= place):
            best = begin, end
    near = ordered[slice(*best)]
    return round(median(near)) if len(near) > 1 else None
