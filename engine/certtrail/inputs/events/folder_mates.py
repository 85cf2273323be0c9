"""Event texts that name no server, beside lists in; the same, as the server of their folder, out.

Who exports a log as a table from one server and copies that server's console puts both in one
folder. The console names the server and its configured internal certificate; where the log tells of
that very one as its own, and no other server of the case has it configured, the log is that
server's. What else of the folder names no server goes with it where the folder names no other.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.servers_named import is_nameless, servers_named
from certtrail.text.hosts import host_of
from certtrail.text.message import phrase
from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.inputs.opened import Read
    from certtrail.model.records import Records

# Where the server's own internal certificate stands, from the end for 12017, as older ones have
# more before it. Not 12015, which also tells of another server's.
_OWN: Final = {12013: 0, 12017: -2, 12023: 0, 12024: 0}
_EXCHANGE: Final = "msexchange"


def with_their_consoles(reads: Sequence[Read]) -> list[Read]:
    """Name the server of texts that name none, where a list in their folder tells it."""
    nameless = [read for read in reads if is_nameless(read)]
    configured = _configured(reads) if nameless else {}
    if not configured:
        return list(reads)
    mates: dict[str, list[Read]] = {}
    for read in reads:
        mates.setdefault(_folder(read), []).append(read)

    @cache
    def owners(folder: str) -> dict[str, str]:
        """Give whose a folder's nameless records are, where it names one server; asked by each."""
        alone = len(servers_named(mates[folder])) == 1
        return _owners(filter(is_nameless, mates[folder]), configured) if alone else {}

    return [
        _taken(read, _owners([read], configured) or owners(_folder(read)))
        if is_nameless(read)
        else read
        for read in reads
    ]


def _configured(reads: Iterable[Read]) -> dict[str, tuple[str, frozenset[str]]]:
    """Give whose internal certificate each is, and in which folders that stands; of one's alone."""
    owners: dict[str, dict[str, str]] = {}
    folders: dict[str, set[str]] = {}
    for read in reads:
        for server, thumbprint in _told(read):
            owners.setdefault(thumbprint, {})[host_of(server)] = server
            folders.setdefault(thumbprint, set()).add(_folder(read))
    return {
        thumbprint: (next(iter(found.values())), frozenset(folders[thumbprint]))
        for thumbprint, found in owners.items()
        if len(found) == 1
    }


def _told(read: Read) -> Iterator[tuple[str, str]]:
    told = [(one.server, one.internal_thumbprint) for one in read.inventory.services]
    told += [
        (fact.server, fact.text("current") or "")
        for fact in read.facts
        if fact.kind == "overwrite-prompt"
    ]
    for server, text in told:
        thumbprint = read_thumbprint(text)
        if server and thumbprint:
            yield server, thumbprint


def _taken(read: Read, own: Mapping[str, str]) -> Read:
    if len(own) != 1:
        return read
    ((server, thumbprint),) = own.items()
    note = phrase(
        "It names no server: taken for {server}, whose internal certificate {thumbprint} is by a "
        "list in the same folder.",
        server=server,
        thumbprint=thumbprint,
    )
    return taken_for(read, server, note)


def taken_for(read: Read, server: str, note: str) -> Read:
    """Give a server to the events that name none, with a note by what."""
    local = read.local and replace(
        read.local,
        records=_named(read.local.records, server),
        spans=tuple(replace(one, computer=one.computer or server) for one in read.local.spans),
        surroundings=read.local.surroundings and read.local.surroundings.placed(server, None),
    )
    spans = tuple(replace(one, computer=one.computer or server) for one in read.report.spans)
    return replace(
        read,
        report=replace(read.report, spans=spans, notes=(*read.report.notes, note)),
        records=None if read.records is None else _named(read.records, server),
        local=local,
        surroundings=read.surroundings and read.surroundings.placed(server, None),
    )


def _owners(
    reads: Iterable[Read], configured: dict[str, tuple[str, frozenset[str]]]
) -> dict[str, str]:
    """Give the servers whose internal certificate nameless records call their own."""
    found: dict[str, str] = {}
    for read in reads:
        for part in (read.records, read.local.records if read.local else None):
            for thumbprint in () if part is None else _own(part):
                server, folders = configured.get(thumbprint, ("", frozenset()))
                if _folder(read) in folders:
                    found[server] = thumbprint
    return found


def _own(records: Records) -> Iterator[str]:
    """Give the internal certificates that records without a server name as their own."""
    wanted = np.isin(records.event_id, list(_OWN)) & (records.computer == "")
    some = records.take(wanted)
    for event_id, provider, data in zip(
        some.event_id.tolist(), some.provider, some.data, strict=True
    ):
        at = _OWN[event_id]
        ours = provider.casefold().startswith(_EXCHANGE)
        for text in data[at:][:1] if ours and isinstance(data, list) else ():
            thumbprint = read_thumbprint(str(text))
            if thumbprint:
                yield thumbprint


def _named(records: Records, server: str) -> Records:
    return replace(records, computer=np.where(records.computer == "", server, records.computer))


def _folder(read: Read) -> str:
    return read.report.name.rpartition("/")[0]
