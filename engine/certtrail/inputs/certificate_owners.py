"""Logs of renewal tools that name no server in; the same, as the server's whose list alone has the
certificate that they renewed, out.

Such a tool works on the computer it runs on, so what it enabled is in the store there. Where two
lists have the certificate, nothing is told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.text.hosts import host_of
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.inputs.opened import Read

_ACTS = frozenset({"script-run", "console-command"})


def with_certificate_owners(reads: Sequence[Read]) -> list[Read]:
    """Give each such log to the one server whose list has its certificates."""
    if not any(map(_is_nameless, reads)):
        return list(reads)
    holders: dict[str, set[str]] = {}
    for read in reads:
        for one in read.inventory.certificates:
            if one.listed and one.server:
                holders.setdefault(one.thumbprint, set()).add(one.server)
    return [_owned(read, holders) if _is_nameless(read) else read for read in reads]


def _is_nameless(read: Read) -> bool:
    tools = [fact for fact in read.facts if fact.kind == "script-run"]
    return bool(tools) and not any(fact.server for fact in read.facts)


def _owned(read: Read, holders: Mapping[str, set[str]]) -> Read:
    renewed = {
        fact.text("thumbprint")
        for fact in read.facts
        if fact.kind in _ACTS and fact.text("verb") != "removed"
    }
    found = set[str]().union(*(holders.get(one, set()) for one in renewed))
    if len({host_of(name) for name in found}) != 1:
        return read
    server = max(found, key=len)
    note = phrase(
        "It names no server: taken for {server}, whose list alone has the certificate that it "
        "renewed.",
        server=server,
    )
    facts = tuple(
        replace(
            fact,
            server=server,
            evidence=tuple(replace(one, server=one.server or server) for one in fact.evidence),
        )
        for fact in read.facts
    )
    return replace(read, facts=facts, report=replace(read.report, notes=(*read.report.notes, note)))
