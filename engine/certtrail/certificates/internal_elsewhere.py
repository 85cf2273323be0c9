"""An internal certificate that is another server's: facts and an estate in, facts out.

A clone and a restored copy have the directory's value of the server that they were made from, and
not its certificate. There it is in place, with its key, and nothing has to be done about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store


def internal_elsewhere_facts(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Make an `internal-of-another` for each server that goes on missing the internal certificate
    which another one made for itself, and has in its list and in the role.

    Args:
        facts: of all servers.
        estate: their stores.
    """
    missed = {
        (fact.server, fact.text("configured")): None
        for fact in facts
        if fact.kind == "internal-certificate-fallback" and fact.holds("open")
    }
    for server, thumbprint in missed:
        homes = list(_homes(estate, thumbprint))
        mine = estate.stores.get(server)
        if len(homes) != 1 or (mine is not None and thumbprint in (mine.certificates or {})):
            continue
        store, held = homes[0]
        if store.server == server:
            continue
        told = {
            "thumbprint": thumbprint,
            "holder": store.server,
            "not_after": held.stored.not_after,
        }
        fields = {name: value for name, value in told.items() if value is not None}
        yield Fact("internal-of-another", server, 0, fields, held.evidence)


def _homes(estate: Estate, thumbprint: str) -> Iterator[tuple[Store, Held]]:
    """Give the servers whose own it is: self-signed, with their name and its key, in the role."""
    for store in estate.holding(thumbprint) if thumbprint else ():
        held = (store.certificates or {}).get(thumbprint)
        if (
            held is not None
            and store.server
            and store.internal == thumbprint
            and held.self_signed is True
            and held.stored.has_private_key is True
            and store.names_itself(held)
        ):
            yield store, held
