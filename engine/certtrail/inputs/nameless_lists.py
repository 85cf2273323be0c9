"""Lists that name no server in; the same, as the only server's that anything here names, out.

What holds for events that name no server holds for certificates and connectors: they are taken for
the only one's, and a note says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.text.filters import UNNAMED
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from certtrail.inputs.opened import Read
    from certtrail.model.inventory import Inventory

_RECEIVE: Final = "receive"


def placed(reads: Sequence[Read], zone: tzinfo | None) -> list[Read]:
    """Decide what texts leave open: the servers and times of events, and the servers of lists.

    Args:
        reads: what became of every file.
        zone: of local times; None to find it out.
    """
    if any(read.text for read in reads):
        from certtrail.inputs.events.local_time import resolve

        reads = resolve(reads, zone)
    return _named_lists(reads)


def _named_lists(reads: Sequence[Read]) -> list[Read]:
    """Give each list that names no server to the only one that anything here names."""
    if not any(_is_nameless(read.inventory) for read in reads):
        return list(reads)
    from certtrail.inputs.events.local_time import servers_named

    servers = [name for name in servers_named(reads) if name != UNNAMED]
    return [_named(read, servers) if _is_nameless(read.inventory) else read for read in reads]


def _is_nameless(inventory: Inventory) -> bool:
    if any(one.listed and not one.server for one in inventory.certificates):
        return True
    return any(one.kind == _RECEIVE and not one.server for one in inventory.connectors)


def _named(read: Read, servers: Sequence[str]) -> Read:
    if not servers:
        return read
    lone = servers[0] if len(servers) == 1 else ""
    if lone:
        told = phrase("taken for {lone}, the only one here", lone=lone)
    else:
        told = phrase("several are here; --server NAME tells whose it is")
    note = phrase("A list in it names no server: {told}.", told=told)
    report = replace(read.report, notes=(*read.report.notes, note))
    inventory = replace(
        read.inventory,
        certificates=tuple(
            replace(one, server=lone) if one.listed and not one.server else one
            for one in read.inventory.certificates
        ),
        connectors=tuple(
            replace(one, server=lone) if one.kind == _RECEIVE and not one.server else one
            for one in read.inventory.connectors
        ),
    )
    return replace(read, report=report, inventory=inventory)
