"""What each connector picks, and what is wrong with it: facts and selections in, facts out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.certificates.already_there import not_refused
from certtrail.certificates.at_hand import at_hand_facts, back_end_facts, for_name_facts
from certtrail.certificates.cng_keys import cng_facts
from certtrail.certificates.conflicts import selection_facts
from certtrail.certificates.countdown import countdown_facts
from certtrail.certificates.disagreements import checked_warnings, plane_facts
from certtrail.certificates.elsewhere import (
    carried_elsewhere_facts,
    elsewhere_facts,
    given_elsewhere_facts,
)
from certtrail.certificates.name_heirs import with_heirs
from certtrail.certificates.not_listed import not_listed_facts
from certtrail.certificates.renewals_begun import begun_facts, with_requests
from certtrail.certificates.sole_carriers import sole_carrier_facts
from certtrail.certificates.standing import standing_facts
from certtrail.certificates.user_stores import user_store_facts
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
    conflicts = with_heirs(selection_facts(estate, chosen), estate)
    added = [*conflicts, *plane_facts(known.facts, estate, chosen)]
    offered = (*at_hand_facts(estate), *for_name_facts(estate, known.facts))
    added += not_refused(with_requests(offered, known.facts, estate), known.facts)
    added += begun_facts(known.facts, estate)
    added += sole_carrier_facts(estate, known.facts)
    added += [*back_end_facts(estate), *not_listed_facts(estate, known.facts)]
    added += [*standing_facts(estate, chosen), *cng_facts(known.facts, estate)]
    biases = {server: zone.bias for server, zone in known.zones.items()}
    added += [*elsewhere_facts(known.facts, estate), *given_elsewhere_facts(known.facts, estate)]
    added += user_store_facts((*known.facts, *added), estate, inventory)
    added += list(carried_elsewhere_facts((*known.facts, *added), estate))
    added += countdown_facts(known.facts, inventory.certificates, biases)
    facts = (*checked_warnings(known.facts, chosen), *added)
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
