"""What else was logged: how often each event of the surroundings came, minute by minute.

Numbers only, as a log may hold millions of such records; what they say is read when somebody asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from certtrail.model.record import Record

MINUTE: Final = 60_000_000_000
WARNING: Final = 3
"""Levels from 1 to this are trouble."""
_PARTS: Final = 256  # small arrays cost more than what is in them
_SINGLES: Final = 65_536  # a dictionary costs more than an array
_BIAS: Final = 1 << 31  # minutes before 1970 stay in order
_MINUTES: Final = (1 << 32) - 1


class EventKind(NamedTuple):
    """An event of one log; level is that of System/Level, 0 where a record has none."""

    computer: str
    channel: str
    provider: str
    event_id: int
    level: int


class Beside:
    """Counts records by kind and minute."""

    def __init__(self) -> None:
        self._codes: dict[EventKind, int] = {}
        self._parts: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        self._singles: dict[int, int] = {}

    def add(
        self,
        place: tuple[str, str],
        provider: str,
        event_ids: NDArray[np.uint64],
        levels: NDArray[np.uint64],
        times: NDArray[np.int64],
    ) -> None:
        """Count records of a provider; `place` is computer and channel, times ns since 1970."""
        minutes = times // MINUTE + _BIAS
        kinds, which = np.unique(event_ids << np.uint64(8) | levels, return_inverse=True)
        codes = np.array(
            [
                self._code(EventKind(*place, provider, kind >> 8, kind & 255))
                for kind in kinds.tolist()
            ],
            np.int64,
        )
        self._keep(*np.unique(codes[which.ravel()] << 32 | minutes, return_counts=True))

    def add_many(
        self, kinds: Sequence[EventKind], which: NDArray[np.intp], times: NDArray[np.int64]
    ) -> None:
        """Count records of several kinds.

        Args:
            kinds: those that there are, each once.
            which: of them each record is of, by its place.
            times: of each, in ns since 1970.
        """
        if not len(which):
            return
        met = np.flatnonzero(np.bincount(which, minlength=len(kinds)))
        codes = np.zeros(len(kinds), np.int64)
        codes[met] = [self._code(kinds[at]) for at in met.tolist()]
        kept = codes[which]
        minutes = times // MINUTE + _BIAS
        if codes.max() < 1 << 16:
            # Most logs are in the order of time, or against it, and then so are these.
            if times[0] > times[-1]:
                kept, minutes = kept[::-1], minutes[::-1]
            order = np.argsort(kept.astype(np.uint16), kind="stable")
            kept, minutes = kept[order], minutes[order]
        self._keep(*_counted(kept << 32 | minutes))

    def note(self, record: Record, *, every: bool) -> None:
        """Count one record, where it is trouble or every record counts."""
        level = record.level or 0
        if every or 1 <= level <= WARNING:
            code = self._code(
                EventKind(record.computer, record.channel, record.provider, record.event_id, level)
            )
            key = code << 32 | record.time // MINUTE + _BIAS
            self._singles[key] = self._singles.get(key, 0) + 1
            if len(self._singles) >= _SINGLES:
                self._keep_singles()

    def _code(self, kind: EventKind) -> int:
        return self._codes.setdefault(kind, len(self._codes))

    def _keep_singles(self) -> None:
        if self._singles:
            singles, self._singles = self._singles, {}
            ordered = np.array(sorted(singles.items()), np.int64)
            self._keep(ordered[:, 0], ordered[:, 1])

    def _keep(self, keys: NDArray[np.int64], counts: NDArray[np.intp]) -> None:
        self._parts.append((keys, counts.astype(np.int64)))
        if len(self._parts) >= _PARTS:
            self._parts = [_joined(self._parts, np.add)]

    def rename(self, channel: Callable[[str, str], str]) -> None:
        """Count to other channels; argument gives the new name by computer and old name."""
        old, self._codes = self._codes, {}
        self._keep_singles()
        codes = [
            self._code(kind._replace(channel=channel(kind.computer, kind.channel))) for kind in old
        ]
        parts, self._parts = self._parts, []
        for keys, counts in parts:
            moved = np.array(codes, np.int64)[keys >> 32] << 32 | keys & _MINUTES
            self._parts.append(_joined([(moved, counts)], np.add))

    def absorb(self, other: Beside) -> None:
        """Take over what another one counted."""
        other._keep_singles()
        codes = np.array([self._code(kind) for kind in other._codes], np.int64)
        for keys, counts in other._parts:
            self._keep(codes[keys >> 32] << 32 | keys & _MINUTES, counts)

    def counted(self) -> Surroundings:
        """Give what was counted."""
        self._keep_singles()
        return Surroundings(tuple(self._codes), *_joined(self._parts, np.add))


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


@dataclass(frozen=True)
class Surroundings:
    """Counts of kinds of events by minute.

    Attributes:
        kinds: the kinds.
        keys: which kind, shifted by 32 bits, and the minute, sorted.
        counts: how many records of each.
    """

    kinds: tuple[EventKind, ...]
    keys: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def empty(cls) -> Surroundings:
        """Make one without any."""
        return cls((), *_NOTHING)

    @classmethod
    def joined(cls, parts: Iterable[Surroundings]) -> Surroundings:
        """Put those of several files together; what two exports both hold counts once."""
        codes: dict[EventKind, int] = {}
        found = []
        for part in parts:
            mine = np.array([codes.setdefault(kind, len(codes)) for kind in part.kinds], np.int64)
            if len(part.keys):
                found.append((mine[part.keys >> 32] << 32 | part.keys & _MINUTES, part.counts))
        return cls(tuple(codes), *_joined(found, np.maximum))

    def placed(
        self,
        computer: str,
        moved: Callable[[NDArray[np.int64]], NDArray[np.int64]] | None,
    ) -> Surroundings:
        """Give events without a computer one, and move times that were a server's local ones.

        Args:
            computer: the name.
            moved: makes instants of local ones, both in ns since 1970; None where they are right.
        """
        kinds = tuple(kind._replace(computer=kind.computer or computer) for kind in self.kinds)
        if moved is None or not len(self.keys):
            return Surroundings(kinds, self.keys, self.counts)
        local = ((self.keys & _MINUTES) - _BIAS) * MINUTE
        keys = self.keys >> 32 << 32 | moved(local) // MINUTE + _BIAS
        return Surroundings(kinds, *_joined([(keys, self.counts)], np.add))

    def by_server(self, name: Callable[[str], str]) -> dict[str, ByMinute]:
        """Put what each server logged in the order of time.

        Args:
            name: gives the server that a computer's name means.
        """
        servers: dict[str, str] = {}
        places: dict[str, int] = {}
        owners = []
        for kind in self.kinds:
            if kind.computer not in servers:
                servers[kind.computer] = name(kind.computer)
            owners.append(places.setdefault(servers[kind.computer], len(places)))
        whose = np.array(owners, np.int64)[self.keys >> 32]
        order = np.lexsort((self.keys & _MINUTES, whose))
        keys, counts = self.keys[order], self.counts[order]
        ends = np.cumsum(np.bincount(whose, minlength=len(places))).tolist()
        return {
            server: ByMinute(self.kinds, keys[begin:end], counts[begin:end])
            for server, begin, end in zip(places, [0, *ends], ends, strict=False)
        }


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
        self._minutes = keys & _MINUTES
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
        low, high = start // MINUTE + _BIAS, end // MINUTE + _BIAS
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
                begins = (int(self._minutes[begin + at]) - _BIAS) * MINUTE
                ends = (minute - _BIAS) * MINUTE
                found.append(Seen(kind, int(count), self._totals[code], begins, ends))
        return sorted(found, key=lambda seen: (seen.total, seen.first, seen.kind))


def _counted(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Count how often each of some keys is there, of which there is one; gives them in order."""
    if (keys[1:] < keys[:-1]).any():
        keys = np.sort(keys)
    first = np.concatenate(([0], np.flatnonzero(keys[1:] != keys[:-1]) + 1))
    return keys[first], np.diff(first, append=len(keys))


_NOTHING: Final = (np.empty(0, np.int64), np.empty(0, np.int64))


def _joined(
    parts: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], put: np.ufunc
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Put counts together by key, in the order of keys; `put` makes one count of several."""
    if not parts:
        return _NOTHING
    keys, counts = parts[0]
    if len(parts) > 1:
        keys, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
    if (keys[1:] <= keys[:-1]).any():
        order = np.argsort(keys, kind="stable")
        keys, counts = keys[order], counts[order]
        first = np.concatenate(([0], np.flatnonzero(keys[1:] != keys[:-1]) + 1))
        keys, counts = keys[first], put.reduceat(counts, first)
    return keys, counts
