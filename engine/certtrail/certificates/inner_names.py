"""Names that only the inside knows, and what peers outside trust: conflicts in; the same, with it,
out.

No public authority issues for ex01.contoso.lan. So whatever a connector picks for that name, a
peer outside that checks trusts none of it; one with a public name has to be named on the connector.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.at_hand import is_usable
from certtrail.certificates.dns_names import canonical
from certtrail.certificates.validity import is_nameable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Store
    from certtrail.model.fact import Fact

# No public end of domains, as companies use them; RFC 6762, appendix G, has most of them.
_INNER: Final = frozenset(
    {"corp", "home", "intern", "internal", "lan", "loc", "local", "localdomain", "localnet"}
    | {"lokal", "priv", "private"}
)
_PUBLIC: Final = "thirdparty"
_EXPIRED: Final = "expired-preferred"


def with_inner_names(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all facts; a `selection-conflict` of the sort `expired-preferred` gets `inner`, whether
    the name is one that only the inside knows, and then `public`, the newest certificate of a
    public authority that the server has, enabled for SMTP and good, if any.

    Args:
        facts: of all servers.
        estate: their stores.
    """
    for fact in facts:
        store = estate.stores.get(fact.server)
        if fact.kind != "selection-conflict" or fact.text("conflict") != _EXPIRED or store is None:
            yield fact
            continue
        inner = is_inner(fact.text("asked_for"))
        public = _public(store) if inner else ""
        told = {"inner": inner} | ({"public": public} if public else {})
        yield replace(fact, fields={**fact.fields, **told})


def is_inner(name: str) -> bool:
    """Tell whether no public authority issues for a name: a short one, or one of the inside.

    >>> is_inner("ex01"), is_inner("ex01.contoso.lan"), is_inner("*.contoso.com")
    (True, True, False)
    """
    host = canonical(name)
    return "." not in host or host.rpartition(".")[2] in _INNER


def _public(store: Store) -> str:
    good = [
        held
        for held in store.all()
        if (held.stored.root_ca_type or "").casefold() == _PUBLIC
        and held.stored.smtp
        and is_usable(held, store)
        and is_nameable(held)
    ]
    best = max(good, key=lambda one: (one.stored.not_before or 0, one.thumbprint), default=None)
    return "" if best is None else best.thumbprint
