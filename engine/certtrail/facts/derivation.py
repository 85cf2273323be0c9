"""The derivation: records, coverage and texts of all servers in, a set of facts out.

Each server is derived by itself (`server_facts`), one after the other. What spans servers is before
it, as an act can be meant for another server than the one that logged it, and behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from certtrail.facts.actions import OF_ACTIONS, actions
from certtrail.facts.askers import with_askers
from certtrail.facts.capabilities import capabilities_of
from certtrail.facts.catalogued_events import catalogued
from certtrail.facts.clocks_apart import with_settled_clocks
from certtrail.facts.cmdlets import speechless
from certtrail.facts.configuration_acts import (
    OF_CONFIGURATION,
    complaining,
    configuration_acts,
    with_overruled,
)
from certtrail.facts.coverage_facts import coverage_facts
from certtrail.facts.distrust import with_distrust
from certtrail.facts.edge_trust import settled
from certtrail.facts.edge_updates import with_edge_updates
from certtrail.facts.event_places import placed_by_events
from certtrail.facts.events_by_kind import EventsByKind
from certtrail.facts.explanations import Acts
from certtrail.facts.fought_over import fought_over
from certtrail.facts.internal_states import OF_INTERNAL
from certtrail.facts.lacking_parameters import add_lacks, notes_of
from certtrail.facts.last_reports import of_last_reports
from certtrail.facts.own_chains import with_own_chains
from certtrail.facts.peers import with_peers
from certtrail.facts.peers_renewed import with_renewed_peers
from certtrail.facts.reckoned_times import OF_CLOCKS
from certtrail.facts.refused_acts import refused_acts
from certtrail.facts.removed_for_name import removed_for_names
from certtrail.facts.removed_subscriptions import removed_subscriptions
from certtrail.facts.reply_times import with_reply_times
from certtrail.facts.server_facts import ServerRecords, facts_of_server, watch_of
from certtrail.facts.shown_acts import ShownActs
from certtrail.facts.shut_connectors import with_shut_connectors
from certtrail.facts.took_over import with_takeovers
from certtrail.facts.typed_acts import (
    typed_acts,
    typed_restarts,
    typed_takings,
    with_force,
)
from certtrail.facts.whose_fault import with_faults
from certtrail.model.made_when_asked import MadeWhenAsked
from certtrail.model.records import Records
from certtrail.model.vocabulary import APPLICATION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from certtrail.facts.catalogued_events import RecordReading
    from certtrail.facts.coverage import Coverage
    from certtrail.facts.expiry import TimeZone
    from certtrail.facts.lacking_parameters import LackingParameter, LackingRecords
    from certtrail.facts.server_facts import ServerFacts
    from certtrail.facts.spans_of_time import Interval
    from certtrail.facts.watch import Watch
    from certtrail.model.fact import Fact
    from certtrail.model.servers import Servers

# What one server logs and another can be meant by, and what it takes to know when it was.
_SPANNING: Final = OF_ACTIONS | OF_CONFIGURATION | OF_INTERNAL | OF_CLOCKS


# Gives the facts of several servers, in their order; whoever derives them.
Spread: TypeAlias = "Callable[[RecordReading, Sequence[ServerRecords]], Iterable[ServerFacts]]"


@dataclass(frozen=True, slots=True)
class FactSet:
    """What rules are judged on.

    Attributes:
        facts: in their total order.
        capabilities: by server, what its evidence allows to look at; "" for the whole fleet.
        coverage: by (server, channel).
        seen: by (server, channel), when the first and the last catalogued record was written, in
            seconds since 1970 UTC; what is there is there, whether a whole log covers it or not.
        watches: what of each server was watched, and when its processes lived.
        zones: by server, where System 6013 tells it.
        notes: records whose parameters were not as the catalogue says, and kinds of which there
            are too many facts.
    """

    facts: tuple[Fact, ...]
    capabilities: Mapping[str, frozenset[str]]
    coverage: Mapping[tuple[str, str], Coverage]
    seen: Mapping[tuple[str, str], Interval]
    watches: Mapping[str, Watch]
    zones: Mapping[str, TimeZone]
    notes: tuple[str, ...]


def derive(
    records: Records,
    how: RecordReading,
    coverage: Mapping[tuple[str, str], Coverage],
    told: Iterable[Fact] = (),
    spread: Spread | None = None,
) -> FactSet:
    """Derive the facts of all servers.

    Args:
        records: of all servers, in order.
        how: they are read.
        coverage: by (server, channel).
        told: facts that come ready made from texts, such as precedence warnings.
        spread: derives those of single servers; None to do it here.
    """
    servers = how.servers
    spanning = EventsByKind(catalogued(records, how, _SPANNING))
    told = placed_by_events(list(told), spanning)
    done = [*actions(spanning, servers), *configuration_acts(spanning, servers)]
    done = with_force(done, told)
    done = with_overruled([*done, *typed_acts(told, done, complaining(spanning))])
    logged = {server for server, channel in coverage if channel == APPLICATION}
    facts = [*told, *done, *fought_over(done, told, logged), *refused_acts(spanning, servers)]
    covered: dict[str, dict[str, Coverage]] = {}
    for (server, channel), one in coverage.items():
        covered.setdefault(server, {})[channel] = one
    rows = _rows_of_servers(records, servers)
    names = [*covered, *(name for name in rows if name not in covered)]
    acts = _acts(names, told, done)
    seen: dict[tuple[str, str], Interval] = {}
    lacks: dict[LackingParameter, LackingRecords] = {}
    lost: list[str] = []
    zones: dict[str, TimeZone] = {}
    watches: dict[str, Watch] = {}

    def one_of(place: int) -> ServerRecords:
        name = names[place]
        return ServerRecords(_part(records, rows.get(name)), covered.get(name, {}), acts[name])

    # Made one by one, and each gone when its facts are there.
    each = MadeWhenAsked(one_of, len(names))
    derived = map(partial(facts_of_server, how), each) if spread is None else spread(how, each)
    for name, found in zip(names, derived, strict=True):
        mine = covered.get(name, {})
        if name not in covered and not found.ends:
            continue  # none of its records is in the catalogue
        watches[name] = watch_of(mine, acts[name], found.lives, found.zone, how.catalogue)
        if found.zone is not None:
            zones[name] = found.zone
        facts += found.facts
        seen |= found.ends
        add_lacks(lacks, found.lacks)
        lost += found.notes
    facts += [*typed_restarts(told, facts, how.catalogue), *coverage_facts(coverage.values())]
    facts += [*typed_takings(told, facts), *removed_for_names(facts)]
    facts += removed_subscriptions(facts)
    peering = list(with_takeovers(with_peers(facts, servers), coverage))
    known = with_edge_updates(settled(peering, watches))
    known = with_settled_clocks(with_renewed_peers(with_distrust(known)), servers)
    known = with_askers(known, servers)
    known = with_own_chains(with_faults(with_shut_connectors(known, servers), coverage))
    ordered = tuple(sorted(with_reply_times(of_last_reports(known)), key=lambda fact: fact.order))
    seen = dict(sorted(seen.items()))
    able = capabilities_of(ordered, coverage, seen, watches, speechless(spanning))
    notes = (*notes_of(lacks), *lost)
    return FactSet(ordered, able, coverage, seen, watches, zones, notes)


def _rows_of_servers(records: Records, servers: Servers) -> dict[str, NDArray[np.intp]]:
    """Give the rows of each server in order, the servers in the order of their first record."""
    shown: dict[str, str] = {}
    numbers: dict[str, int] = {}
    of_rows = np.empty(len(records), np.intp)
    for row, computer in enumerate(records.computer):
        if computer not in shown:
            shown[computer] = servers.name(computer)
        of_rows[row] = numbers.setdefault(shown[computer], len(numbers))
    order = np.argsort(of_rows, kind="stable")
    ends = np.searchsorted(of_rows[order], np.arange(1, len(numbers)))
    return dict(zip(numbers, np.split(order, ends), strict=True)) if numbers else {}


def _part(records: Records, rows: NDArray[np.intp] | None) -> Records:
    if rows is None:
        return Records.empty()
    return records if len(rows) == len(records) else records.take(rows)


def _acts(names: Iterable[str], told: Iterable[Fact], done: Iterable[Fact]) -> dict[str, Acts]:
    """Give what was done to each server, by the logs of any, and what texts show of it."""
    shown: dict[str, list[Fact]] = {}
    for fact in told:
        shown.setdefault(fact.server, []).append(fact)
    acted: dict[str, list[Fact]] = {}
    for fact in done:
        acted.setdefault(fact.server, []).append(fact)
    described = [fact for fact in told if fact.kind == "certificate"]

    def of(name: str) -> Acts:
        mine = acted.get(name, ())
        return Acts(mine, ShownActs(shown.get(name, ()), described, mine))

    return {name: of(name) for name in names}
