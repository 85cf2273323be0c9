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
_DISABLED: Final = "disabled"


def tenant_facts(
    facts: Iterable[Fact], estate: Estate, chosen: Sequence[Selection]
) -> Iterator[Fact]:
    """Make a `tenant-certificate-mismatch` for each server that sends a certificate to Exchange
    Online of which no name is that of an enabled inbound connector there.

    Args:
        facts: among them the inbound connectors.
        estate: of all servers.
        chosen: every selection in it.
    """
    listed = [
        fact
        for fact in facts
        if fact.kind == _INBOUND and fact.text("connector_type").casefold() != _PARTNER
    ]
    if not listed:
        return
    cloud = {one.name for one in estate.send if is_for_cloud(one)}
    disabled = [fact for fact in listed if fact.text("state") == _DISABLED]
    enabled = [fact for fact in listed if fact.text("state") != _DISABLED]
    first = min(enabled or disabled, key=lambda fact: fact.text("connector"))
    wanted, unused = _Wanted(enabled), _Wanted(disabled)
    for one in chosen:
        if one.direction is not Direction.OUTBOUND or one.connector not in cloud:
            continue
        store = estate.stores.get(one.server)
        held = None if store is None else (store.certificates or {}).get(one.documented)
        sure = one.documented == one.model and held is not None and held.names_known
        if not sure or held is None or wanted.of(held.names) is not None:
            continue
        off = unused.of(held.names)
        # Where none is enabled, that one goes by the right name.
        known = first if enabled or off is None else None
        told = {
            "connector": one.connector,
            "tenant_connector": "" if known is None else known.text("connector"),
            "name": "" if known is None else known.text("name"),
            "disabled_connector": "" if off is None else off.text("connector") or off.text("name"),
            "thumbprint": held.thumbprint,
            "subject": held.stored.subject or "",
        }
        fields = {name: value for name, value in told.items() if value}
        shown = [fact for fact in (known, off) if fact is not None]
        evidence = (*(place for fact in shown for place in fact.evidence), *held.evidence)
        yield Fact(
            "tenant-certificate-mismatch", one.server, 0, fields, tuple(dict.fromkeys(evidence))
        )


class _Wanted:
    """The names by which inbound connectors know who sends.

    A wildcard there is for a domain and all domains below it.
    """

    def __init__(self, connectors: Iterable[Fact]) -> None:
        """Take `inbound-connector` facts."""
        named = [(canonical(host_asked_for(fact.text("name"))), fact) for fact in connectors]
        self._hosts = {name: fact for name, fact in reversed(named) if not name.startswith("*.")}
        self._domains = {name[2:]: fact for name, fact in reversed(named) if name.startswith("*.")}
        self._above = {above: fact for host, fact in self._hosts.items() for above in parents(host)}

    def of(self, names: Iterable[str]) -> Fact | None:
        """Give a connector that a certificate with these names is known by."""
        return next((fact for name in names if (fact := self._of(name)) is not None), None)

    def _of(self, name: str) -> Fact | None:
        plain = name.removeprefix("*.")
        if name in self._hosts:
            return self._hosts[name]
        if plain != name and plain in self._above:
            return self._above[plain]
        domains = (plain, *parents(plain))
        return next((self._domains[each] for each in domains if each in self._domains), None)
