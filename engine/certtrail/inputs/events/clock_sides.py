"""Which side of a clock that jumped is right: reads in; the same, where logs were taken by the
other side, by the right one, out.

In one log the times of most records count (`record_order`). A log of one night, or of chosen
records, can have more of the wrong ones. Windows tells what the clock was set from and to: where it
went and came back, what it was before and after is right, and where another log of the server goes
on from before, that is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.model.input_reports import Stray
from certtrail.model.record_spans import astray_notes
from certtrail.text.instants import SECOND, parse_rendered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from certtrail.inputs.opened import Read
    from certtrail.model.input_reports import ChannelSpan
    from certtrail.model.records import Records

_CLOCK_SET: Final = 1
_KERNEL: Final = "microsoft-windows-kernel-general"
_DAY: Final = 24 * 3600 * SECOND
# A local time of an unknown zone is off by less.
_NEAR: Final = _DAY
# A smaller change puts no record where it matters, and a paused machine's clock goes forward too.
_GREAT: Final = 30 * _DAY
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class _Change:
    """What a clock was set from and to, in ns since 1970 UTC."""

    old: int
    new: int


def by_true_clocks(reads: Sequence[Read]) -> list[Read]:
    """Correct the logs that were taken by the wrong side of a clock that jumped by a month or more.

    Args:
        reads: what became of every file, with times that are placed.
    """
    found = [_changes(read.records) for read in reads]
    if not any(found):
        return list(reads)
    mine: dict[str, list[_Change]] = {}
    for changes in found:
        for server, each in changes.items():
            mine.setdefault(server, []).extend(each)
    return [_corrected(read, reads, mine) for read in reads]


def _changes(records: Records | None) -> dict[str, list[_Change]]:
    """List by host the great changes of its clock, in the order of the records."""
    found: dict[str, list[_Change]] = {}
    rows = () if records is None else np.flatnonzero(records.event_id == _CLOCK_SET).tolist()
    for row in rows:
        if records is None or records.provider[row].casefold() != _KERNEL:
            continue
        told = _instants(records.data[row])
        if told is not None and abs(told.new - told.old) >= _GREAT:
            found.setdefault(_host(records.computer[row]), []).append(told)
    return found


def _instants(data: object) -> _Change | None:
    """Read both instants: by their names, or the first two of a record without any."""
    if isinstance(data, dict):
        for part in (data, *(one for one in data.values() if isinstance(one, dict))):
            if "NewTime" in part and "OldTime" in part:
                return _change(part["OldTime"], part["NewTime"])
        return None
    return _change(data[1], data[0]) if isinstance(data, list) and len(data) > 1 else None


def _change(old: object, new: object) -> _Change | None:
    try:
        return _Change(*(parse_rendered(str(one)[:_LONGEST]) for one in (old, new)))
    except (ValueError, OverflowError):
        return None


def _corrected(read: Read, reads: Sequence[Read], changes: dict[str, list[_Change]]) -> Read:
    spans = []
    notes = list(read.report.notes)
    for span in read.report.spans:
        mine = changes.get(_host(span.computer), ())
        others = [
            other
            for each in reads
            for other in each.report.spans
            if other is not span and _host(other.computer) == _host(span.computer)
        ]
        right = _right_side(span, mine, others)
        now = span if right is None else _flipped(span, right, read.records)
        if now is not span:
            before = astray_notes([span])
            notes = [note for note in notes if note not in before]
            notes += astray_notes([now])
        spans.append(now)
    if all(one is other for one, other in zip(spans, read.report.spans, strict=True)):
        return read
    report = replace(read.report, spans=tuple(spans), notes=tuple(notes))
    return replace(read, report=report)


def _right_side(
    span: ChannelSpan, changes: Iterable[_Change], others: Sequence[ChannelSpan]
) -> int | None:
    """Give what the clock was before a jump, where a log was taken by what it was set to wrongly.

    None where it was not, or nothing tells which side is right.
    """
    known = list(changes)
    for change in known:
        back = [other for other in known if _undoes(other, change)]
        until = min((other.old for other in back), default=change.new + _GREAT)
        taken_by_it = change.new - _NEAR <= span.first <= span.last <= until + _NEAR
        goes_on = any(_goes_on(other, change) for other in others)
        if taken_by_it and (back or goes_on):
            return change.old
    return None


def _undoes(other: _Change, change: _Change) -> bool:
    """Tell whether one change brings the clock back to where it would be without another."""
    passed = other.old - change.new
    return passed >= 0 and abs(other.new - change.old - passed) < _NEAR


def _goes_on(other: ChannelSpan, change: _Change) -> bool:
    """Tell whether a log goes on as if a change had not been."""
    away = abs(change.new - change.old) - _NEAR
    return (
        other.first <= change.old + _NEAR
        and change.old + _NEAR < other.last
        and abs(other.last - change.old) < away
    )


def _flipped(span: ChannelSpan, old: int, records: Records | None) -> ChannelSpan:
    """Take a log by its records whose times were not believed; without any, by the jump alone."""
    ids, times = _of_place(span, records)
    believed = np.zeros(len(ids), bool)
    for stray in span.astray:
        believed |= (ids >= stray.first_id) & (ids <= stray.last_id)
    believed &= (times < span.first - _NEAR) | (times > span.last + _NEAR)
    first = min([old, *times[believed].tolist()])
    last = max([old, *times[believed].tolist()])
    strays = []
    edges = [
        span.first_id - 1,
        *(end for one in span.astray for end in (one.first_id, one.last_id)),
        span.last_id + 1,
    ]
    for before, after in zip(edges[::2], edges[1::2], strict=True):
        if after - before > 1:
            earlier = times[believed & (ids <= before)]
            strays.append(Stray(before + 1, after - 1, int(earlier[-1]) if len(earlier) else old))
    gaps = tuple(
        replace(
            gap,
            after_time=min(max(gap.after_time, first), last),
            before_time=min(max(gap.before_time, first), last),
        )
        for gap in span.gaps
    )
    return replace(span, first=first, last=last, astray=tuple(strays), gaps=gaps, activity=())


def _of_place(
    span: ChannelSpan, records: Records | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the ids and times of the records at hand of one log, by their ids."""
    if records is None:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    here = (records.computer == span.computer) & (records.channel == span.channel)
    ids = records.record_id[here].astype(np.int64)
    order = np.argsort(ids, kind="stable")
    return ids[order], records.time[here][order]


def _host(name: str) -> str:
    return name.partition(".")[0].casefold()
