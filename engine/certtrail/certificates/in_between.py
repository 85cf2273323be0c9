"""What stands in front of a server: what was shown inside and outside in, where they differ out.

A device that inspects SMTP answers in the server's place, with a certificate for the same name that
it signed itself. What was measured goes before what anybody concludes of the server.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import common_name, parse
from certtrail.certificates.dns_names import canonical, is_own
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Evidence

_GOOD: Final = "ok"


def in_between_facts(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Make a `planes-disagree` of the planes `inside-outside` for each host asked from outside.

    Inside is what a server showed when it was asked by its own name or a private address, or has
    in its list. Both are for one name, of different issuers. A gateway whose certificate is good
    does no harm.

    Args:
        facts: of all servers.
        estate: of all servers.
    """
    asked = [one for one in facts if one.kind == "certificate-presented" and _shows(one)]
    inside: dict[tuple[str, int | None, str], tuple[int, Fact]] = {}
    for number, one in enumerate(asked):
        if _is_inside(one):
            inside.setdefault(_asked_of(one, common_name(one.text("subject"))), (number, one))
    for outer in asked:
        if _is_inside(outer) or outer.text("verify") == _GOOD or outer.fields.get("ours") is False:
            continue
        own = _for_one_name(inside, outer)
        if own is not None and not _is_one_issuer(own.text("issuer"), outer.text("issuer")):
            issuer = own.text("issuer")
            yield _fact(outer, issuer, "", (*own.evidence, *outer.evidence))
        elif own is None:
            yield from _beside_list(outer, estate)


def _beside_list(outer: Fact, estate: Estate) -> Iterator[Fact]:
    """Compare with the list of the server, where the peer found fault with what was shown."""
    store = estate.stores.get(outer.server)
    if store is None or not store.whole or not outer.text("verify"):
        return
    name = canonical(outer.text("host"))
    good = [
        held
        for held in store.carriers(name)
        if held.stored.smtp and held.self_signed is False and held.stored.status == "Valid"
    ]
    issuers = [held.stored.issuer or "" for held in store.all()]
    if good and not any(_is_one_issuer(one, outer.text("issuer")) for one in issuers):
        best = max(good, key=lambda held: (held.stored.not_before or 0, held.thumbprint))
        evidence = (*best.evidence, *outer.evidence)
        yield _fact(outer, best.stored.issuer or "", best.thumbprint, evidence)


def _fact(outer: Fact, issuer: str, thumbprint: str, evidence: Sequence[Evidence]) -> Fact:
    fields: dict[str, str | int | bool] = {
        "planes": "inside-outside",
        "expected": thumbprint,
        "issuer": issuer,
        "subject": outer.text("subject"),
        "host": outer.text("host"),
    }
    known = {name: value for name, value in fields.items() if value != ""}
    return Fact("planes-disagree", outer.server, 0, known, tuple(evidence))


def _shows(fact: Fact) -> bool:
    return bool(fact.text("subject") and fact.text("issuer") and fact.text("host"))


def _is_inside(fact: Fact) -> bool:
    """Tell whether the server was asked itself: by its name, or by an address of no use outside."""
    host = fact.text("host").strip("[]")
    try:
        return ip_address(host).is_private
    except ValueError:
        return host.casefold() == "localhost" or is_own(host, fact.server) is True


def _for_one_name(
    inside: Mapping[tuple[str, int | None, str], tuple[int, Fact]], outer: Fact
) -> Fact | None:
    """Find the first that was shown inside for the same name, on the same port."""
    others = {canonical(common_name(outer.text("subject"))), canonical(outer.text("host"))}
    wild = {f"*.{name.partition('.')[2]}" for name in others}
    keys = (_asked_of(outer, name) for name in others | wild)
    found = [inside[key] for key in keys if key in inside]
    return min(found, key=lambda one: one[0])[1] if found else None


def _asked_of(fact: Fact, name: str) -> tuple[str, int | None, str]:
    return fact.server, fact.number("port"), canonical(name)


def _is_one_issuer(one: str, other: str) -> bool:
    return parse(one) == parse(other)
