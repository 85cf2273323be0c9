"""Event texts that name no server, beside lists of connectors and servers in; the same, as the
server's whose connectors they name, out.

A receive connector is an object of one server, and Setup names its own after that server. Where a
log tells of connectors that one server of the case has and no other can have, or where one alone
has the role whose events the log holds, it is that server's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.folder_mates import taken_for
from certtrail.inputs.events.name_mates import by_host
from certtrail.inputs.events.servers_named import is_nameless, servers_named
from certtrail.text.hosts import host_of
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.inputs.opened import Read
    from certtrail.model.records import Records

_TRANSPORT: Final = ("msexchangetransport", "msexchangefrontendtransport")
# Where the connector stands among the parameters of events of transport.
_CONNECTOR: Final = {12014: 1, 1035: 1}
# Setup's own connectors; Exchange 2007 to 2010 have no more than Default and Client.
_OF_SETUP: Final = re.compile(
    r"(?:Default|Client)(?: Frontend| Proxy)? (?P<host>[\w-]{1,63})"
    r"|Outbound Proxy Frontend (?P<outbound>[\w-]{1,63})",
    re.IGNORECASE | re.ASCII,
)
# In Exchange 2007 and 2010 only these roles have transport; since 2013 every role has.
_OLD: Final = re.compile(r"(?:Version )?(?:8|14)\.\d", re.IGNORECASE)
_CARRIERS: Final = ("hub", "edge")
_RECEIVE: Final = "receive"


def with_their_connectors(reads: Sequence[Read]) -> list[Read]:
    """Name the server of texts of transport that name none, by their connectors or its role."""
    if not any(map(is_nameless, reads)):
        return list(reads)
    known = by_host(servers_named(reads))
    without = _without_transport(reads)
    able = {host: name for host, name in known.items() if host not in without}
    owners = _owners(reads)
    listed = {host for hosts in owners.values() for host in hosts}
    # Whoever's connectors nobody listed can have one of the same name.
    unlisted = able.keys() - listed
    return [
        _placed(read, able, {} if unlisted else owners, told_by_role=bool(without))
        if is_nameless(read)
        else read
        for read in reads
    ]


def _placed(
    read: Read,
    able: Mapping[str, str],
    owners: Mapping[str, frozenset[str]],
    *,
    told_by_role: bool,
) -> Read:
    nameless = [part for part in _parts(read) if bool((part.computer == "").any())]
    named = {connector for part in nameless for connector in _connectors(part)}
    by_name = {host for one in named if (host := _of_setup(one)) in able}
    alone = {one for one in named if len(owners.get(one.casefold(), ())) == 1}
    by_list = {host for one in alone for host in owners[one.casefold()]}
    found = by_name | (by_list & able.keys())
    if len(found) == 1:
        server = able[next(iter(found))]
        sure = sorted(one for one in named if _of_setup(one) in found or one in alone)
        note = phrase(
            "It names no server: taken for {server}, as no other here has the connector "
            "{connector}, which its events name.",
            server=server,
            connector=sure[0],
        )
        return taken_for(read, server, note)
    if not found and told_by_role and len(able) == 1 and any(map(_has_transport, nameless)):
        server = next(iter(able.values()))
        note = phrase(
            "It names no server: taken for {server}, as no other here has the role that logs its "
            "events.",
            server=server,
        )
        return taken_for(read, server, note)
    return read


def _parts(read: Read) -> Iterator[Records]:
    for part in (read.records, read.local.records if read.local else None):
        if part is not None:
            yield part


def _of_setup(connector: str) -> str:
    """Give the host that one of Setup's own connectors is named after; else empty."""
    found = _OF_SETUP.fullmatch(connector)
    return (found["host"] or found["outbound"]).casefold() if found else ""


def _transport_rows(records: Records) -> Iterator[int]:
    nameless = np.flatnonzero(records.computer == "")
    providers = records.provider[nameless].tolist()
    ours = {one for one in {*providers} if str(one).casefold().startswith(_TRANSPORT)}
    for row, provider in zip(nameless.tolist(), providers, strict=True):
        if provider in ours:
            yield row


def _has_transport(records: Records) -> bool:
    return next(_transport_rows(records), None) is not None


def _connectors(records: Records) -> Iterator[str]:
    """Give the connectors that records without a server name."""
    naming = records.take(np.isin(records.event_id, list(_CONNECTOR)))
    some = naming.take(np.array(list(_transport_rows(naming)), np.intp))
    for event_id, data in zip(some.event_id.tolist(), some.data, strict=True):
        at = _CONNECTOR[event_id]
        if isinstance(data, list):
            yield from (str(text) for text in data[at:][:1] if text)


def _owners(reads: Sequence[Read]) -> dict[str, frozenset[str]]:
    """Give the hosts that have a receive connector of each name, in small letters."""
    found: dict[str, set[str]] = {}
    for read in reads:
        for one in read.inventory.connectors:
            if one.kind == _RECEIVE and one.server:
                host = host_of(one.server)
                found.setdefault(one.name.casefold(), set()).add(host)
    return {name: frozenset(hosts) for name, hosts in found.items()}


def _without_transport(reads: Sequence[Read]) -> set[str]:
    """Give the hosts whose roles have no transport."""
    return {
        host_of(fact.server)
        for read in reads
        for fact in read.facts
        if fact.kind == "exchange-server"
        and fact.text("role")
        and _OLD.match(fact.text("version"))
        and not any(role in fact.text("role").casefold() for role in _CARRIERS)
    }
