"""Words of an event in a text, such as a monitor's alert, that a record tells: the reads of all
files in; the same, without asking for that event once more, out.

So it is with an event without its date, too: a record of the same event counts in its place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.dateless_events import KIND as _DATELESS
from certtrail.inputs.console.dateless_sought import sought
from certtrail.inputs.events.said_by_records import SaidByRecords
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.inputs.opened import Read
    from certtrail.inputs.unplaced_words import SoughtEvent, UnplacedWords

_NOTES: Final = 20
_HOLDERS: Final = 2


def without_told_elsewhere(reads: Sequence[Read]) -> list[Read]:
    """Note of such words where the record of their event is, in the order given."""
    reads = _without_dateless(reads)
    wanted = {one.event for read in reads for one in read.unplaced_words}
    if not wanted:
        return list(reads)
    holders: dict[SoughtEvent, list[str]] = {}
    for name, said in _said(reads, wanted):
        for event in wanted:
            found = holders.setdefault(event, [])
            # A text does not settle itself, so one file and another are enough.
            if len(found) < _HOLDERS and name not in found and said.has(event):
                found.append(name)
    return [_settled(read, holders) if read.unplaced_words else read for read in reads]


def _said(
    reads: Iterable[Read], sought: Iterable[SoughtEvent]
) -> Iterator[tuple[str, SaidByRecords]]:
    """Give of each file that has such events its name and what they say."""
    numbers = {number for event in sought for number in event.numbers}
    for read in reads:
        for records in (read.records, None if read.local is None else read.local.records):
            said = None if records is None else SaidByRecords.of(records, numbers)
            if said is not None:
                yield read.report.name, said


def _settled(read: Read, holders: dict[SoughtEvent, list[str]]) -> Read:
    report = read.report
    lacking = {one.problem for one in read.unplaced_words if not _holder(one, read, holders)}
    settled = [one for one in read.unplaced_words if one.problem not in lacking]
    notes = [
        phrase(
            "Line {line}: words of an event, of which {file} holds the record.",
            line=one.line,
            file=_holder(one, read, holders),
        )
        for one in settled
    ]
    done = {one.problem for one in settled}
    problems = tuple(problem for problem in report.problems if problem not in done)
    report = replace(
        report,
        problems=problems,
        notes=(*report.notes, *notes[:_NOTES]),
        complete=report.complete or not problems,
    )
    return replace(read, report=report)


def _holder(one: UnplacedWords, read: Read, holders: dict[SoughtEvent, list[str]]) -> str:
    """Give the other file that has the record; empty for none."""
    found = holders.get(one.event, ())
    return next((name for name in found if name != read.report.name), "")


def _without_dateless(reads: Sequence[Read]) -> Sequence[Read]:
    """Take out the events without their date of which any file has a record."""
    asked = {sought(fact) for read in reads for fact in read.facts if fact.kind == _DATELESS}
    if not asked:
        return reads
    known: set[SoughtEvent] = set()
    for _, said in _said(reads, asked):
        known |= {event for event in asked - known if said.has(event)}
    return [
        replace(
            read,
            facts=tuple(
                fact for fact in read.facts if fact.kind != _DATELESS or sought(fact) not in known
            ),
        )
        for read in reads
    ]
