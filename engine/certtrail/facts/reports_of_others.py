"""Whose reports of non-delivery tell of a refusal: facts in; the same out, without the name of who
wrote the report where that is a server of this side.

    Generating server: bulk7.fabrikam.com
    Remote Server returned '550 5.7.64 TenantAttribution; Relay Access Denied SMTP'

Exchange Online refused the server that wrote it. Where nothing at hand has its name or its domain,
that is somebody else's, as of mail that a stranger sent with an address of this side.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.text.registered import registered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.fact import Fact

_FIELD: Final = "reported_by"
# Where what is at hand names hosts of this side.
_NAMES: Final = {"certificate": "names", "connector": "fqdn"}


def with_reports_of_others(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; a `queue-error` keeps `reported_by` only where that is nothing's at hand.

    Args:
        facts: of all servers.
    """
    told = list(facts)
    if not any(fact.text(_FIELD) for fact in told):
        yield from told
        return
    names = {fact.server.casefold() for fact in told if fact.server}
    for fact in told:
        if field := _NAMES.get(fact.kind):
            names |= {one.strip().casefold() for one in fact.text(field).split(",")}
    domains = {registered(name.removeprefix("*.")) for name in names} - {""}
    hosts = {name.partition(".")[0] for name in names if "." not in name} - {""}
    for fact in told:
        writer = fact.text(_FIELD).casefold()
        if writer and (registered(writer) in domains or writer.partition(".")[0] in hosts):
            left = {name: value for name, value in fact.fields.items() if name != _FIELD}
            yield replace(fact, fields=left)
        else:
            yield fact
