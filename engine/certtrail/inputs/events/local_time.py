"""What texts leave open (server, time zone) in; it, resolved by the other inputs, out.

Event Viewer's CSV names no computer and has the viewer's local time. The zone is, in this order:
the one that was given; that by which its records fall on those of another input; that of System
6013 on the same server; else UTC, which is said as a problem.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.model.beside import Surroundings
from certtrail.model.record import EARLIEST, LATEST
from certtrail.model.records import Records
from certtrail.text.filters import UNNAMED
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from numpy.typing import NDArray

    from certtrail.inputs.opened import Read, Unplaced
    from certtrail.model.input_reports import ChannelSpan

_QUARTER: Final = 900
_FURTHEST: Final = 14 * 3600
_MATCHES: Final = 3
_SAMPLE: Final = 4000
_UPTIME: Final = 6013
_BIAS: Final = re.compile(r"\s*(-?\d{1,4})\s+\S", re.ASCII)


def resolve(reads: Sequence[Read], zone: tzinfo | None = None) -> list[Read]:
    """Decide what texts leave open.

    Args:
        reads: what became of every file.
        zone: of local times; None to find it out.
    """
    if not any(read.local is not None or _is_nameless(read) for read in reads):
        return list(reads)
    sure = [read.records for read in reads if read.records is not None]
    known = Records.joined(sure) if sure else None
    servers = servers_named(reads)
    return [_named(_placed(read, known, zone), servers) for read in reads]


def _is_nameless(read: Read) -> bool:
    parts = [read.records, read.local.records if read.local else None]
    spans = [*read.report.spans, *(read.local.spans if read.local else ())]
    return any(not span.computer for span in spans) or any(
        part is not None and bool((part.computer == "").any()) for part in parts
    )


def servers_named(reads: Sequence[Read]) -> list[str]:
    """List the servers that the inputs name, each host once."""
    named = [span.computer for read in reads for span in read.report.spans]
    for read in reads:
        for part in (read.records, read.local.records if read.local else None):
            named += [] if part is None else sorted(set(part.computer))
        named += read.inventory.servers()
        named += [fact.server for fact in read.facts]
    hosts = {name.partition(".")[0].casefold(): name for name in sorted(filter(None, named))}
    return sorted(hosts.values())


def _named(read: Read, servers: Sequence[str]) -> Read:
    """Name the server of records that do not: the only one that anything here names."""
    if read.records is None or not _is_nameless(read):
        return read
    lone = servers[0] if len(servers) == 1 else UNNAMED
    nameless = read.records.computer == ""
    records = replace(read.records, computer=np.where(nameless, lone, read.records.computer))
    spans = tuple(replace(one, computer=one.computer or lone) for one in read.report.spans)
    told = (
        phrase("taken for {lone}, the only one here", lone=lone)
        if lone != UNNAMED
        else phrase("called {lone}, and SERVER in commands; --server NAME names it", lone=lone)
    )
    note = phrase("It names no server: {told}.", told=told)
    report = replace(read.report, spans=spans, notes=(*read.report.notes, note))
    beside = read.surroundings and read.surroundings.placed(lone, None)
    return replace(read, report=report, records=records, surroundings=beside)


def _placed(read: Read, known: Records | None, zone: tzinfo | None) -> Read:
    """Place local times, and put the records that had them to the others."""
    if read.local is None or read.records is None:
        return read
    local = read.local
    shift, how = _shift(local, known, zone)
    if how is None:
        note = phrase(
            "Its times are the local time of an unknown zone, taken for UTC, as no other log of "
            "the server tells; add --local-zone Europe/Berlin, for instance."
        )
    else:
        note = phrase("Its times are local; {how}.", how=how)
    moved = partial(_in_zone, zone=zone, shift=shift)
    records = replace(local.records, time=moved(local.records.time))
    spans = tuple(_moved(one, zone, shift) for one in local.spans)
    report = replace(
        read.report,
        spans=(*read.report.spans, *spans),
        notes=(*read.report.notes, note),
    )
    parts = [part for part in (read.records, records) if len(part)]
    beside = [each for each in (read.surroundings, _beside(local, moved)) if each is not None]
    return replace(
        read,
        report=report,
        records=Records.joined(parts),
        local=None,
        surroundings=Surroundings.joined(beside),
    )


def _beside(
    local: Unplaced, moved: Callable[[NDArray[np.int64]], NDArray[np.int64]]
) -> Surroundings | None:
    return local.surroundings and local.surroundings.placed("", moved)


def _in_zone(times: NDArray[np.int64], *, zone: tzinfo | None, shift: int) -> NDArray[np.int64]:
    if zone is None:
        # Not over the ends of what 64 bits of nanoseconds can say, whatever a text claims.
        moved = shift * SECOND
        return np.clip(times, EARLIEST - min(moved, 0), LATEST - max(moved, 0)) + moved
    import pandas as pd

    naive = pd.DatetimeIndex(times.astype("datetime64[ns]"))
    placed = naive.tz_localize(
        zone, ambiguous=np.zeros(len(times), bool), nonexistent="shift_forward"
    )
    return placed.tz_convert("UTC").asi8


def _moved(span: ChannelSpan, zone: tzinfo | None, shift: int) -> ChannelSpan:
    """Place every time of a span in its zone."""

    def placed(*moments: int) -> list[int]:
        found: list[int] = _in_zone(np.array(moments, np.int64), zone=zone, shift=shift).tolist()
        return found

    first, last = placed(span.first, span.last)
    gaps = []
    for gap in span.gaps:
        after, before = placed(gap.after_time, gap.before_time)
        gaps.append(replace(gap, after_time=after, before_time=before))
    astray = [replace(each, time=placed(each.time)[0]) for each in span.astray]
    activity = []
    for each in span.activity:
        begin, end = placed(each.first, each.last)
        activity.append(replace(each, first=begin, last=end))
    return replace(
        span,
        first=first,
        last=last,
        gaps=tuple(gaps),
        astray=tuple(astray),
        activity=tuple(activity),
    )


def _shift(local: Unplaced, known: Records | None, zone: tzinfo | None) -> tuple[int, str | None]:
    """Find the seconds to add to its times, and how they were found; None for nothing found."""
    if zone is not None:
        return 0, phrase("the zone {zone} was given", zone=zone)
    if local.offset is not None:
        return -local.offset, phrase(
            "the same event in both times shows {offset}", offset=_offset(local.offset)
        )
    if known is None:
        return 0, None
    aligned = _aligned(local.records, known)
    if aligned is not None:
        return aligned, phrase(
            "its records fall on those of another log at {offset}", offset=_offset(-aligned)
        )
    bias = _bias(known)
    if bias is not None:
        return bias, phrase(
            "System 6013 tells {offset}, in summer time they may be an hour off",
            offset=_offset(-bias),
        )
    return 0, None


def _offset(seconds: int) -> str:
    sign = "-" if seconds < 0 else "+"
    hours, rest = divmod(abs(seconds), 3600)
    return f"UTC{sign}{hours:02d}:{rest // 60:02d}"


def _aligned(records: Records, known: Records) -> int | None:
    """Find the shift at which most records are records of another input, if it is clear."""
    there: dict[tuple[str, int], list[int]] = {}
    for provider, event_id, time in _triples(known):
        there.setdefault((provider, event_id), []).append(time)
    votes: Counter[int] = Counter()
    for provider, event_id, time in _triples(records)[:_SAMPLE]:
        found = there.get((provider, event_id), [])
        shifts = {other - time for other in found[:_SAMPLE] if abs(other - time) <= _FURTHEST}
        votes.update(one for one in shifts if one % _QUARTER == 0)
    best = votes.most_common(2)
    if not best or best[0][1] < min(_MATCHES, len(records)):
        return None
    return best[0][0] if len(best) == 1 or best[0][1] > best[1][1] else None


def _triples(records: Records) -> list[tuple[str, int, int]]:
    providers = [provider.casefold() for provider in records.provider]
    seconds = records.time // SECOND
    return list(zip(providers, records.event_id.tolist(), seconds.tolist(), strict=True))


def _bias(known: Records) -> int | None:
    """Read the bias of System 6013, in seconds; None where servers differ or none tells it."""
    found: set[int] = set()
    for row in np.flatnonzero(known.event_id == _UPTIME).tolist():
        if known.provider[row].casefold() == "eventlog":
            data = known.data[row]
            strings = list(data.values()) if isinstance(data, dict) else data
            match = _BIAS.match(str(strings[6])) if len(strings) > 6 else None
            if match is not None:
                found.add(int(timedelta(minutes=int(match[1])).total_seconds()))
    return found.pop() if len(found) == 1 else None
