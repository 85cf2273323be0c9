"""Records out of texts: records one by one in; records by column, coverage and an account out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.opened import Read
from certtrail.model.input_reports import ChannelSpan, RecordCount
from certtrail.model.record_spans import Coverage
from certtrail.model.records import Records
from certtrail.text.instants import to_datetime
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.opened import Opened
    from certtrail.model.record import Record

_LINES: Final = 20
_BATCH: Final = 4096
# A text that was filtered by source shows fewer; without record ids there is no other sign of it.
_PROVIDERS: Final = 3


@dataclass(slots=True)
class _Place:
    """What was seen of one channel of one computer: with record ids, and without."""

    ids: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    providers: Counter[str] = field(default_factory=Counter)
    bare: Counter[str] = field(default_factory=Counter)
    first: int = 1 << 62
    last: int = -(1 << 62)


class TextRecords:
    """Collects the records of one text.

    Attributes:
        notes: oddities that lost nothing.
        rendered: how many wanted records have only their rendered message.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._records: list[Record] = []
        self._coverage = Coverage()
        self._places: dict[tuple[str, str], _Place] = {}
        self._skipped = self._recovered = self._unsaid = 0
        self._problems: list[str] = []
        self.count = 0
        self.notes: list[str] = []
        self.rendered = 0

    def wants(self, record: Record) -> bool:
        """Tell whether the selection wants a record, by its System fields."""
        wanted = self._opened.wanted
        return (
            wanted.wants_event(record.provider, record.event_id)
            and wanted.wants_place(record.channel, record.computer)
            and wanted.wants_time(to_datetime(record.time))
        )

    def add(self, record: Record, *, wanted: bool, recovered: bool = False) -> None:
        """Count a record, and keep it where it is wanted; a record id of 0 is none."""
        self.count += 1
        self._recovered += recovered
        key = (record.computer, record.channel)
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = _Place()
        if record.record_id:
            place.ids.append(record.record_id)
            place.times.append(record.time)
            place.providers[record.provider] += 1
            if len(place.ids) >= _BATCH:
                self._flush(key, place)
        else:
            place.bare[record.provider] += 1
            place.first = min(place.first, record.time)
            place.last = max(place.last, record.time)
        if wanted:
            self._records.append(record)

    def skip(self, where: str, why: str) -> None:
        """Count what is no record that can be used."""
        self._skipped += 1
        self.problem(phrase("{where}: {why}; export it again.", where=where, why=why))

    def problem(self, line: str) -> None:
        """Note a problem; beyond the first ones they are only counted."""
        if len(self._problems) < _LINES:
            self._problems.append(line)
        else:
            self._unsaid += 1

    def _flush(self, key: tuple[str, str], place: _Place) -> None:
        if place.ids:
            self._coverage.add(key, dict(place.providers), place.ids, place.times)
        place.ids, place.times, place.providers = [], [], Counter()

    def read(self, kind: str, *, local: bool = False) -> Read:
        """Finish: make what became of the text.

        Args:
            kind: the name of its kind.
            local: its times are the server's local time.
        """
        bare = {key: place for key, place in self._places.items() if place.bare}
        notes = list(self.notes)
        for key, place in self._places.items():
            self._flush(key, place)
        spans = list(self._coverage.spans())
        if bare:
            number = sum(place.bare.total() for place in bare.values())
            notes.append(
                phrase(
                    "{number} records have no record id in this form of export, so missing ones "
                    "cannot be told.",
                    number=number,
                )
            )
            if len({name for place in bare.values() for name in place.bare}) < _PROVIDERS:
                notes.append(
                    phrase("Only few sources are in it, so what is not in it proves nothing.")
                )
            else:
                spans += [_span(key, place) for key, place in sorted(bare.items())]
        if self.rendered:
            notes.append(
                phrase(
                    "{rendered} records have only their rendered message.", rendered=self.rendered
                )
            )
        more = [phrase("{unsaid} more of these.", unsaid=self._unsaid)] if self._unsaid else []
        problems = [*self._problems, *more]
        plain = self.count - self._recovered
        count = RecordCount(self.count + self._skipped, plain, self._recovered, self._skipped)
        account = self._opened.account(kind, count, problems=problems, notes=notes, spans=spans)
        records = Records.of(self._records, self._opened.name)
        return Read(account, records=records, local=local, text=True)


def _span(key: tuple[str, str], place: _Place) -> ChannelSpan:
    first, last = to_datetime(place.first), to_datetime(place.last)
    providers = dict(sorted(place.bare.items()))
    return ChannelSpan(*key, place.bare.total(), first, last, 0, 0, (), providers)
