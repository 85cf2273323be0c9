"""What is at hand: stores and what is missed in; certificates that can be used as they are, out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from certtrail.certificates.curved_keys import curved_for_name
from certtrail.certificates.distinguished import host_asked_for
from certtrail.certificates.dns_names import canonical
from certtrail.certificates.validity import (
    Chain,
    Validity,
    chain,
    good_by_list,
    has_key,
    is_request,
    validity,
)
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store
    from certtrail.model.fact import Evidence

_SERVER_AUTH: Final = "1.3.6.1.5.5.7.3.1"
_MOST_NAMES: Final = 10
_WARNED_BEFORE: Final = 90 * 86_400
_USABLE_KEYS: Final = ("RSA", None)
_TAKEN: Final = frozenset({"removed", "archived"})
_WARNED: Final = "starttls-certificate-expiring"
MISSED: Final = frozenset({_WARNED, "starttls-certificate-expired", "starttls-certificate-missing"})
"""The kinds of facts that tell of a host name which no, or no good, certificate has."""


def at_hand_facts(estate: Estate) -> Iterator[Fact]:
    """Make a `certificate-at-hand` for each server that has one: self-signed, as Microsoft advises.

    One of a CA ends with its next renewal, which an Edge subscription does not outlive, and may be
    the very one that is at fault. One that ends within 90 days is no repair: Exchange warns of it
    at once, and the role has to be given away again.

    Args:
        estate: of all servers.
    """
    for store in estate.stores.values():
        usable = (one for one in _own(store) if one.thumbprint != store.internal)
        lasting = (one for one in usable if not _ends_soon(one, store))
        # With a key that EdgeSync takes, and of these the one that lives longest.
        found = max(
            lasting,
            key=lambda one: (one.key_kind != "cng", one.stored.not_after or 0, *age(one)),
            default=None,
        )
        if found is not None:
            yield _fact("certificate-at-hand", store, found)


def back_end_facts(estate: Estate) -> Iterator[Fact]:
    """Make a `certificate-for-back-end` for each server whose list has one: the certificate that
    the site Exchange Back End is bound to best.

    That is the server's own, as Setup binds it: one of a CA goes with its next renewal, and OWA,
    ECP and the shell with it. The one of the internal role goes first, unless it ends soon.

    Args:
        estate: of all servers.
    """
    for store in estate.stores.values():
        found = max(
            _own(store),
            key=lambda one: (
                not _ends_soon(one, store),
                one.thumbprint == store.internal,
                one.stored.not_after or 0,
                *age(one),
            ),
            default=None,
        )
        if found is not None:
            told = _fact("certificate-for-back-end", store, found)
            internal = found.thumbprint == store.internal
            yield replace(told, fields={**told.fields, "internal": internal})


def _own(store: Store) -> Iterator[Held]:
    """Give what a server can use as its own: self-signed, with its name, usable as it is."""
    return (
        one
        for one in store.all()
        if one.self_signed is True and store.names_itself(one) and is_usable(one, store)
    )


def for_name_facts(estate: Estate, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Make a `certificate-for-name` for each name that 12014, 12016 or 12018 is about, or a
    `name-not-listed` where the whole list has no certificate with it; a `keyless-for-name` for one
    that has it, is newer than what can be used, and lacks nothing but its key; a `curved-for-name`
    for such a one whose key Exchange does not take; and, where nothing else can be used, a
    `name-past-limit` for one that has more names than Exchange reads.

    Of a TlsCertificateName it is the common name of its subject that counts: what was renewed by
    another authority has that still.

    Args:
        estate: of all servers.
        facts: among them those of these events.
    """
    missed: dict[tuple[str, str], set[str]] = {}
    taken: dict[str, str] = {}
    known = list(facts)
    versions = {one.server: one.text("version") for one in known if one.kind == "exchange-server"}
    for fact in known:
        if fact.kind == "certificate-action" and fact.text("verb") in _TAKEN and _done(fact):
            taken[fact.server] = fact.text("thumbprint")
        if fact.kind in MISSED and fact.text("name"):
            missed.setdefault((fact.server, fact.text("name")), set()).add(fact.kind)
    others: dict[str, tuple[list[str], list[Evidence]]] = {}
    for (server, name), kinds in missed.items():
        store = estate.stores.get(server)
        if store is None:
            continue
        host = host_asked_for(name)
        carrying = [one for one in store.carriers(host) if is_usable(one, store)]
        usable = [one for one in carrying if not one.past_limit(host)]
        yield from _past_limit(store, name, () if usable else carrying)
        found = max(
            usable,
            key=lambda one: (one.self_signed is False, not _unchecked(one), *age(one)),
            default=None,
        )
        yield from _keyless(store, name, found, estate)
        yield from curved_for_name(
            store,
            name,
            age(found)[0] if found else None,
            version=versions.get(server, ""),
            unlisted=partial(_is_left_out, store=store),
        )
        # One that is warned of goes on before its successor as long as that cannot be checked.
        later = [one for one in usable if found and _unchecked(one) and age(one) > age(found)]
        if later and _WARNED in kinds:
            yield _fact("certificate-for-name", store, max(later, key=age), name)
        if found is not None:
            yield _fact("certificate-for-name", store, found, name)
        elif host == name and store.lacks(host):
            if server not in others:
                others[server] = _others(store)
            yield _not_listed(store, name, taken, *others[server])


def _past_limit(store: Store, name: str, carrying: Sequence[Held]) -> Iterator[Fact]:
    """Tell of the newest of those that could be used, were the name not past the limit."""
    if carrying:
        yield _fact("name-past-limit", store, max(carrying, key=age), name)


def name_to_give(store: Store) -> str:
    """Give the host name that a connector could have, as a CA's certificate for SMTP carries it.

    Of several certificates it is the newest that counts, of its names that of its subject; empty
    where there is none.
    """
    signed = (one for one in store.all() if one.self_signed is False and one.stored.smtp)
    for one in sorted((one for one in signed if is_usable(one, store)), key=age, reverse=True):
        plain = sorted(name for name in one.names if "*" not in name and "." in name)
        if plain:
            return one.subject_name if one.subject_name in plain else plain[0]
    return ""


def _others(store: Store) -> tuple[list[str], list[Evidence]]:
    """Give the first names that the certificates of a server have, and where they are listed."""
    held = [one for one in store.all() if not one.for_tokens and not is_request(one)]
    names = sorted({each for one in held for each in one.names})
    evidence = dict.fromkeys(line for one in held for line in one.evidence)
    return names[:_MOST_NAMES], list(evidence)[:_MOST_NAMES]


def _not_listed(
    store: Store,
    name: str,
    taken: Mapping[str, str],
    others: Sequence[str],
    evidence: Sequence[Evidence],
) -> Fact:
    """Tell which names the certificates of a server have instead of one, and which of them is gone.

    Args:
        store: of the server.
        name: what none of its certificates has.
        taken: what was taken away last, by server; empty where that is not known.
        others: the names that they have.
        evidence: where they are listed.
    """
    listed = store.certificates or {}
    # The one of the internal role has the server's own names.
    missing = [
        one for one in (store.internal, taken.get(store.server)) if one and one not in listed
    ]
    fields: dict[str, str | bool] = {
        "name": name,
        "names": ", ".join(others),
        "own": canonical(name).partition(".")[0] == canonical(store.server).partition(".")[0],
        "gone": bool(missing) or taken.get(store.server) == "",
        "thumbprint": missing[0] if missing else "",
    }
    known = {field: value for field, value in fields.items() if value != ""}
    return Fact("name-not-listed", store.server, 0, known, tuple(evidence))


def _done(act: Fact) -> bool:
    """Tell whether an act took effect, as far as its record tells."""
    return act.text("result") in ("success", "run")


def _ends_soon(held: Held, store: Store) -> bool:
    """Tell whether Exchange would warn of its end already (12017)."""
    ends = held.stored.not_after
    return ends is not None and store.at is not None and ends - store.at < _WARNED_BEFORE


def age(held: Held) -> tuple[int, str]:
    """Give what tells the newer of two."""
    return held.stored.not_before or 0, held.thumbprint


def _fact(kind: str, store: Store, found: Held, name: str | None = None) -> Fact:
    known = {
        "name": name,
        "thumbprint": found.thumbprint,
        "self_signed": found.self_signed,
        "not_before": found.stored.not_before,
        "not_after": found.stored.not_after,
        "local_dates": found.stored.local_dates or None,
        "smtp": found.stored.smtp,
        "key_kind": found.key_kind or None,
        "unchecked": None if name is None else _unchecked(found),
        "unlisted": (name is not None and _is_left_out(found, store)) or None,
    }
    fields = {field: value for field, value in known.items() if value is not None}
    return Fact(kind, store.server, 0, fields, found.evidence)


def _is_left_out(held: Held, store: Store) -> bool:
    """Tell whether only other lists have it, and Exchange's own list of the server has not.

    Only that list tells services.
    """
    if held.stored.services is not None or not held.stored.listed:
        return False
    return any(one.stored.services is not None and one.stored.whole_list for one in store.all())


def _unchecked(held: Held) -> bool:
    """Tell whether its revocation could not be checked, so that an older one goes before it."""
    return chain(held) is Chain.OFFLINE


def _keyless(store: Store, name: str, found: Held | None, estate: Estate) -> Iterator[Fact]:
    """Tell of a certificate that lacks nothing but its key, and is newer than what can be used."""
    carriers = store.carriers(host_asked_for(name))
    bare = max((one for one in carriers if lacks_its_key(one, store)), key=age, default=None)
    if bare is not None and (found is None or age(bare) > age(found)):
        told = _fact("keyless-for-name", store, bare, name)
        holders = estate.with_key(bare.thumbprint, but=store.server)
        yield replace(told, fields={**told.fields, "holder": holders[0]}) if holders else told


def lacks_its_key(held: Held, store: Store) -> bool:
    """Tell whether a certificate of an authority would do, were its private key there."""
    stored = held.stored
    return (
        (stored.has_private_key is False or stored.key_test == "missing")
        and validity(held, store.at) not in (Validity.EXPIRED, Validity.EARLY)
        and chain(held) is not Chain.BAD
        and held.self_signed is not True
        and not is_request(held)
        and not held.for_tokens
    )


def is_usable(held: Held, store: Store) -> bool:
    """Tell whether Exchange can use it: dates, chain, key and purpose."""
    stored = held.stored
    usages = stored.extended_key_usage
    return (
        good_by_list(held, store.at)
        and (chain(held) is not Chain.BAD or held.self_signed is True)
        and not is_request(held)
        and has_key(stored)
        and stored.key_test not in ("missing", "failed")
        and stored.key_algorithm in _USABLE_KEYS
        and (not usages or _SERVER_AUTH in usages)
        and not held.for_tokens
    )
