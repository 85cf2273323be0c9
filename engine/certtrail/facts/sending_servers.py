"""Whose protocol log of a send connector it is: facts in; the same out, those that name no server
as the server's that other evidence tells.

The rows of a receive connector name its server, those of a send connector do not. Where the
connector has one source server, or one server alone lists a queue whose next server is an address
that the log tries in vain, it is the log of that one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from certtrail.model.fact import Fact

_LOG: Final = "smtp-protocol-log"


def with_sending_servers(facts: Iterable[Fact], named: Callable[[str], str]) -> list[Fact]:
    """Give all facts; those of a protocol log that names no server get one where one is told.

    Args:
        facts: of all servers.
        named: gives the server of a name as the report shows it.
    """
    told = list(facts)
    strays: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in told:
        if not fact.server and any(one.channel == _LOG for one in fact.evidence):
            strays[fact.evidence[0].file].append(fact)
    if not strays:
        return told
    sources = {
        fact.text("connector").casefold(): [
            named(one) for one in fact.text("source_servers").split(", ") if one
        ]
        for fact in told
        if fact.kind == "connector" and fact.text("direction") == "send"
    }
    waiting: defaultdict[str, set[str]] = defaultdict(set)
    for fact in told:
        if fact.kind == "queue-error" and fact.server and fact.text("address"):
            waiting[fact.text("address").casefold()].add(fact.server)
    owners = {file: _owner(each, sources, waiting) for file, each in strays.items()}
    mine = {id(fact): owners[file] for file, each in strays.items() for fact in each}
    return [replace(fact, server=mine[id(fact)]) if mine.get(id(fact)) else fact for fact in told]


def _owner(log: Sequence[Fact], sources: dict[str, list[str]], waiting: dict[str, set[str]]) -> str:
    """Give the one server that a log can be of, as far as anything tells; else empty."""
    possible = [
        set(found)
        for fact in log
        if fact.text("direction") == "send"
        and (found := sources.get(fact.text("connector").casefold()))
    ]
    able = set.intersection(*possible) if possible else None
    if able is not None and len(able) == 1:
        return next(iter(able))
    tried = {
        address.casefold()
        for fact in log
        if fact.kind == "tls-failure" and fact.text("direction") == "send"
        for address in fact.text("remotes").split(", ")
    }
    queued = {server for address in tried for server in waiting.get(address, ())}
    if able is not None:
        queued &= able
    return next(iter(queued)) if len(queued) == 1 else ""
