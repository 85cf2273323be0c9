"""What websites are bound to: bindings and stores in; the bindings with how their certificate
stands, as far as the lists tell, and the certificates that no website is bound to, out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.validity import good_by_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Store
    from certtrail.model.fact import Fact

_KIND: Final = "site-binding"
_LISTED: Final = "certificate-in-store"
_WHOLE: Final = 2


def with_bound(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all facts; a `site-binding` gets `state`, where the lists tell it.

    Args:
        facts: of all servers.
        estate: their stores.
    """
    for fact in facts:
        store = estate.stores.get(fact.server) if fact.kind == _KIND else None
        state = "" if store is None else _state(store, fact.text("thumbprint"))
        yield replace(fact, fields={**fact.fields, "state": state}) if state else fact


def with_unbound(facts: Iterable[Fact]) -> list[Fact]:
    """Give all facts; a `certificate-in-store` gets `unbound`, where what `netsh http show sslcert`
    printed of its server names it nowhere: the number of the bindings that it printed.
    """
    known = list(facts)
    bound: dict[str, list[str]] = {}
    for fact in known:
        # Only netsh names applications, and it lists all; one line of it may have been asked for.
        if fact.kind == _KIND and fact.text("application"):
            bound.setdefault(fact.server, []).append(fact.text("thumbprint"))
    elsewhere = {(fact.server, fact.text("thumbprint")) for fact in known if fact.kind == _KIND}
    return [
        replace(fact, fields={**fact.fields, "unbound": len(bound[fact.server])})
        if fact.kind == _LISTED
        and len(bound.get(fact.server, ())) >= _WHOLE
        and (fact.server, fact.text("thumbprint")) not in elsewhere
        else fact
        for fact in known
    ]


def _state(store: Store, thumbprint: str) -> str:
    """Tell how a certificate stands: `unlisted`, `without-key`, `not-valid` by its dates or its
    status, or `good`; empty where nothing tells.
    """
    if store.certificates is None:
        return ""
    held = store.certificates.get(thumbprint)
    if held is None:
        return "unlisted" if store.whole else ""
    if held.stored.has_private_key is False or held.stored.key_test == "missing":
        return "without-key"
    return "good" if good_by_list(held, store.at) else "not-valid"
