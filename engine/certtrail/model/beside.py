"""What else was logged: how often each event of the surroundings came, minute by minute.

Numbers only, as a log may hold millions of such records; what they say is read when somebody asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.model.by_minute import BIAS, MINUTE, MINUTES, ByMinute, EventKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from certtrail.model.record import Record

WARNING: Final = 3
"""Levels from 1 to this are trouble."""
_PARTS: Final = 256  # small arrays cost more than what is in them
_SINGLES: Final = 65_536  # a dictionary costs more than an array


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
        minutes = times // MINUTE + BIAS
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
        minutes = times // MINUTE + BIAS
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
            key = code << 32 | record.time // MINUTE + BIAS
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
            moved = np.array(codes, np.int64)[keys >> 32] << 32 | keys & MINUTES
            self._parts.append(_joined([(moved, counts)], np.add))

    def absorb(self, other: Beside) -> None:
        """Take over what another one counted."""
        other._keep_singles()
        codes = np.array([self._code(kind) for kind in other._codes], np.int64)
        for keys, counts in other._parts:
            self._keep(codes[keys >> 32] << 32 | keys & MINUTES, counts)

    def counted(self) -> Surroundings:
        """Give what was counted."""
        self._keep_singles()
        return Surroundings(tuple(self._codes), *_joined(self._parts, np.add))


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
                found.append((mine[part.keys >> 32] << 32 | part.keys & MINUTES, part.counts))
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
        local = ((self.keys & MINUTES) - BIAS) * MINUTE
        keys = self.keys >> 32 << 32 | moved(local) // MINUTE + BIAS
        return Surroundings(kinds, *_joined([(keys, self.counts)], np.add))

    def renamed(self, name: Callable[[str], str]) -> Surroundings:
        """Give events of computers to others.

        Args:
            name: gives the new name of a computer by the one that it has.
        """
        kinds = tuple(kind._replace(computer=name(kind.computer)) for kind in self.kinds)
        return Surroundings(kinds, self.keys, self.counts)

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
        order = np.lexsort((self.keys & MINUTES, whose))
        keys, counts = self.keys[order], self.counts[order]
        ends = np.cumsum(np.bincount(whose, minlength=len(places))).tolist()
        return {
            server: ByMinute(self.kinds, keys[begin:end], counts[begin:end])
            for server, begin, end in zip(places, [0, *ends], ends, strict=False)
        }


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
