"""Internal certificates that no Edge subscription stands on for long: complaints in, facts out.

A subscription encrypts its credentials with the key of the internal certificate, and takes only one
of a CAPI provider. Who makes it anew before the role has another certificate does it in vain; and
where the certificate ends within weeks, it has to be made once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.estate import Estate

_SOON: Final = 30 * 86_400
_ABOUT_EDGE: Final = frozenset({"direct-trust-failed", "edge-sync-problem", "edge-sync-state"})


def cng_facts(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Make an `internal-key-in-cng` for each server whose trust with Edge stands on such a key,
    and an `internal-ends-soon` where the certificate ends within a month of what the logs tell.

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
        if store is None or held is None:
            continue
        fields: dict[str, str | int | bool] = {"holder": holder, "thumbprint": held.thumbprint}
        if held.key_kind == "cng":
            yield Fact("internal-key-in-cng", server, 0, fields, held.evidence)
        ends = held.stored.not_after
        if ends is not None and store.at is not None and 0 < ends - store.at < _SOON:
            local = {"local_dates": True} if held.stored.local_dates else {}
            told_of = {**fields, "not_after": ends, **local}
            yield Fact("internal-ends-soon", server, 0, told_of, held.evidence)
