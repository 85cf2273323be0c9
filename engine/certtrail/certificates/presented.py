"""The measured plane: a certificate that a server really presented, against what it should pick."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from certtrail.certificates.answering import answering
from certtrail.certificates.distinguished import common_name, parse
from certtrail.certificates.dns_names import canonical
from certtrail.model.fact import Fact
from certtrail.model.inventory import StoredCertificate
from certtrail.model.selected_certificates import Direction
from certtrail.text.registered import is_shared

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from certtrail.certificates.distinguished import Distinguished
    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store
    from certtrail.model.inventory import Connector
    from certtrail.model.selected_certificates import Selection

_Listed: TypeAlias = "frozenset[Distinguished | str | None]"
_ADDRESS: Final = re.compile(r"[0-9.]+|.*:.*")


def presented_facts(
    facts: Iterable[Fact], estate: Estate, found: Sequence[Selection]
) -> Iterator[Fact]:
    """Make a `planes-disagree` fact where another certificate was presented than would be picked.

    `picked-presented`: the server has it, or may have it. `store-presented`: nothing in the whole
    list of the server is called so; another machine answered.
    Who asked some other organisation's host compares nothing.

    Args:
        facts: of all servers.
        estate: their stores and connectors.
        found: every selection in it.
    """
    presented = [
        fact for fact in facts if fact.kind == "certificate-presented" and fact.text("subject")
    ]
    if not presented:
        return
    names, shorts = own_names(estate)
    inbound = _inbound(found)
    listed: dict[str, _Listed] = {}
    for fact in presented:
        # Mail goes to that one, so nobody meant the server.
        if not is_ours(fact, names, shorts) or fact.text("own_relay"):
            continue
        server = _server(fact, estate)
        store = estate.stores.get(server)
        if store is None:
            continue
        if server not in listed:
            listed[server] = _listed(store)
        if _is_foreign(fact, store, listed[server]):
            told = {"planes": "store-presented", "subject": fact.text("subject")}
            told |= {"host": fact.text("host")} if fact.text("host") else {}
            yield Fact("planes-disagree", server, fact.time, told, fact.evidence)
            continue
        expected, connector, possible = _picks(
            fact, estate.receive.get(server, ()), inbound.get(server, ())
        )
        known = _known(fact, store)
        if not expected or known in possible or "?" in possible:
            continue
        # Without a thumbprint its name has to tell it from all that can have been shown.
        if not known and not all(_differs(fact, store, one) for one in possible if one):
            continue
        fields: dict[str, str | int | bool] = {
            "planes": "picked-presented",
            "expected": expected,
            "connector": connector,
            "direction": str(Direction.INBOUND),
            "subject": fact.text("subject"),
            "host": fact.text("host"),
        }
        if known:
            fields["found"] = known
        known_fields = {name: value for name, value in fields.items() if value}
        yield Fact("planes-disagree", server, fact.time, known_fields, fact.evidence)


def is_ours(fact: Fact, names: Collection[str], shorts: Collection[str]) -> bool:
    """Tell whether what was asked, or else what answered, has a name in one of our domains."""
    host = canonical(fact.text("host"))
    if not host or _ADDRESS.fullmatch(host):
        host = canonical(common_name(fact.text("subject")))
    return host in names or host.partition(".")[2] in names or host in shorts


def own_names(estate: Estate) -> tuple[set[str], set[str]]:
    """Give what we are called: the names of certificates, connectors and servers with the domains
    above them, and the servers' short names.
    """
    names = {
        name for store in estate.stores.values() for held in store.all() for name in held.names
    }
    names |= {canonical(name) for name in estate.stores}
    names |= {
        canonical(one.fqdn)
        for connectors in (*estate.receive.values(), estate.send)
        for one in connectors
        if one.fqdn
    }
    own = {name.removeprefix("*.") for name in names}
    own |= {above for name in own if not is_shared(above := name.partition(".")[2])}
    shorts = {canonical(name).partition(".")[0] for name in estate.stores if name}
    return own, shorts


def whose(fact: Fact, estate: Estate) -> tuple[str, str]:
    """Give the server that was asked and the thumbprint of what it presented; empty if unknown."""
    if fact.fields.get("ours") is False:
        return "", fact.text("thumbprint")
    server = _server(fact, estate)
    store = estate.stores.get(server)
    return server, fact.text("thumbprint") if store is None else _known(fact, store)


def ends_of(facts: Iterable[Fact], estate: Estate) -> dict[tuple[str, str], int]:
    """Give by server and thumbprint when what was presented ends, in seconds since 1970 UTC."""
    return {
        whose(fact, estate): end
        for fact in facts
        if fact.kind == "certificate-presented" and (end := fact.number("not_after")) is not None
    }


def described(fact: Fact, server: str) -> StoredCertificate:
    """Describe the certificate that was presented, of which only names and dates are told."""
    signed = fact.fields.get("self_signed")
    return StoredCertificate(
        server=server,
        thumbprint="",
        evidence=fact.evidence[0],
        subject=fact.text("subject"),
        issuer=fact.text("issuer") or None,
        not_before=fact.number("not_before"),
        not_after=fact.number("not_after"),
        self_signed=signed if isinstance(signed, bool) else None,
        listed=False,
        whole_list=False,
    )


def _server(fact: Fact, estate: Estate) -> str:
    """Give the server that was asked: the one that is named, else the only one with connectors."""
    if fact.server in estate.stores:
        return fact.server
    if (called := estate.called(fact.text("host"))) is not None:
        return called
    return next(iter(estate.receive)) if len(estate.receive) == 1 else ""


def _inbound(found: Iterable[Selection]) -> dict[str, list[Selection]]:
    """Give the selections for receive connectors by server."""
    inbound: dict[str, list[Selection]] = {}
    for one in found:
        if one.direction is Direction.INBOUND:
            inbound.setdefault(one.server, []).append(one)
    return inbound


def _picks(
    fact: Fact, connectors: Iterable[Connector], found: Iterable[Selection]
) -> tuple[str, str, frozenset[str]]:
    """Find what was to be presented, by which connector, and all that may have been, rightly.

    The first is empty where the connectors that are to answer pick different ones, or nobody is
    sure what they pick.
    """
    who = answering(fact, connectors)
    chosen = {one.connector: one for one in found}
    picks = [_possible(chosen.get(one.name)) for one in who.expected]
    possible = [_possible(chosen.get(one.name)) for one in who.possible]
    sure = {pick for each in picks for pick in each}
    expected = next(iter(sure)) if len(sure) == 1 else ""
    connector = who.expected[0].name if expected else ""
    return expected.strip("?"), connector, frozenset[str]().union(*possible)


def _possible(one: Selection | None) -> frozenset[str]:
    """Give all that a connector may pick, by either reading: "" for none, "?" for not known."""
    if one is None:
        return frozenset("?")
    return one.answers.documented.picks | one.answers.model.picks


def _listed(store: Store) -> _Listed:
    """Give the subjects and names of what a list shows; None where a subject is not known."""
    shown = (held for held in store.all() if held.stored.listed)
    return frozenset(name for held in shown for name in (held.subject, *held.names))


def _is_foreign(fact: Fact, store: Store, listed: _Listed) -> bool:
    """Tell whether nothing that the server has can be what was presented, by any of its names.

    What is called as the server itself can be a certificate of it that a list leaves out.
    """
    if store.certificates is None or not store.whole:
        return False
    subject = parse(fact.text("subject"))
    name = canonical(common_name(fact.text("subject")))
    own = canonical(store.server)
    if not listed or not name or subject is None or name in (own, own.partition(".")[0]):
        return False
    if fact.text("thumbprint") in store.certificates:
        return False
    return listed.isdisjoint((None, subject, name))


def _known(fact: Fact, store: Store) -> str:
    """Find the presented certificate in the store, by its thumbprint, or its name and end."""
    if fact.text("thumbprint"):
        return fact.text("thumbprint")
    same = [held.thumbprint for held in _alike(fact, store)]
    return same[0] if len(same) == 1 else ""


def _alike(fact: Fact, store: Store) -> list[Held]:
    """Find the certificates of a store with the subject and the end of the presented one."""
    subject, end = parse(fact.text("subject")), fact.number("not_after")
    return sorted(store.by_end.of(subject, end), key=lambda held: held.thumbprint)


def listed_as(fact: Fact, estate: Estate) -> tuple[str, str] | None:
    """Find the one listed certificate, of all servers, that was presented: server and thumbprint.

    Args:
        fact: what was presented.
        estate: of all servers.
    """
    found = {
        (store.server, held.thumbprint)
        for store, held in shown_by(fact, estate)
        if store.server and held.stored.listed
    }
    return found.pop() if len(found) == 1 else None


def shown_by(fact: Fact, estate: Estate) -> Iterator[tuple[Store, Held]]:
    """Find the presented certificate in all stores: by its thumbprint, or else subject and end."""
    thumbprint = fact.text("thumbprint")
    if not thumbprint:
        yield from estate.by_end.of(parse(fact.text("subject")), fact.number("not_after"))
    for store in estate.holding(thumbprint) if thumbprint else ():
        yield store, (store.certificates or {})[thumbprint]


def _differs(fact: Fact, store: Store, expected: str) -> bool:
    """Tell whether the presented certificate cannot be the one that is expected."""
    held = (store.certificates or {}).get(expected)
    return held is not None and held.subject not in (None, parse(fact.text("subject")))
