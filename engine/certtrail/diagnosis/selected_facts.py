"""What each connector picks, and what is wrong with it: facts and selections in, facts out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.certificates.disagreements import checked_warnings
from certtrail.certificates.mended_since import with_mended
from certtrail.certificates.queued_for import with_queues
from certtrail.facts.capabilities import CERTIFICATES, CONNECTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.facts.derivation import FactSet
    from certtrail.model.inventory import Inventory
    from certtrail.model.selected_certificates import Selection


def with_selections(
    known: FactSet, estate: Estate, chosen: Sequence[Selection], inventory: Inventory
) -> FactSet:
    """Add what each connector picks, and what is wrong with it, to the facts."""
    if not inventory.certificates and not inventory.services:
        able = _able(known, estate)
        return replace(known, facts=tuple(checked_warnings(known.facts, ())), capabilities=able)
    from certtrail.diagnosis.listed_facts import listed_facts

    added = with_queues(listed_facts(known, estate, chosen, inventory), known.facts, estate)
    facts = with_mended((*checked_warnings(known.facts, chosen), *added), estate)
    ordered = tuple(sorted(facts, key=lambda fact: fact.order))
    return replace(known, facts=ordered, capabilities=_able(known, estate))


def _able(known: FactSet, estate: Estate) -> dict[str, frozenset[str]]:
    """Add to what the evidence allows to look at what its lists do."""
    capabilities = dict(known.capabilities)
    for server, store in estate.stores.items():
        able = set(capabilities.get(server, ()))
        if store.known:
            able.add(CERTIFICATES)
        if estate.tells_names(server):
            able.add(CONNECTORS)
        capabilities[server] = frozenset(able)
    return capabilities
