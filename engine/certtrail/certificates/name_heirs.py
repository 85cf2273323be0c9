"""What a TlsCertificateName outlived, and what comes next: conflicts in; the same, with it, out.

A renewal by another authority, or another of its intermediates, leaves the connector with the name
of the certificate before. On a send connector with several source servers it goes forward, not
back: the server that has the new one gives it to the others, then the connector gets its name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.at_hand import is_usable
from certtrail.certificates.conflicts import bearing
from certtrail.certificates.distinguished import TlsCertificateName, host_asked_for
from certtrail.certificates.dns_names import canonical
from certtrail.certificates.standing import replaced_services
from certtrail.certificates.validity import Validity, validity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store
    from certtrail.model.fact import Fact

_SOON: Final = 30 * 86400


def with_heirs(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all facts; a `selection-conflict` about a TlsCertificateName gets what it outlived.

    Of `tls-certificate-name-stale` that is `outlived`, the certificate that it means, which is
    over, `mates`, the other servers of which a receive connector has the name of `other`, and of
    `other` whether it is `enabled` for SMTP, its `key_algorithm`, and `other_ends` where it does so
    soon, as the list tells. Of
    `not-on-every-source` it is the `successor` that the server has in its place, `waiting`, the
    source servers that lack that, `waits`, the first of them, and the `services` of what lacks.

    Args:
        facts: of all servers.
        estate: their stores and connectors.
    """
    for fact in facts:
        store = estate.stores.get(fact.server)
        name = TlsCertificateName.read(fact.text("asked_for"))
        if fact.kind != "selection-conflict" or store is None or name is None:
            yield fact
        elif fact.text("conflict") == "tls-certificate-name-stale":
            named = bearing(store, name)
            over = [one for one in named if validity(one, store.at) is Validity.EXPIRED]
            mates = _mates(fact, store, estate)
            words = {"mates": ", ".join(mates)} if mates else {}
            told = _told(fact, {"outlived": over[0]} if len(over) == 1 else {}, words)
            yield replace(told, fields={**told.fields, **_readiness(fact, store)})
        elif fact.text("conflict") == "not-on-every-source":
            found = _successor(fact, store, estate)
            lacking = [] if found is None else _lacking(found, fact, estate)
            words = {"waiting": ", ".join(lacking), "waits": lacking[0]} if lacking else {}
            words |= _served(fact, estate) | _staying(fact, estate)
            yield _told(fact, {} if found is None else {"successor": found}, words)
        else:
            yield fact


def _served(fact: Fact, estate: Estate) -> dict[str, str]:
    """Tell what the certificate serves where it is, where that is more than SMTP."""
    holders = estate.holding(fact.text("other"))
    held = (holders[0].certificates or {}).get(fact.text("other")) if holders else None
    services = None if held is None else replaced_services(held)
    return {"services": services} if services else {}


def _staying(fact: Fact, estate: Estate) -> dict[str, str]:
    """Name the source servers that have the certificate, so that they can send alone."""
    connector = fact.text("connector")
    told = estate.sources_of(connector) and [
        held.server
        for held in estate.holding(fact.text("other"))
        if held.server != fact.server and estate.is_source(connector, held.server)
    ]
    return {"staying": ", ".join(told)} if told else {}


def _readiness(fact: Fact, store: Store) -> dict[str, str | int | bool]:
    """Tell what the one that is to get the name still lacks: SMTP, a key that Exchange takes, time.

    What ends soon is hardly what a renewal brought.
    """
    held = (store.certificates or {}).get(fact.text("other"))
    if held is None:
        return {}
    ends = held.stored.not_after
    fading = ends is not None and store.at is not None and ends < store.at + _SOON
    known = {
        "enabled": held.stored.smtp,
        "key_algorithm": held.stored.key_algorithm,
        "other_ends": ends if fading else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def _told(fact: Fact, found: dict[str, Held], words: dict[str, str]) -> Fact:
    named = {field: held.thumbprint for field, held in found.items()}
    lines = [line for held in found.values() for line in held.evidence]
    evidence = tuple(dict.fromkeys((*fact.evidence, *lines)))
    return replace(fact, fields={**fact.fields, **named, **words}, evidence=evidence)


def _successor(fact: Fact, store: Store, estate: Estate) -> Held | None:
    """Find what a source server has in place of the certificate that the name means."""
    holders = estate.holding(fact.text("other"))
    if not holders or holders[0].certificates is None:
        return None
    old = holders[0].certificates[fact.text("other")]
    return heir(old, host_asked_for(fact.text("asked_for")), store)


def heir(old: Held, host: str, store: Store) -> Held | None:
    """Find what a server has in place of a certificate of another server.

    It is newer, of the same common name and as public an authority, and ready for use.

    Args:
        old: the certificate that the other server has.
        host: its common name.
        store: of the server.
    """
    begun, ends = old.stored.not_before, old.stored.not_after
    if begun is None or ends is None:
        return None
    later = [
        one
        for one in store.with_common_name(canonical(host))
        if one.self_signed is False
        and is_usable(one, store)
        and (one.stored.not_before or begun) > begun
        and (one.stored.not_after or ends) > ends
        and one.stored.root_ca_type == old.stored.root_ca_type
    ]
    return max(
        later, key=lambda one: (one.stored.not_before or begun, one.thumbprint), default=None
    )


def _lacking(found: Held, fact: Fact, estate: Estate) -> list[str]:
    asked = fact.text("asked_for")
    connectors = [one.name for one in estate.send if one.tls_certificate_name == asked]
    return [
        name
        for name, store in sorted(estate.stores.items())
        if name
        and name != fact.server
        and found.thumbprint not in (store.certificates or {})
        and any(estate.is_source(one, name) for one in connectors)
    ]


def _mates(fact: Fact, store: Store, estate: Estate) -> list[str]:
    """Find the servers whose receive connectors have been told the new name already."""
    other = (store.certificates or {}).get(fact.text("other"))
    if other is None or fact.text("direction") != "inbound-starttls":
        return []
    return [
        server
        for server, connectors in estate.receive.items()
        if server
        and server != fact.server
        and any(
            name.names(other.subject, other.issuer)
            for one in connectors
            if (name := TlsCertificateName.read(one.tls_certificate_name or "")) is not None
        )
    ]
