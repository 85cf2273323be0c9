"""The derivation: events, coverage and texts of all servers in, a set of facts out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.facts.acknowledgements import acknowledged
from certtrail.facts.actions import actions
from certtrail.facts.askers import with_askers
from certtrail.facts.back_pressure import back_pressure
from certtrail.facts.bounds import bounded
from certtrail.facts.capabilities import capabilities_of
from certtrail.facts.catalogue_facts import told_facts
from certtrail.facts.catalogued_events import notes_of
from certtrail.facts.cleared_logs import cleared_logs
from certtrail.facts.clock import clock_changes
from certtrail.facts.cmdlets import speechless
from certtrail.facts.configuration_acts import configuration_acts
from certtrail.facts.connectors import connector_facts
from certtrail.facts.coverage_facts import (
    coverage_facts,
    ends_of,
    observed_facts,
    quiet_facts,
    single_facts,
)
from certtrail.facts.edge_trust import settled
from certtrail.facts.expiry import time_zone
from certtrail.facts.explanations import Acts
from certtrail.facts.failed_starts import failed_starts
from certtrail.facts.fought_over import fought_over
from certtrail.facts.internal_states import internal_runs
from certtrail.facts.internal_trouble import InternalHistory
from certtrail.facts.lives import lives
from certtrail.facts.peers import with_peers
from certtrail.facts.power import boots
from certtrail.facts.refused_acts import refused_acts
from certtrail.facts.removed_for_name import removed_for_names
from certtrail.facts.restarting import series_of_restarts
from certtrail.facts.scripts import script_facts
from certtrail.facts.services import restarts, service_trouble
from certtrail.facts.shown_acts import ShownActs
from certtrail.facts.shut_connectors import with_shut_connectors
from certtrail.facts.tls_refusals import tls_refusals
from certtrail.facts.took_over import with_takeovers
from certtrail.facts.typed_acts import typed_acts, typed_restarts
from certtrail.facts.watch import Watch
from certtrail.facts.whose_fault import with_faults
from certtrail.facts.wrong_clock import parted, wrong_clock_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.coverage import Coverage
    from certtrail.facts.expiry import TimeZone
    from certtrail.facts.spans_of_time import Interval
    from certtrail.model.fact import Fact
    from certtrail.model.servers import Servers
    from certtrail.rulebook.catalogue import Catalogue


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
    events: Sequence[CataloguedEvent],
    coverage: Mapping[tuple[str, str], Coverage],
    catalogue: Catalogue,
    servers: Servers,
    told: Iterable[Fact] = (),
) -> FactSet:
    """Derive the facts of all servers.

    Args:
        events: in the order of the records.
        coverage: by (server, channel).
        catalogue: names the services and their processes.
        servers: the spellings of server names.
        told: facts that come ready made from texts, such as precedence warnings.
    """
    by_server: dict[str, list[CataloguedEvent]] = {server: [] for server, _ in coverage}
    for event in events:
        by_server.setdefault(event.server, []).append(event)
    done = [*actions(events, servers), *configuration_acts(events, servers)]
    done += typed_acts(told := list(told), done)
    shown: dict[str, list[Fact]] = {}
    for fact in told:
        shown.setdefault(fact.server, []).append(fact)
    described = [fact for fact in told if fact.kind == "certificate"]
    facts = [*told, *done, *fought_over(done), *refused_acts(events, servers)]
    acts: dict[str, list[Fact]] = {}
    for fact in done:
        acts.setdefault(fact.server, []).append(fact)
    notes = list(notes_of(events))
    zones: dict[str, TimeZone] = {}
    watches: dict[str, Watch] = {}
    covered: dict[str, dict[str, Coverage]] = {}
    for (server, channel), one in coverage.items():
        covered.setdefault(server, {})[channel] = one
    for server, members in by_server.items():
        zone = time_zone(members)
        if zone is not None:
            zones[server] = zone
        mine, bias = covered.get(server, {}), zone.bias * 60 if zone else 0
        lived = lives(members, catalogue, mine)
        acted = acts.get(server, ())
        done_here = Acts(acted, ShownActs(shown.get(server, ()), described, acted))
        series = series_of_restarts(lived.values())
        watch = watches[server] = Watch(mine, lived, catalogue, done_here, bias, series)
        counting, doubtful = parted(members)
        facts += [*_server_facts(counting, watch, zone), *wrong_clock_facts(doubtful)]
        kept, lost = bounded(_context(counting, watch))
        facts += kept
        notes += lost
    facts += [*typed_restarts(told, facts, catalogue), *coverage_facts(coverage.values())]
    facts += [*removed_for_names(facts)]
    peering = list(with_takeovers(with_peers(facts, servers), coverage))
    known = with_askers(settled(peering, watches), servers)
    known = with_faults(with_shut_connectors(known, servers), coverage)
    ordered = tuple(sorted(known, key=lambda fact: fact.order))
    seen = ends_of(events)
    able = capabilities_of(ordered, coverage, seen, by_server, speechless(events))
    return FactSet(ordered, able, coverage, seen, watches, zones, tuple(notes))


def _server_facts(
    members: Sequence[CataloguedEvent], watch: Watch, zone: TimeZone | None
) -> list[Fact]:
    return [
        *InternalHistory(internal_runs(members), watch, zone).facts(),
        *single_facts(members, watch),
        *observed_facts(watch),
        *quiet_facts(members, watch),
        *connector_facts(members, watch, zone),
        *restarts(members, watch.catalogue),
        *failed_starts(members, watch),
        *back_pressure(members, watch),
        *cleared_logs(members),
    ]


def _context(members: Sequence[CataloguedEvent], watch: Watch) -> list[Fact]:
    """Make the facts around the certificates; what others write can make any number of them."""
    return [
        *told_facts(members, watch),
        *tls_refusals(members),
        *acknowledged(members, watch),
        *service_trouble(members, watch.catalogue),
        *script_facts(members, watch.catalogue),
        *clock_changes(members),
        *boots(members),
    ]
