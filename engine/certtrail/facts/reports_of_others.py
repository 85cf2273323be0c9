"""Whose reports of non-delivery tell of a refusal: facts in; the same out, each that a server of
this side wrote as that server's, and without its name as that of somebody else.

    Generating server: bulk7.fabrikam.com
    Remote Server returned '550 5.7.64 TenantAttribution; Relay Access Denied SMTP'

Exchange Online refused the server that wrote it, whichever server the other files are of. Where
nothing at hand has its name or its domain, that is somebody else's, as of mail that a stranger sent
with an address of this side. And a server that a policy (DANE, MTA-STS) refused is ours where its
domain is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.facts.own_names import OwnSide
from certtrail.text.hosts import may_be_one_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.model.fact import Fact

_FIELD: Final = "reported_by"
_BY_POLICY: Final = frozenset({"dane", "mta-sts"})
_ATTEMPTED: Final = re.compile(
    r"\[LastAttemptedServerName=([A-Z0-9](?:[A-Z0-9.-]{0,252}))\]", re.IGNORECASE
)


def with_reports_of_others(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; a `queue-error` keeps `reported_by` only where that is nothing's at hand, and
    else is of the server that wrote the report, whether more of that one is at hand or not. It gets
    `receiver_ours` where a policy refused a server of our domains.

    Args:
        facts: of all servers.
    """
    told = list(facts)
    if not any(fact.text(_FIELD) or _by_policy(fact) for fact in told):
        yield from told
        return
    own = OwnSide(told)
    servers = {fact.server.casefold(): fact.server for fact in told if fact.server}
    for fact in told:
        fields, server = dict(fact.fields), fact.server
        if own.have(fact.text(_FIELD)):
            server = _called(fact.text(_FIELD), servers)
            del fields[_FIELD]
        attempted = _ATTEMPTED.search(fact.text("text")) if _by_policy(fact) else None
        if attempted is not None and own.have_domain(attempted[1]):
            fields["receiver_ours"] = True
        yield fact if fields == fact.fields else replace(fact, server=server, fields=fields)


def _by_policy(fact: Fact) -> bool:
    return fact.kind == "queue-error" and fact.text("reason") in _BY_POLICY


def _called(writer: str, servers: Mapping[str, str]) -> str:
    """Give the server of a report by the name that the other files have for it, else its own."""
    known = servers.get(writer.casefold())
    if known is not None:
        return known
    near = [name for name in servers.values() if may_be_one_host(name, writer)]
    return near[0] if len(near) == 1 else writer
