"""Which side of a clock that jumped is right: reads in; the same, where logs were taken by the
other side, by the right one, out.

In one log the times of most records count (`record_order`). A log of one night, or of chosen
records, can have more of the wrong ones. Windows tells what the clock was set from and to: where it
went and came back, what it was before and after is right, also for a log that ends in between, and
where another log of the server goes on from before, that is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.clock_returns import NEAR, ClockChange, returns
from certtrail.model.input_reports import Stray
from certtrail.model.record_spans import astray_notes
from certtrail.text.hosts import host_of
from certtrail.text.instants import SECOND, parse_rendered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from certtrail.inputs.opened import Read
    from certtrail.model.input_reports import ChannelSpan
    from certtrail.model.records import Records

_CLOCK_SET: Final = 1
_KERNEL: Final = "microsoft-windows-kernel-general"
# A smaller change puts no record where it matters, and a paused machine's clock goes forward too.
_GREAT: Final = 30 * 24 * 3600 * SECOND
_LONGEST: Final = 80


def by_true_clocks(reads: Sequence[Read]) -> list[Read]:
    """Correct the logs that were taken by the wrong side of a clock that jumped by a month or more.

    Args:
        reads: what became of every file, with times that are placed.
    """
    found = [_changes(read.records) for read in reads]
    if not any(found):
        return list(reads)
    mine: dict[str, list[ClockChange]] = {}
    for changes in found:
        for server, each in changes.items():
            mine.setdefault(server, []).extend(each)
    spans: dict[str, list[ChannelSpan]] = {}
    for read in reads:
        for span in read.report.spans:
            if (host := host_of(span.computer)) in mine:
                spans.setdefault(host, []).append(span)
    clocks = {host: _Clock(mine[host], of_it) for host, of_it in spans.items()}
    return [_corrected(read, clocks) for read in reads]


def _changes(records: Records | None) -> dict[str, list[ClockChange]]:
    """List by host the great changes of its clock, in the order of the records."""
    found: dict[str, list[ClockChange]] = {}
    if records is None:
        return found
    some = records.take(records.event_id == _CLOCK_SET)
    for provider, computer, data in zip(some.provider, some.computer, some.data, strict=True):
        told = _instants(data) if provider.casefold() == _KERNEL else None
        if told is not None and abs(told.new - told.old) >= _GREAT:
            found.setdefault(host_of(computer), []).append(told)
    return found


def _instants(data: object) -> ClockChange | None:
    """Read both instants: by their names, or the first two of a record without any."""
    if isinstance(data, dict):
        for part in (data, *(one for one in data.values() if isinstance(one, dict))):
            if "NewTime" in part and "OldTime" in part:
                return _change(part["OldTime"], part["NewTime"])
        return None
    return _change(data[1], data[0]) if isinstance(data, list) and len(data) > 1 else None


def _change(old: object, new: object) -> ClockChange | None:
    try:
        return ClockChange(*(parse_rendered(str(one)[:_LONGEST]) for one in (old, new)))
    except (ValueError, OverflowError):
        return None


def _corrected(read: Read, clocks: dict[str, _Clock]) -> Read:
    spans = []
    notes = list(read.report.notes)
    for span in read.report.spans:
        clock = clocks.get(host_of(span.computer))
        now = span if clock is None else _by(clock, span, read.records)
        if now is not span:
            before = astray_notes([span])
            notes = [note for note in notes if note not in before]
            notes += astray_notes([now])
        spans.append(now)
    if all(one is other for one, other in zip(spans, read.report.spans, strict=True)):
        return read
    report = replace(read.report, spans=tuple(spans), notes=tuple(notes))
    return replace(read, report=report)


def _by(clock: _Clock, span: ChannelSpan, records: Records | None) -> ChannelSpan:
    """Take a log by the right side of a clock."""
    right = clock.right_side(span)
    if right is not None:
        return _flipped(span, right, records)
    away = clock.ended_away(span)
    return span if away is None else _without_end(span, away, records)


class _Clock:
    """A server's great changes of the clock beside all its logs."""

    def __init__(self, changes: Sequence[ClockChange], spans: Sequence[ChannelSpan]) -> None:
        self._changes = changes
        self._back = returns(changes)
        self._begins = _instants_of([change.new - NEAR for change in changes])
        self._ends = _instants_of([self._until(at) + NEAR for at in range(len(changes))])
        self._firsts = _instants_of([span.first for span in spans])
        self._lasts = _instants_of([span.last for span in spans])
        self._going_on: dict[int, int] = {}

    def right_side(self, span: ChannelSpan) -> int | None:
        """Give what the clock was before a jump, where a log was taken by what it was set to
        wrongly; None where it was not, or nothing tells which side is right.
        """
        for at in self._taken_by(span):
            if self._back[at] is not None or self._goes_on_elsewhere(at, span):
                return self._changes[at].old
        return None

    def ended_away(self, span: ChannelSpan) -> ClockChange | None:
        """Give the change after which a log's last records were written, where the clock was set
        forward and came back; None where the log ends by a right one.
        """
        if span.first > span.last:
            return None
        inside = (self._begins <= span.last) & (span.last <= self._ends)
        for at in np.flatnonzero(inside & (span.first < self._begins)).tolist():
            change = self._changes[at]
            if self._back[at] is not None and change.by > 0 and not _wrote_between(span, change):
                return change
        return None

    def _until(self, at: int) -> int:
        back = self._back[at]
        return self._changes[at].new + _GREAT if back is None else back

    def _taken_by(self, span: ChannelSpan) -> Iterator[int]:
        """Give the changes that a log may have been taken by what they set."""
        if span.first <= span.last:
            between = (self._begins <= span.first) & (span.last <= self._ends)
            yield from np.flatnonzero(between).tolist()

    def _goes_on_elsewhere(self, at: int, span: ChannelSpan) -> bool:
        """Tell whether another log goes on as if a change had not been."""
        change = self._changes[at]
        if at not in self._going_on:
            going_on = _goes_on(self._firsts, self._lasts, change)
            self._going_on[at] = int(np.count_nonzero(going_on))
        own = _goes_on(_instants_of([span.first]), _instants_of([span.last]), change)
        return self._going_on[at] > int(np.count_nonzero(own))


def _instants_of(times: Sequence[int]) -> NDArray[np.int64]:
    """Make an array of instants, those that no record can have at its bounds."""
    bounds = np.iinfo(np.int64)
    return np.array([min(max(one, bounds.min), bounds.max) for one in times], np.int64)


def _goes_on(
    firsts: NDArray[np.int64], lasts: NDArray[np.int64], change: ClockChange
) -> NDArray[np.bool_]:
    """Tell of logs whether each goes on as if a change had not been."""
    near = change.old + NEAR
    away = abs(change.by) - NEAR
    found: NDArray[np.bool_] = (
        (firsts <= near)
        & (near < lasts)
        & (change.old - away < lasts)
        & (lasts < change.old + away)
    )
    return found


def _flipped(span: ChannelSpan, old: int, records: Records | None) -> ChannelSpan:
    """Take a log by its records whose times were not believed; without any, by the jump alone."""
    ids, times = _of_place(span, records)
    believed = np.zeros(len(ids), bool)
    for stray in span.astray:
        believed |= (ids >= stray.first_id) & (ids <= stray.last_id)
    believed &= (times < span.first - NEAR) | (times > span.last + NEAR)
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


def _wrote_between(span: ChannelSpan, change: ClockChange) -> bool:
    """Tell whether a log goes on from before a change until what was set: it came there itself."""
    old, new = change.old + NEAR, change.new - NEAR
    return any(one.first < new and one.last > old for one in span.activity)


def _without_end(span: ChannelSpan, away: ClockChange, records: Records | None) -> ChannelSpan:
    """Take a log by its records before a clock was set wrongly, and by those after it."""
    ids, times = _of_place(span, records)
    wrong = (times >= away.new - NEAR) & (times <= span.last)
    between = (times > away.old + NEAR) & (times < away.new - NEAR)
    if between.any() or not wrong.any():
        return span
    begin = int(ids[wrong].min())
    later = [one for one in span.astray if one.first_id > begin]
    believed = (ids < begin) & (times < away.new - NEAR)
    for one in later:
        believed |= (ids >= one.first_id) & (ids <= one.last_id) & (times < away.new - NEAR)
    last = max([span.first, *times[believed].tolist()])
    edges = [begin, *(end for one in later for end in (one.first_id, one.last_id + 1))]
    strays = [one for one in span.astray if one.last_id < begin]
    for start, end in zip(edges[::2], [*edges[1::2], span.last_id + 1], strict=False):
        if end > start:
            earlier = times[believed & (ids < start)]
            time = int(earlier[-1]) if len(earlier) else span.first
            strays.append(Stray(start, end - 1, time))
    return replace(span, last=last, astray=tuple(strays), activity=())


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
