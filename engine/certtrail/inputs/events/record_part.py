"""Records of a text whose times are of one sort: records one by one, or many at once, in; coverage
and counts out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from sys import byteorder
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.echoes import Echoes
from certtrail.inputs.events.kept_records import KeptRecords
from certtrail.inputs.events.open_channels import decided, is_likely, is_open
from certtrail.inputs.events.record_places import RecordPlace, bare_span
from certtrail.inputs.events.record_sorts import NONE, together
from certtrail.inputs.events.woven_ids import woven
from certtrail.model.beside import WARNING, Beside
from certtrail.model.by_minute import EventKind
from certtrail.model.record_spans import SpanCollector, in_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from certtrail.inputs.events.record_sorts import Numbers, RecordSorts
    from certtrail.model.input_reports import ChannelSpan
    from certtrail.model.record import Record
    from certtrail.model.record_spans import Piece

_BATCH: Final = 4096
_CROWD: Final = 1 << 16


@dataclass(slots=True)
class RecordPart:
    """The records whose times are instants, or those whose times are local.

    Attributes:
        records: the wanted ones.
        echoes: what others of these may be written as.
        beside: counts of what else was logged.
    """

    records: KeptRecords = field(default_factory=KeptRecords)
    echoes: Echoes = field(default_factory=Echoes)
    coverage: SpanCollector = field(default_factory=SpanCollector)
    beside: Beside = field(default_factory=Beside)
    places: dict[tuple[str, str], RecordPlace] = field(default_factory=dict)
    _many: list[tuple[Numbers, NDArray[np.uint64], Numbers]] = field(default_factory=list)
    _crowd: int = 0
    _sorts: RecordSorts = field(init=False)
    _every: Callable[[str], bool | None] = field(init=False)

    def add(self, record: Record, *, wanted: bool, every: bool | None) -> None:
        """Count a record, and keep it where it is wanted.

        Args:
            record: the record; an id of 0 is none.
            wanted: it is kept.
            every: it is counted beside if it is trouble, or whatever it is; None for not at all.
        """
        if wanted:
            self.records.add(record)
        if self._many and self._joins(record):
            return
        key = (record.computer, record.channel)
        place = self.places.get(key)
        if place is None:
            place = self.places[key] = RecordPlace()
        if record.record_id:
            place.ids.append(record.record_id)
            place.times.append(record.time)
            place.providers.setdefault(record.provider, []).append(len(place.ids) - 1)
            if len(place.ids) >= _BATCH:
                self._flush(key, place)
        else:
            place.bare[record.provider] += 1
            place.bare_times.append(record.time)
            place.bare_levels.add(record.level or 0)
            place.note_active(record.provider, record.time.to_bytes(8, byteorder, signed=True))
        if every is not None:
            self.beside.note(record, every=every)

    def _joins(self, record: Record) -> bool:
        """Put a record to the many before it, so that all are counted in their order."""
        number = self._sorts.of_record(record)
        if number == NONE:
            self.settle()
            return False
        one = np.array([number]), np.array([record.record_id], np.uint64), np.array([record.time])
        self._many.append(one)
        self._crowd += 1
        return True

    def add_many(
        self,
        sorts: RecordSorts,
        every: Callable[[str], bool | None],
        numbers: Numbers,
        ids: NDArray[np.uint64],
        times: Numbers,
    ) -> None:
        """Count records; those that are wanted are kept by who reads them.

        Args:
            sorts: of the text, always the same ones.
            every: as of `add`, by provider; always the same one.
            numbers: the sort of each record.
            ids: of each; 0 is none.
            times: of each, in ns since 1970.
        """
        self._sorts, self._every = sorts, every
        if not len(numbers):
            return  # each of them was read by itself
        self._many.append((numbers, ids, times))
        self._crowd += len(numbers)
        if self._crowd >= _CROWD:
            self.settle()

    def settle(self) -> None:
        """Count what `add_many` took until now."""
        if not self._many:
            return
        numbers, ids, times = (np.concatenate(column) for column in zip(*self._many, strict=True))
        self._many, self._crowd = [], 0
        sorts, every = self._sorts, self._every
        sort = np.flatnonzero(np.bincount(numbers))
        places = np.zeros(int(sort[-1]) + 1, np.int64)
        places[sort] = np.arange(len(sort))
        which = places[numbers]
        headers = [sorts.headers[one] for one in sort.tolist()]
        groups: dict[tuple[tuple[str, str], str], int] = {}
        group = np.array(
            [
                groups.setdefault(((one.computer, one.channel), one.provider), len(groups))
                for one in headers
            ],
            np.int64,
        )[which]
        levels = np.array([one.level or 0 for one in headers], np.uint64)
        counts = [every(one.provider) for one in headers]
        trouble = (levels >= 1) & (levels <= WARNING)
        beside = np.array([one is True for one in counts], bool)
        beside |= np.array([one is False for one in counts], bool) & trouble
        beside = beside[which]
        kinds = [
            EventKind(one.computer, one.channel, one.provider, one.event_id, one.level or 0)
            for one in headers
        ]
        self.beside.add_many(kinds, which[beside], times[beside])
        self._cover(list(groups), group, ids, times, levels[which])

    def _cover(
        self,
        groups: list[tuple[tuple[str, str], str]],
        group: Numbers,
        ids: NDArray[np.uint64],
        times: Numbers,
        levels: NDArray[np.uint64],
    ) -> None:
        """Count records by place; `group` is the place of each, and its provider."""
        places: dict[tuple[str, str], int] = {}
        of_group = [places.setdefault(place, len(places)) for place, _ in groups]
        known = list(places)
        for number, rows in together(np.array(of_group, np.int64)[group]):
            key = known[number]
            place = self.places.setdefault(key, RecordPlace())
            bare = ids[rows] == 0
            if bare.any():
                here = rows[bare]
                at = times[here]
                for one, members in together(group[here]):
                    place.bare[groups[one][1]] += len(members)
                    place.note_active(groups[one][1], at[members].tobytes())
                place.bare_times.frombytes(at.tobytes())
                place.bare_levels.update(np.unique(levels[here]).tolist())
            rows = rows[~bare]
            if len(rows):
                self._flush(key, place)
                of = {groups[one][1]: at for one, at in together(group[rows])}
                self.coverage.add(key, of, ids[rows], times[rows])

    def _flush(self, key: tuple[str, str], place: RecordPlace) -> None:
        if place.ids:
            members = {name: np.array(rows) for name, rows in place.providers.items()}
            self.coverage.add(key, members, place.ids, place.times)
        place.ids, place.times, place.providers = [], [], {}

    def bare(self) -> Counter[str]:
        """Count the records without ids by provider."""
        self.settle()
        found: Counter[str] = Counter()
        for place in self.places.values():
            found.update(place.bare)
        return found

    def by_channel(self) -> Counter[str]:
        """Count the records by channel."""
        self.settle()
        found: Counter[str] = Counter()
        for key, place in self.places.items():
            self._flush(key, place)
            found[key[1]] += place.bare.total() + self.coverage.count(key)
        return found

    def decide(self, main: str, *, wants: Callable[[str], bool]) -> None:
        """Decide the channels that were left open.

        Args:
            main: the log that most records of the text are of.
            wants: tells by the channel whether a record is wanted.
        """
        self.settle()
        if not any(is_open(channel) for _, channel in self.places):
            return
        homes = self._homes(main)
        self.records.place(
            lambda one: homes.get((one.computer, one.channel), one.channel), wants=wants
        )
        for key in [key for key in self.places if is_open(key[1])]:
            place, known = self.places.pop(key), (key[0], homes[key])
            self.coverage.move(key, known)
            kept = self.places.setdefault(known, RecordPlace())
            kept.bare.update(place.bare)
            kept.bare_times.extend(place.bare_times)
            kept.bare_levels.update(place.bare_levels)
            for provider, times in place.bare_active.items():
                kept.note_active(provider, times.tobytes())
        self.beside.rename(lambda computer, channel: homes.get((computer, channel), channel))

    def _homes(self, main: str) -> dict[tuple[str, str], str]:
        """Give the log of each place that is open: what fills holes of the main one is of it."""
        for key, place in self.places.items():
            self._flush(key, place)
        homes = {key: decided(key[1], main) for key in self.places}
        logs: dict[str, list[Piece]] = {}
        for key, home in homes.items():
            if home == main:
                logs.setdefault(key[0], []).append(self.coverage.piece(key))
        joined = {computer: in_order(pieces) for computer, pieces in logs.items()}
        for key, home in homes.items():
            log = joined.get(key[0]) if home != main and is_likely(key[1]) else None
            if log is not None and woven(log, self.coverage.piece(key)):
                homes[key] = main
        return homes

    def spans(self, *, least: int) -> tuple[ChannelSpan, ...]:
        """Say what is covered.

        Args:
            least: the providers of a log of which no source is left out; records without ids only
                cover what has so many.
        """
        self.settle()
        for key, place in self.places.items():
            self._flush(key, place)
        spans = list(self.coverage.spans())
        places = sorted((key, place) for key, place in self.places.items() if place.bare)
        spans += [bare_span(key, place) for key, place in places if len(place.bare) >= least]
        return tuple(spans)
