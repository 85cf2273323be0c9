"""Records of a text whose times are of one sort: records one by one in; coverage and counts out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.model.beside import Beside
from certtrail.model.input_reports import ChannelSpan
from certtrail.model.record_spans import SpanCollector, microseconds

if TYPE_CHECKING:
    from certtrail.model.record import Record

_BATCH: Final = 4096


@dataclass(slots=True)
class _Place:
    """What was seen of one channel of one computer: with record ids, and without."""

    ids: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    providers: dict[str, list[int]] = field(default_factory=dict)
    bare: Counter[str] = field(default_factory=Counter)
    first: int = 1 << 62
    last: int = -(1 << 62)


@dataclass(slots=True)
class RecordPart:
    """The records whose times are instants, or those whose times are local.

    Attributes:
        records: the wanted ones.
        beside: counts of what else was logged.
    """

    records: list[Record] = field(default_factory=list)
    coverage: SpanCollector = field(default_factory=SpanCollector)
    beside: Beside = field(default_factory=Beside)
    places: dict[tuple[str, str], _Place] = field(default_factory=dict)

    def add(self, record: Record, *, wanted: bool, every: bool | None) -> None:
        """Count a record, and keep it where it is wanted.

        Args:
            record: the record; an id of 0 is none.
            wanted: it is kept.
            every: it is counted beside if it is trouble, or whatever it is; None for not at all.
        """
        key = (record.computer, record.channel)
        place = self.places.get(key)
        if place is None:
            place = self.places[key] = _Place()
        if record.record_id:
            place.ids.append(record.record_id)
            place.times.append(record.time)
            place.providers.setdefault(record.provider, []).append(len(place.ids) - 1)
            if len(place.ids) >= _BATCH:
                self._flush(key, place)
        else:
            place.bare[record.provider] += 1
            place.first = min(place.first, record.time)
            place.last = max(place.last, record.time)
        if every is not None:
            self.beside.note(record, every=every)
        if wanted:
            self.records.append(record)

    def _flush(self, key: tuple[str, str], place: _Place) -> None:
        if place.ids:
            members = {name: np.array(rows) for name, rows in place.providers.items()}
            self.coverage.add(key, members, place.ids, place.times)
        place.ids, place.times, place.providers = [], [], {}

    def bare(self) -> Counter[str]:
        """Count the records without ids by provider."""
        found: Counter[str] = Counter()
        for place in self.places.values():
            found.update(place.bare)
        return found

    def spans(self, *, all_sources: bool) -> tuple[ChannelSpan, ...]:
        """Say what is covered; records without ids only cover where no source is left out."""
        for key, place in self.places.items():
            self._flush(key, place)
        spans = list(self.coverage.spans())
        if all_sources:
            places = sorted((key, place) for key, place in self.places.items() if place.bare)
            spans += [_span(key, place) for key, place in places]
        return tuple(spans)


def _span(key: tuple[str, str], place: _Place) -> ChannelSpan:
    first, last = microseconds(place.first), microseconds(place.last)
    providers = dict(sorted(place.bare.items()))
    return ChannelSpan(*key, place.bare.total(), first, last, 0, 0, (), providers)
