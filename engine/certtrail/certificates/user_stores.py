"""Users' stores: what a server misses and a user's personal store has in; facts out.

A .pfx file that is opened with a double click goes into the store of whoever opened it, unless
the wizard is told otherwise. The services read the computer's store; of all stores the personal
one is what a user's store does not share with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.at_hand import MISSED
from certtrail.certificates.distinguished import TlsCertificateName
from certtrail.certificates.dns_names import canonical
from certtrail.certificates.dns_names import match as covers
from certtrail.certificates.store import Held, Store, joined
from certtrail.certificates.validity import Validity, validity
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.model.inventory import Inventory

_STALE: Final = "tls-certificate-name-stale"
_FALLBACK: Final = "internal-certificate-fallback"
_REFUSED: Final = "refused"
# What an act or event says of it, the worst first.
_WORST: Final = ("named", "internal", "missing", "expired", "expiring", _REFUSED)
_BY_KIND: Final = {kind: kind.rpartition("-")[2] for kind in MISSED}
_SPAN: Final = ("first", "last")


def user_store_facts(facts: Sequence[Fact], estate: Estate, inventory: Inventory) -> Iterator[Fact]:
    """Make a `certificate-in-user-store` for each certificate that lies in a user's store, and that
    a server misses whose own store does not have it, as far as its lists tell.

    Args:
        facts: of all servers, with what its connectors pick.
        estate: their stores.
        inventory: what the exports describe.
    """
    theirs = joined(one for one in inventory.certificates if one.in_user_store)
    placed = {
        (fact.text("thumbprint"), fact.server) for fact in facts if fact.holds("in_user_store")
    }
    told: dict[tuple[str, str], list[tuple[str, Fact]]] = {}
    for fact in facts if theirs else ():
        store = estate.stores.get(fact.server)
        for thumbprint, held in theirs.items() if fact.server else ():
            listed = store is not None and thumbprint in (store.certificates or {})
            if not listed and not placed.isdisjoint({(thumbprint, ""), (thumbprint, fact.server)}):
                why = _why(fact, held, store)
                if why:
                    told.setdefault((fact.server, thumbprint), []).append((why, fact))
    for (_, thumbprint), missed in told.items():
        yield _fact(theirs[thumbprint], missed)


def _why(fact: Fact, held: Held, store: Store | None) -> str:
    """Tell how a fact shows that a server misses a certificate; empty where it does not."""
    if fact.kind == "exchange-refusal":
        found = fact.text("reason") == "thumbprint-not-found"
        return _REFUSED if found and fact.text("thumbprint") == held.thumbprint else ""
    if fact.kind == _FALLBACK:
        meant = fact.text("configured") == held.thumbprint
        return "internal" if meant and fact.holds("open") else ""
    missed = fact.kind in MISSED and fact.holds("open")
    stale = fact.kind == "selection-conflict" and fact.text("conflict") == _STALE
    ended = validity(held, store.at if store else fact.number("last")) is Validity.EXPIRED
    if not (missed or stale) or ended:
        return ""
    asked = fact.text("asked_for") or fact.text("name")
    name = TlsCertificateName.read(asked)
    if name is not None:
        return "named" if name.names(held.subject, held.issuer) else ""
    if held.self_signed is True:
        return ""
    host = canonical(asked)
    served = any(covers(each, host) for each in held.names)
    return _BY_KIND[fact.kind] if missed and served and not _older(held, fact, store) else ""


def _older(held: Held, fact: Fact, store: Store | None) -> bool:
    """Tell whether it came before the one that an event complains of, so that it is no mending."""
    listed = {} if store is None else store.certificates or {}
    known = listed.get(fact.text("thumbprint"))
    before = None if known is None else known.stored.not_after
    ends = held.stored.not_after
    expires = fact.number("expires") if before is None else before
    return ends is not None and expires is not None and ends <= expires


def _fact(held: Held, missed: Sequence[tuple[str, Fact]]) -> Fact:
    """Make one fact of all that misses a certificate on a server: what is worst tells how."""
    worst = min(_WORST.index(why) for why, _ in missed)
    lead = [fact for why, fact in missed if why == _WORST[worst]]
    # An event goes before what follows from lists: it has the time.
    lead.sort(key=lambda fact: fact.number("first") is None)
    first = lead[0]
    connectors = sorted({one.text("connector") for one in lead} - {""})
    texts = {
        "subject": held.stored.subject or "",
        "name": first.text("asked_for") or first.text("name"),
        "connectors": ", ".join(connectors),
        "process": first.text("process"),
    }
    fields: dict[str, str | int | bool] = {
        "thumbprint": held.thumbprint,
        "why": _WORST[worst],
        **{name: value for name, value in texts.items() if value},
        **{each: number for each in _SPAN if (number := first.number(each)) is not None},
    }
    if any(why == _REFUSED for why, _ in missed):
        fields[_REFUSED] = True
    lines = (line for fact in (*lead, *(one for _, one in missed)) for line in fact.evidence)
    evidence = tuple(dict.fromkeys((*held.evidence, *lines)))
    return Fact("certificate-in-user-store", first.server, first.time, fields, evidence)
