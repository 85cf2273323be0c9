"""Who has the internal role by exports: what they say in; what stands at last, by server, out.

What a session shows last counts; two exports that name different ones are of different times, or
one of them is of something else, and nobody knows which holds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.certificates.places import ServerPlaces
    from certtrail.certificates.store import Held, Store
    from certtrail.model.fact import Evidence, Fact
    from certtrail.model.inventory import Inventory, StoredCertificate

Told = tuple[tuple[str, "Evidence"], ...]
_AUTH: Final = "auth-config"
_SERVICE: Final = "transport-service"


def told_roles(
    inventory: Inventory, place: ServerPlaces, listed: Mapping[str, list[StoredCertificate]]
) -> dict[str, Told]:
    """Give by server the thumbprint that each export names last, and where.

    Args:
        inventory: all exports.
        place: which server each is of.
        listed: the certificates of each server's lists, of which one can be marked.
    """
    every: dict[str, list[tuple[str, Evidence]]] = {}
    for one in inventory.services:
        server = place.holding(one.server, one.internal_thumbprint)
        every.setdefault(server, []).append((one.internal_thumbprint, one.evidence))
    for server, described in listed.items():
        known = {line.file for _, line in every.get(server, ())}
        for marks in _marks(described):
            # What marks several says nothing, and the setting itself goes before a mark.
            if len({thumbprint for thumbprint, _ in marks}) == 1 and marks[0][1].file not in known:
                every.setdefault(server, []).append(marks[0])
    return {server: _last(told) for server, told in every.items()}


def disputed(told: Told) -> bool:
    """Tell whether two exports name different ones."""
    return len({thumbprint for thumbprint, _ in told}) > 1


def with_dispute(held: Mapping[str, Held], told: Told) -> dict[str, Held]:
    """Give the certificates of a store; of those that only some exports give the role, that is
    something on which these disagree.
    """
    named = {thumbprint for thumbprint, _ in told} if disputed(told) else set()
    return {
        thumbprint: replace(one, disagreed=(*one.disagreed, "internal"))
        if thumbprint in named and "internal" not in one.disagreed
        else one
        for thumbprint, one in held.items()
    }


def with_standing(facts: Iterable[Fact], stores: Mapping[str, Store]) -> Iterator[Fact]:
    """Give all facts; a `transport-service` and an `auth-config` get `stands`: what exports say of
    the setting at last, and no other export contradicts. An `auth-config` gets `disputed`, too.

    Args:
        facts: of all servers.
        stores: by server.
    """
    known = list(facts)
    auth = _last([(one.text("thumbprint"), one.evidence[0]) for one in known if one.kind == _AUTH])
    agreed = "" if disputed(auth) or not auth else auth[0][0]
    for fact in known:
        if fact.kind == _SERVICE:
            store = stores.get(fact.server)
            stands = store is None or store.internal == fact.text("internal")
            yield replace(fact, fields={**fact.fields, "stands": stands})
        elif fact.kind == _AUTH:
            stands = bool(agreed) and fact.text("thumbprint") == agreed
            yield replace(
                fact, fields={**fact.fields, "stands": stands, "disputed": disputed(auth)}
            )
        else:
            yield fact


def _marks(described: Iterable[StoredCertificate]) -> list[list[tuple[str, Evidence]]]:
    by_file: dict[str, list[tuple[str, Evidence]]] = {}
    for one in described:
        if one.internal:
            by_file.setdefault(one.evidence.file, []).append((one.thumbprint, one.evidence))
    return list(by_file.values())


def _last(told: Iterable[tuple[str, Evidence]]) -> Told:
    """Keep of each file what it says last."""
    found: dict[str, tuple[str, Evidence]] = {}
    for thumbprint, line in sorted(told, key=lambda pair: (pair[1].order, pair[0])):
        known = found.get(line.file)
        if known is None or line.record_id >= known[1].record_id:
            found[line.file] = (thumbprint, line)
    return tuple(found[file] for file in sorted(found))
