"""Queues of somebody else's servers that do not get rid of mail to ours: facts in; the same out, on
our side.

A partner sends what his queue says. What his server refuses there is the certificate of the host
that it reached, and that host is ours; so the error is about our server, and nothing is to be done
on his.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.dns_names import canonical
from certtrail.certificates.presented import own_names

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Fact

REFUSED: Final = "refused-by-sender"
# What tells nothing of a server itself.
_QUEUES: Final = frozenset({"queue-error", "queue-waiting", "console-transcript"})
_REFUSES: Final = frozenset({"peer-certificate-refused", "certificate-invalid"})


def with_partner_queues(
    facts: Sequence[Fact], estate: Estate, logged: Collection[str]
) -> tuple[tuple[Fact, ...], Estate]:
    """Give all facts and servers, but for partners that only a queue tells of: their `queue-error`
    is of our server that it reached, with the reason `refused-by-sender`.

    Whose the queue is, its server's whole name tells; whose the host that it reached, our names do.

    Args:
        facts: of all servers; a `queue-error` has `owner` where the text writes that name.
        estate: all stores and connectors.
        logged: the servers of which there are logs.
    """
    queued = {fact.server for fact in facts if fact.kind == "queue-error" and fact.text("owner")}
    listed = {name for name, store in estate.stores.items() if store.known or store.internal}
    others = {fact.server for fact in facts if fact.kind not in _QUEUES}
    queued -= {*others, *listed, *estate.receive, *logged, ""}
    if not queued:
        return tuple(facts), estate
    ours = {name: store for name, store in estate.stores.items() if name not in queued}
    rest = replace(estate, stores=ours)
    names, _ = own_names(rest)
    partners: dict[str, str] = {}
    for fact in facts:
        host, owner = canonical(fact.text("host")), canonical(fact.text("owner"))
        refused = fact.server in queued and fact.text("reason") in _REFUSES
        if refused and _is_among(host, names) and not _is_among(owner, names):
            partners[fact.server] = _reached(host, rest)
    told = [
        _ours(fact, partners[fact.server]) if fact.server in partners else fact for fact in facts
    ]
    kept = {name: store for name, store in estate.stores.items() if name not in partners}
    return tuple(told), replace(estate, stores=kept)


def _ours(fact: Fact, server: str) -> Fact:
    """Give what a partner's console shows to our server."""
    if fact.kind != "queue-error":
        return replace(fact, server=server)
    # Whatever else waits in the partner's queues tells of ours nothing that can be judged.
    said = fact.text("reason")
    told = {"reason": REFUSED} if said in _REFUSES else {"about": said, "reason": "quoted"}
    return replace(fact, server=server, fields={**fact.fields, **told})


def _is_among(name: str, names: set[str]) -> bool:
    """Tell whether a host's name, or the domain that it is in, is one of ours."""
    return name in names or name.partition(".")[2] in names


def _reached(host: str, estate: Estate) -> str:
    """Give our server that a name leads to: the one called so, else the only one."""
    called = [name for name in estate.stores if canonical(name) == host]
    owners = called or list(estate.receive) or list(estate.stores)
    return owners[0] if len(owners) == 1 else ""
