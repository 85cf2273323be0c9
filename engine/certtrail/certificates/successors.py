"""Successors: the ledger in; the certificate that was already made to follow another one, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.store import Held
from certtrail.certificates.validity import Chain, chain, is_request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.certificates_known import LedgerEntry

_OF_PRIVATE_ROOT: Final = frozenset({"None", "Enterprise"})


def is_gone(entry: LedgerEntry) -> bool:
    """Tell whether a certificate was removed, as far as the evidence says."""
    return any(event.what in ("removed", "deleted") for event in entry.life)


def successor_of(entry: LedgerEntry, entries: Iterable[LedgerEntry]) -> LedgerEntry | None:
    """Find what lives longest of the certificates of a server's list that can follow one as it is.

    It has all its names and a usable key, and was signed by one of the same sort: itself, or an
    authority of the same sort.
    """
    found = [one for one in entries if _follows(one, entry)]
    return max(found, key=lambda one: (one.ends or 0, one.thumbprint), default=None)


def _follows(one: LedgerEntry, old: LedgerEntry) -> bool:
    if one.certificate is None or old.certificate is None or one.server != old.server:
        return False
    if one.ends is None or old.ends is None or one.ends <= old.ends or is_gone(one):
        return False
    new, before = Held(one.certificate), Held(old.certificate)
    return (
        new.self_signed == before.self_signed
        and bool(before.names)
        and before.names <= new.names
        and _same_sort(new, before)
        and new.stored.has_private_key is True
        and one.key_usable is not False
        and (chain(new) is not Chain.BAD or new.self_signed is True)
        and not is_request(new)
        and not new.for_tokens
    )


def _same_sort(new: Held, before: Held) -> bool:
    """Tell whether both are signed by a public authority, or neither, as far as roots tell."""
    if new.self_signed or new.issuer == before.issuer:
        return True
    roots = (new.stored.root_ca_type, before.stored.root_ca_type)
    return None not in roots and len({root in _OF_PRIVATE_ROOT for root in roots}) == 1
