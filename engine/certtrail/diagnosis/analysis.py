"""What was read in; what it says, before any rule looks at it, out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.certificates.conflicts import selection_facts
from certtrail.certificates.countdown import countdown_facts
from certtrail.certificates.disagreements import checked_warnings, plane_facts
from certtrail.certificates.estate import Context, Estate, estate_of
from certtrail.certificates.ledger import Entry, ledger_of
from certtrail.certificates.selections import selections
from certtrail.facts.catalogued_events import observe
from certtrail.facts.coverage import coverages
from certtrail.facts.coverage_facts import input_facts
from certtrail.facts.derivation import CERTIFICATES, CONNECTORS, FactSet, derive
from certtrail.facts.inventory_facts import inventory_facts
from certtrail.model.servers import Servers
from certtrail.text import instants

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.certificates.renewal import Renewal
    from certtrail.certificates.selections import Selection
    from certtrail.certificates.store import Store
    from certtrail.inputs.reading import Evidences
    from certtrail.model.fact import Evidence, Fact
    from certtrail.model.inventory import Inventory
    from certtrail.rulebook.catalogue import Catalogue

# Made from stores and facts here; nothing new happens to a certificate in them.
_CONCLUDED: Final = frozenset({"certificate-selected", "selection-conflict", "planes-disagree"})


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
    def ledger(self) -> tuple[Entry, ...]:
        """Every certificate that the evidence names, with its life."""
        offsets = {server: -60 * zone.bias for server, zone in self.facts.zones.items()}
        told = (fact for fact in self.facts.facts if fact.kind not in _CONCLUDED)
        return ledger_of(told, self.estate, offsets)

    def renewals(self, until: int | None = None) -> tuple[Renewal, ...]:
        """Plan the renewal of every certificate with a known end that was not renewed yet.

        Args:
            until: leave out what expires later, in seconds since 1970 UTC.
        """
        from certtrail.certificates.renewal import renewals

        replaced = {
            (fact.server, fact.text("thumbprint"))
            for fact in self.facts.facts
            if fact.kind == "internal-certificate-trouble"
            and (fact.holds("stopped") or fact.holds("gone"))
        }
        configured = {(name, store.internal or "") for name, store in self._exported()}
        return renewals(self.ledger, self.chosen, replaced - configured, until)

    def _exported(self) -> list[tuple[str, Store]]:
        """Give the stores whose internal certificate an export tells, not only events."""
        told = {self.servers.name(one.server) for one in self.inventory.services if one.server}
        return [(name, store) for name, store in self.estate.stores.items() if name in told]


def analyse(evidence: Evidences, catalogue: Catalogue, at: int | None = None) -> Analysis:
    """Turn what was read into facts.

    Args:
        evidence: what was read.
        catalogue: what events mean.
        at: the instant to judge, in seconds since 1970 UTC; by default where the logs end.
    """
    spans = [span for account in evidence.inputs for span in account.spans]
    inventory = evidence.inventory
    named = [(span.computer, span.records) for span in spans]
    # Exports name servers, too, but how a log spells a name goes first.
    named += [(name, 0) for name in inventory.servers()]
    computers = sorted(set(evidence.records.computer))
    named += [(name, 0) for name in computers]
    servers = Servers.from_computers(named)
    coverage = coverages(evidence.inputs, servers)
    described = [*evidence.told, *inventory_facts(inventory)]
    described += input_facts(evidence.inputs, servers)
    known = sorted({server for server, _ in coverage} | set(map(servers.name, computers)))
    told = _placed(described, servers, known, _holders(inventory, servers))
    observations = observe(evidence.records, catalogue, servers)
    facts = derive(observations, coverage, catalogue, servers, told)
    estate = _estate(facts, servers, inventory, at)
    chosen = tuple(selections(estate))
    facts = _with_selections(facts, estate, chosen, inventory)
    return Analysis(facts, servers, inventory, at, estate, chosen)


def _estate(facts: FactSet, servers: Servers, inventory: Inventory, at: int | None) -> Estate:
    lasts: dict[str, int] = {}
    for (server, _), coverage in facts.coverage.items():
        lasts[server] = max(coverage.last, lasts.get(server, coverage.last))
    ignored = frozenset(
        (fact.server, fact.text("thumbprint"))
        for fact in facts.facts
        if fact.kind == "san-limit-exceeded" and fact.text("thumbprint")
    )
    return estate_of(inventory, Context(servers, lasts, at, _configured(facts.facts), ignored))


def _with_selections(
    known: FactSet, estate: Estate, chosen: Sequence[Selection], inventory: Inventory
) -> FactSet:
    """Add what each connector picks, and what is wrong with it, to the facts."""
    if not inventory.certificates and not inventory.services:
        return replace(known, facts=tuple(checked_warnings(known.facts, ())))
    added = [*selection_facts(estate, chosen), *plane_facts(known.facts, estate, chosen)]
    biases = {server: zone.bias for server, zone in known.zones.items()}
    added += countdown_facts(known.facts, inventory.certificates, biases)
    facts = (*checked_warnings(known.facts, chosen), *added)
    capabilities = dict(known.capabilities)
    for server, store in estate.stores.items():
        able = set(capabilities.get(server, ()))
        if store.known:
            able.add(CERTIFICATES)
        if estate.receive.get(server) or estate.send:
            able.add(CONNECTORS)
        capabilities[server] = frozenset(able)
    ordered = tuple(sorted(facts, key=lambda fact: fact.order))
    return replace(known, facts=ordered, capabilities=capabilities)


def _placed(
    told: Iterable[Fact], servers: Servers, known: Sequence[str], holders: Mapping[str, set[str]]
) -> list[Fact]:
    """Give what names no server to the one server whose logs came with it, if it is one.

    Else an export that names a certificate belongs to the only server that lists it, if it is one.
    """
    lone = known[0] if len(known) == 1 else ""

    def place(fact: Fact) -> str:
        if fact.server:
            return servers.name(fact.server)
        named = fact.text("internal") if fact.kind == "transport-service" else ""
        holding = holders.get(named, set())
        return next(iter(holding)) if not lone and len(holding) == 1 else lone

    return [replace(fact, server=place(fact)) for fact in told]


def _holders(inventory: Inventory, servers: Servers) -> dict[str, set[str]]:
    """Tell which servers list each certificate."""
    found: dict[str, set[str]] = {}
    for one in inventory.certificates:
        if one.server and one.listed:
            found.setdefault(one.thumbprint, set()).add(servers.name(one.server))
    return found


def _configured(facts: Iterable[Fact]) -> dict[str, tuple[str, Evidence]]:
    """Find by server which internal certificate its last events name as configured."""
    found: dict[str, tuple[int, str, Evidence]] = {}
    for fact in facts:
        thumbprint = fact.text("thumbprint")
        if fact.kind != "internal-certificate-configured" or not fact.evidence or not thumbprint:
            continue
        told = fact.number("last")
        last = fact.time // instants.SECOND if told is None else told
        if fact.server not in found or last > found[fact.server][0]:
            found[fact.server] = (last, thumbprint, fact.evidence[-1])
    return {server: (thumbprint, line) for server, (_, thumbprint, line) in found.items()}
