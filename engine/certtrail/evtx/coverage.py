"""Every record's identity in, what time and record ids each channel covers out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from certtrail.accounts import ChannelSpan, Gap
from certtrail.times import to_datetime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

# A log can have a gap at every other record; the largest are told.
GAPS: Final = 1000


BACK: Final = 60 * 1_000_000_000
"""Records are written by many threads: neighbours may be a little out of order."""
_PARTS: Final = 1024  # small arrays cost more than what is in them


class ClockJump(NamedTuple):
    """A record that is older than the one before it; times are ns since 1970."""

    computer: str
    channel: str
    record_id: int
    before: int
    after: int


@dataclass(slots=True)
class _Channel:
    ids: list[NDArray[np.uint64]] = field(default_factory=list)
    times: list[NDArray[np.int64]] = field(default_factory=list)
    providers: Counter[str] = field(default_factory=Counter)
    packed: list[tuple[NDArray[np.uint64], NDArray[np.int64]]] = field(default_factory=list)
    in_order: bool = False

    def pack(self) -> None:
        if self.ids:
            self.in_order = False
            self.packed.append((np.concatenate(self.ids), np.concatenate(self.times)))
            self.ids.clear()
            self.times.clear()

    def sorted(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Give all ids and times in the order of the ids."""
        self.pack()
        if len(self.packed) != 1 or not self.in_order:
            ids = np.concatenate([ids for ids, _ in self.packed])
            times = np.concatenate([times for _, times in self.packed])
            order = np.argsort(ids, kind="stable")
            self.packed[:] = [(ids[order], times[order])]
            self.in_order = True
        return self.packed[0]


class Coverage:
    """Collects ids and times by computer and channel."""

    def __init__(self) -> None:
        self._channels: dict[tuple[str, str], _Channel] = {}
        self.jumps: tuple[ClockJump, ...] = ()
        """Where the clock went back; known when the spans are."""

    def add(
        self,
        place: tuple[str, str],
        providers: Mapping[str, int],
        ids: Sequence[int] | NDArray[np.uint64],
        times: Sequence[int] | NDArray[np.int64],
    ) -> None:
        """Count records, so many of each provider; `place` is computer and channel, times ns."""
        channel = self._channels.setdefault(place, _Channel())
        channel.ids.append(np.asarray(ids, np.uint64))
        channel.times.append(np.asarray(times, np.int64))
        channel.providers.update(providers)
        if len(channel.ids) >= _PARTS:
            channel.pack()

    def absorb(self, other: Coverage) -> None:
        """Take over what another one collected."""
        for place, found in other._channels.items():
            channel = self._channels.setdefault(place, _Channel())
            channel.ids += found.ids
            channel.times += found.times
            channel.packed += found.packed
            channel.providers.update(found.providers)

    def holds(self, computer: str, channel: str, record_id: int, time: int) -> bool:
        """Say whether a record is among those counted."""
        found = self._channels.get((computer, channel))
        if found is None:
            return False
        ids, times = found.sorted()
        at = int(np.searchsorted(ids, np.uint64(record_id)))
        while at < len(ids) and ids[at] == record_id:
            if times[at] == time:
                return True
            at += 1
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
    # A chunk that is in the file twice holds no more records than once.
    ids, times = found.sorted()
    found.packed.clear()
    first, last = to_datetime(int(times.min())), to_datetime(int(times.max()))
    new = np.concatenate(([True], ids[1:] != ids[:-1]))
    ids, times = ids[new], times[new]
    back = np.flatnonzero(times[1:] < times[:-1] - BACK)
    jumps += [
        ClockJump(*place, int(ids[at + 1]), int(times[at]), int(times[at + 1]))
        for at in back[:GAPS]
    ]
    return ChannelSpan(
        computer=place[0],
        channel=place[1],
        records=len(ids),
        first=first,
        last=last,
        first_id=int(ids[0]),
        last_id=int(ids[-1]),
        gaps=_gaps(ids, times),
        providers=dict(sorted(found.providers.items())),
    )


def _gaps(ids: NDArray[np.uint64], times: NDArray[np.int64]) -> tuple[Gap, ...]:
    steps = np.diff(ids)
    after = np.flatnonzero(steps > 1)
    if len(after) > GAPS:
        after = np.sort(after[np.argsort(steps[after], kind="stable")[-GAPS:]])
    return tuple(
        Gap(
            after_id=int(ids[at]),
            before_id=int(ids[at + 1]),
            after_time=to_datetime(int(times[at])),
            before_time=to_datetime(int(times[at + 1])),
        )
        for at in after
    )
