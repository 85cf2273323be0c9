"""Mail from Exchange Online that refuses our certificate: which connector shows that one, and which
it waits for.

The reply names what came, by its thumbprint, and the name that was expected.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.at_hand import is_usable
from certtrail.certificates.dns_names import canonical, match
from certtrail.model.connector_reach import barred
from certtrail.text.thumbprint import THUMBPRINT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Fact

_IN_STORE: Final = "certificate-in-store"
_NOT_FOUND: Final = "thumbprint-not-found"
_CAME: Final = re.compile(rf"\bThumbprint:\s?({THUMBPRINT.pattern})(?![0-9A-F])", re.IGNORECASE)
_EXPECTED: Final = re.compile(
    r"\bExpected Subject(?: Or SANs)?:\s?((?:\*\.)?[A-Z0-9][A-Z0-9.-]{0,252})", re.IGNORECASE
)


def with_refused_here(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all facts; a `queue-error` that names our certificate gets `thumbprint`, `shown_by` and
    `right`, each where there is one only, `over_on` where servers have it past its end, and
    `lacked` where nothing at hand has it. The `certificate-in-store` of what came gets `refused`.

    Args:
        facts: of all servers, with what each connector picks.
        estate: their stores and connectors.
    """
    known = list(facts)
    picks = [fact for fact in known if fact.kind == "certificate-selected"]
    answered: dict[str, set[str]] = {}
    for fact in known:
        if fact.kind == "certificate-not-shown" and fact.text("reason") == _NOT_FOUND:
            answered.setdefault(fact.text("thumbprint"), set()).add(fact.server)
    came = {id(fact): thumbprint for fact in known if (thumbprint := _came(fact))}
    refused = frozenset(came.values())
    over: dict[str, set[str]] = {}
    for fact in known:
        if fact.kind == _IN_STORE and fact.text("dates") == "after" and fact.server:
            over.setdefault(fact.text("thumbprint"), set()).add(fact.server)
    for fact in known:
        if fact.kind == _IN_STORE and fact.text("thumbprint") in refused:
            yield replace(fact, fields={**fact.fields, "refused": True})
            continue
        if id(fact) not in came:
            yield fact
            continue
        thumbprint = came[id(fact)]
        told = {
            "thumbprint": thumbprint,
            "shown_by": _shown_by(fact, thumbprint, picks, estate),
            "right": _right(fact, thumbprint, picks, estate),
            "over_on": ", ".join(sorted(over.get(thumbprint, ()))),
        }
        fields = {**fact.fields, **{name: t for name, t in told.items() if t}}
        lacking = _lacking(thumbprint, answered.get(thumbprint, set()), estate)
        if lacking:
            fields["lacked"] = True
            named = ", ".join(sorted(lacking - {""}))
            fields |= {"lacked_by": named} if named else {}
        yield replace(fact, fields=fields)


def _came(fact: Fact) -> str:
    """Give the thumbprint that a refusal names; empty for what is none, or names none."""
    if fact.kind != "queue-error" or fact.text("reason") != "receiver-certificate-refused":
        return ""
    found = _CAME.search(fact.text("text"))
    return "" if found is None else found[1].upper()


def _lacking(thumbprint: str, answered: Set[str], estate: Estate) -> set[str]:
    """Give the servers that do not have a certificate, as they answered or as their lists show;
    none where any list has it.
    """
    stores = [store for store in estate.stores.values() if store.certificates is not None]
    if any(thumbprint in (store.certificates or {}) for store in stores):
        return set()
    return {*answered, *(store.server for store in stores if store.whole)}


def _picked(picks: Iterable[Fact], server: str, direction: str) -> list[Fact]:
    return [one for one in picks if one.server == server and one.text("direction") == direction]


def _shown_by(fact: Fact, thumbprint: str, picks: Iterable[Fact], estate: Estate) -> str:
    """Give the receive connector that others reach and that picks a certificate."""
    closed = {
        one.name
        for one in estate.receive.get(fact.server, ())
        if barred(one) is not None or one.enabled is False
    }
    found = {
        one.text("connector")
        for one in _picked(picks, fact.server, "inbound-starttls")
        if thumbprint in (one.text("documented"), one.text("model"))
        if one.text("connector") not in closed
    }
    return min(found) if len(found) == 1 else ""


def _right(fact: Fact, thumbprint: str, picks: Iterable[Fact], estate: Estate) -> str:
    """Give the certificate of a CA that carries what was expected; of several, what is sent."""
    expected = _EXPECTED.search(fact.text("text"))
    store = estate.stores.get(fact.server)
    if expected is None or store is None:
        return ""
    name = canonical(expected[1])
    found = {
        held.thumbprint
        for held in store.all()
        if held.self_signed is False and held.thumbprint != thumbprint and is_usable(held, store)
        if any(match(one, name) or match(name, one) for one in held.names)
    }
    if len(found) > 1:
        found &= {one.text("documented") for one in _picked(picks, fact.server, "outbound")}
    return min(found) if len(found) == 1 else ""
