"""The inventory as facts: certificates, connectors and services, for rules to join on.

Lists are joined with `, `; what an export does not say is left out, never empty. A server is as the
export spells it, empty where it names none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.model.connector_reach import barred, takes_inside_only
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.model.fact import Evidence
    from certtrail.model.inventory import Connector, Inventory, StoredCertificate, TransportService


def inventory_facts(inventory: Inventory) -> list[Fact]:
    """Make a fact of each description."""
    return [
        *(_certificate(one) for one in inventory.certificates),
        *(_connector(one) for one in inventory.connectors),
        *(_service(one) for one in inventory.services),
    ]


def _fact(kind: str, server: str, fields: Mapping[str, object], evidence: Evidence) -> Fact:
    return Fact(kind, server, 0, dict(_known(fields)), (evidence,))


def _known(fields: Mapping[str, object]) -> Iterator[tuple[str, str | int | bool]]:
    for name, value in fields.items():
        if isinstance(value, str | int):
            yield name, value
        elif isinstance(value, tuple | frozenset):
            yield name, _listed(value)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values if isinstance(values, tuple) else sorted(values))


def _certificate(one: StoredCertificate) -> Fact:
    fields = {
        "thumbprint": one.thumbprint,
        "subject": one.subject,
        "issuer": one.issuer,
        "serial": one.serial,
        "names": one.names,
        "names_complete": one.names_complete,
        "not_before": one.not_before,
        "not_after": one.not_after,
        "exact_dates": one.exact_dates,
        "local_dates": one.local_dates or None,
        "self_signed": one.self_signed,
        "has_private_key": one.has_private_key,
        "key_provider": one.key_provider,
        "key_test": one.key_test,
        "services": one.services,
        "smtp": one.smtp,
        "status": one.status,
        "public_key": one.public_key,
        "listed": one.listed,
        "whole_list": one.whole_list,
        "in_user_store": one.in_user_store or None,
        "internal": one.internal,
        "auth": one.auth,
    }
    return _fact("certificate", one.server, fields, one.evidence)


def _connector(one: Connector) -> Fact:
    told, hosts = map(one.settings.get, ("TlsDomainCapabilities", "SmartHosts"))
    fields = {
        "connector": one.name,
        "direction": one.kind,
        "enabled": one.enabled,
        "fqdn": one.fqdn,
        "tls_certificate_name": one.tls_certificate_name,
        "tls_auth_level": one.tls_auth_level,
        "tls_domain": one.tls_domain,
        "auth_mechanism": one.auth_mechanism,
        "tls": one.tls,
        "transport_role": one.transport_role,
        "bindings": one.bindings,
        "inside": takes_inside_only(one),
        "barred": barred(one),
        "require_tls": one.require_tls,
        "capabilities": None if told is None else told.strip("{} "),
        "source_servers": one.source_servers,
        "smart_hosts": None if hosts is None else hosts.strip("{} ") or None,
        "changed": one.changed,
    }
    return _fact("connector", one.server, fields, one.evidence)


def _service(one: TransportService) -> Fact:
    fields = {"internal": one.internal_thumbprint}
    return _fact("transport-service", one.server, fields, one.evidence)
