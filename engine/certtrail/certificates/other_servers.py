"""What a server lacks of a certificate and another one has: an estate and facts in, facts out.

A certificate can be on a server without its key, as the key is where the request was made. And one
that is over on one server can have its successor in the list of another.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from certtrail.certificates.standing import replaced_services
from certtrail.certificates.validity import (
    Chain,
    Validity,
    chain,
    good_by_list,
    is_request,
    validity,
)
from certtrail.model.fact import Fact
from certtrail.model.selected_certificates import Direction, thumbprint_of
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store
    from certtrail.model.fact import Evidence
    from certtrail.model.selected_certificates import Selection

_NO_KEY: Final = "PrivateKeyMissing"
_Kind = tuple[frozenset[str], str | None]


def key_elsewhere_facts(
    facts: Sequence[Fact], estate: Estate, found: Iterable[Selection]
) -> Iterator[Fact]:
    """Make a `key-on-another-server` for each certificate that a server has without its key, while
    another server has it with its key: by its list, or as it was enabled for SMTP there.

    Args:
        facts: of all servers.
        estate: their stores and connectors.
        found: what each connector picks.
    """
    bare = _without_key(facts, estate)
    keyed = _with_key(facts, estate) if bare else {}
    chosen: defaultdict[tuple[str, str], list[Selection]] = defaultdict(list)
    for one in found if bare else ():
        for pick in {thumbprint_of(one.documented), thumbprint_of(one.model)}:
            chosen[one.server, pick or ""].append(one)
    acts = [fact for fact in facts if fact.kind == "certificate-action"] if bare else []
    for (server, thumbprint), evidence in sorted(bare.items(), key=lambda each: each[0]):
        holders = sorted(keyed.get(thumbprint, frozenset()) - {server})
        if not holders:
            continue
        held = _held(estate, (server, *holders), thumbprint)
        told: dict[str, str | int | bool | None] = {
            "thumbprint": thumbprint,
            "holder": holders[0],
            "holders": ", ".join(holders),
            "subject": None if held is None else held.stored.subject,
            "before": _before(estate.stores.get(server), held),
            **_picked(chosen[server, thumbprint], server, holders, estate),
        }
        asked = _request(acts, holders, held)
        if asked is not None:
            told |= {"holder": asked.server, "requested": _at(asked)}
            evidence = (*evidence, *asked.evidence)
        known = {name: value for name, value in told.items() if value is not None and value != ""}
        yield Fact("key-on-another-server", server, 0, known, tuple(dict.fromkeys(evidence)))


def _at(fact: Fact) -> int:
    return fact.time // SECOND


def _without_key(
    facts: Sequence[Fact], estate: Estate
) -> dict[tuple[str, str], tuple[Evidence, ...]]:
    """Find by server what its list shows without a key, and what Exchange refused for that."""
    found: dict[tuple[str, str], tuple[Evidence, ...]] = {}
    for store in estate.stores.values():
        for held in store.all():
            if store.server and held.stored.has_private_key is False and not is_request(held):
                found[store.server, held.thumbprint] = tuple(held.evidence)
    for fact in facts:
        key = fact.server, fact.text("thumbprint")
        if fact.kind == "exchange-refusal" and fact.text("code") == _NO_KEY and all(key):
            listed = estate.stores.get(fact.server)
            if listed is None or not listed.known:
                found[key] = (*found.get(key, ()), *fact.evidence)
    return found


def _with_key(facts: Sequence[Fact], estate: Estate) -> dict[str, frozenset[str]]:
    """Find the servers that have each certificate with its key."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for store in estate.stores.values():
        for held in store.all():
            if store.server and held.stored.has_private_key is True:
                found[held.thumbprint].add(store.server)
    for fact in facts:
        if (
            fact.kind == "certificate-action"
            and fact.text("verb") == "enabled"
            and fact.text("result") == "success"
            and fact.server
        ):
            listed = estate.stores.get(fact.server)
            if listed is None or not listed.known:
                found[fact.text("thumbprint")].add(fact.server)
    return {thumbprint: frozenset(servers) for thumbprint, servers in found.items()}


def _held(estate: Estate, servers: Sequence[str], thumbprint: str) -> Held | None:
    stores = [store for name in servers if (store := estate.stores.get(name)) is not None]
    listed = [(store.certificates or {}).get(thumbprint) for store in stores]
    return next((held for held in listed if held is not None), None)


def _before(store: Store | None, held: Held | None) -> str | None:
    """Give the one that it follows on its server: of the same names, and over."""
    if store is None or held is None or not held.names or held.self_signed is not False:
        return None
    older = [
        one
        for one in store.carriers(min(sorted(held.names), key=store.count_named))
        if one.thumbprint != held.thumbprint
        and one.self_signed is False
        and one.names <= held.names
        and validity(one, store.at) is Validity.EXPIRED
    ]
    newest = max(older, key=lambda one: (one.stored.not_after or 0, one.thumbprint), default=None)
    return None if newest is None else newest.thumbprint


def _picked(
    chosen: Sequence[Selection], server: str, holders: Sequence[str], estate: Estate
) -> dict[str, str | int | bool | None]:
    """Tell which connectors pick it, and who can send in this server's place."""
    connectors = list(dict.fromkeys(one.connector for one in chosen if one.connector))
    if not connectors:
        return {}
    told: dict[str, str | int | bool | None] = {"connectors": ", ".join(connectors)}
    if len(connectors) == 1:
        told["connector"] = connectors[0]
    sending = {one.connector for one in chosen if one.direction is Direction.OUTBOUND}
    others = {
        name
        for one in estate.send
        if one.name in sending
        for name in estate.stores
        if name != server and one.source_servers and estate.is_source(one.name, name)
    }
    if len(connectors) == 1 and sending and len(others) == 1 and others <= set(holders):
        told["instead_of"] = others.pop()
    return told


def _request(acts: Iterable[Fact], holders: Sequence[str], held: Held | None) -> Fact | None:
    """Find the request on a server that has the key, the last before the certificate began."""
    begun = None if held is None else held.stored.not_before
    asked = [
        one
        for one in acts
        if one.text("verb") == "requested"
        and one.text("result") == "success"
        and one.server in holders
        and begun is not None
        and begun - 60 * 86400 <= _at(one) <= begun + 15 * 3600 + 86400
    ]
    return max(asked, key=lambda one: one.time, default=None)


def successor_elsewhere_facts(estate: Estate) -> Iterator[Fact]:
    """Make a `successor-elsewhere` for each certificate of an authority that is in a server's list
    and has a successor that is usable in another server's list and none in its own.

    A successor has all its names, began and ends after it, and is of as public an authority.

    Args:
        estate: the servers' stores.
    """
    able: defaultdict[str, list[tuple[str, Held]]] = defaultdict(list)
    for store in estate.stores.values():
        for held in store.all():
            if store.server and _can_follow(held, store):
                for name in held.names:
                    able[name].append((store.server, held))
    best: dict[_Kind, list[tuple[str, Held]]] = {}
    for store in estate.stores.values():
        for old in store.all() if able else ():
            if not store.server or old.self_signed is not False or not old.names_known:
                continue
            kind = (old.names, old.stored.root_ca_type)
            if kind not in best:
                best[kind] = _newest(kind, able)
            yield from _followed(old, store, best[kind])


def _newest(kind: _Kind, able: dict[str, list[tuple[str, Held]]]) -> list[tuple[str, Held]]:
    """Give the newest certificate that has all of some names, with each server that has it."""
    names, root = kind
    if not names or any(name not in able for name in names):
        return []
    fit = [
        (server, held)
        for server, held in min((able[name] for name in sorted(names)), key=len)
        if names <= held.names and held.stored.root_ca_type in (root, None)
    ]
    last = max(((held.stored.not_before or 0, held.thumbprint) for _, held in fit), default=None)
    return sorted(
        (each for each in fit if last is not None and each[1].thumbprint == last[1]),
        key=lambda each: each[0],
    )


def _followed(old: Held, store: Store, found: Sequence[tuple[str, Held]]) -> Iterator[Fact]:
    if not found:
        return
    holders = [server for server, _ in found]
    heir = found[0][1]
    begun, ends = old.stored.not_before, old.stored.not_after
    later = (
        begun is not None
        and ends is not None
        and (heir.stored.not_before or begun) > begun
        and (heir.stored.not_after or ends) > ends
    )
    if not later or store.server in holders:
        return
    here = (store.certificates or {}).get(heir.thumbprint)
    fields: dict[str, str | int | bool] = {
        "thumbprint": old.thumbprint,
        "successor": heir.thumbprint,
        "holder": holders[0],
        "holders": ", ".join(holders[:20]),
        "here": here is not None,
    }
    if services := replaced_services(old):
        fields["services"] = services
    pairs = ((old.subject, heir.subject), (old.issuer, heir.issuer))
    if all(one is not None and other is not None for one, other in pairs):
        fields["renamed"] = any(one != other for one, other in pairs)
    yield Fact("successor-elsewhere", store.server, 0, fields, (*old.evidence, *heir.evidence))


def _can_follow(held: Held, store: Store) -> bool:
    return (
        held.self_signed is False
        and held.stored.has_private_key is True
        and held.names_known
        and good_by_list(held, store.at)
        and chain(held) is Chain.GOOD
        and not is_request(held)
        and not held.for_tokens
    )
