"""Coverage: for which time of which channel the exports would have shown a record.

An export of chosen records (a filtered log, or what servers forward to a collector) shows what
it holds and proves nothing of what it leaves out: it is a `Part`, no interval. What a collector
keeps in a channel of its own belongs to the channel of the server where it was written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.facts.spans_of_time import union, without
from certtrail.text import instants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.facts.spans_of_time import Interval
    from certtrail.model.input_reports import ChannelSpan, InputReport
    from certtrail.model.servers import Servers

_NO_CHANNELS: Final[Mapping[str, str]] = {}
# Channels of Windows itself, which no collector makes.
_WINDOWS: Final = "microsoft-windows-"
_EVTX: Final = "evtx"
_STEPS: Final = "125"


@dataclass(frozen=True, slots=True)
class Part:
    """The chosen records that one input holds of a log.

    Attributes:
        start, until: the first and the last of them, in seconds since 1970 UTC.
        forwarded: a collector has them of several servers, or in a channel of its own.
        provider: the one that wrote all of them; empty where several did.
        least: they were chosen by level, `error` or `warning` and what is graver; empty if not.
        unplaced: their times are of the server's own clock, whose zone nobody knows.
    """

    file: str
    start: int
    until: int
    forwarded: bool
    provider: str = ""
    least: str = ""
    unplaced: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """The covered time of one channel of one server, over all inputs.

    Attributes:
        intervals: sorted, disjoint (from, to) in seconds since 1970 UTC, gaps left out.
        records: how many records the inputs hold, overlaps counted twice.
        providers: how many of them each provider wrote.
        parts: the inputs that hold only chosen records of it; there is at least one where there
            is no interval.
        activity: when each Exchange provider wrote, with pauses of at most a day.
        mute: holes in which no record id is missing, as nothing at all was written.
        unplaced: times of the intervals are of the server's own clock, whose zone nobody knows.
        newest: where it begins, a text holds just as many records as somebody asks for: most likely
            the newest of a log that goes back further.
    """

    server: str
    channel: str
    intervals: tuple[Interval, ...]
    records: int
    providers: Mapping[str, int]
    parts: tuple[Part, ...] = ()
    activity: Mapping[str, tuple[Interval, ...]] = field(default_factory=dict)
    mute: tuple[Interval, ...] = ()
    unplaced: bool = False
    newest: bool = False

    @property
    def first(self) -> int:
        """The time of the first record."""
        return min(start for start, _ in self._ends)

    @property
    def last(self) -> int:
        """The time of the last record."""
        return max(until for _, until in self._ends)

    @property
    def _ends(self) -> Sequence[Interval]:
        return [
            *self.intervals[:1],
            *self.intervals[-1:],
            *((p.start, p.until) for p in self.parts),
        ]

    @property
    def seconds(self) -> int:
        """How much time is covered without a gap, in all."""
        return sum(end - start for start, end in self.intervals)

    def covers(self, start: int, end: int) -> bool:
        """Tell whether one stretch without a gap holds the whole interval."""
        return any(begin <= start and end <= stop for begin, stop in self.intervals)

    def shows(self, files: Iterable[str]) -> list[Interval]:
        """Give the time in which records such as those of these files would have been seen.

        A file of chosen records holds all others of the same kind, too.
        """
        wanted = frozenset(files)
        chosen = ((part.start, part.until) for part in self.parts if part.file in wanted)
        return union([*self.intervals, *chosen])


@dataclass(slots=True)
class _Collected:
    """What the inputs hold of one channel of one server."""

    whole: list[ChannelSpan] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    records: int = 0
    providers: dict[str, int] = field(default_factory=dict)
    activity: dict[str, list[Interval]] = field(default_factory=dict)
    unplaced: bool = False
    asked: list[ChannelSpan] = field(default_factory=list)

    def add(
        self, span: ChannelSpan, part: Part | None, names: Iterable[str], report: InputReport
    ) -> None:
        if part is None:
            self.whole.append(span)
            self.unplaced |= report.unplaced
            if report.kind != _EVTX and _is_asked_for(span.records):
                self.asked.append(span)
            self.records += span.records
        else:
            self.parts.append(part)
            self.records += sum(span.providers[name] for name in names)
        for name in names:
            self.providers[name] = self.providers.get(name, 0) + span.providers[name]
        mine = frozenset(names)
        for each in span.activity:
            if each.provider in mine:
                ends = instants.seconds_of(each.first), instants.seconds_of(each.last)
                self.activity.setdefault(each.provider, []).append(ends)


def coverages(
    reports: Iterable[InputReport],
    servers: Servers,
    channels: Mapping[str, str] = _NO_CHANNELS,
) -> dict[tuple[str, str], Coverage]:
    """Join the spans of all inputs into one coverage by (server, channel).

    Args:
        reports: of the inputs.
        servers: the spellings of server names.
        channels: the channel that each provider writes to, by its case-folded name; by it what a
            collector keeps is placed.
    """
    found: dict[tuple[str, str], _Collected] = {}
    for report in reports:
        seen = [span.channel for span in report.spans]
        for span in report.spans:
            server = servers.name(span.computer)
            # What a damaged file lacks all over is lost, not left out by anybody.
            chosen = span.chosen and report.complete
            shared = chosen and seen.count(span.channel) > 1
            for channel, names in _homes(span, channels):
                moved = channel != span.channel
                part = None
                if chosen or moved:
                    ends = instants.seconds_of(span.first), instants.seconds_of(span.last)
                    alone = names[0] if len(names) == 1 else ""
                    part = Part(
                        report.name,
                        *ends,
                        forwarded=shared or moved,
                        provider=alone,
                        least=span.least,
                        unplaced=report.unplaced,
                    )
                collected = found.setdefault((server, channel), _Collected())
                collected.add(span, part, names, report)
    return {key: _joined(*key, found[key]) for key in sorted(found)}


def _homes(span: ChannelSpan, channels: Mapping[str, str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Give each channel that records of a span were written to, and the providers of these."""
    names = list(span.providers)
    own = span.channel.casefold()
    if own.startswith(_WINDOWS) or own in {each.casefold() for each in channels.values()}:
        yield span.channel, names
        return
    homes: dict[str, list[str]] = {}
    for name in names:
        homes.setdefault(channels.get(name.casefold(), span.channel), []).append(name)
    yield from homes.items() if homes else ((span.channel, names),)


def _joined(server: str, channel: str, found: _Collected) -> Coverage:
    intervals: list[Interval] = []
    for span in found.whole:
        intervals += _covered(span)
    ordered = sorted(found.whole, key=lambda span: (span.first, span.last))
    for before, after in pairwise(ordered):
        # An archive that ends where the next log begins leaves nothing out between the two.
        if after.first_id == before.last_id + 1 and after.first >= before.last:
            intervals.append((instants.seconds_of(before.last), instants.seconds_of(after.first)))
    return Coverage(
        server,
        channel,
        tuple(union(intervals)),
        found.records,
        dict(sorted(found.providers.items())),
        tuple(sorted(found.parts, key=lambda part: (part.start, part.until, part.file))),
        {name: tuple(union(each)) for name, each in sorted(found.activity.items())},
        tuple(union(interval for span in found.whole for interval in _mute(span))),
        found.unplaced,
        bool(found.asked)
        and min(s.first for s in found.asked) <= min(s.first for s in found.whole),
    )


def _is_asked_for(records: int) -> bool:
    """Tell 10, 20, 50, 100 and so on, by which people limit what a command gives them.

    >>> [number for number in (1, 10, 30, 99, 100, 500, 1234, 2000) if _is_asked_for(number)]
    [10, 100, 500, 2000]
    """
    digits = str(records)
    return len(digits) > 1 and digits[0] in _STEPS and not digits[1:].strip("0")


def _mute(span: ChannelSpan) -> Iterator[Interval]:
    for gap in span.gaps:
        if gap.after_id and gap.before_id == gap.after_id + 1:
            yield instants.seconds_of(gap.after_time), instants.seconds_of(gap.before_time)


def _covered(span: ChannelSpan) -> list[Interval]:
    whole = [(instants.seconds_of(span.first), instants.seconds_of(span.last))]
    gaps = [
        (instants.seconds_of(gap.after_time), instants.seconds_of(gap.before_time))
        for gap in span.gaps
    ]
    return without(whole, gaps)
