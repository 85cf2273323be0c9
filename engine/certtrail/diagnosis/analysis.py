"""What was read in; what it says, before any rule looks at it, out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from certtrail.certificates.already_there import with_already_there
from certtrail.certificates.answered_prompts import answered, with_answers
from certtrail.certificates.asked_for import with_roles
from certtrail.certificates.bound_sites import with_bound, with_unbound
from certtrail.certificates.client_names import client_names_of
from certtrail.certificates.concluded import CONCLUDED
from certtrail.certificates.configured import auth_certificates, auth_followed, configured_by_events
from certtrail.certificates.connector_sides import hybrid_facts, with_sides
from certtrail.certificates.enabled_before import with_enabled_before
from certtrail.certificates.estate import Context, Estate, estate_of
from certtrail.certificates.first_missed import with_first_missed
from certtrail.certificates.in_between import in_between_facts
from certtrail.certificates.internal_elsewhere import internal_elsewhere_facts
from certtrail.certificates.ledger import ledger_of
from certtrail.certificates.list_dates import facts_in_utc, in_utc
from certtrail.certificates.misplaced_lists import misplaced_lists
from certtrail.certificates.other_servers import key_elsewhere_facts, successor_elsewhere_facts
from certtrail.certificates.outdated_lists import up_to_date
from certtrail.certificates.own_next_servers import with_own_next
from certtrail.certificates.own_relays import with_own_relays
from certtrail.certificates.places import ServerPlaces, with_short_names
from certtrail.certificates.renewal import renewals
from certtrail.certificates.renewal_around import FoundBy
from certtrail.certificates.renewals_begun import begun_by
from certtrail.certificates.selections import selections_of
from certtrail.certificates.settled_readings import settled_readings
from certtrail.certificates.shared_ports import shared_ports
from certtrail.certificates.told_roles import with_standing
from certtrail.diagnosis.partners import without_partners
from certtrail.diagnosis.selected_facts import with_selections
from certtrail.facts.alike_queues import with_alike_queues
from certtrail.facts.catalogued_events import RecordReading
from certtrail.facts.coverage import coverages
from certtrail.facts.coverage_facts import input_facts
from certtrail.facts.derivation import FactSet, derive
from certtrail.facts.inventory_facts import inventory_facts
from certtrail.facts.passed_ends import with_passed_ends
from certtrail.facts.queue_failures import with_tls_errors
from certtrail.facts.queues_over import last_states
from certtrail.facts.record_clocks import clocks_of
from certtrail.facts.reports_of_others import with_reports_of_others
from certtrail.facts.secretless import secretless
from certtrail.facts.sending_servers import with_sending_servers
from certtrail.facts.server_kinds import sorts_of
from certtrail.facts.tested_ports import with_tested_ports
from certtrail.model.renames import renames
from certtrail.model.servers import Servers, namesakes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from certtrail.certificates.store import Store
    from certtrail.facts.derivation import Spread
    from certtrail.inputs.evidences import Evidences
    from certtrail.model.certificates_known import LedgerEntry, Renewal
    from certtrail.model.fact import Fact
    from certtrail.model.inventory import Inventory
    from certtrail.model.selected_certificates import Selection
    from certtrail.rulebook.catalogue import Catalogue


@dataclass(frozen=True)
class Analysis:
    """What the evidence says.

    Attributes:
        facts: of all servers.
        servers: which names are one server.
        inventory: certificates, connectors and settings as the exports describe them.
        at: the instant to judge, in seconds since 1970 UTC; None for where the logs end.
        estate: the servers' stores and connectors at that instant.
        chosen: what each connector and internal role picks then.
    """

    facts: FactSet
    servers: Servers
    inventory: Inventory
    at: int | None
    estate: Estate
    chosen: tuple[Selection, ...]

    def estate_at(self, at: int) -> Estate:
        """Build the stores and connectors, to select from at another instant.

        Args:
            at: in seconds since 1970 UTC.
        """
        return _estate(self.facts, self.servers, self.inventory, at)

    @cached_property
    def ledger(self) -> tuple[LedgerEntry, ...]:
        """Every certificate that the evidence names, with its life."""
        offsets = {server: -60 * zone.bias for server, zone in self.facts.zones.items()}
        told = (fact for fact in self.facts.facts if fact.kind not in CONCLUDED)
        return ledger_of(told, self.estate, offsets)

    def renewals(
        self,
        until: int | None = None,
        given_back: Mapping[str, str] | None = None,
        enabled: Mapping[str, tuple[str, ...]] | None = None,
        ended: Collection[tuple[str, str]] = (),
    ) -> tuple[Renewal, ...]:
        """Plan the renewal of every certificate with a known end that was not renewed yet.

        Args:
            until: leave out what expires later, in seconds since 1970 UTC.
            given_back: by server, what a finding gives the internal role back to.
            enabled: by thumbprint, the servers on which a finding has it enabled for SMTP.
            ended: (server, thumbprint) of those that a finding shows to have been replaced.
        """
        replaced = {
            (fact.server, fact.text("thumbprint"))
            for fact in self.facts.facts
            if fact.kind == "internal-certificate-trouble" and not fact.holds("open")
        }
        configured = {(name, store.internal or "") for name, store in self._exported()}
        gone = replaced.union(ended) - configured | self._silent()
        gone |= auth_followed(self.facts.facts, self.estate)
        roles = {name: store.internal or "" for name, store in self.estate.stores.items()}
        passed_over = {
            (fact.server, fact.text("picked")): fact.text("other")
            for fact in self.facts.facts
            if fact.kind == "selection-conflict" and fact.text("conflict") == "private-preferred"
        }
        # The names are no public CA's, so the finding lets it go; what has the role stays to renew.
        let_go = {
            (fact.server, fact.text("picked"))
            for fact in self.facts.facts
            if fact.kind == "selection-conflict" and fact.text("conflict") == "expired-preferred"
            if fact.holds("inner")
        } - set(roles.items())
        ignored = {
            (fact.server, fact.text("thumbprint"))
            for fact in self.facts.facts
            if fact.kind == "san-limit-exceeded"
        }
        found_by = FoundBy(
            given_back or {},
            passed_over,
            self._offered("certificate-at-hand"),
            self._offered("certificate-for-back-end"),
            begun_by(self.facts.facts),
            enabled or {},
            client_names_of(self.facts.facts),
            let_go,
            ignored,
        )
        return renewals(self.ledger, self.chosen, gone, until, self.estate.sorts, roles, found_by)

    @property
    def with_authority(self) -> frozenset[str]:
        """The servers on which a certificate of an authority has the internal role."""
        return frozenset(
            name
            for name, store in self.estate.stores.items()
            if (held := (store.certificates or {}).get(store.internal or "")) is not None
            and held.self_signed is False
        )

    def _offered(self, kind: str) -> dict[str, str]:
        """Give by server the certificate of its list that is offered for a role."""
        return {
            fact.server: fact.text("thumbprint") for fact in self.facts.facts if fact.kind == kind
        }

    def _silent(self) -> set[tuple[str, str]]:
        """Give what only warnings name, none of which goes on: it was replaced."""
        warned: dict[tuple[str, str], bool] = {}
        for fact in self.facts.facts:
            if fact.number("expires") is not None and "open" in fact.fields:
                key = fact.server, fact.text("thumbprint")
                warned[key] = warned.get(key, False) or fact.holds("open")
        described = {(one.server, one.thumbprint) for one in self.ledger if one.described}
        return {key for key, goes_on in warned.items() if not goes_on} - described

    def _exported(self) -> list[tuple[str, Store]]:
        """Give the stores whose internal certificate an export tells, not only events."""
        told = {self.servers.name(one.server) for one in self.inventory.services if one.server}
        return [(name, store) for name, store in self.estate.stores.items() if name in told]


def analyse(
    evidence: Evidences, catalogue: Catalogue, at: int | None = None, spread: Spread | None = None
) -> Analysis:
    """Turn what was read into facts.

    Args:
        evidence: what was read.
        catalogue: what events mean.
        at: the instant to judge, in seconds since 1970 UTC; by default where the logs end.
        spread: derives the facts of single servers; None to do it here.
    """
    spans = [span for report in evidence.inputs for span in report.spans]
    inventory = evidence.inventory
    named = [(span.computer, span.records) for span in spans]
    computers = sorted(set(evidence.records.computer))
    # Exports name servers, too, but how a log spells a name goes first.
    named += [(name, 0) for name in (*inventory.servers(), *namesakes(evidence.facts), *computers)]
    renamed = renames(evidence.inputs, evidence.records, inventory.servers())
    servers = Servers.from_computers(named, [(one.old, one.new) for one in renamed])
    servers = with_short_names(servers, inventory, {*(span.computer for span in spans), *computers})
    coverage = coverages(evidence.inputs, servers, catalogue.channels)
    present, over = last_states(evidence.facts)
    described = [*map(secretless, present), *inventory_facts(inventory)]
    described += input_facts(evidence.inputs, servers)
    seen = {server for server, _ in coverage} | set(map(servers.name, computers))
    places = ServerPlaces(inventory, servers, seen)
    told = with_sending_servers([_placed(fact, places) for fact in described], servers.name)
    how = RecordReading(catalogue, servers, clocks_of(evidence.records, evidence.inputs))
    facts = derive(evidence.records, how, coverage, told, spread)
    offsets = _offsets(evidence, facts, servers)
    inventory = in_utc(inventory, places, offsets)
    inventory, current, listed = up_to_date(inventory, places, facts.facts, offsets)
    facts = replace(facts, facts=tuple(facts_in_utc(current, offsets)))
    facts = replace(facts, facts=tuple(with_passed_ends(facts.facts, _lasts(facts), at)))
    estate = _estate(facts, servers, inventory, at)
    chosen = tuple(settled_readings(selections_of(estate), facts.facts))
    beyond = (*key_elsewhere_facts(facts.facts, estate, chosen), *successor_elsewhere_facts(estate))
    facts, estate = without_partners(facts, estate)
    bound = tuple(with_bound(with_own_relays(facts.facts, estate), estate))
    facts = replace(facts, facts=tuple(with_standing(bound, estate.stores)))
    facts = with_selections(facts, estate, chosen, inventory)
    sided = with_unbound(with_sides(with_answers(with_already_there(facts.facts)), estate))
    missed = with_enabled_before(with_first_missed(sided))
    judged = with_roles(with_own_next(missed, estate), estate)
    known = (
        *beyond,
        *internal_elsewhere_facts(facts.facts, estate),
        *with_alike_queues(with_tested_ports(with_tls_errors(with_reports_of_others(judged)))),
        *hybrid_facts(facts.facts, estate),
        *in_between_facts(facts.facts, estate),
        *misplaced_lists(facts.facts, {*(name for name, _ in coverage), *seen}),
        *shared_ports(facts.facts),
    )
    facts = replace(facts, facts=tuple(sorted(known, key=lambda fact: fact.order)))
    notes = (*(one.note for one in renamed), *listed, *over, *facts.notes)
    return Analysis(replace(facts, notes=notes), servers, inventory, at, estate, chosen)


def _offsets(evidence: Evidences, facts: FactSet, servers: Servers) -> dict[str, int]:
    """Give the seconds that each server's clock is ahead of UTC, where that is known.

    System 6013 goes before what its texts show; where these differ, nothing is known.
    """
    shown: dict[str, set[int]] = {}
    for read in evidence.reads:
        if read.offset is not None:
            for name in {servers.name(span.computer) for span in read.report.spans}:
                shown.setdefault(name, set()).add(read.offset)
    told = {server: min(found) for server, found in shown.items() if len(found) == 1}
    return told | {server: -60 * zone.bias for server, zone in facts.zones.items()}


def _lasts(facts: FactSet) -> dict[str, int]:
    """Give until when the logs of each server go on, in seconds since 1970 UTC."""
    lasts: dict[str, int] = {}
    ends = [(server, one.last) for (server, _), one in facts.coverage.items()]
    # Single records in a text tell the time and the server, too.
    covered = {server for server, _ in ends}
    ends += [
        (server, last) for (server, _), (_, last) in facts.seen.items() if server not in covered
    ]
    for server, last in ends:
        lasts[server] = max(last, lasts.get(server, last))
    return lasts


def _estate(facts: FactSet, servers: Servers, inventory: Inventory, at: int | None) -> Estate:
    ignored = frozenset(
        (fact.server, fact.text("thumbprint"))
        for fact in facts.facts
        if fact.kind == "san-limit-exceeded" and fact.text("thumbprint")
    )
    configured, answers = configured_by_events(facts.facts), answered(facts.facts)
    lasts, auth = _lasts(facts), auth_certificates(facts.facts)
    context = Context(servers, lasts, at, configured, ignored, answers, auth)
    return replace(estate_of(inventory, context), sorts=sorts_of(facts.facts))


def _placed(fact: Fact, places: ServerPlaces) -> Fact:
    """Give what names no server to the server that it belongs to, if that is known."""
    if fact.kind == "certificate" and fact.holds("listed"):
        file = fact.evidence[0].file
        return replace(fact, server=places.holding(fact.server, fact.text("thumbprint"), file))
    if fact.kind == "transport-service":
        return replace(fact, server=places.holding(fact.server, fact.text("internal")))
    if fact.kind == "connector" and fact.text("direction") == "receive":
        return replace(fact, server=places.of(fact.server))
    return replace(fact, server=places.told(fact.server))
