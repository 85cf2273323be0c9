"""Which side a connector is on: facts that name one, and an estate, in; facts that tell it, out.

Event 12014 names a connector, not whether it receives or sends. Lists tell, and acts on it; else
its name may: a receive connector that Exchange makes is called after its server, and the implicit
send connectors have fixed names (in English), as has the one of the Hybrid Configuration Wizard.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.dns_names import canonical
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Evidence

_NAMED: Final = "starttls-certificate-missing"
_SEARCHED: Final = frozenset(
    {_NAMED, "starttls-certificate-expired", "starttls-certificate-expiring"}
)
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
    }
)
_OF_THE_WIZARD: Final = "outbound to office 365"
_HYBRID: Final = re.compile(r"office ?365|\boutlook\.com|\bonmicrosoft\.com", re.IGNORECASE)
# The wizard names the certificate on the connector that faces the Internet.
_FRONT_DOOR: Final = "default frontend "


def with_sides(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all facts; those about a name that was searched for get `direction` and `own_name`.

    Args:
        facts: of all servers.
        estate: their connectors.
    """
    told = list(facts)
    acted = {
        (_bare(fact.text("connector")), fact.text("direction"))
        for fact in told
        if fact.kind == "connector-action"
    }
    for fact in told:
        if fact.kind not in _SEARCHED:
            yield fact
            continue
        found: Mapping[str, str | bool | None] = {
            "direction": _side(fact, estate, acted) if fact.kind == _NAMED else None,
            "own_name": _own_name(fact),
        }
        added = {name: value for name, value in found.items() if value is not None}
        yield replace(fact, fields={**fact.fields, **added})


def hybrid_facts(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Make a `hybrid-sign` for each server where something shows a hybrid with Microsoft 365."""
    found = next(_signs(facts, estate), None)
    if found is not None:
        told, evidence = found
        for server in estate.stores:
            yield Fact("hybrid-sign", server, 0, {"sign": told[:255]}, evidence)


def _signs(facts: Iterable[Fact], estate: Estate) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    listed = (*estate.send, *(one for ones in estate.receive.values() for one in ones))
    for one in listed:
        front = one.kind == "receive" and one.name.casefold().startswith(_FRONT_DOOR)
        if _HYBRID.search(one.name) or (front and one.tls_certificate_name):
            yield one.name, (one.evidence,)
    for fact in facts:
        name = {_NAMED: "connector", "queue-error": "next_hop"}.get(fact.kind)
        text = fact.text(name) if name else ""
        if _HYBRID.search(text):
            yield text, fact.evidence


def _side(fact: Fact, estate: Estate, acted: Iterable[tuple[str, str]]) -> str | None:
    name = _bare(fact.text("connector"))
    if not name:
        return None
    listed = {"receive": estate.receive.get(fact.server, ()), "send": estate.send}
    sides = {side for side, ones in listed.items() for one in ones if _bare(one.name) == name}
    sides = sides or {side for known, side in acted if known == name}
    if len(sides) == 1:
        return sides.pop()
    return None if sides else _by_name(name, fact.server)


def _by_name(name: str, server: str) -> str | None:
    if name in _BUILT_IN:
        return "built-in"
    if name.startswith(_OF_THE_WIZARD):
        return "send"
    host = server.partition(".")[0].casefold()
    return "receive" if host and name.endswith(f" {host}") else None


def _bare(connector: str) -> str:
    return connector.rpartition("\\")[2].strip().casefold()


def _own_name(fact: Fact) -> bool | None:
    """Tell whether a host name is the server's own, as far as the server's name is known."""
    name, server = canonical(fact.text("name")), canonical(fact.server)
    if not name or not server or fact.text("named_by") != "fqdn":
        return None
    if "." in server and "." in name:
        return name == server
    return name.partition(".")[0] == server.partition(".")[0]
