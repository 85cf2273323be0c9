"""What the records of one server tell by themselves: a server in, its facts out.

It needs nothing of other servers but the acts that were meant for this one, so any process can do
it, and nobody has to keep the events of a server behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.facts.acknowledgements import acknowledged
from certtrail.facts.back_pressure import back_pressure
from certtrail.facts.bounds import bounded
from certtrail.facts.catalogue_facts import told_facts
from certtrail.facts.catalogued_events import catalogued
from certtrail.facts.cleared_logs import cleared_logs
from certtrail.facts.clock import clock_changes
from certtrail.facts.connectors import connector_facts
from certtrail.facts.coverage_facts import observed_facts, quiet_facts, single_facts
from certtrail.facts.events_by_kind import EventsByKind
from certtrail.facts.expiry import time_zone
from certtrail.facts.failed_starts import failed_starts
from certtrail.facts.internal_states import internal_runs
from certtrail.facts.internal_trouble import InternalHistory
from certtrail.facts.lacking_parameters import lacks_of
from certtrail.facts.lives import lives
from certtrail.facts.power import boots
from certtrail.facts.relapses import cut_at_relapses
from certtrail.facts.restarting import series_of_restarts
from certtrail.facts.scripts import script_facts
from certtrail.facts.services import restarts, service_trouble
from certtrail.facts.taken_up import readings_of
from certtrail.facts.tls_refusals import tls_refusals
from certtrail.facts.watch import Watch
from certtrail.facts.wrong_clock import parted, wrong_clock_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.facts.catalogued_events import RecordReading
    from certtrail.facts.coverage import Coverage
    from certtrail.facts.expiry import TimeZone
    from certtrail.facts.explanations import Acts
    from certtrail.facts.lacking_parameters import LackingParameter, LackingRecords
    from certtrail.facts.lives import Life
    from certtrail.facts.spans_of_time import Interval
    from certtrail.model.fact import Fact
    from certtrail.model.records import Records
    from certtrail.rulebook.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class ServerRecords:
    """A server, as far as its facts depend on it.

    Attributes:
        records: all of the server's, in order.
        coverage: by channel.
        acts: what was done to it, whichever server tells.
    """

    records: Records
    coverage: Mapping[str, Coverage]
    acts: Acts


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What one server tells.

    Attributes:
        facts: of its records, the wrong clock's and what is bounded included.
        zone: where System 6013 tells it.
        lives: of its processes.
        ends: by (server, channel), when the first and the last catalogued record was written.
        lacks: which of its records lack what.
        notes: kinds of which there are too many facts.
    """

    facts: tuple[Fact, ...]
    zone: TimeZone | None
    lives: Mapping[str, Life]
    ends: Mapping[tuple[str, str], Interval]
    lacks: Mapping[LackingParameter, LackingRecords]
    notes: tuple[str, ...]


def facts_of_server(how: RecordReading, one: ServerRecords) -> ServerFacts:
    """Derive the facts of one server; a function of its arguments alone."""
    events = EventsByKind(catalogued(one.records, how))
    zone, catalogue = time_zone(events), how.catalogue
    lived = lives(events, catalogue, one.coverage)
    watch = watch_of(one.coverage, one.acts, lived, zone, catalogue)
    counting, doubtful = parted(events)
    kept, lost = bounded(_context(counting, watch))
    facts = (*_certificate_facts(counting, watch, zone), *wrong_clock_facts(doubtful), *kept)
    return ServerFacts(facts, zone, lived, events.ends(), lacks_of(events), tuple(lost))


def watch_of(
    coverage: Mapping[str, Coverage],
    acts: Acts,
    lived: Mapping[str, Life],
    zone: TimeZone | None,
    catalogue: Catalogue,
) -> Watch:
    """Tell what of a server was watched."""
    bias = zone.bias * 60 if zone else 0
    return Watch(coverage, lived, catalogue, acts, bias, series_of_restarts(lived.values()))


def _certificate_facts(events: EventsByKind, watch: Watch, zone: TimeZone | None) -> list[Fact]:
    runs = list(cut_at_relapses(internal_runs(events), watch))
    return [
        *InternalHistory(runs, watch, zone, readings_of(events)).facts(),
        *single_facts(events, watch),
        *observed_facts(watch),
        *quiet_facts(events, watch),
        *connector_facts(events, watch, zone),
        *restarts(events, watch.catalogue),
        *failed_starts(events, watch),
        *back_pressure(events, watch),
        *cleared_logs(events),
    ]


def _context(events: EventsByKind, watch: Watch) -> list[Fact]:
    """Make the facts around the certificates; what others write can make any number of them."""
    return [
        *told_facts(events, watch),
        *tls_refusals(events),
        *acknowledged(events, watch),
        *service_trouble(events, watch.catalogue),
        *script_facts(events, watch.catalogue),
        *clock_changes(events),
        *boots(events),
    ]
