"""Texts that name no server, beside others in; the same, as the server that their name tells, out.

Whether a word of a file's name, or of its folder's, is a server's is sure where something else of
the case names that server. Where it names several, nobody can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.inputs.events.folder_mates import taken_for
from certtrail.inputs.events.servers_named import is_nameless, servers_named
from certtrail.inputs.file_names import hosts_named
from certtrail.text.hosts import host_of
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.inputs.opened import Read


def with_their_names(reads: Sequence[Read]) -> list[Read]:
    """Name the server of texts whose events name none, where their names tell one that is known."""
    if not any(map(is_nameless, reads)):
        return list(reads)
    known = by_host(servers_named(reads))
    return [_placed(read, known) if is_nameless(read) else read for read in reads]


def _placed(read: Read, known: Mapping[str, str]) -> Read:
    server = named_by(read.report.name, known)
    if not server:
        return read
    return taken_for(read, server, told_by_its_name(server))


def told_by_its_name(server: str) -> str:
    """Say that an input is taken for a server that `named_by` gave."""
    return phrase(
        "It names no server: taken for {server}, which its name tells and another input names.",
        server=server,
    )


def by_host(servers: Iterable[str]) -> dict[str, str]:
    """Give servers by the names of their hosts, in small letters.

    Of two domains nothing tells which is meant: there it is the host alone.
    """
    found: dict[str, set[str]] = {}
    for server in servers:
        found.setdefault(host_of(server), set()).add(server)
    return {
        host: min(names) if len(names) == 1 else min(names).partition(".")[0]
        for host, names in found.items()
    }


def named_by(file: str, known: Mapping[str, str]) -> str:
    """Give the server that a file's shown name tells of those that are known; empty for several.

    Args:
        file: its shown name.
        known: see `by_host`.
    """
    named = hosts_named(file) & known.keys()
    return known[next(iter(named))] if len(named) == 1 else ""
