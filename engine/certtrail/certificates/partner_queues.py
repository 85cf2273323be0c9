"""Queues and reports of somebody else's servers that do not get rid of mail to ours: facts in; the
same out, on our side.

A partner sends what his queue says, or the report that his server wrote. What his server refuses
there is the certificate of the host that it reached, and that host is ours; so the error is about
our server, and nothing is to be done on his.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.dns_names import canonical
from certtrail.certificates.presented import own_names
from certtrail.rulebook.reply_reasons import REFUSES
from certtrail.text.registered import registered

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Fact

REFUSED: Final = "refused-by-sender"
# What tells nothing of a server itself.
_QUEUES: Final = frozenset({"queue-error", "queue-waiting", "console-transcript"})


def with_partner_queues(
    facts: Sequence[Fact], estate: Estate, logged: Collection[str]
) -> tuple[tuple[Fact, ...], Estate]:
    """Give all facts and servers, but for partners that only a queue or a report of non-delivery
    tells of: their `queue-error` is of our server that it reached, with the reason
    `refused-by-sender`, and the partner's as `owner`.

    Whose the queue is, its server's whole name tells, or that it is for the domain which the host
    is in; whose the host that it reached, our names do.

    Args:
        facts: of all servers; a `queue-error` has `owner` where the text writes that name.
        estate: all stores and connectors.
        logged: the servers of which there are logs.
    """
    errors = [fact for fact in facts if fact.kind == "queue-error"]
    listed = {name for name, store in estate.stores.items() if store.known or store.internal}
    others = {fact.server for fact in facts if fact.kind not in _QUEUES}
    queued = {fact.server for fact in errors} - {*others, *listed, *estate.receive, *logged, ""}
    if not queued and not any(fact.text("reported_by") for fact in errors):
        return tuple(facts), estate
    ours = {name: store for name, store in estate.stores.items() if name not in queued}
    rest = replace(estate, stores=ours)
    names, shorts = own_names(rest)
    domains = {registered(name) for name in names}
    partners: dict[str, str] = {}
    reports: dict[int, Fact] = {}
    for fact in errors:
        host = canonical(fact.text("host"))
        if fact.text("reason") not in REFUSES:
            continue
        if writer := canonical(fact.text("reported_by")):
            if registered(writer) in domains or writer.partition(".")[0] in shorts:
                continue
            if _is_among(host or canonical(fact.text("recipient_domain")), names):
                told = replace(fact, fields={**fact.fields, "owner": fact.text("reported_by")})
                reports[id(fact)] = _ours(told, _reached(host, rest))
            else:
                # It waits with whoever wrote that, and on no server of ours.
                reports[id(fact)] = replace(fact, server="")
        elif fact.server in queued and _is_among(host, names) and _is_partners(fact, names, shorts):
            partners[fact.server] = _reached(host, rest)
    told_facts = [
        reports.get(id(fact))
        or (_ours(fact, partners[fact.server]) if fact.server in partners else fact)
        for fact in facts
    ]
    kept = {name: store for name, store in estate.stores.items() if name not in partners}
    return tuple(told_facts), replace(estate, stores=kept)


def _is_partners(fact: Fact, names: Collection[str], shorts: Collection[str]) -> bool:
    """Tell whether the queue that reached us is a partner's."""
    if owner := canonical(fact.text("owner")):
        return not _is_among(owner, names)
    # Who delivers to the domain that the host is in has found it by its MX record.
    _, _, domain = canonical(fact.text("host")).partition(".")
    outside = canonical(fact.text("next_hop")) == domain != ""
    return outside and canonical(fact.server).partition(".")[0] not in shorts


def _ours(fact: Fact, server: str) -> Fact:
    """Give what a partner's console shows to our server."""
    if fact.kind != "queue-error":
        return replace(fact, server=server)
    # Whatever else waits in the partner's queues tells of ours nothing that can be judged.
    said = fact.text("reason")
    told = {"reason": REFUSED} if said in REFUSES else {"about": said, "reason": "quoted"}
    told |= {"owner": fact.text("owner") or fact.server}
    return replace(fact, server=server, fields={**fact.fields, **told})


def _is_among(name: str, names: Collection[str]) -> bool:
    """Tell whether a host's name, or the domain that it is in, is one of ours."""
    return name != "" and (name in names or name.partition(".")[2] in names)


def _reached(host: str, estate: Estate) -> str:
    """Give our server that a name leads to: the one called so, else the only one."""
    called = [name for name in estate.stores if canonical(name) == host]
    owners = called or list(estate.receive) or list(estate.stores)
    return owners[0] if len(owners) == 1 else ""
