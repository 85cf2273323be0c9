"""Every record's identity in, what time and record ids each channel covers out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from certtrail.model.activity_spans import (
    activity_in,
    edges_of_hours,
    microseconds,
    tells_activity,
)
from certtrail.model.input_reports import ChannelSpan, Stray
from certtrail.model.mute_stretches import long_pauses, mute
from certtrail.model.record_gaps import GAPS, gap_between, gaps_in, largest
from certtrail.model.record_lives import lives
from certtrail.model.record_order import jumps_back, leaps_forward, settled
from certtrail.text.message import counted, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from certtrail.model.input_reports import Gap

_PARTS: Final = 1024  # small arrays cost more than what is in them


class ClockJump(NamedTuple):
    """A record that is older than the one before it; times are ns since 1970."""

    computer: str
    channel: str
    record_id: int
    before: int
    after: int


Piece = tuple["NDArray[np.uint64]", "NDArray[np.int64]"]
"""Record ids that count up, and the times of these records."""
_NOTHING: Final[Piece] = (np.empty(0, np.uint64), np.empty(0, np.int64))


def _in_order(ids: NDArray[np.uint64], times: NDArray[np.int64]) -> Piece:
    if (ids[1:] >= ids[:-1]).all():
        return ids, times
    order = np.argsort(ids, kind="stable")
    return ids[order], times[order]


@dataclass(slots=True)
class _Channel:
    fresh: list[Piece] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    ordered: bool = True
    providers: Counter[str] = field(default_factory=Counter)
    active: dict[str, set[int]] = field(default_factory=dict)

    def settle(self) -> None:
        if self.fresh:
            self.append([in_order(self.fresh)])
            self.fresh.clear()

    def append(self, pieces: Sequence[Piece]) -> None:
        for ids, times in pieces:
            self.ordered = self.ordered and not (self.pieces and ids[0] < self.pieces[-1][0][-1])
            self.pieces.append((ids, times))

    def in_order(self) -> list[Piece]:
        """Give pieces that follow each other; most logs are such by themselves, with no copy."""
        self.settle()
        if not self.ordered:
            self.pieces[:] = [in_order(self.pieces)]
            self.ordered = True
        return self.pieces


def in_order(pieces: Sequence[Piece]) -> Piece:
    """Join pieces into one."""
    return _in_order(
        np.concatenate([ids for ids, _ in pieces]), np.concatenate([times for _, times in pieces])
    )


class SpanCollector:
    """Collects ids and times by computer and channel."""

    def __init__(self) -> None:
        self._channels: dict[tuple[str, str], _Channel] = {}
        self.jumps: tuple[ClockJump, ...] = ()
        """Where the clock went back; known when the spans are."""

    def add(
        self,
        place: tuple[str, str],
        providers: Mapping[str, NDArray[np.int64] | slice],
        ids: Sequence[int] | NDArray[np.uint64],
        times: Sequence[int] | NDArray[np.int64],
    ) -> None:
        """Count records; `place` is computer and channel, times are ns, providers' by position."""
        channel = self._channels.setdefault(place, _Channel())
        every = np.asarray(times, np.int64)
        channel.fresh.append((np.asarray(ids, np.uint64), every))
        for provider, members in providers.items():
            mine = every[members]
            channel.providers[provider] += len(mine)
            if tells_activity(provider):
                channel.active.setdefault(provider, set()).update(edges_of_hours(mine))
        if len(channel.fresh) >= _PARTS:
            channel.settle()

    def count(self, place: tuple[str, str]) -> int:
        """Tell how many records were counted of a computer and channel."""
        found = self._channels.get(place)
        return 0 if found is None else found.providers.total()

    def piece(self, place: tuple[str, str]) -> Piece:
        """Give the ids and times of a computer and channel, by ids."""
        found = self._channels.get(place)
        return in_order([_NOTHING, *(() if found is None else found.in_order())])

    def move(self, place: tuple[str, str], to: tuple[str, str]) -> None:
        """Count what was of one computer and channel to another."""
        moved = self._channels.pop(place, None)
        if moved is not None:
            other = SpanCollector()
            other._channels[to] = moved
            self.absorb(other)

    def settle(self) -> None:
        """Put together what came since the last time: the records of a window."""
        for channel in self._channels.values():
            channel.settle()

    def absorb(self, other: SpanCollector) -> None:
        """Take over what another one collected."""
        other.settle()
        for place, found in other._channels.items():
            channel = self._channels.setdefault(place, _Channel())
            channel.settle()
            channel.append(found.pieces)
            channel.ordered = channel.ordered and found.ordered
            channel.providers.update(found.providers)
            for provider, times in found.active.items():
                channel.active.setdefault(provider, set()).update(times)

    def holds(self, computer: str, channel: str, record_id: int, time: int) -> bool:
        """Say whether a record is among those counted."""
        found = self._channels.get((computer, channel))
        wanted = np.uint64(record_id)
        for ids, times in [] if found is None else found.in_order():
            if ids[0] <= wanted <= ids[-1]:
                same = slice(*np.searchsorted(ids, [wanted, wanted + np.uint64(1)]).tolist())
                if (times[same] == time).any():
                    return True
        return False

    def spans(self) -> tuple[ChannelSpan, ...]:
        """Say what was covered, by computer and channel; what was collected is given up."""
        channels = sorted(self._channels.items())
        self._channels = {}
        jumps: list[ClockJump] = []
        spans = tuple(_span(place, found, jumps) for place, found in channels)
        self.jumps = tuple(jumps)
        return spans


def _span(place: tuple[str, str], found: _Channel, jumps: list[ClockJump]) -> ChannelSpan:
    lived, astray = _settled(place, found.in_order(), jumps)
    records = breaks = 0
    gaps: list[Gap] = []
    pauses: list[Gap] = []
    ended: Piece | None = None
    for pieces in lived:
        before = _NOTHING
        for piece in pieces:
            ids = np.concatenate([before[0], piece[0]])
            times = np.concatenate([before[1], piece[1]])
            # A chunk that is in the file twice holds no more records than once.
            new = np.concatenate(([True], ids[1:] != ids[:-1]))
            if not new.all():
                ids, times = ids[new], times[new]
            records += len(ids) - len(before[0])
            breaks += int((np.diff(ids) > 1).sum())
            gaps = largest([*gaps, *gaps_in(ids, times)])
            pauses = [*pauses, *long_pauses(ids, times)][:GAPS]
            before = ids[-1:], times[-1:]
        if ended is not None:
            # What was between the last that was saved of one life and the next is not known.
            breaks += 1
            gaps.append(gap_between(ended, pieces[0]))
        ended = before
    pieces = [piece for each in lived for piece in each]
    first = min(int(times.min()) for _, times in pieces)
    last = max(int(times.max()) for _, times in pieces)
    gaps += mute(pauses, place[1], records, last - first)
    return ChannelSpan(
        computer=place[0],
        channel=place[1],
        records=records,
        first=microseconds(first),
        last=microseconds(last),
        first_id=int(pieces[0][0][0]),
        last_id=int(pieces[-1][0][-1]),
        gaps=tuple(sorted(gaps, key=lambda gap: (gap.after_id, gap.after_time))),
        providers=dict(sorted(found.providers.items())),
        breaks=breaks,
        astray=astray,
        activity=tuple(activity_in(found.active, first, last)),
    )


def _settled(
    place: tuple[str, str], pieces: list[Piece], jumps: list[ClockJump]
) -> tuple[list[list[Piece]], tuple[Stray, ...]]:
    """Part the lives of a log, and give records astray the times of their neighbours.

    Few logs have more than one life, or any record astray.
    """
    if not _breaks_off(pieces):
        return [pieces], ()
    lived = lives(*in_order(pieces))
    kept: list[list[Piece]] = []
    astray: list[tuple[int, Stray]] = []
    for number, (ids, times) in enumerate(lived):
        jumps += [
            ClockJump(*place, int(ids[at + 1]), int(times[at]), int(times[at + 1]))
            for at in jumps_back(times)[: GAPS - len(jumps)]
        ]
        settled_times, found = settled(times)
        kept.append([(ids, settled_times)])
        others = [other for at, (other, _) in enumerate(lived) if at != number]
        for start, end in found:
            ends = ids[[start, end - 1]]
            # By its ids alone a record of another life would be taken for one of these.
            if not any(_holds(other, ends) for other in others):
                time = microseconds(int(settled_times[start]))
                astray.append((end - start, Stray(int(ends[0]), int(ends[1]), time)))
    longest = sorted(astray, key=lambda each: -each[0])[:GAPS]
    return kept, tuple(sorted((stray for _, stray in longest), key=lambda each: each.first_id))


def _breaks_off(pieces: Sequence[Piece]) -> bool:
    before = _NOTHING[1]
    for _, piece in pieces:
        times = np.concatenate([before, piece])
        if len(jumps_back(times)) + len(leaps_forward(times)):
            return True
        before = times[-1:]
    return False


def _holds(ids: NDArray[np.uint64], ends: NDArray[np.uint64]) -> bool:
    return bool(np.searchsorted(ids, ends[0]) < np.searchsorted(ids, ends[1], "right"))


def astray_notes(spans: Iterable[ChannelSpan]) -> list[str]:
    """Say of which records the time is not believed."""
    return [
        phrase(
            "{channel} of {server}: the times of {stretches} of records (the first are "
            "{first} to {last}) are not those of the records before and after them; these count "
            "instead. Was the clock wrong?",
            channel=span.channel,
            server=span.computer,
            stretches=counted(len(span.astray), "{n} stretch", "{n} stretches"),
            first=span.astray[0].first_id,
            last=span.astray[0].last_id,
        )
        for span in spans
        if span.astray
    ]
