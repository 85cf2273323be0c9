"""Whose machine was asked: what was presented in; the same out, with whether it is one of ours.

Who sends mail to a partner in vain asks the partner's server, and what that presents is no
certificate of the server that the lists are of. A smart host and the next hop of a queue can be
one's own, too, such as an Edge server; so the names of the lists go first.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.dns_names import canonical
from certtrail.certificates.partner_queues import REFUSED
from certtrail.certificates.presented import is_ours, listed_as, own_names
from certtrail.text.registered import is_shared

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Fact
    from certtrail.model.inventory import Connector

_PRESENTED: Final = "certificate-presented"
_QUEUED: Final = frozenset({"queue-error", "queue-waiting"})
_WORD: Final = re.compile(r"[A-Za-z0-9_.:-]+")
_REACHED: Final = re.compile(r"\{(?:FQDN|IP)=([^{}\s]{1,255})\}")


def with_owners(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all facts; a `certificate-presented` gets `ours`, where anything tells, `next_hop`
    where a send connector or a queue sends to what was asked, and `listed_on`, the only server
    whose list has just that certificate, `listed_as` its thumbprint; else `none`. What offers no
    STARTTLS gets `tls_off`, the connector without Tls that is bound to just what was asked.

    Args:
        facts: of all servers.
        estate: of all servers.
    """
    known = list(facts)
    if not any(one.kind == _PRESENTED for one in known):
        yield from known
        return
    names, shorts = own_names(estate)
    # Without a list of what we are called outside, only where mail is sent to tells of others.
    listed = any(
        store.whole and any(one.self_signed is False for one in store.all())
        for store in estate.stores.values()
    )
    hops = {canonical(hop) for hop in _hops(known, estate)}
    without = _without_tls(estate)
    for one in known:
        if one.kind != _PRESENTED:
            yield one
            continue
        fact = _with_list(one, estate)
        if not fact.text("host"):
            yield fact
            continue
        hop = _is_hop(canonical(fact.text("host")), hops)
        mine = is_ours(fact, names, shorts)
        told = mine or hop or listed
        at = fact.text("address") or fact.text("host")
        lacks = fact.fields.get("starttls") is False
        shut = without.get(f"{at}:{fact.number('port')}") if lacks else None
        mine = mine or shut is not None
        told = told or mine
        extra: dict[str, bool | str] = {"ours": mine} if told else {}
        extra |= {"next_hop": True} if hop else {}
        extra |= {"tls_off": shut} if shut is not None else {}
        yield replace(fact, fields={**fact.fields, **extra})


def _is_hop(host: str, hops: Collection[str]) -> bool:
    """Tell whether mail is sent to a host: by its name, or by the domain that mail is for."""
    if host in hops:
        return True
    above = host.partition(".")[2]
    return "." in above and above in hops and not is_shared(above)


def _without_tls(estate: Estate) -> dict[str, str]:
    """Give by address and port the connector bound to just that, where none there has Tls."""
    bound: dict[str, list[Connector]] = {}
    for connectors in estate.receive.values():
        for one in connectors:
            for binding in one.bindings or ():
                bound.setdefault(binding, []).append(one)
    return {
        binding: found[0].name
        for binding, found in bound.items()
        if all(one.tls is False for one in found)
    }


def _with_list(fact: Fact, estate: Estate) -> Fact:
    found = listed_as(fact, estate)
    told = {"listed_on": "none"}
    if found is not None:
        told = {"listed_on": found[0], "listed_as": found[1]}
    return replace(fact, fields={**fact.fields, **told})


def _hops(facts: Iterable[Fact], estate: Estate) -> Iterator[str]:
    """Give the names and addresses to which mail is sent."""
    for one in estate.send:
        yield from _WORD.findall(one.settings.get("SmartHosts", ""))
    for fact in facts:
        # Who sends to us names us as the next hop.
        if fact.kind in _QUEUED and fact.text("reason") != REFUSED:
            yield from _WORD.findall(fact.text("next_hop"))
            yield from _REACHED.findall(fact.text("text"))
            yield fact.text("address")
