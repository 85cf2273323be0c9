"""Who the other side is: a peer's name in a fact, as a server whose logs may be at hand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from certtrail.model.fact import Fact
    from certtrail.model.servers import Servers

_NAMED_BY: Final = {
    "remote-certificate-expired": "subject",
    "direct-trust-failed": "subject",
    "edge-sync-problem": "edge",
    "edge-subscription": "edge",
    "edge-sync-state": "edge",
}
# What is said of a peer whose certificate has expired.
_EXPIRED: Final = frozenset({"CertificateExpired", "NotTimeValid"})
_CN: Final = re.compile(
    r"\s*CN\s*=\s*([A-Za-z0-9][A-Za-z0-9.-]{0,252})\s*(?:,|$)", re.ASCII | re.IGNORECASE
)
_HOST: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}", re.ASCII)


def with_peers(facts: Iterable[Fact], servers: Servers) -> Iterator[Fact]:
    """Give all facts; those about a peer that a host name tells get it as `peer`.

    A peer that is none of the servers is named in one way, too: as it was first, and a short name
    by the only longer one that begins with it.
    """
    known = list(facts)
    waiting = {
        fact.text("next_hop").casefold()
        for fact in known
        if fact.kind == "queue-error" and fact.text("status") in _EXPIRED
    }
    hosts = [_host_of(fact) for fact in known]
    spelt: dict[str, str] = {}
    longer: dict[str, set[str]] = {}
    for host in hosts:
        if host is not None:
            spelt.setdefault(host.casefold(), host)
            label, dot, _ = host.casefold().partition(".")
            longer.setdefault(label, set()).update([host.casefold()] if dot else [])
    for fact, host in zip(known, hosts, strict=True):
        if host is None:
            yield fact
            continue
        full = longer.get(host.casefold(), set())
        name = spelt[next(iter(full)) if len(full) == 1 else host.casefold()]
        fields = {**fact.fields, "peer": servers.name(name)}
        if fact.kind == "remote-certificate-expired":
            fields["next_hop"] = _waiting_for(host.casefold(), waiting)
        yield replace(fact, fields=fields)


def _waiting_for(host: str, waiting: Collection[str]) -> str:
    """Give the next hop of a queue that waits for a peer: its name, or its domain; else the peer's
    own name.
    """
    domains = [host[at:] for at in range(len(host)) if at == 0 or host[at - 1] == "."]
    return next((name for name in domains if name in waiting), host)


def _host_of(fact: Fact) -> str | None:
    name = _NAMED_BY.get(fact.kind)
    return _host(fact.text(name) or fact.text("host")) if name else None


def _host(text: str) -> str | None:
    """Read the host name of a subject, or a host name itself."""
    named = _CN.match(text)
    if named:
        return named[1]
    return text if _HOST.fullmatch(text) else None
