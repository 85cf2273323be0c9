"""What one server logged beside: counts by kind and minute in; what was logged in a span out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

MINUTE: Final = 60_000_000_000
"""In ns."""
BIAS: Final = 1 << 31  # minutes before 1970 stay in order
MINUTES: Final = (1 << 32) - 1
"""The part of a key that is the minute, moved by `BIAS`; what is above it is the kind."""


class EventKind(NamedTuple):
    """An event of one log; level is that of System/Level, 0 where a record has none."""

    computer: str
    channel: str
    provider: str
    event_id: int
    level: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a span of time shows of one kind of event.

    Attributes:
        count: how often it came in that span.
        total: how often it came in the whole log.
        first, last: the minutes of the first and the last, in ns since 1970 UTC.
    """

    kind: EventKind
    count: int
    total: int
    first: int
    last: int


class ByMinute:
    """What one server logged, in the order of time."""

    def __init__(
        self, kinds: Sequence[EventKind], keys: NDArray[np.int64], counts: NDArray[np.int64]
    ) -> None:
        """Take what it logged.

        Args:
            kinds: of all servers.
            keys: of this one, as those of `Surroundings`, in the order of minutes.
            counts: how many records of each.
        """
        self._kinds = kinds
        self._minutes = keys & MINUTES
        self._codes = keys >> 32
        self._counts = counts

    @cached_property
    def _totals(self) -> dict[int, int]:
        """How often each of its kinds came; most servers are never asked."""
        codes, which = np.unique(self._codes, return_inverse=True)
        totals = np.bincount(which.ravel(), self._counts, len(codes)).astype(np.int64)
        return dict(zip(codes.tolist(), totals.tolist(), strict=True))

    def between(
        self, start: int, end: int, unless: Callable[[str, int], bool] = lambda *_: False
    ) -> list[Seen]:
        """List what was logged in a span of time, the rarest in the whole log first.

        Args:
            start: the first minute, as an instant in ns since 1970 UTC.
            end: the last minute.
            unless: tells by provider and id what is left out.
        """
        low, high = start // MINUTE + BIAS, end // MINUTE + BIAS
        begin, until = np.searchsorted(self._minutes, [low, high + 1]).tolist()
        here = slice(begin, until)
        out: dict[tuple[str, int], bool] = {}
        found = []
        codes, first, which = np.unique(self._codes[here], return_index=True, return_inverse=True)
        counts = np.bincount(which.ravel(), self._counts[here], len(codes))
        last = np.zeros(len(codes), np.int64)
        np.maximum.at(last, which.ravel(), self._minutes[here])
        for code, at, count, minute in zip(
            codes.tolist(), first.tolist(), counts.tolist(), last.tolist(), strict=True
        ):
            kind = self._kinds[code]
            event = kind.provider, kind.event_id
            if event not in out:
                out[event] = unless(*event)
            if not out[event]:
                begins = (int(self._minutes[begin + at]) - BIAS) * MINUTE
                ends = (minute - BIAS) * MINUTE
                found.append(Seen(kind, int(count), self._totals[code], begins, ends))
        return sorted(found, key=lambda seen: (seen.total, seen.first, seen.kind))
