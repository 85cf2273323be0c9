"""How each certificate of a store stands: stores and selections in, a fact for each out.

What exports say of one certificate is joined, its dates are judged at the instant of the estate,
and what all connectors pick together tells whether any of them picks it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from certtrail.certificates.validity import Validity, good_by_list, is_request, validity
from certtrail.model.fact import Fact
from certtrail.model.selected_certificates import UNKNOWN, Direction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store
    from certtrail.model.selected_certificates import Selection

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
    for store in estate.stores.values():
        chosen = by_server[store.server]
        picked = {pick for one in chosen for pick in (one.documented, one.model)}
        complete = store.whole and _all_known(chosen)
        for held in store.all():
            if not is_request(held):
                told = held.thumbprint in picked or (False if complete else None)
                yield _fact(held, store, picked=told)


def _all_known(chosen: Sequence[Selection]) -> bool:
    """Tell whether every connector's pick is known, and receive connectors are among them."""
    return any(one.direction is Direction.INBOUND for one in chosen) and not any(
        UNKNOWN in (one.documented, one.model) for one in chosen
    )


def _fact(held: Held, store: Store, *, picked: bool | None) -> Fact:
    stored = held.stored
    usages = stored.extended_key_usage
    dates = validity(held, store.at)
    if store.at is None and dates is not Validity.VALID:
        dates = Validity.UNKNOWN  # Without a time, its Status is all that tells.
    known = {
        "thumbprint": held.thumbprint,
        "subject": stored.subject,
        "not_before": stored.not_before,
        "not_after": stored.not_after,
        "status": stored.status,
        "smtp": stored.smtp,
        "self_signed": held.self_signed,
        "has_private_key": stored.has_private_key,
        "dates": "within" if good_by_list(held, store.at) else _DATES.get(dates),
        "picked": picked,
        "internal": None if store.internal is None else held.thumbprint == store.internal,
        "client_auth": None if usages is None else _for_clients(usages),
        "for_tokens": held.for_tokens,
        "key_kind": held.key_kind or None,
        "own_name": store.names_itself(held) if store.server and held.names_known else None,
    }
    fields = {name: value for name, value in known.items() if value is not None}
    return Fact("certificate-in-store", store.server, 0, fields, held.evidence)


def _for_clients(usages: Sequence[str]) -> bool:
    """Tell whether it is for the client's side, too: by name, or as nothing limits it."""
    return not usages or not _CLIENT_AUTH.isdisjoint(usages)


_DATES: Final = {
    Validity.VALID: "within",
    Validity.EXPIRED: "after",
    Validity.EARLY: "before",
}
