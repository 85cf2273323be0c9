"""What a text holds of one channel of one computer; of records without ids, its coverage."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from certtrail.model.activity_spans import (
    activity_in,
    edges_of_hours,
    microseconds,
    tells_activity,
)
from certtrail.model.input_reports import ChannelSpan
from certtrail.model.mute_stretches import long_pauses, mute


@dataclass(slots=True)
class RecordPlace:
    """What was seen of one channel of one computer: with record ids, and without."""

    ids: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    providers: dict[str, list[int]] = field(default_factory=dict)
    bare: Counter[str] = field(default_factory=Counter)
    bare_times: array[int] = field(default_factory=lambda: array("q"))
    bare_levels: set[int] = field(default_factory=set)
    bare_active: dict[str, array[int]] = field(default_factory=dict)

    def note_active(self, provider: str, times: bytes) -> None:
        """Keep when a provider of Exchange wrote records without ids; bytes of int64, in ns."""
        if tells_activity(provider):
            self.bare_active.setdefault(provider, array("q")).frombytes(times)


def bare_span(key: tuple[str, str], place: RecordPlace) -> ChannelSpan:
    """Say what records without ids cover, of a computer and channel; there is at least one."""
    times = np.sort(np.array(place.bare_times, np.int64))
    first, last = microseconds(int(times[0])), microseconds(int(times[-1]))
    providers = dict(sorted(place.bare.items()))
    pauses = long_pauses(np.zeros(len(times), np.uint64), times)
    gaps = tuple(mute(pauses, key[1], len(times), last - first))
    levels = tuple(sorted(place.bare_levels))
    active = {
        provider: set(edges_of_hours(np.array(each, np.int64)))
        for provider, each in place.bare_active.items()
    }
    return ChannelSpan(
        *key,
        len(times),
        first,
        last,
        0,
        0,
        gaps,
        providers,
        activity=tuple(activity_in(active, int(times[0]), int(times[-1]))),
        levels=levels,
    )
