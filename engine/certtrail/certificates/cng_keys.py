"""Internal certificates that no Edge subscription takes: complaints in, a fact for each out.

A subscription encrypts its credentials with the key of the internal certificate, and takes only one
of a CAPI provider. Who makes it anew before the role has another certificate does it in vain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate

_ABOUT_EDGE: Final = frozenset({"direct-trust-failed", "edge-sync-problem", "edge-sync-state"})


def cng_facts(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Make an `internal-key-in-cng` for each server whose trust with Edge stands on such a key.

    Args:
        facts: of all servers, with their peers.
        estate: the servers' stores.
    """
    told = {
        (fact.server, holder)
        for fact in facts
        if fact.kind in _ABOUT_EDGE
        for holder in (fact.server, fact.text("peer"))
        if holder
    }
    for server, holder in sorted(told):
        store = estate.stores.get(holder)
        held = None if store is None else (store.certificates or {}).get(store.internal or "")
        if held is not None and held.key_kind == "cng":
            fields: dict[str, str | int | bool] = {"holder": holder, "thumbprint": held.thumbprint}
            yield Fact("internal-key-in-cng", server, 0, fields, held.evidence)
