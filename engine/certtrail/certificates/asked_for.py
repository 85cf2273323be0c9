"""Certificates that Exchange was asked for and did not show: what the same evidence uses them for.

Asked for in passing, such a one tells little. Where the server is configured for it, or a connector
of the server names it, something that has to be there is not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import TlsCertificateName
from certtrail.certificates.validity import Validity, validity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Store
    from certtrail.model.fact import Evidence, Fact
    from certtrail.model.inventory import Connector

_NOT_FOUND: Final = "thumbprint-not-found"
_BROUGHT: Final = frozenset({"imported", "installed", "enabled"})


def with_roles(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all facts; a `certificate-not-shown` gets the `role` of what was asked for: `internal`,
    or `connector` with the connector's name and `direction`.

    None is told where a list of the server has it, or where it was brought there.

    Args:
        facts: of all servers.
        estate: their stores and connectors.
    """
    known = list(facts)
    brought = {
        (fact.server, fact.text("thumbprint"))
        for fact in known
        if fact.kind == "certificate-action"
        and fact.text("verb") in _BROUGHT
        and fact.text("result") == "success"
    }
    named = _Named(estate)
    for fact in known:
        thumbprint = fact.text("thumbprint")
        store = estate.stores.get(fact.server)
        if (
            fact.kind != "certificate-not-shown"
            or fact.text("reason") != _NOT_FOUND
            or "role" in fact.fields
            or store is None
            or (fact.server, thumbprint) in brought
            or thumbprint in (store.certificates or {})
        ):
            yield fact
            continue
        fields, evidence = named.role(store, thumbprint)
        yield replace(fact, fields={**fact.fields, **fields}, evidence=(*fact.evidence, *evidence))


class _Named:
    """Finds what names a certificate that a server does not have."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._connectors: dict[str, dict[TlsCertificateName, Connector]] = {}

    def role(self, store: Store, thumbprint: str) -> tuple[dict[str, str], tuple[Evidence, ...]]:
        """Give the fields that tell its role, and where that is told; nothing where none is."""
        if thumbprint and store.internal == thumbprint:
            return {"role": "internal"}, store.internal_evidence
        # A thumbprint tells no name; a server that has the certificate does.
        for other in self._estate.holding(thumbprint):
            held = (other.certificates or {})[thumbprint]
            # What is over nobody has to bring here.
            if validity(held, other.at) is Validity.EXPIRED:
                continue
            for name, connector in self._of(store.server).items():
                if name.names(held.subject, held.issuer) and not self._has_one(store, name):
                    fields = {
                        "role": "connector",
                        "connector": connector.name,
                        "direction": connector.kind,
                        "holder": other.server,
                    }
                    told = {field: value for field, value in fields.items() if value}
                    return told, (connector.evidence, *held.evidence[:1])
        return {}, ()

    def _has_one(self, store: Store, name: TlsCertificateName) -> bool:
        """Tell whether the server has one that the name fits, or may have."""
        return any(name.names(one.subject, one.issuer) is not False for one in store.all())

    def _of(self, server: str) -> dict[TlsCertificateName, Connector]:
        """Give the connectors of a server that name a certificate, one for each name."""
        if server not in self._connectors:
            found: dict[TlsCertificateName, Connector] = {}
            sending = (one for one in self._estate.sending(server) if one.source_servers)
            for one in (*self._estate.receive.get(server, ()), *sending):
                name = TlsCertificateName.read(one.tls_certificate_name or "")
                if name is not None and one.enabled is not False:
                    found.setdefault(name, one)
            self._connectors[server] = found
        return self._connectors[server]
