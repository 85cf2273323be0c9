"""How each certificate of a store stands: stores and selections in, a fact for each out.

What exports say of one certificate is joined, its dates are judged at the instant of the estate,
and what all connectors pick together tells whether any of them picks it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import TlsCertificateName, host_asked_for
from certtrail.certificates.dns_names import canonical
from certtrail.certificates.validity import (
    Chain,
    Validity,
    chain,
    good_by_list,
    is_over_today,
    is_request,
    validity,
    was_over,
)
from certtrail.model.connector_reach import lists_all
from certtrail.model.fact import Fact
from certtrail.model.selected_certificates import UNKNOWN, Direction
from certtrail.text.filters import ENABLED_FOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store
    from certtrail.model.selected_certificates import Selection

_BARE: Final = re.compile(r"CN=[\w-]{1,15}", re.IGNORECASE | re.ASCII)
# What lists can say differently of one certificate, as they show it; the role is told by itself.
_SHOWN: Final = {"services": "Services", "status": "Status", "has_private_key": "HasPrivateKey"}
_MONTH: Final = 30 * 86_400
_CLIENT_AUTH: Final = frozenset({"1.3.6.1.5.5.7.3.2", "2.5.29.37.0"})


def standing_facts(estate: Estate, found: Iterable[Selection]) -> Iterator[Fact]:
    """Make a `certificate-in-store` for each certificate of each server's list.

    Args:
        estate: of all servers.
        found: every selection in it.
    """
    by_server: defaultdict[str, list[Selection]] = defaultdict(list)
    for one in found:
        if one.connector:
            by_server[one.server].append(one)
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for store in estate.stores.values():
        for held in store.all():
            if store.server and held.self_signed is False:
                holders[held.thumbprint].append(store.server)
    for store in estate.stores.values():
        chosen = by_server[store.server]
        picked = {pick for one in chosen for pick in (one.documented, one.model)}
        complete = store.whole and _all_known(chosen)
        every = bool(estate.send) and lists_all(estate.receive.get(store.server, ()), store.server)
        wanted = _wanted(chosen, store)
        takeovers = _Takeovers(store)
        for held in store.all():
            if not is_request(held):
                told = held.thumbprint in picked or (False if complete else None)
                looked = held.thumbprint in wanted if complete and held.names_known else None
                named = _named(held, store, estate)
                others = [one for one in holders[held.thumbprint] if one != store.server]
                fact = _fact(held, store, named, others, takeovers, picked=told, looked_for=looked)
                senders = _sent_only_by(held, chosen) if complete else ""
                more = {"sent_only_by": senders} if senders else {}
                soon = {"ends_soon": True} if _ends_soon(held, store) else {}
                fields = {**fact.fields, **more, **soon, "all_connectors": every}
                yield replace(fact, fields=fields)


def _sent_only_by(held: Held, chosen: Iterable[Selection]) -> str:
    """Give the send connectors that pick one, where no receive connector does by either reading."""
    mine = [one for one in chosen if held.thumbprint in (one.documented, one.model)]
    if any(one.direction is Direction.INBOUND for one in mine):
        return ""
    return ", ".join(dict.fromkeys(one.connector for one in mine))


def _ends_soon(held: Held, store: Store) -> bool:
    """Tell whether it is over within a month, so that its successor is due."""
    end = held.stored.not_after
    return store.at is not None and end is not None and store.at <= end < store.at + _MONTH


def _wanted(chosen: Iterable[Selection], store: Store) -> set[str]:
    """Find the certificates that carry a host name for which a connector looks.

    Of a TlsCertificateName it is the common name of its subject: what was renewed by another
    authority carries that still, and the connector's name is what is wrong.
    """
    found: set[str] = set()
    for name in {one.asked_for for one in chosen if one.asked_for}:
        by_host = TlsCertificateName.read(name) is None
        host = canonical(host_asked_for(name))
        carriers = store.carriers(name) if by_host else store.with_common_name(host)
        found |= {held.thumbprint for held in carriers}
    return found


def _all_known(chosen: Sequence[Selection]) -> bool:
    """Tell whether every connector's pick is known, and receive connectors are among them."""
    return any(one.direction is Direction.INBOUND for one in chosen) and not any(
        UNKNOWN in (one.documented, one.model) for one in chosen
    )


def _named(held: Held, store: Store, estate: Estate) -> str:
    """Give the one other server whose name a certificate carries in place of its own server's.

    Of one that a short table lists the subject is known alone: a bare host name, as Exchange gives
    to a certificate that it makes for a server, tells enough.
    """
    told = held.names_known or _BARE.fullmatch(held.stored.subject or "")
    if not store.server or not told or store.names_itself(held):
        return ""
    named = [other.server for other in estate.named_in(held) if other is not store]
    return named[0] if len(named) == 1 else ""


def _fact(
    held: Held,
    store: Store,
    named: str,
    others: Sequence[str],
    takeovers: _Takeovers,
    *,
    picked: bool | None,
    looked_for: bool | None,
) -> Fact:
    stored = held.stored
    usages = stored.extended_key_usage
    dates = validity(held, store.at)
    heir = takeovers.of(held) if dates is Validity.EXPIRED else None
    told = dates is Validity.VALID or is_over_today(held) or was_over(held)
    if store.at is None and not told:
        dates = Validity.UNKNOWN  # Without a time, its Status is all that tells.
    known = {
        "thumbprint": held.thumbprint,
        "subject": stored.subject,
        "not_before": stored.not_before,
        "not_after": stored.not_after,
        "earliest_end": min(stored.possible_ends, default=stored.not_after),
        "local_dates": stored.local_dates or None,
        "status": stored.status,
        "smtp": stored.smtp,
        "self_signed": held.self_signed,
        "has_private_key": stored.has_private_key,
        "dates": "within" if good_by_list(held, store.at) else _DATES.get(dates),
        "picked": picked,
        "looked_for": looked_for,
        "internal": _is_internal(held, store),
        "client_auth": None if usages is None else _for_clients(usages),
        "for_tokens": held.for_tokens,
        "succeeded_by": heir,
        "retired": None if heir is None else picked is not True and _has_no_role(held, store),
        "key_kind": held.key_kind or None,
        "other_server": named or None,
        "holders": ", ".join(others) or None,
        "services": replaced_services(held),
        "disagreed": ", ".join(_SHOWN[one] for one in held.disagreed if one in _SHOWN) or None,
        "own_name": store.names_itself(held) if store.server and held.names_known else None,
    }
    fields = {name: value for name, value in known.items() if value is not None}
    return Fact("certificate-in-store", store.server, 0, fields, held.evidence)


class _Takeovers:
    """What connectors pick in place of certificates that are over, by their names and sort."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._newest: dict[tuple[frozenset[str], bool | None], tuple[int, str]] = {}

    def of(self, old: Held) -> str | None:
        """Give the newest that has all names of one, is of its sort, and began after it."""
        begun = old.stored.not_before
        if begun is None or not old.names_known or not old.names:
            return None
        alike = (old.names, old.self_signed)
        if alike not in self._newest:
            self._newest[alike] = max(self._able(old), default=(begun, ""))
        start, thumbprint = self._newest[alike]
        return thumbprint if thumbprint and start > begun else None

    def _able(self, old: Held) -> Iterator[tuple[int, str]]:
        store = self._store
        # Of its names the one that fewest certificates have.
        for one in store.carriers(min(sorted(old.names), key=store.count_named)):
            if (
                one.stored.not_before is not None
                and one.stored.smtp
                and one.stored.has_private_key is not False
                and one.self_signed == old.self_signed
                and old.names <= one.names
                and good_by_list(one, store.at)
                and (one.self_signed or chain(one) is Chain.GOOD)
                and not one.for_tokens
            ):
                yield one.stored.not_before, one.thumbprint


def _is_internal(held: Held, store: Store) -> bool | None:
    """Tell whether it is the configured internal one; what no export names is not, whichever is."""
    if store.disputed:
        return None if held.thumbprint in {one for one, _ in store.disputed} else False
    return None if store.internal is None else held.thumbprint == store.internal


def _has_no_role(held: Held, store: Store) -> bool:
    """Tell whether it does not have the internal role; one of a CA has it only if that is told."""
    if store.disputed:
        return _is_internal(held, store) is False
    if store.internal is None:
        return held.self_signed is False
    return held.thumbprint != store.internal


def replaced_services(held: Held) -> str | None:
    """Give what a CA's certificate is enabled for, where its successor needs more than SMTP."""
    told = [one for one in ENABLED_FOR if one in (held.stored.services or ())]
    return ",".join(told) if len(told) > 1 and "SMTP" in told and not held.self_signed else None


def _for_clients(usages: Sequence[str]) -> bool:
    """Tell whether it is for the client's side, too: by name, or as nothing limits it."""
    return not usages or not _CLIENT_AUTH.isdisjoint(usages)


_DATES: Final = {
    Validity.VALID: "within",
    Validity.EXPIRED: "after",
    Validity.EARLY: "before",
}
