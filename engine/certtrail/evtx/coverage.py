"""Every record's identity in, what time and record ids each channel covers out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.accounts import ChannelSpan, Gap
from certtrail.times import to_datetime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

# A log can have a gap at every other record; the largest are told.
GAPS: Final = 1000


_PARTS: Final = 1024  # small arrays cost more than what is in them


@dataclass(slots=True)
class _Channel:
    ids: list[NDArray[np.uint64]] = field(default_factory=list)
    times: list[NDArray[np.int64]] = field(default_factory=list)
    providers: Counter[str] = field(default_factory=Counter)
    packed: list[tuple[NDArray[np.uint64], NDArray[np.int64]]] = field(default_factory=list)

    def pack(self) -> None:
        if self.ids:
            self.packed.append((np.concatenate(self.ids), np.concatenate(self.times)))
            self.ids.clear()
            self.times.clear()

    def taken(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Hand over all ids and times; they are not kept."""
        self.pack()
        ids = np.concatenate([ids for ids, _ in self.packed])
        times = np.concatenate([times for _, times in self.packed])
        self.packed.clear()
        return ids, times


class Coverage:
    """Collects ids and times by computer and channel."""

    def __init__(self) -> None:
        self._channels: dict[tuple[str, str], _Channel] = {}

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

    def spans(self) -> tuple[ChannelSpan, ...]:
        """Say what was covered, by computer and channel; what was collected is given up."""
        channels = sorted(self._channels.items())
        self._channels = {}
        return tuple(_span(place, found) for place, found in channels)


def _span(place: tuple[str, str], found: _Channel) -> ChannelSpan:
    # A chunk that is in the file twice holds no more records than once.
    ids, times = found.taken()
    first, last = to_datetime(int(times.min())), to_datetime(int(times.max()))
    order = np.argsort(ids, kind="stable")
    ids, times = ids[order], times[order]
    new = np.concatenate(([True], ids[1:] != ids[:-1]))
    ids, times = ids[new], times[new]
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
