"""What only lists tell, of certificates, connectors and sites: facts and selections in, facts out.

Apart from `selected_facts`, as many diagnoses have no list, and need none of what reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.certificates.already_there import not_refused
from certtrail.certificates.at_hand import at_hand_facts, back_end_facts, for_name_facts
from certtrail.certificates.client_names import client_name_facts
from certtrail.certificates.cng_keys import cng_facts
from certtrail.certificates.conflicts import selection_facts
from certtrail.certificates.countdown import countdown_facts
from certtrail.certificates.disagreements import plane_facts
from certtrail.certificates.elsewhere import (
    carried_elsewhere_facts,
    elsewhere_facts,
    given_elsewhere_facts,
)
from certtrail.certificates.inner_names import with_inner_names
from certtrail.certificates.issuers_not_stored import not_stored_facts
from certtrail.certificates.meanwhile import with_meanwhile
from certtrail.certificates.name_heirs import with_heirs
from certtrail.certificates.not_listed import not_listed_facts
from certtrail.certificates.renewals_begun import begun_facts, with_requests
from certtrail.certificates.selections import in_use
from certtrail.certificates.sole_carriers import sole_carrier_facts
from certtrail.certificates.standing import standing_facts
from certtrail.certificates.tenant_names import tenant_facts
from certtrail.certificates.user_stores import user_store_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.facts.derivation import FactSet
    from certtrail.model.fact import Fact
    from certtrail.model.inventory import Inventory
    from certtrail.model.selected_certificates import Selection


def listed_facts(
    known: FactSet, estate: Estate, chosen: Sequence[Selection], inventory: Inventory
) -> list[Fact]:
    """Make what is wrong with each selection, and with what is listed, in no order."""
    used = in_use(estate, chosen)
    conflicts = with_inner_names(with_heirs(selection_facts(estate, used), estate), estate)
    added = [*conflicts, *plane_facts(known.facts, estate, chosen)]
    fitting = with_meanwhile(for_name_facts(estate, known.facts), known.facts, estate)
    offered = (*at_hand_facts(estate), *fitting)
    added += not_refused(with_requests(offered, known.facts, estate), known.facts)
    added += begun_facts(known.facts, estate)
    added += sole_carrier_facts(estate, known.facts)
    added += client_name_facts(estate, known.facts)
    added += tenant_facts(known.facts, estate, chosen)
    added += not_stored_facts(known.facts)
    added += [*back_end_facts(estate), *not_listed_facts(estate, known.facts)]
    added += [*standing_facts(estate, chosen), *cng_facts(known.facts, estate)]
    biases = {server: zone.bias for server, zone in known.zones.items()}
    added += [*elsewhere_facts(known.facts, estate), *given_elsewhere_facts(known.facts, estate)]
    added += user_store_facts((*known.facts, *added), estate, inventory)
    added += list(carried_elsewhere_facts((*known.facts, *added), estate))
    added += countdown_facts(known.facts, inventory.certificates, biases)
    return added
