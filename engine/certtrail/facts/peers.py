"""Who the other side is: a peer's name in a fact, as a server whose logs may be at hand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.facts.server_kinds import edge_roles

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from certtrail.model.fact import Fact
    from certtrail.model.servers import Servers

_NAMED_BY: Final = {
    "remote-certificate-expired": "subject",
    "direct-trust-failed": "subject",
    "edge-sync-problem": "edge",
    "edge-subscription": "edge",
    "edge-subscription-removed": "edge",
    "edge-sync-state": "edge",
}
# What is said of a peer whose certificate has expired.
_EXPIRED: Final = frozenset({"CertificateExpired", "NotTimeValid"})
# Why mail waits for another server of one's own: it lacks disk space or memory, does not let this
# one sign in, or one of both has no internal certificate that it can load.
_BETWEEN: Final = frozenset(
    {"resources", "exchange-authentication", "authentication-failed"}
    | {"internal-certificate-not-loaded"}
)
_TWICE: Final = "service-name-twice"
_OF_MAIL: Final = re.compile(r"SMTP(?:SVC)?/([A-Za-z0-9.-]+)(?::\d+)?", re.ASCII | re.IGNORECASE)
_CN: Final = re.compile(
    r"\s*CN\s*=\s*([A-Za-z0-9][A-Za-z0-9.-]{0,252})\s*(?:,|$)", re.ASCII | re.IGNORECASE
)
_HOST: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}", re.ASCII)


def with_peers(facts: Iterable[Fact], servers: Servers) -> Iterator[Fact]:
    """Give all facts; those about a peer that a host name tells get it as `peer`.

    A peer that is none of the servers is named in one way, too: as it was first, and a short name
    by the only longer one that begins with it. A certificate that does not name its server is that
    of the only one that has it in the internal role; what direct trust fails with has that
    certificate as `shown`. It has the peer as `edge_peer`, too, where that is an Edge server, and
    as `hub_peer` where it is none, as a subscription, EdgeSync or what else only one of both has
    tells. Of two of which one is known the other is the other.
    """
    known = list(_with_peers(list(facts), servers))
    roles = edge_roles(known)
    # A queue has the domain, where the event has the server that it reached.
    hops = {
        fact.text("host").casefold(): fact.text("next_hop")
        for fact in known
        if fact.kind == "queue-error" and fact.text("host") and fact.text("next_hop")
    }
    # What direct trust and EdgeSync call a peer.
    named = {
        peer.casefold(): peer
        for fact in known
        if fact.kind in _NAMED_BY and (peer := fact.text("peer"))
    }
    for fact in map(_with_whom, known):
        if fact.kind == "chain-problem" and (domain := fact.text("domain")):
            hop = hops.get(domain.casefold(), domain)
            yield replace(fact, fields={**fact.fields, "next_hop": hop})
        elif peer := _ours(fact, servers, named):
            yield replace(fact, fields={**fact.fields, "peer": peer})
        elif fact.kind == "direct-trust-failed" and (side := _side_of_peer(fact, roles)):
            yield replace(fact, fields={**fact.fields, side: fact.text("peer")})
        else:
            yield fact


def _with_whom(fact: Fact) -> Fact:
    """Give what direct trust fails with by one name, however each event names it."""
    whom = next(filter(None, map(fact.text, ("peer", "subject", "host"))), "")
    if fact.kind != "direct-trust-failed" or not whom:
        return fact
    return replace(fact, fields={**fact.fields, "whom": whom})


def _ours(fact: Fact, servers: Servers, named: Mapping[str, str]) -> str:
    """Give the other server of the case that a queue leads to, or a peer that other facts name, or
    the server whose name for mail two accounts have; empty for anybody else's.
    """
    host = ""
    if fact.kind == "queue-error" and fact.text("reason") in _BETWEEN:
        host = fact.text("host")
    elif fact.kind == _TWICE and (twice := _OF_MAIL.fullmatch(fact.text("target"))):
        host = twice[1]
    name = servers.name(host) if host else ""
    if name != fact.server and name in servers.names:
        return name
    return named.get(host.casefold(), "")


def _side_of_peer(fact: Fact, roles: Mapping[str, bool]) -> str:
    """Tell which field the peer is to stand in, too; empty where nothing tells its side."""
    peer = fact.text("peer")
    edge = roles.get(peer)
    if edge is None and fact.server in roles:
        edge = not roles[fact.server]
    return "" if not peer or edge is None else "edge_peer" if edge else "hub_peer"


def _with_peers(known: Sequence[Fact], servers: Servers) -> Iterator[Fact]:
    holders = _holders(known)
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
        holder = _holder(fact, holders)
        if host is None:
            # The Auth certificate has no host's name, whichever server shows it.
            yield fact if holder is None else replace(fact, fields={**fact.fields, **holder})
            continue
        full = longer.get(host.casefold(), set())
        name = spelt[next(iter(full)) if len(full) == 1 else host.casefold()]
        fields = {**fact.fields, "peer": servers.name(name), **(holder or {})}
        if fact.kind == "remote-certificate-expired":
            fields["next_hop"] = _waiting_for(host.casefold(), waiting)
        yield replace(fact, fields=fields)


def _holder(
    fact: Fact, holders: Mapping[str, Mapping[str, Collection[str]]]
) -> dict[str, str] | None:
    """Give the peer whose certificate a fact names by its subject, and which one that peer shows;
    None where no list tells, or several servers can be meant.
    """
    # EdgeSync names its own, beside the Edge server.
    if _NAMED_BY.get(fact.kind) != "subject" or not (subject := fact.text("subject")):
        return None
    others = {
        server: shown
        for server, shown in holders.get(_written(subject), {}).items()
        if server != fact.server
    }
    if len(others) != 1:
        return None
    ((peer, shown),) = others.items()
    known = {"shown": next(iter(shown))} if len(shown) == 1 else {}
    return {"peer": peer, **(known if fact.kind == "direct-trust-failed" else {})}


def _holders(facts: Sequence[Fact]) -> dict[str, dict[str, set[str]]]:
    """Tell by subject which servers have which certificate in the internal role, as lists show.

    One that carries the name of its server needs no list.
    """
    role = {
        (fact.server, fact.text("internal")) for fact in facts if fact.kind == "transport-service"
    }
    found: dict[str, dict[str, set[str]]] = {}
    for fact in facts:
        if fact.kind == "certificate" and fact.server and fact.text("subject"):
            holds = fact.holds("internal") or (fact.server, fact.text("thumbprint")) in role
            if holds:
                mine = found.setdefault(_written(fact.text("subject")), {})
                mine.setdefault(fact.server, set()).add(fact.text("thumbprint"))
    return found


def _written(subject: str) -> str:
    """Write a subject in the one way in which it is compared."""
    return ",".join(part.strip().casefold() for part in subject.split(","))


def _waiting_for(host: str, waiting: Collection[str]) -> str:
    """Give the next hop of a queue that waits for a peer: its name, or its domain; else the peer's
    own name.
    """
    domains = [host[at:] for at in range(len(host)) if at == 0 or host[at - 1] == "."]
    return next((name for name in domains if name in waiting), host)


def _host_of(fact: Fact) -> str | None:
    name = _NAMED_BY.get(fact.kind)
    return named_host(fact.text(name) or fact.text("host")) if name else None


def named_host(text: str) -> str | None:
    """Read the host name of a subject, or a host name itself; None where there is none."""
    named = _CN.match(text)
    if named:
        return named[1]
    return text if _HOST.fullmatch(text) else None
