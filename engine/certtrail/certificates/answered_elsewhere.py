"""Which machine answered: what was presented and what a server has in; what cannot be its own out.

A gateway in front is often given a copy of the server's certificate, and at the renewal only the
server gets the new one. Subject and issuer are the same then; the thumbprint or the end tells.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, TypeAlias

from certtrail.certificates.at_hand import is_usable
from certtrail.certificates.distinguished import common_name
from certtrail.certificates.dns_names import is_own
from certtrail.certificates.presented import shown_by, whose
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store

_EXPIRED: Final = re.compile("expired", re.IGNORECASE)
_PORTS: Final = frozenset({25, 465, 587, 2525})
_SMTP: Final = 25


_Inner: TypeAlias = "dict[tuple[str, int | None], list[tuple[Fact, Held]]]"


def answered_elsewhere_facts(facts: Sequence[Fact], estate: Estate) -> Iterator[Fact]:
    """Make a `planes-disagree` of the planes `answered-elsewhere` for each expired certificate that
    came from one of our addresses, is in nobody's list, and has a good one in its place there.

    `shown_at` is the address at which the server itself showed what it has, `connector` where its
    protocol log shows that; with neither it is only the list that has a good one of the name.
    Where one address shows both there are several machines behind it.

    Args:
        facts: of all servers.
        estate: their stores and connectors.
    """
    asked = [one for one in facts if one.kind == "certificate-presented" and _is_mail(one)]
    inner, foreign = _told_apart(asked, estate)
    hosts = {place: {one.text("host") for one, _ in shown} for place, shown in inner.items()}
    itself: dict[tuple[str, int | None], Fact | None] = {}
    listed: dict[int, Fact | None] = {}
    for outer in foreign:
        server, _ = whose(outer, estate)
        store = estate.stores.get(server)
        if store is None or not _is_whole(store) or _is_at(outer, server, estate):
            continue
        place = server, outer.number("port")
        if outer.text("host") in hosts.get(place, ()):
            continue
        if place not in itself:
            itself[place] = _itself(inner.get(place, ()), facts, store)
        told = itself[place]
        if told is None:
            carriers = store.carriers(common_name(outer.text("subject")))
            # The store gives the same ones for all names that they cover alike.
            if id(carriers) not in listed:
                listed[id(carriers)] = _by_list(carriers, store)
            told = listed[id(carriers)]
        if told is not None:
            known = {"subject": outer.text("subject"), "found": outer.text("thumbprint")}
            fields = {"planes": "answered-elsewhere", "host": outer.text("host"), **told.fields}
            fields |= {name: value for name, value in known.items() if value}
            yield Fact("planes-disagree", server, 0, fields, (*outer.evidence, *told.evidence))


def _told_apart(asked: Iterable[Fact], estate: Estate) -> tuple[_Inner, list[Fact]]:
    """Give what each server has of all that was shown, by port, and the expired ones of nobody.

    It is looked for once, however many ask.
    """
    inner: _Inner = {}
    foreign: list[Fact] = []
    for one in asked:
        # Of several in one store that fit, the first.
        shown = sorted(shown_by(one, estate), key=lambda each: each[1].thumbprint)
        found = {store.server: held for store, held in reversed(shown)}
        for server, held in found.items():
            inner.setdefault((server, one.number("port")), []).append((one, held))
        if not found and _is_expired(one):
            foreign.append(one)
    return inner, foreign


def _itself(inner: Iterable[tuple[Fact, Held]], facts: Iterable[Fact], store: Store) -> Fact | None:
    """Tell what the server showed by itself and is good: asked elsewhere, or by its protocol log.

    As a fact without a kind: its fields, and where it stands.
    """
    for one, held in inner:
        if one.text("host") and is_usable(held, store):
            told = {"expected": held.thumbprint, "shown_at": one.text("host")}
            return Fact("", store.server, 0, dict(told), one.evidence)
    sent = [
        one
        for one in facts
        if one.kind == "certificate-sent" and one.server == store.server
        if one.text("direction") == "receive" and one.text("connector")
    ]
    for one in sent:
        own = (store.certificates or {}).get(one.text("thumbprint"))
        if own is not None and own.self_signed is False and is_usable(own, store):
            told = {"expected": own.thumbprint, "connector": one.text("connector")}
            return Fact("", store.server, 0, dict(told), one.evidence)
    return None


def _by_list(carriers: Sequence[Held], store: Store) -> Fact | None:
    """Tell which good certificate of a CA the server has for a name, the newest first."""
    good = [
        held
        for held in carriers
        if held.self_signed is False and held.stored.smtp and is_usable(held, store)
    ]
    best = max(good, key=lambda one: (one.stored.not_before or 0, one.thumbprint), default=None)
    if best is None:
        return None
    return Fact("", store.server, 0, {"expected": best.thumbprint}, best.evidence)


def _is_mail(fact: Fact) -> bool:
    return fact.holds("starttls") and (fact.number("port") or _SMTP) in _PORTS


def _is_expired(fact: Fact) -> bool:
    """Tell whether one of our addresses showed an expired certificate by itself."""
    if not fact.holds("ours") or fact.number("depth") not in (None, 0):
        return False
    if not fact.text("host") or not _EXPIRED.search(fact.text("verify")):
        return False
    return bool(fact.text("thumbprint")) or fact.number("not_after") is not None


def _is_whole(store: Store) -> bool:
    return store.whole and any(held.stored.listed for held in store.all())


def _is_at(fact: Fact, server: str, estate: Estate) -> bool:
    """Tell whether it was the server itself that was asked: by its name, or where it listens."""
    host = fact.text("host").strip("[]")
    try:
        if ip_address(host).is_loopback:
            return True
    except ValueError:
        return host.casefold() == "localhost" or is_own(host, server) is True
    bindings = [at for one in estate.receive.get(server, ()) for at in one.bindings or ()]
    return any(at.strip().rpartition(":")[0].strip("[]") == host for at in bindings)
