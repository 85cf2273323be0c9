"""What was read in; what it says, before any rule looks at it, out."""

from __future__ import annotations

from dataclasses import dataclass, replace
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

    import pandas as pd

    from certtrail.certificates.renewal import Renewal
    from certtrail.certificates.selections import Selection
    from certtrail.certificates.store import Store
    from certtrail.inputs.reading import Evidences
    from certtrail.model.fact import Evidence, Fact
    from certtrail.model.input_reports import InputAccount
    from certtrail.model.inventory import Inventory
    from certtrail.rulebook.catalogue import Catalogue

# Made from stores and facts here; nothing new happens to a certificate in them.
_CONCLUDED: Final = frozenset({"certificate-selected", "selection-conflict", "planes-disagree"})


@dataclass(frozen=True, slots=True)
class Picture:
    """The servers' stores and connectors, the ledger, and what each connector picks."""

    estate: Estate
    entries: tuple[Entry, ...]
    chosen: tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What the evidence says.

    Attributes:
        facts: of all servers.
        servers: which names are one server.
        inventory: certificates, connectors and settings as the exports describe them.
        inputs: an account of every file.
        at: the instant to judge, in seconds since 1970 UTC; None for where the logs end.
    """

    facts: FactSet
    servers: Servers
    inventory: Inventory
    inputs: tuple[InputAccount, ...]
    at: int | None = None

    def estate(self, at: int | None = None) -> Estate:
        """Build the servers' stores and connectors, to select from.

        Args:
            at: the instant to judge, in seconds since 1970 UTC; by default `self.at`.
        """
        at = self.at if at is None else at
        lasts: dict[str, int] = {}
        for (server, _), coverage in self.facts.coverage.items():
            lasts[server] = max(coverage.last, lasts.get(server, coverage.last))
        ignored = {
            (fact.server, str(fact.fields["thumbprint"]))
            for fact in self.facts.facts
            if fact.kind == "san-limit-exceeded" and "thumbprint" in fact.fields
        }
        context = Context(
            self.servers, lasts, at, _configured(self.facts.facts), frozenset(ignored)
        )
        return estate_of(self.inventory, context)

    def ledger(self) -> tuple[Entry, ...]:
        """List every certificate that the evidence names, with its life."""
        return self._ledger(self.estate())

    def picture(self) -> Picture:
        """Give all that is known of the certificates."""
        estate = self.estate()
        return Picture(estate, self._ledger(estate), tuple(selections(estate)))

    def _ledger(self, estate: Estate) -> tuple[Entry, ...]:
        offsets = {server: -60 * zone.bias for server, zone in self.facts.zones.items()}
        told = (fact for fact in self.facts.facts if fact.kind not in _CONCLUDED)
        return ledger_of(told, estate, offsets)

    def renewals(
        self, until: int | None = None, picture: Picture | None = None
    ) -> tuple[Renewal, ...]:
        """Plan the renewal of every certificate with a known end that was not renewed yet.

        Args:
            until: leave out what expires later, in seconds since 1970 UTC.
            picture: of the certificates, where it is at hand.
        """
        from certtrail.certificates.renewal import renewals

        known = picture or self.picture()
        replaced = {
            (fact.server, str(fact.fields["thumbprint"]))
            for fact in self.facts.facts
            if fact.kind == "internal-certificate-trouble"
            and (fact.fields["stopped"] or fact.fields["gone"])
        }
        configured = {(name, store.internal or "") for name, store in self._exported(known.estate)}
        return renewals(known.entries, known.chosen, replaced - configured, until)

    def _exported(self, estate: Estate) -> list[tuple[str, Store]]:
        """Give the stores whose internal certificate an export tells, not only events."""
        told = {self.servers.name(one.server) for one in self.inventory.services if one.server}
        return [(name, store) for name, store in estate.stores.items() if name in told]

    def certificates(self) -> pd.DataFrame:
        """Give the ledger as a frame; columns as in `certtrail.case.certificate_frames.LEDGER`."""
        from certtrail.case.certificate_frames import ledger_frame

        return ledger_frame(self.ledger())

    def selection(self, at: int | None = None) -> pd.DataFrame:
        """Give what each connector picks as a frame; columns as in `frames.SELECTIONS`.

        Args:
            at: the instant to judge, in seconds since 1970 UTC; by default where the logs end.
        """
        from certtrail.case.certificate_frames import selection_frame

        return selection_frame(selections(self.estate(at)))


def understand(evidence: Evidences, catalogue: Catalogue, at: int | None = None) -> Understood:
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
    servers = Servers.from_computers(named)
    coverage = coverages(evidence.inputs, servers)
    described = [*evidence.told, *inventory_facts(inventory)]
    described += input_facts(evidence.inputs, servers)
    known = sorted({server for server, _ in coverage})
    told = _placed(described, servers, known, _holders(inventory, servers))
    observations = observe(evidence.records, catalogue, servers)
    facts = derive(observations, coverage, catalogue, servers, told)
    return _with_selections(Understood(facts, servers, inventory, evidence.inputs, at))


def _with_selections(understood: Understood) -> Understood:
    """Add what each connector picks, and what is wrong with it, to the facts."""
    known = understood.facts
    if not understood.inventory.certificates and not understood.inventory.services:
        facts = tuple(checked_warnings(known.facts, ()))
        return replace(understood, facts=replace(known, facts=facts))
    estate = understood.estate()
    found = selections(estate)
    added = [*selection_facts(estate, found), *plane_facts(known.facts, estate, found)]
    biases = {server: zone.bias for server, zone in known.zones.items()}
    added += countdown_facts(known.facts, understood.inventory.certificates, biases)
    facts = tuple(
        sorted((*checked_warnings(known.facts, found), *added), key=lambda fact: fact.order)
    )
    capabilities = dict(known.capabilities)
    for server, store in estate.stores.items():
        able = set(capabilities.get(server, ()))
        if store.known:
            able.add(CERTIFICATES)
        if estate.receive.get(server) or estate.send:
            able.add(CONNECTORS)
        capabilities[server] = frozenset(able)
    return replace(understood, facts=replace(known, facts=facts, capabilities=capabilities))


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
        named = fact.fields.get("internal") if fact.kind == "transport-service" else None
        holding = holders.get(str(named), set())
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
        if fact.kind != "internal-certificate-configured" or not fact.evidence:
            continue
        last = int(fact.fields.get("last", fact.time // instants.SECOND))
        if fact.server not in found or last > found[fact.server][0]:
            found[fact.server] = (last, str(fact.fields["thumbprint"]), fact.evidence[-1])
    return {server: (thumbprint, line) for server, (_, thumbprint, line) in found.items()}
