"""Which side a connector is on: facts that name one, and an estate, in; facts that tell it, out.

Event 12014 names a connector, not whether it receives or sends. Lists tell, and acts on it; else
its name may: a receive connector that Exchange makes is called after its server, and the implicit
send connectors have fixed names (in each language), as has the one of the Hybrid Configuration
Wizard.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import TlsCertificateName
from certtrail.certificates.dns_names import is_own
from certtrail.certificates.validity import Validity, validity
from certtrail.model.fact import Fact
from certtrail.text.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Evidence
    from certtrail.model.inventory import Connector

_NAMED: Final = "starttls-certificate-missing"
_EXPIRED: Final = "starttls-certificate-expired"
_SEARCHED: Final = frozenset({_NAMED, _EXPIRED, "starttls-certificate-expiring"})
_TOLD_BY: Final = ("TlsDomainCapabilities", "AddressSpaces")
_BUILT_IN: Final = frozenset(
    {
        "intra-organization smtp send connector",
        "inbound proxy internal send connector",
        "inbound proxy external send connector",
        "outbound proxy internal send connector",
        "outbound proxy external send connector",
        "client proxy send connector",
        "mailbox proxy send connector",
        "shadow redundancy send connector",
        # The first of them on servers in Chinese and in Japanese, as copies of 12014 and 2017 and
        # protocol logs from there have it.
        "\u7ec4\u7ec7\u5185 smtp \u53d1\u9001\u8fde\u63a5\u5668",
        "\u7d44\u7e54\u5167\u7684 smtp \u50b3\u9001\u9023\u63a5\u5668",
        "\u7d44\u7e54\u5185\u306e smtp \u9001\u4fe1\u30b3\u30cd\u30af\u30bf",
    }
)
_OF_THE_WIZARD: Final = "outbound to office 365"
_CONFIGURED: Final = "hybrid-configuration"
_PRINTED_BY: Final = "Get-HybridConfiguration"
_HYBRID: Final = re.compile(r"office ?365|\bonmicrosoft\.com", re.IGNORECASE)
# Anybody's mail goes to outlook.com; what the wizard sets on a connector is the domain of its TLS.
_OF_THE_CLOUD: Final = re.compile(
    r"\bprotection\.outlook\.com|\bonmicrosoft\.com|\bAcceptCloudServicesMail\b", re.IGNORECASE
)


def with_sides(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all facts; those about a name that was searched for get `direction`, `own_name` and
    `named_now`, and 12016 its certificate.

    Args:
        facts: of all servers.
        estate: their connectors.
    """
    told = list(facts)
    sides = _Sides(told, estate)
    for fact in told:
        if fact.kind not in _SEARCHED:
            yield fact
            continue
        side = sides.of(fact) if fact.kind == _NAMED else None
        found: Mapping[str, str | bool | None] = {
            "direction": side,
            **_by_side(fact, side),
            "own_name": _own_name(fact),
            "named_now": sides.named_now(fact),
            "thumbprint": _over(fact, estate) if fact.kind == _EXPIRED else None,
        }
        added = {name: value for name, value in found.items() if value is not None}
        yield replace(fact, fields={**fact.fields, **added})


def hybrid_facts(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Make a `hybrid-sign` for each server where something shows a hybrid with Microsoft 365."""
    known = tuple(facts)
    configured = next((fact for fact in known if fact.kind == _CONFIGURED), None)
    found = next(_signs(known, estate), None)
    if found is None and configured is not None:
        found = _PRINTED_BY, configured.evidence
    if found is not None:
        told, evidence = found
        name = configured.text("tls_certificate_name") if configured is not None else ""
        fields = {"sign": told[:255]} | ({"tls_certificate_name": name} if name else {})
        for server in estate.stores:
            yield Fact("hybrid-sign", server, 0, fields, evidence)


def _signs(facts: Iterable[Fact], estate: Estate) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    listed = (*estate.send, *(one for ones in estate.receive.values() for one in ones))
    yield from ((one.name, (one.evidence,)) for one in listed if is_for_cloud(one))
    for fact in facts:
        name = {_NAMED: "connector", "queue-error": "next_hop"}.get(fact.kind)
        text = fact.text(name) if name else ""
        if _HYBRID.search(text):
            yield text, fact.evidence


def is_for_cloud(one: Connector) -> bool:
    """Tell whether a connector shows that it is for mail with Microsoft 365."""
    # A TlsCertificateName alone is no sign: any partner may have asked for it.
    told = (one.tls_domain or "", *(one.settings.get(name, "") for name in _TOLD_BY))
    found = _HYBRID.search(one.name) or _OF_THE_CLOUD.search(" ".join(told))
    return bool(one.cloud_services or found)


def _by_side(fact: Fact, side: str | None) -> dict[str, str]:
    """Give the connector under a name that tells its side, so that a text can tell them apart."""
    if fact.kind != _NAMED:
        return {}
    field = {"receive": "receiver", None: "either"}.get(side, "sender")
    name = fact.text("connector") or fact.text("name")
    return {field: name} if name else {}


class _Sides:
    """What is known of the side of each connector."""

    def __init__(self, facts: Iterable[Fact], estate: Estate) -> None:
        self._receive = {
            server: {_bare(one.name) for one in ones} for server, ones in estate.receive.items()
        }
        self._send = {_bare(one.name) for one in estate.send}
        self._set: dict[tuple[str, str], set[str]] = {}
        listed = [(server, one) for server, ones in estate.receive.items() for one in ones]
        for server, one in (*listed, *(("", one) for one in estate.send)):
            if one.tls_certificate_name:
                self._set.setdefault((server, _bare(one.name)), set()).add(one.tls_certificate_name)
        self._acted: dict[str, set[str]] = {}
        for fact in facts:
            if fact.kind == "connector-action":
                name = _bare(fact.text("connector"))
                self._acted.setdefault(name, set()).add(fact.text("direction"))

    def of(self, fact: Fact) -> str | None:
        """Tell the side of the connector that a fact names; None where it is not known."""
        name = _bare(fact.text("connector"))
        if not name:
            return None
        listed = {"receive": self._receive.get(fact.server, ()), "send": self._send}
        sides = {side for side, names in listed.items() if name in names}
        sides = sides or self._acted.get(name, set())
        if len(sides) == 1:
            return min(sides)
        return None if sides else _by_name(name, fact.server)

    def named_now(self, fact: Fact) -> str | None:
        """Give the TlsCertificateName with which a list has a connector that an event names with
        another one; None where it has the same, or that is not known.
        """
        name, asked = _bare(fact.text("connector")), TlsCertificateName.read(fact.text("name"))
        known = self._set.get((fact.server, name), set()) | self._set.get(("", name), set())
        read = [TlsCertificateName.read(one) for one in known]
        if len(known) != 1 or asked is None or read[0] is None or read[0] == asked:
            return None
        return min(known)


def _by_name(name: str, server: str) -> str | None:
    if name in _BUILT_IN:
        return "built-in"
    if name.startswith(_OF_THE_WIZARD):
        return "send"
    host = host_of(server)
    return "receive" if host and name.endswith(f" {host}") else None


def _over(fact: Fact, estate: Estate) -> str | None:
    """Give the certificate that 12016 is about and does not name: the only one it can be."""
    store = estate.stores.get(fact.server)
    if fact.text("thumbprint") or store is None or not store.whole:
        return None
    over = [
        held.thumbprint
        for held in store.carriers(fact.text("name"))
        if held.stored.smtp and validity(held, store.at) is Validity.EXPIRED
    ]
    return over[0] if len(over) == 1 else None


def _bare(connector: str) -> str:
    return connector.rpartition("\\")[2].strip().casefold()


def _own_name(fact: Fact) -> bool | None:
    """Tell whether a host name is the server's own, as far as the server's name is known."""
    return is_own(fact.text("name"), fact.server) if fact.text("named_by") == "fqdn" else None
