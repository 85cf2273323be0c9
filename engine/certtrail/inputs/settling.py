"""Settling: what texts leave open (server, time zone) in; decided from the other inputs, out.

Event Viewer's CSV names no computer and has the viewer's local time. The zone is, in this order:
the one that was given; that by which its records fall on those of another input; that of System
6013 on the same server; else UTC, which is said as a problem.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pandas as pd

from certtrail.messages.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from certtrail.accounts import ChannelSpan
    from certtrail.inputs.opened import Read

UNNAMED: Final = "unnamed-server"
_QUARTER: Final = 900
_FURTHEST: Final = 14 * 3600
_MATCHES: Final = 3
_SAMPLE: Final = 4000
_BIAS: Final = re.compile(r"\s*(-?\d{1,4})\s+\S", re.ASCII)


def settle(reads: Sequence[Read], zone: tzinfo | None = None) -> list[Read]:
    """Decide what texts leave open.

    Args:
        reads: what became of every file.
        zone: of local times; None to find it out.
    """
    if not any(read.events is not None and (read.local or _unplaced(read)) for read in reads):
        return list(reads)
    sure = [read for read in reads if read.events is not None and not read.local]
    frames = [read.events() for read in sure if read.events is not None]
    known = pd.concat(frames) if frames else None
    return [_settled(read, known, _servers(reads), zone) for read in reads]


def _unplaced(read: Read) -> bool:
    return any(not span.computer for span in read.account.spans)


def _servers(reads: Sequence[Read]) -> list[str]:
    """List the servers that the other inputs name, each host once."""
    spans = [span for read in reads for span in read.account.spans if span.computer]
    named = [span.computer for span in spans]
    named += [one.server for read in reads for one in read.inventory.certificates if one.server]
    hosts = {name.partition(".")[0].casefold(): name for name in sorted(named)}
    return sorted(hosts.values())


def _settled(
    read: Read, known: pd.DataFrame | None, servers: Sequence[str], zone: tzinfo | None
) -> Read:
    if read.events is None or not (read.local or _unplaced(read)):
        return read
    frame = read.events().copy()
    account = read.account
    notes, problems = list(account.notes), list(account.problems)
    spans = account.spans
    lone = servers[0] if len(servers) == 1 else UNNAMED
    if (frame["computer"] == "").any() or _unplaced(read):
        frame["computer"] = frame["computer"].replace("", lone)
        spans = tuple(replace(one, computer=one.computer or lone) for one in spans)
        told = (
            phrase("taken for {lone}, the only one here", lone=lone)
            if lone != UNNAMED
            else phrase("called {lone}", lone=lone)
        )
        notes.append(phrase("It names no server: {told}.", told=told))
    if read.local:
        shift, how = _shift(frame, known, zone)
        if how is None:
            problems.append(
                phrase(
                    "Its times are the local time of an unknown zone, taken for UTC: expected "
                    "another log of the server to tell; add --local-zone Europe/Berlin, for "
                    "instance."
                )
            )
        else:
            notes.append(phrase("Its times are local; {how}.", how=how))
        spans = tuple(_moved(one, zone, shift) for one in spans)
        frame["time"] = _in_zone(frame["time"], zone, shift)
    complete = account.complete and len(problems) == len(account.problems)
    account = replace(
        account, spans=spans, notes=tuple(notes), problems=tuple(problems), complete=complete
    )
    return replace(read, account=account, events=lambda: frame, local=False)


def _in_zone(
    times: pd.Series[pd.Timestamp], zone: tzinfo | None, shift: int
) -> pd.Series[pd.Timestamp]:
    if zone is None:
        return times + pd.Timedelta(seconds=shift)
    naive = times.dt.tz_localize(None)
    placed = naive.dt.tz_localize(zone, ambiguous=False, nonexistent="shift_forward")
    return placed.dt.tz_convert("UTC").astype("datetime64[ns, UTC]")


def _moved(span: ChannelSpan, zone: tzinfo | None, shift: int) -> ChannelSpan:
    ends = pd.Series(pd.to_datetime([span.first, span.last], utc=True))
    first, last = (one.to_pydatetime() for one in _in_zone(ends, zone, shift))
    return replace(span, first=first, last=last)


def _shift(
    frame: pd.DataFrame, known: pd.DataFrame | None, zone: tzinfo | None
) -> tuple[int, str | None]:
    """Find the seconds to add to its times, and how they were found; None for nothing found."""
    if zone is not None:
        return 0, phrase("the zone {zone} was given", zone=zone)
    if known is None:
        return 0, None
    aligned = _aligned(frame, known)
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


def _aligned(frame: pd.DataFrame, known: pd.DataFrame) -> int | None:
    """Find the shift at which most records are records of another input, if it is clear."""
    there: dict[tuple[str, int], list[int]] = {}
    for provider, event_id, time in _triples(known):
        there.setdefault((provider, event_id), []).append(time)
    votes: Counter[int] = Counter()
    for provider, event_id, time in _triples(frame)[:_SAMPLE]:
        found = there.get((provider, event_id), [])
        shifts = {other - time for other in found[:_SAMPLE] if abs(other - time) <= _FURTHEST}
        votes.update(one for one in shifts if one % _QUARTER == 0)
    best = votes.most_common(2)
    if not best or best[0][1] < min(_MATCHES, len(frame)):
        return None
    return best[0][0] if len(best) == 1 or best[0][1] > best[1][1] else None


def _triples(frame: pd.DataFrame) -> list[tuple[str, int, int]]:
    seconds = (frame["time"].astype("int64") // 1_000_000_000).to_list()
    providers = frame["provider"].str.casefold().to_list()
    return list(zip(providers, frame["event_id"].to_list(), seconds, strict=True))


def _bias(known: pd.DataFrame) -> int | None:
    """Read the bias of System 6013, in seconds; None where servers differ or none tells it."""
    mask = (known["provider"].str.casefold() == "eventlog") & (known["event_id"] == 6013)
    found: set[int] = set()
    for data in known.loc[mask, "data"]:
        strings = list(data.values()) if isinstance(data, dict) else data
        match = _BIAS.match(str(strings[6])) if len(strings) > 6 else None
        if match is not None:
            found.add(int(timedelta(minutes=int(match[1])).total_seconds()))
    return found.pop() if len(found) == 1 else None
