"""What texts leave open (server, time zone) in; it, resolved by the other inputs, out.

Event Viewer's CSV names no computer and has the viewer's local time. The zone is, in this order:
the one that was given; that by which its records fall on those of another input; that of System
6013 on the same server; that which its own events show beside a list of certificates or the log of
the cmdlets; that of another text of the same server. Else its times stay local, and all say so.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from certtrail.inputs.events.placed_times import first_of_two, in_zone
from certtrail.inputs.events.record_mates import copied_from
from certtrail.inputs.events.servers_named import is_nameless, servers_named
from certtrail.inputs.events.sure_records import SureRecords
from certtrail.inputs.events.zone_signs import (
    by_clock_set,
    by_countdown,
    by_making,
    by_same_records,
    by_update,
)
from certtrail.model.beside import Surroundings
from certtrail.model.records import Records
from certtrail.text.filters import UNNAMED
from certtrail.text.hosts import host_of
from certtrail.text.instants import SECOND
from certtrail.text.languages import noted
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import tzinfo

    from numpy.typing import NDArray

    from certtrail.inputs.opened import Read, Unplaced
    from certtrail.model.input_reports import ChannelSpan
    from certtrail.model.inventory import StoredCertificate

_Shift: TypeAlias = "tuple[int, str | None]"
"""The seconds to add, and how they were found; None where nothing tells them."""
_SURELY: Final = 3
_CLOCK: Final = noted("Kernel-General 1 tells {offset}, in summer time they may be an hour off")
_COUNTED: Final = noted(
    "the hours in its warnings and the list of certificates show {offset}, likely"
)
_REACHED: Final = noted(
    "12002 right behind a change in the log of the cmdlets shows {offset}, likely"
)
_MADE: Final = noted(
    "the list of certificates shows when one was made, and the log of the cmdlets too: {offset}, "
    "likely"
)


def resolve(reads: Sequence[Read], zone: tzinfo | None = None) -> list[Read]:
    """Decide what texts leave open.

    Args:
        reads: what became of every file.
        zone: of local times; None to find it out.
    """
    if zone is not None:
        reads = [_with_lists(read, zone) for read in reads]
    if not any(read.local is not None or is_nameless(read) for read in reads):
        return list(reads)
    sure = [read.records for read in reads if read.records is not None]
    known = SureRecords(sure)
    servers = servers_named(reads)
    certificates = [one for read in reads for one in read.inventory.certificates]
    shifts: list[_Shift] = []
    for least in (1, _SURELY):
        found = [
            _shift(read.local, known, _hosts(read, servers), zone, certificates, least)
            for read in reads
        ]
        shifts = _shared(reads, found, servers)
        left = any(one.local and not how for one, (_, how) in zip(reads, shifts, strict=True))
        # Beside a log in no zone, a guess would tear apart what happened at once.
        if not left or any(map(len, sure)):
            break
    placed = [_placed(read, shift, zone) for read, shift in zip(reads, shifts, strict=True)]
    owners = copied_from(placed)
    return [_named(read, servers, owner) for read, owner in zip(placed, owners, strict=True)]


def _shared(reads: Sequence[Read], found: Sequence[_Shift], servers: Sequence[str]) -> list[_Shift]:
    """Give texts whose zone nothing tells that of the others of the same server."""
    told: dict[str, set[tuple[int, str]]] = {}
    for read, (shift, how) in zip(reads, found, strict=True):
        if read.local is not None and how is not None:
            for host in _hosts(read, servers):
                told.setdefault(host, set()).add((shift, read.report.name))
    shared: list[_Shift] = []
    for read, one in zip(reads, found, strict=True):
        others = set().union(*(told.get(host, set()) for host in _hosts(read, servers)))
        if one[1] is None and len({shift for shift, _ in others}) == 1:
            shift, name = min(others)
            said = phrase("{name} of this server is at {offset}", name=name, offset=_offset(-shift))
            shared.append((shift, said))
        else:
            shared.append(one)
    return shared


def _hosts(read: Read, servers: Sequence[str]) -> set[str]:
    """Name the hosts of the local times of a text: what names none is of the only one."""
    if read.local is None:
        return set()
    lone = servers[0] if len(servers) == 1 else ""
    named = {*read.local.records.computer, *(span.computer for span in read.local.spans)}
    return {host_of(name or lone) for name in named} - {""}


def _named(read: Read, servers: Sequence[str], owner: str) -> Read:
    """Name the server of records that do not: whose copies they are, or the only one named here."""
    if read.records is None or not is_nameless(read):
        return read
    lone = owner or (servers[0] if len(servers) == 1 else UNNAMED)
    nameless = read.records.computer == ""
    records = replace(read.records, computer=np.where(nameless, lone, read.records.computer))
    spans = tuple(replace(one, computer=one.computer or lone) for one in read.report.spans)
    told = (
        phrase("taken for {lone}, the only one here", lone=lone)
        if lone in servers and len(servers) == 1
        else phrase(
            "taken for {lone}, as another input has each of these records as that server's",
            lone=lone,
        )
        if owner
        else phrase("called {lone}, and SERVER in commands; --server NAME names it", lone=lone)
    )
    note = phrase("It names no server: {told}.", told=told)
    report = replace(read.report, spans=spans, notes=(*read.report.notes, note))
    beside = read.surroundings and read.surroundings.placed(lone, None)
    return replace(read, report=report, records=records, surroundings=beside)


def _placed(read: Read, found: _Shift, zone: tzinfo | None) -> Read:
    """Place local times, and put the records that had them to the others."""
    if read.local is None or read.records is None:
        return read
    local = read.local
    shift, how = found
    if how is None:
        note = phrase(
            "Its times are the local time of an unknown zone, as nothing here tells which; "
            "reckoned as if they were UTC, they may be up to 14 hours off those of other inputs. "
            "Add --local-zone Europe/Berlin, for instance."
        )
    else:
        note = phrase("Its times are local; {how}.", how=how)
    moved = partial(in_zone, zone=zone, shift=shift)
    summer = None if zone is None else first_of_two(local.records)
    records = replace(local.records, time=moved(local.records.time, summer=summer))
    spans = tuple(_moved(one, zone, shift) for one in local.spans)
    report = replace(
        read.report,
        spans=(*read.report.spans, *spans),
        notes=(*read.report.notes, note),
        unplaced=how is None,
    )
    parts = [part for part in (read.records, records) if len(part)]
    beside = [each for each in (read.surroundings, _beside(local, moved)) if each is not None]
    return replace(
        read,
        report=report,
        records=Records.joined(parts),
        local=None,
        surroundings=Surroundings.joined(beside),
        offset=None if how is None or zone is not None else -shift,
    )


def _with_lists(read: Read, zone: tzinfo) -> Read:
    """Place the dates of lists in the zone that was given, with its summer time."""

    def utc(local: int) -> int:
        times = np.array([local * SECOND], np.int64)
        return int(in_zone(times, zone=zone, shift=0)[0]) // SECOND

    moved = tuple(
        one.placed(utc) if one.local_dates else one for one in read.inventory.certificates
    )
    return replace(read, inventory=replace(read.inventory, certificates=moved))


def _beside(
    local: Unplaced, moved: Callable[[NDArray[np.int64]], NDArray[np.int64]]
) -> Surroundings | None:
    return local.surroundings and local.surroundings.placed("", moved)


def _moved(span: ChannelSpan, zone: tzinfo | None, shift: int) -> ChannelSpan:
    """Place every time of a span in its zone."""

    def placed(moment: int) -> int:
        return int(in_zone(np.array([moment], np.int64), zone=zone, shift=shift)[0])

    gaps = [
        replace(each, after_time=placed(each.after_time), before_time=placed(each.before_time))
        for each in span.gaps
    ]
    astray = [replace(each, time=placed(each.time)) for each in span.astray]
    activity = [
        replace(each, first=placed(each.first), last=placed(each.last)) for each in span.activity
    ]
    return replace(
        span,
        first=placed(span.first),
        last=placed(span.last),
        gaps=tuple(gaps),
        astray=tuple(astray),
        activity=tuple(activity),
    )


def _shift(
    local: Unplaced | None,
    known: SureRecords,
    hosts: set[str],
    zone: tzinfo | None,
    certificates: Sequence[StoredCertificate],
    least: int,
) -> _Shift:
    """Find the seconds to add to its times, and how they were found; None for nothing found."""
    if local is None:
        return 0, None
    if zone is not None:
        return 0, phrase("the zone {zone} was given", zone=zone)
    if local.offset is not None:
        return -local.offset, phrase(
            "the same event in both times shows {offset}", offset=_offset(local.offset)
        )
    if (told := by_clock_set(local.records)) is not None:
        return told, phrase(_CLOCK, offset=_offset(-told))
    counted = by_countdown(local.records, certificates, least)
    near = known.nearest(hosts)
    aligned = _first(by_same_records(local.records, one) for one in near)
    if aligned is not None:
        return aligned, phrase(
            "its records fall on those of another log at {offset}", offset=_offset(-aligned)
        )
    bias = _first(one.bias for one in near)
    if bias is not None:
        return bias, phrase(
            "System 6013 tells {offset}, in summer time they may be an hour off",
            offset=_offset(-bias),
        )
    if counted is not None:
        return _by_sign(counted, _COUNTED)
    reached = by_update(local.records, known)
    if reached is not None:
        return _by_sign(reached, _REACHED)
    return _by_sign(by_making(known, certificates), _MADE)


def _first(shifts: Iterable[int | None]) -> int | None:
    return next((one for one in shifts if one is not None), None)


def _by_sign(shift: int | None, how: str) -> _Shift:
    return (0, None) if shift is None else (shift, phrase(how, offset=_offset(-shift)))


def _offset(seconds: int) -> str:
    sign = "-" if seconds < 0 else "+"
    hours, rest = divmod(abs(seconds), 3600)
    return f"UTC{sign}{hours:02d}:{rest // 60:02d}"
