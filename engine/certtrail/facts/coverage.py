"""Coverage: for which time of which channel the exports would have shown a record."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, TypeAlias

from certtrail.text import instants

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.model.input_reports import ChannelSpan, InputAccount
    from certtrail.model.servers import Servers

Interval: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The covered time of one channel of one server, over all inputs.

    Attributes:
        intervals: sorted, disjoint (from, to) in seconds since 1970 UTC, gaps left out.
        records: how many records the inputs hold, overlaps counted twice.
        providers: how many of them each provider wrote.
    """

    server: str
    channel: str
    intervals: tuple[Interval, ...]
    records: int
    providers: Mapping[str, int]

    @property
    def first(self) -> int:
        """The time of the first record."""
        return self.intervals[0][0]

    @property
    def last(self) -> int:
        """The time of the last record."""
        return self.intervals[-1][1]

    def covers(self, start: int, end: int) -> bool:
        """Tell whether one stretch without a gap holds the whole interval."""
        return any(begin <= start and end <= stop for begin, stop in self.intervals)

    def clock(self, but: Sequence[Interval] = ()) -> CoveredTime:
        """Make a clock that only runs while records would have been seen.

        Args:
            but: intervals that do not count, such as while a service was stopped.
        """
        return CoveredTime.over(without(self.intervals, but))


@dataclass(frozen=True, slots=True)
class CoveredTime:
    """A clock that stands still in gaps: `starts` and `ends` of stretches, `before` each."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]

    @classmethod
    def over(cls, intervals: Sequence[Interval]) -> CoveredTime:
        """Build the clock over sorted, disjoint intervals."""
        lengths = accumulate((end - start for start, end in intervals), initial=0)
        return cls(
            tuple(start for start, _ in intervals),
            tuple(end for _, end in intervals),
            tuple(lengths),
        )

    def at(self, instant: int) -> int:
        """Read the clock: covered seconds up to the instant."""
        index = bisect_right(self.starts, instant) - 1
        if index < 0:
            return 0
        return self.before[index] + min(instant, self.ends[index]) - self.starts[index]

    def latest_start_of(self, seconds: int) -> int | None:
        """Give the latest instant after which so much covered time lies; None if there is none."""
        wanted = self.before[-1] - seconds
        if wanted < 0 or not self.starts:
            return None
        index = min(bisect_right(self.before, wanted), len(self.starts)) - 1
        return self.starts[index] + wanted - self.before[index]


def coverages(
    accounts: Iterable[InputAccount], servers: Servers
) -> dict[tuple[str, str], Coverage]:
    """Join the spans of all inputs into one coverage by (server, channel)."""
    spans: dict[tuple[str, str], list[ChannelSpan]] = {}
    for account in accounts:
        for span in account.spans:
            spans.setdefault((servers.name(span.computer), span.channel), []).append(span)
    return {key: _joined(*key, members) for key, members in sorted(spans.items())}


def _joined(server: str, channel: str, spans: Sequence[ChannelSpan]) -> Coverage:
    intervals: list[Interval] = []
    providers: dict[str, int] = {}
    for span in spans:
        intervals += _covered(span)
        for name, count in span.providers.items():
            providers[name] = providers.get(name, 0) + count
    ordered = sorted(spans, key=lambda span: (span.first, span.last))
    for before, after in pairwise(ordered):
        # An archive that ends where the next log begins leaves nothing out between the two.
        if after.first_id == before.last_id + 1 and after.first >= before.last:
            intervals.append((_seconds_down(before), _seconds_up(after)))
    return Coverage(
        server,
        channel,
        tuple(union(intervals)),
        sum(span.records for span in spans),
        dict(sorted(providers.items())),
    )


def _covered(span: ChannelSpan) -> list[Interval]:
    whole = [(_seconds_up(span), _seconds_down(span))]
    gaps = [
        (gap.after_time // instants.SECOND, gap.before_time // instants.SECOND) for gap in span.gaps
    ]
    return without(whole, gaps)


def _seconds_up(span: ChannelSpan) -> int:
    return span.first // instants.SECOND


def _seconds_down(span: ChannelSpan) -> int:
    return span.last // instants.SECOND


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Merge overlapping and touching intervals.

    >>> union([(5, 9), (0, 3), (3, 4)])
    [(0, 4), (5, 9)]
    """
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def without(intervals: Iterable[Interval], holes: Iterable[Interval]) -> list[Interval]:
    """Cut holes out of intervals; what is left of no length stays as a point.

    >>> without([(0, 10)], [(2, 3), (5, 6)])
    [(0, 2), (3, 5), (6, 10)]
    """
    left: list[Interval] = []
    cuts = union((start, end) for start, end in holes if start < end)
    for begin, end in union(intervals):
        start = begin
        for hole_start, hole_end in cuts:
            if hole_end <= start or hole_start >= end:
                continue
            if hole_start >= start:
                left.append((start, hole_start))
            start = max(start, hole_end)
        if start <= end:
            left.append((start, end))
    return left
