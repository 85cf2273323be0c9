"""Commands of pasted texts whose times are of the clock there, beside other inputs in; the same,
with instants of the scale that the server's records have, out.

Where nothing tells how far that clock is from the records', the command has no time, and tells
what that clock showed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.sure_records import by_uptime
from certtrail.text.hosts import host_of
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import tzinfo

    from certtrail.inputs.opened import Read
    from certtrail.model.fact import Fact

_LOCAL: Final = "local"
_COMMAND: Final = "console-command"


def with_instants(reads: Sequence[Read], zone: tzinfo | None) -> list[Read]:
    """Place the times of commands.

    Args:
        reads: what became of every file, all else placed.
        zone: of local times; None to go by what the server's records show.
    """
    if not any(_is_local(fact) for read in reads for fact in read.facts):
        return list(reads)
    clocks = _Clocks(reads, zone)
    return [_with_facts(read, clocks) for read in reads]


class _Clocks:
    """How far the clocks of texts are from those of the records.

    Args:
        reads: as of `with_instants`.
        zone: as of `with_instants`.
    """

    def __init__(self, reads: Sequence[Read], zone: tzinfo | None) -> None:
        self._zone = zone
        self._records = _by_host(reads)
        self._shifts: dict[str, int | None] = {}
        self._any_unplaced = any(read.report.unplaced for read in reads)
        self._unplaced = {
            host: any(read.report.unplaced for read in mine) for host, mine in self._records.items()
        }

    def shifts_in(self, read: Read) -> set[int]:
        """Give the shifts that the records of the servers tell that a text is about."""
        if self._zone is not None:
            return set()
        told = {self._of(host_of(fact.server)) for fact in read.facts if _is_local(fact)}
        return {shift for shift in told if shift is not None}

    def placed(self, fact: Fact, others: Collection[int]) -> Fact:
        """Place the time of a command, or take it away.

        Args:
            fact: of the command.
            others: see `shifts_in`, of the text that it stands in.
        """
        if not _is_local(fact):
            return fact
        fields = {name: value for name, value in fact.fields.items() if name != _LOCAL}
        if self._zone is not None:
            from certtrail.inputs.events.placed_times import in_zone

            time = int(in_zone(np.array([fact.time], np.int64), zone=self._zone, shift=0)[0])
            return replace(fact, fields=fields, time=time)
        host = host_of(fact.server)
        shift = self._of(host)
        if shift is None and len(others) == 1 and host not in self._records:
            # One text has one clock, that of the shell, whichever servers it is about.
            (shift,) = others
        if shift is None:
            known = {**fields, "told": fact.time // SECOND} if fact.kind == _COMMAND else fields
            return replace(fact, fields=known, time=0)
        evidence = fact.evidence
        if not shift and self._unplaced.get(host, self._any_unplaced):
            evidence = tuple(replace(each, unplaced=True) for each in evidence)
        return replace(fact, fields=fields, time=fact.time + shift * SECOND, evidence=evidence)

    def _of(self, host: str) -> int | None:
        if host not in self._shifts:
            self._shifts[host] = _shift(self._records.get(host, ()))
        return self._shifts[host]


def _with_facts(read: Read, clocks: _Clocks) -> Read:
    others = clocks.shifts_in(read)
    facts = tuple(clocks.placed(fact, others) for fact in read.facts)
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


def _shift(mine: Sequence[Read]) -> int | None:
    """Give the seconds to add to local time of a server, by the reads with its records; None where
    nothing tells.
    """
    offsets = {read.offset for read in mine if read.offset is not None}
    if offsets:
        return -offsets.pop() if len(offsets) == 1 else None
    # Records that stayed local are of the same clock.
    if mine and all(read.report.unplaced for read in mine):
        return 0
    known = [read.records for read in mine if read.records is not None]
    return by_uptime(known)


def _by_host(reads: Sequence[Read]) -> dict[str, list[Read]]:
    """Give the reads with records of each server; under no name those that are of one server."""
    found: dict[str, list[Read]] = {}
    for read in reads:
        if read.records is None:
            continue
        named = {host_of(span.computer) for span in read.report.spans}
        named |= {host_of(name) for name in set(read.records.computer)}
        for host in named | ({""} if len(named) == 1 else set()):
            found.setdefault(host, []).append(read)
    return found
