"""Whose reports of non-delivery tell of a refusal: facts in; the same out, each that a server of
this side wrote as that server's, and without its name as that of somebody else.

    Generating server: bulk7.fabrikam.com
    Remote Server returned '550 5.7.64 TenantAttribution; Relay Access Denied SMTP'

Exchange Online refused the server that wrote it, whichever server the other files are of. Where
nothing at hand has its name or its domain, that is somebody else's, as of mail that a stranger sent
with an address of this side.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.text.hosts import may_be_one_host
from certtrail.text.registered import registered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.model.fact import Fact

_FIELD: Final = "reported_by"
# Where what is at hand names hosts of this side.
_NAMES: Final = {"certificate": "names", "connector": "fqdn"}


def with_reports_of_others(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; a `queue-error` keeps `reported_by` only where that is nothing's at hand, and
    else is of the server that wrote the report, whether more of that one is at hand or not.

    Args:
        facts: of all servers.
    """
    told = list(facts)
    if not any(fact.text(_FIELD) for fact in told):
        yield from told
        return
    servers = {fact.server.casefold(): fact.server for fact in told if fact.server}
    names = set(servers)
    for fact in told:
        if field := _NAMES.get(fact.kind):
            names |= {one.strip().casefold() for one in fact.text(field).split(",")}
    domains = {registered(name.removeprefix("*.")) for name in names} - {""}
    hosts = {name.partition(".")[0] for name in names if "." not in name} - {""}
    for fact in told:
        writer = fact.text(_FIELD).casefold()
        if writer and (registered(writer) in domains or writer.partition(".")[0] in hosts):
            left = {name: value for name, value in fact.fields.items() if name != _FIELD}
            yield replace(fact, server=_called(fact.text(_FIELD), servers), fields=left)
        else:
            yield fact


def _called(writer: str, servers: Mapping[str, str]) -> str:
    """Give the server of a report by the name that the other files have for it, else its own."""
    known = servers.get(writer.casefold())
    if known is not None:
        return known
    near = [name for name in servers.values() if may_be_one_host(name, writer)]
    return near[0] if len(near) == 1 else writer
