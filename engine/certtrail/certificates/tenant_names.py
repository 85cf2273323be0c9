"""By which certificate Exchange Online knows this side: its inbound connector and what the send
connector to it sends in; where the two do not fit, out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.connector_sides import is_for_cloud
from certtrail.certificates.distinguished import host_asked_for
from certtrail.certificates.dns_names import canonical, match
from certtrail.model.fact import Fact
from certtrail.model.selected_certificates import Direction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.model.selected_certificates import Selection

_INBOUND: Final = "inbound-connector"
_PARTNER: Final = "partner"


def tenant_facts(
    facts: Iterable[Fact], estate: Estate, chosen: Sequence[Selection]
) -> Iterator[Fact]:
    """Make a `tenant-certificate-mismatch` for each server that sends a certificate to Exchange
    Online of which no name is that of an inbound connector there.

    Args:
        facts: among them the inbound connectors.
        estate: of all servers.
        chosen: every selection in it.
    """
    known = [
        fact
        for fact in facts
        if fact.kind == _INBOUND and fact.text("connector_type").casefold() != _PARTNER
    ]
    if not known:
        return
    cloud = {one.name for one in estate.send if is_for_cloud(one)}
    for one in chosen:
        if one.direction is not Direction.OUTBOUND or one.connector not in cloud:
            continue
        store = estate.stores.get(one.server)
        held = None if store is None else (store.certificates or {}).get(one.documented)
        sure = one.documented == one.model and held is not None and held.names_known
        if not sure or held is None or any(_knows(fact, held.names) for fact in known):
            continue
        first = min(known, key=lambda fact: fact.text("connector"))
        told = {
            "connector": one.connector,
            "tenant_connector": first.text("connector"),
            "name": first.text("name"),
            "thumbprint": held.thumbprint,
            "subject": held.stored.subject or "",
        }
        fields = {name: value for name, value in told.items() if value}
        evidence = tuple(dict.fromkeys((*first.evidence, *held.evidence)))
        yield Fact("tenant-certificate-mismatch", one.server, 0, fields, evidence)


def _knows(fact: Fact, names: Collection[str]) -> bool:
    """Tell whether an inbound connector goes by one of a certificate's names.

    A wildcard there is for a domain and all domains below it.
    """
    wanted = canonical(host_asked_for(fact.text("name")))
    if not wanted.startswith("*."):
        return any(match(name, wanted) is not None for name in names)
    domain = wanted[2:]
    return any(name.removeprefix("*.") == domain or name.endswith(f".{domain}") for name in names)
