"""By which certificate Exchange Online knows this side: its inbound connector and what the send
connector to it sends in; where the two do not fit, out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.connector_sides import is_for_cloud
from certtrail.certificates.distinguished import host_asked_for
from certtrail.certificates.dns_names import canonical, parents
from certtrail.model.fact import Fact
from certtrail.model.selected_certificates import Direction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
    first = min(known, key=lambda fact: fact.text("connector"))
    wanted = _Wanted(canonical(host_asked_for(fact.text("name"))) for fact in known)
    for one in chosen:
        if one.direction is not Direction.OUTBOUND or one.connector not in cloud:
            continue
        store = estate.stores.get(one.server)
        held = None if store is None else (store.certificates or {}).get(one.documented)
        sure = one.documented == one.model and held is not None and held.names_known
        if not sure or held is None or any(map(wanted.has, held.names)):
            continue
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


class _Wanted:
    """The names by which inbound connectors know who sends.

    A wildcard there is for a domain and all domains below it.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Take canonical names."""
        told = frozenset(names)
        self._hosts = frozenset(name for name in told if not name.startswith("*."))
        self._domains = frozenset(name[2:] for name in told - self._hosts)
        self._above = frozenset(above for host in self._hosts for above in parents(host))

    def has(self, name: str) -> bool:
        """Tell whether a name of a certificate is one of them, or for one of them."""
        plain = name.removeprefix("*.")
        if name in self._hosts or (plain != name and plain in self._above):
            return True
        return plain in self._domains or not self._domains.isdisjoint(parents(plain))
