"""Every record's identity in, what time and record ids each channel covers out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.accounts import ChannelSpan, Gap
from certtrail.times import to_datetime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# A log can have a gap at every other record; the largest are told.
GAPS: Final = 1000


@dataclass(slots=True)
class _Channel:
    ids: list[NDArray[np.uint64]] = field(default_factory=list)
    times: list[NDArray[np.int64]] = field(default_factory=list)
    providers: Counter[str] = field(default_factory=Counter)


class Coverage:
    """Collects ids and times by computer and channel."""

    def __init__(self) -> None:
        self._channels: dict[tuple[str, str], _Channel] = {}

    def add(
        self,
        place: tuple[str, str],
        provider: str,
        ids: Sequence[int] | NDArray[np.uint64],
        times: Sequence[int] | NDArray[np.int64],
    ) -> None:
        """Count records of one provider; `place` is computer and channel, times are ns."""
        channel = self._channels.setdefault(place, _Channel())
        channel.ids.append(np.asarray(ids, np.uint64))
        channel.times.append(np.asarray(times, np.int64))
        channel.providers[provider] += len(ids)

    def spans(self) -> tuple[ChannelSpan, ...]:
        """Say what was covered, by computer and channel."""
        return tuple(_span(place, found) for place, found in sorted(self._channels.items()))


def _span(place: tuple[str, str], found: _Channel) -> ChannelSpan:
    # A chunk that is in the file twice holds no more records than once.
    ids, where = np.unique(np.concatenate(found.ids), return_index=True)
    times = np.concatenate(found.times)
    return ChannelSpan(
        computer=place[0],
        channel=place[1],
        records=len(ids),
        first=to_datetime(int(times.min())),
        last=to_datetime(int(times.max())),
        first_id=int(ids[0]),
        last_id=int(ids[-1]),
        gaps=_gaps(ids, times[where]),
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
