"""Lists and protocol logs that name no server in; the same, as the server's that their file's name
tells, out.

What holds for events that name no server holds for certificates and connectors: they are taken for
the one that the name tells, or the only one here, and a note says so. Certificates are also taken
for the one server whose own is among them. A log of a send connector
names no server in its rows; its file's name often does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.text.filters import UNNAMED
from certtrail.text.hosts import host_of
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from certtrail.inputs.opened import Read
    from certtrail.model.inventory import Inventory

_RECEIVE: Final = "receive"
_PROTOCOL: Final = "smtp-protocol-log"


def placed(reads: Sequence[Read], zone: tzinfo | None) -> list[Read]:
    """Decide what texts leave open: the servers and times of events, and the servers of lists.

    Args:
        reads: what became of every file.
        zone: of local times; None to find it out.
    """
    from certtrail.inputs.guessed_names import with_fitting_names
    from certtrail.inputs.namesakes import told_apart, with_doubts

    reads = told_apart(with_fitting_names(reads))
    if any(read.text for read in reads):
        from certtrail.inputs.certificate_owners import with_certificate_owners
        from certtrail.inputs.events.command_times import with_instants
        from certtrail.inputs.events.connector_mates import with_their_connectors
        from certtrail.inputs.events.folder_mates import with_their_consoles
        from certtrail.inputs.events.local_time import resolve
        from certtrail.inputs.events.name_mates import with_their_names
        from certtrail.inputs.events.own_lists import with_their_own_lists
        from certtrail.inputs.strangers import without_strangers

        reads = without_strangers(reads)
        reads = with_their_own_lists(with_their_consoles(with_their_names(reads)))
        reads = resolve(with_their_connectors(reads), zone)
        reads = with_certificate_owners(with_instants(reads, zone))
        if any(read.report.cut for read in reads):
            from certtrail.inputs.events.cut_copies import without_copies

            reads = without_copies(reads)
    return with_doubts(_named_lists(reads))


def _named_lists(reads: Sequence[Read]) -> list[Read]:
    """Give each list that names no server to the one that its name or the case tells."""
    logs = [read.report.kind == _PROTOCOL and _has_strays(read) for read in reads]
    if not any(logs) and not any(_is_nameless(read.inventory) for read in reads):
        return list(reads)
    from certtrail.inputs.events.name_mates import by_host
    from certtrail.inputs.events.servers_named import servers_named

    known = by_host(name for name in servers_named(reads) if name != UNNAMED)
    found = [
        _log_named(read, known) if log else read for read, log in zip(reads, logs, strict=True)
    ]
    if not known and any(UNNAMED in _hosts(read) for read in reads):
        return [_of_the_events(read) if _is_nameless(read.inventory) else read for read in found]
    return [_named(read, known) if _is_nameless(read.inventory) else read for read in found]


def _hosts(read: Read) -> set[str]:
    return set() if read.records is None else set(read.records.computer)


def _of_the_events(read: Read) -> Read:
    """Say that a list is taken for that server's whose events name none, and whose it looks."""
    from certtrail.inputs.events.own_lists import made_for

    own = {made_for(one.subject or "") for one in read.inventory.certificates if one.listed} - {""}
    note = (
        phrase(
            "A list in it names no server: taken for that of the events, which name none either; "
            "the certificate that Windows made in it is of {server}.",
            server=own.pop(),
        )
        if len(own) == 1
        else phrase(
            "A list in it names no server: taken for that of the events, which name none either."
        )
    )
    return replace(read, report=replace(read.report, notes=(*read.report.notes, note)))


def _has_strays(read: Read) -> bool:
    return any(not fact.server for fact in read.facts)


def _log_named(read: Read, known: Mapping[str, str]) -> Read:
    """Give a protocol log to the server that its file's name tells, where something names that."""
    from certtrail.inputs.events.name_mates import named_by, told_by_its_name

    server = named_by(read.report.name, known)
    if not server:
        return read
    note = told_by_its_name(server)
    facts = tuple(
        fact
        if fact.server
        else replace(
            fact,
            server=server,
            evidence=tuple(replace(one, server=one.server or server) for one in fact.evidence),
        )
        for fact in read.facts
    )
    return replace(read, report=replace(read.report, notes=(*read.report.notes, note)), facts=facts)


def _is_nameless(inventory: Inventory) -> bool:
    if any(one.listed and not one.server for one in inventory.certificates):
        return True
    return any(one.kind == _RECEIVE and not one.server for one in inventory.connectors)


def _of_its_own(read: Read, known: Mapping[str, str]) -> str:
    """Give the one server whose certificate, as Setup makes it, is in a list that names none."""
    from certtrail.inputs.namesakes import own_name

    hosts = {
        host_of(name)
        for one in read.inventory.certificates
        if one.listed and not one.server
        for name in own_name(one)
    }
    return known.get(hosts.pop(), "") if len(hosts) == 1 else ""


def _named(read: Read, known: Mapping[str, str]) -> Read:
    if not known:
        return read
    from certtrail.inputs.events.name_mates import named_by

    only = len(known) == 1
    lone = next(iter(known.values())) if only else named_by(read.report.name, known)
    own = "" if lone else _of_its_own(read, known)
    if only:
        told = phrase("taken for {lone}, the only one here", lone=lone)
    elif lone:
        told = phrase("taken for {lone}, which the file's name tells", lone=lone)
    elif own:
        told = phrase("taken for {own}, whose own certificate is in it", own=own)
    else:
        told = phrase("several are here; --server NAME tells whose it is")
    note = phrase("A list in it names no server: {told}.", told=told)
    report = replace(read.report, notes=(*read.report.notes, note))
    inventory = replace(
        read.inventory,
        certificates=tuple(
            replace(one, server=lone or own) if one.listed and not one.server else one
            for one in read.inventory.certificates
        ),
        connectors=tuple(
            replace(one, server=lone) if one.kind == _RECEIVE and not one.server else one
            for one in read.inventory.connectors
        ),
    )
    return replace(read, report=report, inventory=inventory)
