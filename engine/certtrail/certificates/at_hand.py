"""What is at hand: stores and what is missed in; certificates that can be used as they are, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import common_name
from certtrail.certificates.dns_names import canonical
from certtrail.certificates.validity import Chain, chain, good_by_list, is_request
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store

_SERVER_AUTH: Final = "1.3.6.1.5.5.7.3.1"
_MOST_NAMES: Final = 10
_USABLE_KEYS: Final = ("RSA", None)
_MISSED: Final = frozenset(
    {
        "starttls-certificate-expired",
        "starttls-certificate-expiring",
        "starttls-certificate-missing",
    }
)


def at_hand_facts(estate: Estate, auth: Collection[str]) -> Iterator[Fact]:
    """Make a `certificate-at-hand` for each server that has one.

    Args:
        estate: of all servers.
        auth: thumbprints of the AuthConfig's certificates, which sign tokens and nothing else.
    """
    for store in estate.stores.values():
        usable = (
            one
            for one in store.all()
            if one.thumbprint not in auth
            and one.thumbprint != store.internal
            and store.names_itself(one)
            and _usable(one, store)
        )
        # A self-signed one, as Microsoft advises for the role, with a key that EdgeSync takes, and
        # of these the newest.
        found = max(
            usable,
            key=lambda one: (bool(one.self_signed), one.key_kind != "cng", *_age(one)),
            default=None,
        )
        if found is not None:
            yield _fact("certificate-at-hand", store, found)


def for_name_facts(estate: Estate, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Make a `certificate-for-name` for each name that 12014, 12016 or 12018 is about, or a
    `name-not-listed` where the whole list has no certificate with it.

    Of a TlsCertificateName it is the common name of its subject that counts: what was renewed by
    another authority has that still.

    Args:
        estate: of all servers.
        facts: among them those of these events.
    """
    missed = {
        (fact.server, fact.text("name")): None
        for fact in facts
        if fact.kind in _MISSED and fact.text("name")
    }
    for server, name in missed:
        store = estate.stores.get(server)
        if store is None:
            continue
        host = common_name(name[at + 3 :]) if (at := name.casefold().rfind("<s>")) >= 0 else name
        usable = (one for one in store.carriers(host) if _usable(one, store))
        found = max(usable, key=lambda one: (one.self_signed is False, *_age(one)), default=None)
        if found is not None:
            yield _fact("certificate-for-name", store, found, name)
        elif host == name and store.lacks(host):
            yield _not_listed(store, name)


def _not_listed(store: Store, name: str) -> Fact:
    """Tell which names the certificates of a server have instead of one."""
    held = [one for one in store.all() if not one.for_tokens and not is_request(one)]
    others = sorted({each for one in held for each in one.names})
    fields: dict[str, str | bool] = {
        "name": name,
        "names": ", ".join(others[:_MOST_NAMES]),
        "own": canonical(name).partition(".")[0] == canonical(store.server).partition(".")[0],
    }
    known = {field: value for field, value in fields.items() if value != ""}
    evidence = tuple(dict.fromkeys(line for one in held for line in one.evidence))
    return Fact("name-not-listed", store.server, 0, known, evidence[:_MOST_NAMES])


def _age(held: Held) -> tuple[int, str]:
    return held.stored.not_before or 0, held.thumbprint


def _fact(kind: str, store: Store, found: Held, name: str | None = None) -> Fact:
    known = {
        "name": name,
        "thumbprint": found.thumbprint,
        "self_signed": found.self_signed,
        "not_after": found.stored.not_after,
        "smtp": found.stored.smtp,
        "key_kind": found.key_kind or None,
    }
    fields = {field: value for field, value in known.items() if value is not None}
    return Fact(kind, store.server, 0, fields, found.evidence)


def _usable(held: Held, store: Store) -> bool:
    """Tell whether Exchange can use it: dates, chain, key and purpose."""
    stored = held.stored
    usages = stored.extended_key_usage
    return (
        good_by_list(held, store.at)
        and (chain(held) is not Chain.BAD or held.self_signed is True)
        and not is_request(held)
        and stored.has_private_key is True
        and stored.key_test not in ("missing", "failed")
        and stored.key_algorithm in _USABLE_KEYS
        and (not usages or _SERVER_AUTH in usages)
        and not held.for_tokens
    )
