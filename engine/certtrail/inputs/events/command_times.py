"""Commands of pasted texts whose times are of the clock there, beside other inputs in; the same,
with instants of the scale that the server's records have, out.

Where nothing tells how far that clock is from the records', the command has no time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.zone_signs import by_uptime
from certtrail.model.records import Records
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from certtrail.inputs.opened import Read
    from certtrail.model.fact import Fact

_LOCAL: Final = "local"


def with_instants(reads: Sequence[Read], zone: tzinfo | None) -> list[Read]:
    """Place the times of commands.

    Args:
        reads: what became of every file, all else placed.
        zone: of local times; None to go by what the server's records show.
    """
    if not any(_is_local(fact) for read in reads for fact in read.facts):
        return list(reads)
    shifts: dict[str, int | None] = {}

    def placed(fact: Fact) -> Fact:
        if not _is_local(fact):
            return fact
        fields = {name: value for name, value in fact.fields.items() if name != _LOCAL}
        if zone is not None:
            from certtrail.inputs.events.placed_times import in_zone

            time = int(in_zone(np.array([fact.time], np.int64), zone=zone, shift=0)[0])
            return replace(fact, fields=fields, time=time)
        host = _host(fact.server)
        if host not in shifts:
            shifts[host] = _shift(reads, host)
        shift = shifts[host]
        if shift is None:
            return replace(fact, fields=fields, time=0)
        evidence = fact.evidence
        if not shift and any(read.report.unplaced for read in reads if _is_of(read, host)):
            evidence = tuple(replace(each, unplaced=True) for each in evidence)
        return replace(fact, fields=fields, time=fact.time + shift * SECOND, evidence=evidence)

    return [_with_facts(read, placed) for read in reads]


def _with_facts(read: Read, placed: Callable[[Fact], Fact]) -> Read:
    facts = tuple(map(placed, read.facts))
    lost = sum(not new.time for old, new in zip(read.facts, facts, strict=True) if _is_local(old))
    if not lost:
        return replace(read, facts=facts)
    note = phrase(
        "The times of {number} commands in it are of a clock whose zone nothing here tells, so "
        "they are not used; add --local-zone Europe/Berlin, for instance.",
        number=lost,
    )
    report = replace(read.report, notes=(*read.report.notes, note))
    return replace(read, facts=facts, report=report)


def _is_local(fact: Fact) -> bool:
    return fact.fields.get(_LOCAL) is True


def _shift(reads: Sequence[Read], host: str) -> int | None:
    """Give the seconds to add to local time of a server; None where nothing tells."""
    mine = [read for read in reads if read.records is not None and _is_of(read, host)]
    offsets = {read.offset for read in mine if read.offset is not None}
    if offsets:
        return -offsets.pop() if len(offsets) == 1 else None
    # Records that stayed local are of the same clock.
    if mine and all(read.report.unplaced for read in mine):
        return 0
    known = [read.records for read in mine if read.records is not None]
    return by_uptime(Records.joined(known)) if known else None


def _is_of(read: Read, host: str) -> bool:
    named = {_host(span.computer) for span in read.report.spans}
    if read.records is not None:
        named |= {_host(name) for name in set(read.records.computer)}
    return host in named or (not host and len(named) == 1)


def _host(server: str) -> str:
    return server.partition(".")[0].casefold()
