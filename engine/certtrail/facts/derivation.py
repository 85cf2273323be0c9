"""The derivation: events, coverage and texts of all servers in, a set of facts out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.facts.acknowledgements import acknowledged
from certtrail.facts.actions import actions
from certtrail.facts.askers import with_askers
from certtrail.facts.back_pressure import back_pressure
from certtrail.facts.bounds import bounded
from certtrail.facts.catalogue_facts import told_facts
from certtrail.facts.catalogued_events import notes_of
from certtrail.facts.cleared_logs import SECURITY, cleared_logs
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
from certtrail.model.vocabulary import APPLICATION, MANAGEMENT, SYSTEM
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.coverage import Coverage
    from certtrail.facts.expiry import TimeZone
    from certtrail.facts.spans_of_time import Interval
    from certtrail.model.fact import Fact
    from certtrail.model.servers import Servers
    from certtrail.rulebook.catalogue import Catalogue

_SHELL: Final = "MSExchange TransportService"
_LIFECYCLE: Final = "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational"
_ACTS: Final = frozenset(
    {"certificate-action", "connector-action", "edge-subscription-action"}
    | {"transport-service-action"}
)
_OLDEST_LAST_RECORD: Final = 48 * 3600
# Capabilities: what a rule may name under `needs`, and how the report says that it is missing.
RESTARTS: Final = "restarts"
TRANSCRIPT: Final = "console-transcript"
SEVERAL_SERVERS: Final = "several-servers"
CERTIFICATES: Final = "certificates"
CONNECTORS: Final = "connectors"
CONFIGURED: Final = "configured-internal"
EDGE: Final = "edge-subscriptions"
TYPED: Final = "console"
RENEWALS: Final = "renewal-log"
_SHOWN_BY: Final = {
    "console-transcript": TRANSCRIPT,
    "transport-service": CONFIGURED,
    "edge-subscription": EDGE,
    "no-edge-subscription": EDGE,
    "edge-sync-problem": EDGE,
    "edge-sync-state": EDGE,
    "edge-subscription-action": EDGE,
    "script-run": RENEWALS,
}
CAPABILITIES: Final[dict[str, str]] = {
    APPLICATION: phrase("the Application log"),
    SYSTEM: phrase("the System log"),
    SECURITY: phrase("the Security log"),
    MANAGEMENT: phrase("the MSExchange Management log"),
    "certificate-lifecycle": phrase("the log {channel}", channel=_LIFECYCLE),
    RESTARTS: phrase("the System log for the time of the Application log (service restarts)"),
    TRANSCRIPT: phrase("the console text of the certificate commands, with their warnings"),
    SEVERAL_SERVERS: phrase("the Application logs of at least two servers"),
    CERTIFICATES: phrase("the server's certificates (Get-ExchangeCertificate)"),
    CONNECTORS: phrase("the server's connectors (Get-ReceiveConnector, Get-SendConnector)"),
    CONFIGURED: phrase("which certificate is configured (Get-TransportService)"),
    TYPED: phrase("the console text in which it was done"),
    RENEWALS: phrase("the log of the renewal tool"),
    EDGE: phrase("the Edge subscriptions (Get-EdgeSubscription, Test-EdgeSynchronization)"),
}


def capability(name: str) -> str:
    """Say what a capability is: a log that reports do not know has its own name."""
    return CAPABILITIES.get(name) or phrase("the {name} log", name=name)


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
    able = _capabilities(ordered, coverage, seen, by_server, speechless(events))
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


def _capabilities(
    facts: Sequence[Fact],
    coverage: Mapping[tuple[str, str], Coverage],
    seen: Collection[tuple[str, str]],
    servers: Iterable[str],
    mute: Collection[tuple[str, str]],
) -> dict[str, frozenset[str]]:
    """Tell what each server's evidence allows to look at.

    A log of which single records are here is looked at, too: what is in them counts, and what is
    not no rule takes for silence, as that needs coverage.
    """
    names = {*servers, *(fact.server for fact in facts)}
    found: dict[str, set[str]] = {server: set() for server in sorted(names)}
    looked_at = {*coverage, *seen}.difference(mute)
    for server, channel in looked_at:
        found[server].add(channel_capability(channel))
    for fact in facts:
        if fact.kind in _SHOWN_BY:
            found[fact.server].add(_SHOWN_BY[fact.kind])
        if fact.text("direction") == "edge-sync":
            found[fact.server].add(EDGE)
        # An act on a server, or a refused one, shows that log of it, whichever server wrote it.
        found[fact.server].update(
            channel_capability(each.channel)
            for each in fact.evidence
            if fact.kind in _ACTS or each.channel == MANAGEMENT
        )
    for server, capabilities in found.items():
        if _restarts_visible(server, facts, coverage):
            capabilities.add(RESTARTS)
    found.setdefault("", set())
    of_all = {SEVERAL_SERVERS} if sum(name == APPLICATION for _, name in looked_at) > 1 else set()
    # An organisation has Edge servers or has none, whichever of its servers tells.
    of_all |= {EDGE} & set().union(*found.values())
    for capabilities in found.values():
        capabilities |= of_all
    return {server: frozenset(capabilities) for server, capabilities in found.items()}


def channel_capability(channel: str) -> str:
    """Give the capability that records of a channel show."""
    return "certificate-lifecycle" if channel == _LIFECYCLE else channel


def _restarts_visible(
    server: str, facts: Iterable[Fact], coverage: Mapping[tuple[str, str], Coverage]
) -> bool:
    """Tell whether a restart after any certificate action would have been seen.

    The service shell writes restarts to the Application log; else the System log has to reach,
    without a gap, from the first action to the last record about the certificate. Windows writes
    its uptime there once a day, so the last record of an export is about a day old at most.
    """
    application = coverage.get((server, APPLICATION))
    if application is not None and _SHELL in application.providers:
        return True
    system = coverage.get((server, SYSTEM))
    if system is None:
        return False
    mine = [fact for fact in facts if fact.server == server]
    acted = [
        fact.time // SECOND
        for fact in mine
        if fact.kind == "certificate-action" and fact.holds("smtp")
    ]
    lasts = [
        last
        for fact in mine
        if fact.kind == "internal-certificate-trouble" and (last := fact.number("last")) is not None
    ]
    if not acted or not lasts or max(lasts) <= min(acted):
        return True
    return system.covers(min(acted), max(min(acted), max(lasts) - _OLDEST_LAST_RECORD))
