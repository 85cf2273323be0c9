"""Words of an event in a text, such as a monitor's alert, that a record tells: the reads of all
files in; the same, without asking for that event once more, out.

So it is with an event without its date, too: a record of the same event counts in its place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.dateless_events import KIND as _DATELESS
from certtrail.inputs.console.dateless_events import value_of
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.opened import Read, UnplacedWords

    # The events that say so, and what is filled in of the message.
    _Words = tuple[tuple[int, ...], str]

_NOTES: Final = 20
_TRANSPORT: Final = "transport"


def without_told_elsewhere(reads: Sequence[Read]) -> list[Read]:
    """Note of such words where the record of their event is, in the order given."""
    reads = _without_dateless(reads)
    if not any(read.unplaced_words for read in reads):
        return list(reads)
    sought = {(one.ids, one.value) for read in reads for one in read.unplaced_words}
    holders = dict(_holders(reads, sought))
    return [_settled(read, holders) if read.unplaced_words else read for read in reads]


def _holders(reads: Sequence[Read], sought: set[_Words]) -> Iterator[tuple[_Words, str]]:
    """Give for each value that a record of such an event has the file of it."""
    for read in reads:
        parts = [read.records, None if read.local is None else read.local.records]
        for records in parts:
            if records is None or not len(records):
                continue
            plain = records.unpacked()
            said = set(zip(plain.event_id.tolist(), map(str, plain.data), strict=True))
            for ids, value in sought:
                if any(number in ids and value in data.casefold() for number, data in said):
                    yield (ids, value), read.report.name


def _settled(read: Read, holders: dict[_Words, str]) -> Read:
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


def _holder(one: UnplacedWords, read: Read, holders: dict[_Words, str]) -> str:
    """Give the other file that has the record; empty for none."""
    file = holders.get((one.ids, one.value), "")
    return "" if file == read.report.name else file


def _without_dateless(reads: Sequence[Read]) -> list[Read]:
    """Take out the events without their date of which any file has a record."""
    if not any(fact.kind == _DATELESS for read in reads for fact in read.facts):
        return list(reads)
    asked = {
        (fact.number("event"), fact.text("source"), value_of(fact))
        for read in reads
        for fact in read.facts
        if fact.kind == _DATELESS
    }
    known: set[tuple[int | None, str, str]] = set()
    for read in reads:
        for records in (read.records, None if read.local is None else read.local.records):
            if records is None or not len(records):
                continue
            plain = records.unpacked()
            rows = zip(plain.event_id.tolist(), plain.provider.tolist(), plain.data, strict=True)
            for number, provider, data in rows:
                known |= {
                    one
                    for one in asked - known
                    if one[0] == number
                    and _is_of(one[1], provider)
                    and one[2] in str(data).casefold()
                }
    return [
        replace(
            read,
            facts=tuple(
                fact
                for fact in read.facts
                if fact.kind != _DATELESS
                or (fact.number("event"), fact.text("source"), value_of(fact)) not in known
            ),
        )
        for read in reads
    ]


def _is_of(told: str, provider: str) -> bool:
    """Tell whether a record can be of a source that was told: transport's are one family."""
    one, other = told.casefold(), provider.casefold()
    return one == other or (_TRANSPORT in one and _TRANSPORT in other)
