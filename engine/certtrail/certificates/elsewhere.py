"""Certificates that one server lacks and another has: what events miss in, facts out.

Issuer and subject mean one certificate, so the other server's is the one that is missed. A host
name only says that it would do: two servers behind one name mostly have the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.at_hand import MISSED
from certtrail.certificates.conflicts import bearing
from certtrail.certificates.distinguished import TlsCertificateName, host_asked_for
from certtrail.certificates.dns_names import canonical, is_own
from certtrail.certificates.name_heirs import heir
from certtrail.certificates.validity import Chain, Validity, chain, is_request, validity
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store
    from certtrail.model.fact import Evidence

_MISSING: Final = "starttls-certificate-missing"
_BROUGHT: Final = frozenset({"certificate-elsewhere", "certificate-given-elsewhere"})


def elsewhere_facts(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Make a `certificate-elsewhere` fact for each name that a server misses and another has.

    Only of issuer and subject, which mean one certificate. Where the server has its successor, that
    is told: it was renewed here, and the name is that of the old one.

    Args:
        facts: of all servers.
        estate: their stores.
    """
    missing = [fact for fact in facts if fact.kind == _MISSING and fact.holds("open")]
    # Each of them keeps what it has loaded until it starts.
    processes: dict[tuple[str, str], set[str]] = {}
    for fact in missing:
        processes.setdefault((fact.server, fact.text("name")), set()).add(fact.text("process"))
    for fact in missing:
        name = TlsCertificateName.read(fact.text("name"))
        own = estate.stores.get(fact.server)
        if name is None or (own is not None and bearing(own, name)):
            continue
        found = [
            (store.server, held)
            for store, held in sorted(estate.bearing(name), key=lambda each: each[0].server)
            # A list of a server that is not named can be of this one.
            if store.server
            and store.server != fact.server
            and validity(held, store.at) is Validity.VALID
        ]
        if found:
            _, newest = max(
                found, key=lambda each: (each[1].stored.not_before or 0, each[1].thumbprint)
            )
            holders = [server for server, held in found if held.thumbprint == newest.thumbprint]
            successor = (
                None if own is None else heir(newest, host_asked_for(fact.text("name")), own)
            )
            fields = {
                "name": fact.text("name"),
                "connector": fact.text("connector"),
                "process": ", ".join(sorted(processes[fact.server, fact.text("name")])),
                "successor": "" if successor is None else successor.thumbprint,
                "thumbprint": newest.thumbprint,
                "holder": holders[0],
                "holders": ", ".join(holders),
            }
            known: dict[str, str | int | bool] = {key: each for key, each in fields.items() if each}
            evidence = (*fact.evidence, *newest.evidence)
            evidence += () if successor is None else successor.evidence
            yield Fact("certificate-elsewhere", fact.server, fact.time, known, evidence)


def given_elsewhere_facts(facts: Sequence[Fact], estate: Estate) -> Iterator[Fact]:
    """Make a `certificate-given-elsewhere` fact for each host name that a server misses, and for
    which a console shows a certificate imported or enabled on another server.

    Not of a server's own name, for which each has a certificate of its own.

    Args:
        facts: of all servers.
        estate: their stores, which know the names of certificates.
    """
    typed = [one for one in facts if one.kind == "console-command" and not one.holds("refused")]
    names = _names(estate, {one.text("thumbprint") for one in typed})
    given: dict[str, dict[int, Fact]] = {}
    for place, one in enumerate(typed):
        for name in names.get(one.text("thumbprint"), ()) if one.server else ():
            given.setdefault(name, {})[place] = one
    refused: dict[tuple[str, str], list[Evidence]] = {}
    for one in facts:
        if one.kind == "exchange-refusal":
            refused.setdefault((one.server, one.text("thumbprint")), []).extend(one.evidence)
    for fact in facts if given else ():
        if fact.kind != _MISSING or not fact.holds("open"):
            continue
        name = canonical(fact.text("name"))
        found = given.get(name, {}) | given.get(f"*.{name.partition('.')[2]}", {})
        here = any(one.server == fact.server for one in found.values())
        if not found or here or is_own(name, fact.server) is True:
            continue
        last = found[max(found)]
        fields: dict[str, str | int | bool] = {
            "name": fact.text("name"),
            "connector": fact.text("connector"),
            "process": fact.text("process"),
            "thumbprint": last.text("thumbprint"),
            "holder": last.server,
        }
        again = refused.get((last.server, last.text("thumbprint")), ())
        evidence = (*fact.evidence, *last.evidence, *again)
        known = {key: each for key, each in fields.items() if each}
        yield Fact("certificate-given-elsewhere", fact.server, fact.time, known, evidence)


def _names(estate: Estate, thumbprints: set[str]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for store in estate.stores.values():
        for thumbprint in thumbprints & set(store.certificates or {}):
            names = (store.certificates or {})[thumbprint].names
            found[thumbprint] = found.get(thumbprint, frozenset()) | names
    return found


def carried_elsewhere_facts(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Make a `name-carried-elsewhere` for each host name that a server has no usable certificate
    for, while another server has one of an authority.

    Of a TlsCertificateName that has outlived its certificate everywhere it is the common name of
    its subject that counts.

    Args:
        facts: of all servers, with what their own lists have for these names.
        estate: their stores.
    """
    known = list(facts)
    served = {
        (fact.server, fact.text("name")) for fact in known if fact.kind == "certificate-for-name"
    }
    # There the very certificate is on another server, and is brought, or its file is at hand.
    served |= {(fact.server, fact.text("name")) for fact in known if fact.kind in _BROUGHT}
    missed = {(fact.server, name): fact for fact in known if (name := _missed(fact, estate))}
    # Servers that look for one name share what there is with it.
    carriers: dict[str, list[tuple[str, Held]]] = {}
    for (server, name), fact in missed.items():
        host = host_asked_for(name)
        # Of a server's own name another one has nothing to give.
        if (server, name) in served or not server or not host or is_own(host, server):
            continue
        if host not in carriers:
            carriers[host] = _carriers(estate, host)
        found = [
            (other, held)
            for other, held in carriers[host]
            if other != server
            and held.thumbprint != fact.text("thumbprint")
            and not _as_little_trusted(held, estate.stores.get(server), host)
        ]
        if found:
            _, newest = max(
                found, key=lambda each: (each[1].stored.not_before or 0, each[1].thumbprint)
            )
            holders = [each for each, held in found if held.thumbprint == newest.thumbprint]
            fields: dict[str, str | int | bool] = {
                "name": name,
                "thumbprint": newest.thumbprint,
                "holder": holders[0],
                "holders": ", ".join(holders),
            }
            yield Fact("name-carried-elsewhere", server, fact.time, fields, newest.evidence)


def _missed(fact: Fact, estate: Estate) -> str:
    """Give the name that a server has no certificate for, as a fact tells; empty where it has."""
    if fact.kind in MISSED and fact.holds("open"):
        if fact.text("named_by") == "fqdn":
            return fact.text("name")
        store = estate.stores.get(fact.server)
        # Without its list nothing says that the server has no successor of its own.
        listed = store is not None and store.certificates is not None
        return fact.text("name") if listed and fact.kind == _MISSING else ""
    stale = fact.text("conflict") == "tls-certificate-name-stale" and not fact.text("other")
    lacking = (
        fact.kind == "certificate-selected"
        and fact.text("direction") == "inbound-starttls"
        and fact.text("named_by") == "fqdn"
        and fact.text("offered") == "no"
        and fact.fields.get("carried") is False
    )
    return fact.text("asked_for") if stale or lacking else ""


def _carriers(estate: Estate, host: str) -> list[tuple[str, Held]]:
    """Find what any server has with a name and could give, by server."""
    return [
        (other, held)
        for other, store in sorted(estate.stores.items())
        if other
        for held in store.carriers(host)
        if _can_serve(held, store)
    ]


def _as_little_trusted(held: Held, store: Store | None, host: str) -> bool:
    """Tell whether a server has one of the same authority, whose chain it does not accept.

    Brought there, the other one's would not be accepted either.
    """
    return store is not None and any(
        own.issuer is not None
        and own.issuer == held.issuer
        and chain(own) is Chain.BAD
        and (own.stored.status or "").casefold() != "revoked"
        and not is_request(own)
        for own in store.carriers(host)
    )


def _can_serve(held: Held, store: Store) -> bool:
    """Tell whether a certificate could be brought to another server, as far as its list tells."""
    return (
        held.self_signed is not True
        and validity(held, store.at) not in (Validity.EXPIRED, Validity.EARLY)
        and chain(held) not in (Chain.BAD, Chain.OFFLINE)
        and held.stored.has_private_key is not False
        and not is_request(held)
        and not held.for_tokens
    )
