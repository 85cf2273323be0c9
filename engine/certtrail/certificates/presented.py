"""The measured plane: a certificate that a server really presented, against what it should pick."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.certificates.answering import answering
from certtrail.certificates.distinguished import common_name, parse
from certtrail.certificates.dns_names import canonical
from certtrail.model.fact import Fact
from certtrail.model.inventory import StoredCertificate
from certtrail.model.selected_certificates import Direction
from certtrail.text.registered import is_shared

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store
    from certtrail.model.inventory import Connector
    from certtrail.model.selected_certificates import Selection

_ADDRESS: Final = re.compile(r"[0-9.]+|.*:.*")
# Local times in lists are at most so far from UTC, in seconds.
_LOCAL: Final = 14 * 3600


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
    for fact in presented:
        if not is_ours(fact, names, shorts):
            continue
        server = _server(fact, estate)
        store = estate.stores.get(server)
        if store is None:
            continue
        if _is_foreign(fact, store):
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
    host = fact.text("host").casefold()
    if host in (name.casefold() for name in estate.stores):
        return next(name for name in estate.stores if name.casefold() == host)
    owners = list(estate.receive)
    return owners[0] if len(owners) == 1 else ""


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


def _is_foreign(fact: Fact, store: Store) -> bool:
    """Tell whether nothing that the server has can be what was presented, by any of its names.

    What is called as the server itself can be a certificate of it that a list leaves out.
    """
    if store.certificates is None or not store.whole:
        return False
    listed = [held for held in store.certificates.values() if held.stored.listed]
    subject = parse(fact.text("subject"))
    name = canonical(common_name(fact.text("subject")))
    own = canonical(store.server)
    if not listed or not name or subject is None or name in (own, own.partition(".")[0]):
        return False
    if fact.text("thumbprint") in store.certificates:
        return False
    return all(
        held.subject is not None and held.subject != subject and name not in held.names
        for held in listed
    )


def held_of(fact: Fact, store: Store) -> Held | None:
    """Find the presented certificate in a store: by its thumbprint, or else its name and end."""
    if fact.text("thumbprint"):
        return (store.certificates or {}).get(fact.text("thumbprint"))
    return next(_alike(fact, store), None)


def _known(fact: Fact, store: Store) -> str:
    """Find the presented certificate in the store, by its thumbprint, or its name and end."""
    if fact.text("thumbprint"):
        return fact.text("thumbprint")
    same = [held.thumbprint for held in _alike(fact, store)]
    return same[0] if len(same) == 1 else ""


def _alike(fact: Fact, store: Store) -> Iterator[Held]:
    """Find the certificates of a store with the subject and the end of the presented one."""
    subject = parse(fact.text("subject"))
    named = store.all() if subject is None else store.with_subject(subject)
    return (held for held in named if _is(fact, held))


def _is(fact: Fact, held: Held) -> bool:
    end, stored = fact.number("not_after"), held.stored
    if held.subject != parse(fact.text("subject")) or end is None or stored.not_after is None:
        return False
    return abs(end - stored.not_after) <= stored.doubt


def listed_as(fact: Fact, estate: Estate) -> tuple[str, str] | None:
    """Find the one listed certificate, of all servers, that was presented: server and thumbprint.

    Args:
        fact: what was presented.
        estate: of all servers.
    """
    found = {
        (server, held.thumbprint)
        for server, store in estate.stores.items()
        if server
        for held in store.all()
        if held.stored.listed
        and (fact.text("thumbprint") in ("", held.thumbprint))
        and (fact.text("thumbprint") or _is(fact, held))
    }
    return found.pop() if len(found) == 1 else None


def _differs(fact: Fact, store: Store, expected: str) -> bool:
    """Tell whether the presented certificate cannot be the one that is expected."""
    held = (store.certificates or {}).get(expected)
    return held is not None and held.subject not in (None, parse(fact.text("subject")))
