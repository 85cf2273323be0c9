"""Records out of texts: records one by one in; records by column, coverage and a report out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.cut_copies import cut_told, loses_by_cut
from certtrail.inputs.events.date_order import date_order
from certtrail.inputs.events.echoes import Noted
from certtrail.inputs.events.missing_years import MissingYears
from certtrail.inputs.events.open_channels import is_open, main_channel
from certtrail.inputs.events.record_part import RecordPart
from certtrail.inputs.events.record_sorts import RecordSorts
from certtrail.inputs.guess_note import named_note
from certtrail.inputs.opened import Read, Unplaced
from certtrail.model.input_reports import RecordCount
from certtrail.model.record import FieldError
from certtrail.model.record_spans import astray_notes
from certtrail.text.instants import SECOND, to_datetime
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.inputs.events.record_sorts import Crowd, SortKey
    from certtrail.inputs.events.text_event import TextEvent
    from certtrail.inputs.opened import Opened
    from certtrail.model.record import Record

_LINES: Final = 20
# A text that was filtered by source shows fewer; without record ids there is no other sign of it.
_PROVIDERS: Final = 3


def as_is(text: str) -> Callable[[], str]:
    """Give what says a text that is at hand."""
    return lambda: text


class TextRecords:
    """Collects the records of one text.

    Attributes:
        count: how many there are, wanted or not.
        notes: oddities that lost nothing.
        known: the sorts of its records, where it is read many at once.
        rendered: how many wanted records have only their rendered message.
        offset: the seconds that local times are ahead of UTC, where the text itself tells.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._server = opened.file.server_hint
        self._sure, self._local = RecordPart(), RecordPart()
        self._told: list[tuple[TextEvent, str]] = []
        self._skipped = self._recovered = self._unsaid = self._named = self._cut = 0
        self._problems: list[str] = []
        self.count = 0
        self.notes: list[str] = []
        self.unread_output = False
        self.known: RecordSorts
        self.rendered = 0
        self.offset: int | None = None
        # Of day and month in the rest of the text.
        self.beside_order = ""

    def wants(self, record: Record) -> bool:
        """Tell whether the selection wants a record, by its System fields."""
        return self._wants_sort(record) and self._opened.wanted.wants_time(to_datetime(record.time))

    def add(
        self, record: Record, *, wanted: bool, recovered: bool = False, local: bool = False
    ) -> None:
        """Count a record, and keep it where it is wanted; a record id of 0 is none.

        Args:
            record: to count.
            wanted: it is to be kept.
            recovered: it is damaged.
            local: its time is the server's local time, written as if it were UTC.
        """
        self.count += 1
        self._recovered += recovered
        if self._server and not record.computer:
            record = replace(record, computer=self._server)
            self._named += 1
        every = self._opened.wanted.counts_beside(record.provider)
        (self._local if local else self._sure).add(record, wanted=wanted, every=every)

    def begin_sorts(self, read: Callable[[SortKey], Record | None]) -> None:
        """Begin to number the sorts of records of this text; argument as of `RecordSorts`."""
        self.known = RecordSorts(read, self._wants_sort, self._server)

    def _wants_sort(self, record: Record) -> bool:
        wanted = self._opened.wanted
        return (
            wanted.wants_event(record.provider, record.event_id)
            and wanted.wants_computer(record.computer)
            and (is_open(record.channel) or wanted.wants_channel(record.channel))
        )

    def add_crowd(
        self, crowd: Crowd, read: Callable[[int], Record | None], *, local: bool = False
    ) -> None:
        """Count records many at once, and keep those that are wanted.

        Args:
            crowd: their sorts, ids and times.
            read: reads a wanted one by its row; gives None where that cannot be done, and has
                counted or skipped it by itself then.
            local: as of `add`.
        """
        part, wanted = (self._local if local else self._sure), self._opened.wanted
        unsound: list[int] = []
        timed = wanted.since is not None or wanted.until is not None
        rows = self.known.wanted(crowd.numbers)
        ways = [()] * len(rows) if crowd.written is None else crowd.written(rows)
        own = crowd.times[rows].tolist(), crowd.ids[rows].tolist()
        for row, way, time, number in zip(rows.tolist(), ways, *own, strict=True):
            if timed and not wanted.wants_time(to_datetime(time)):
                continue
            echo = part.echoes.of(way)
            if echo is not None:
                self.rendered += echo.rendered
                self._cut += echo.cut
                part.records.again(echo.number, time, number)
                continue
            before = self._noted()
            record = read(row)
            if record is None:
                unsound.append(row)
                continue
            if self._server and not record.computer:
                record = replace(record, computer=self._server)
            part.echoes.keep(way, part.records.add(record), before, self._noted())
        numbers, ids, times = crowd.numbers, crowd.ids, crowd.times
        if unsound:
            sound = np.ones(len(numbers), bool)
            sound[unsound] = False
            numbers, ids, times = numbers[sound], ids[sound], times[sound]
        self.count += len(numbers)
        self._named += self.known.nameless(numbers)
        part.add_many(self.known, wanted.counts_beside, numbers, ids, times)

    def _noted(self) -> Noted:
        told = len(self._problems) + self._unsaid + self._skipped + len(self._told) + self.count
        return Noted(self.rendered, self._cut, told)

    def tell(self, event: TextEvent, where: str) -> None:
        """Keep an event until the order of all dates is known; `where` says where it stands."""
        self._told.append((event, where))

    def date(self, event: TextEvent, order: str, year: int | None = None) -> None:
        """Count an event as a record, its date read in an order.

        Raises:
            FieldError: in that order it is no date.
        """
        record = event.record(order, year)
        wanted = self.wants(record)
        if wanted:
            self.note_message(event, record)
        self.add(record, wanted=wanted, local=event.date.offset is None)

    def note_message(self, event: TextEvent, record: Record) -> None:
        """Note of a wanted event whether its message is cut, or all that there is of it."""
        # Of others the event's number tells enough, and nothing more of them is asked for.
        self._cut += event.cut and loses_by_cut(record.provider, record.event_id)
        self.rendered += isinstance(record.data, dict)

    @property
    def tells(self) -> bool:
        """A further problem is told; else it is only counted, and nobody reads what it says."""
        return len(self._problems) < _LINES

    def skip(self, where: Callable[[], str], why: Callable[[], str], *, again: bool = True) -> None:
        """Count what is no record that can be used.

        Args:
            where: says where it stands; only asked where that is told.
            why: says what is wrong with it.
            again: another export would have it.
        """
        self._skipped += 1
        if not self.tells:
            self._unsaid += 1
            return
        line = (
            phrase("{where}: {why}; export it again.", where=where(), why=why())
            if again
            else phrase("{where}: {why}.", where=where(), why=why())
        )
        self.problem(line)

    def problem(self, line: str) -> None:
        """Note a problem; beyond the first ones they are only counted."""
        if self.tells:
            self._problems.append(line)
        else:
            self._unsaid += 1

    def skipped(self, number: int) -> None:
        """Count records that cannot be read, whose problems are told already."""
        self._skipped += number

    def _date_all(self) -> None:
        """Make records of the events whose dates were left open."""
        told, self._told = self._told, []
        if not told:
            return
        dates = [event.date for event, _ in told]
        found = date_order(dates, self._opened.date_order, self.beside_order)
        if found.note:
            self.notes.append(found.note)
        # What has a whole date first: it tells of what year the others can be.
        told.sort(key=lambda one: one[0].date.lacks_year)
        years: MissingYears | None = None
        for event, where in told:
            if years is None and event.date.lacks_year:
                years = MissingYears(self._opened, self._seconds())
            try:
                year = years.of(event) if years is not None and event.date.lacks_year else None
                self.date(event, found.order, year)
            except FieldError as error:
                self.skip(as_is(where), partial(reason, error), again=False)
        self.notes += [years.note] if years is not None and years.note else []

    def _seconds(self) -> list[int]:
        return [at // SECOND for part in (self._sure, self._local) for at in part.records.times]

    def _decide_channels(self) -> None:
        """Decide the logs that the text does not tell, by all that it has."""
        counted = self._sure.by_channel() + self._local.by_channel()
        main, wanted = main_channel(counted), self._opened.wanted
        for part in (self._sure, self._local):
            part.decide(main, wants=wanted.wants_channel)

    def read(self, kind: str, *, others: int = 0) -> Read:
        """Finish: make what became of the text.

        Args:
            kind: the name of its kind.
            others: how many other things than records were found in it.
        """
        self._date_all()
        self._decide_channels()
        bare = self._sure.bare() + self._local.bare()
        notes = list(self.notes)
        if bare:
            notes.append(
                phrase(
                    "{number} records have no record id in this form of export, so missing ones "
                    "cannot be told.",
                    number=bare.total(),
                )
            )
            if len(bare) < _PROVIDERS:
                notes.append(
                    phrase("Only few sources are in it, so what is not in it proves nothing.")
                )
        if self._named:
            notes.append(named_note(self._opened.file))
        if shown := self.rendered:
            notes += [
                phrase("{rendered} records have only their rendered message.", rendered=shown)
            ]
        if self._cut:
            self.problem(cut_told(self._cut))
        spans, local_spans = (part.spans(least=_PROVIDERS) for part in (self._sure, self._local))
        notes += astray_notes([*spans, *local_spans])
        more = [phrase("{unsaid} more of these.", unsaid=self._unsaid)] if self._unsaid else []
        plain = self.count - self._recovered + others
        whole_count = plain + self._recovered + self._skipped
        count = RecordCount(whole_count, plain, self._recovered, self._skipped)
        report = self._opened.report(
            kind, count, problems=[*self._problems, *more], notes=notes, spans=spans
        )
        report = replace(report, cut=self._cut, unread_output=self.unread_output)
        name = self._opened.name
        local = Unplaced(
            self._local.records.columns(name),
            local_spans,
            self._local.beside.counted(),
            self.offset,
        )
        return Read(
            report,
            records=self._sure.records.columns(name),
            local=local if self._local.places else None,
            text=True,
            surroundings=self._sure.beside.counted(),
            guessed=self._server if self._named and self._opened.file.guesses else "",
        )
