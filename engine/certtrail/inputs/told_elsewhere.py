"""Words of an event in a text, such as a monitor's alert, that a record tells: the reads of all
files in; the same, without asking for that event once more, out.

So it is with an event without its date, too: a record of the same event counts in its place.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.console.dateless_events import KIND as _DATELESS
from certtrail.inputs.console.dateless_events import value_of
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.inputs.opened import Read, UnplacedWords

    # The events that say so, and what is filled in of the message.
    _Words = tuple[tuple[int, ...], str]

_NOTES: Final = 20
_HOLDERS: Final = 2
_WORD: Final = re.compile(r"[\w.*@-]+")
_TRANSPORT: Final = "transport"


def without_told_elsewhere(reads: Sequence[Read]) -> list[Read]:
    """Note of such words where the record of their event is, in the order given."""
    reads = _without_dateless(reads)
    sought = {(one.ids, one.value) for read in reads for one in read.unplaced_words}
    if not sought:
        return list(reads)
    holders: dict[_Words, list[str]] = {}
    numbers = {number for ids, _ in sought for number in ids}
    for name, said in _said(reads, numbers):
        for words in sought:
            found = holders.setdefault(words, [])
            # A text does not settle itself, so one file and another are enough.
            if len(found) < _HOLDERS and name not in found and said.has(*words):
                found.append(name)
    return [_settled(read, holders) if read.unplaced_words else read for read in reads]


class _ByWord:
    """What the records of a file say, by the words in it: asked for many values, it looks at few
    records for each.
    """

    def __init__(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """Take each event's number, source and values, in lower case."""
        self._rows: dict[int, list[tuple[str, str]]] = {}
        self._by_word: dict[tuple[int, str], list[tuple[str, str]]] = {}
        for number, source, data in dict.fromkeys(rows):
            self._rows.setdefault(number, []).append((source, data))
            for word in _words_of(data):
                self._by_word.setdefault((number, word), []).append((source, data))

    def has(self, numbers: Iterable[int], value: str, source: str = "") -> bool:
        """Tell whether an event with one of these numbers, of that source, has a value."""
        return any(
            value in data and (not source or _is_of(source, each))
            for number in numbers
            for each, data in self._with(number, value)
        )

    def _with(self, number: int, value: str) -> Sequence[tuple[str, str]]:
        lists = [self._by_word.get((number, word), ()) for word in _words_of(value)]
        return min(lists, key=len, default=self._rows.get(number, ()))


def _words_of(text: str) -> set[str]:
    return {word.rstrip(".-") for word in _WORD.findall(text)}


def _said(reads: Iterable[Read], numbers: set[int]) -> Iterator[tuple[str, _ByWord]]:
    """Give of each file that has such events its name and what they say."""
    wanted = np.array(sorted(numbers), np.uint32)
    for read in reads:
        for records in (read.records, None if read.local is None else read.local.records):
            if records is None or not (mine := np.isin(records.event_id, wanted)).any():
                continue
            columns = records.event_id[mine].tolist(), records.provider[mine], records.said(mine)
            rows = zip(*columns, strict=True)
            said = ((number, source, str(data).casefold()) for number, source, data in rows)
            yield read.report.name, _ByWord(said)


def _settled(read: Read, holders: dict[_Words, list[str]]) -> Read:
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


def _holder(one: UnplacedWords, read: Read, holders: dict[_Words, list[str]]) -> str:
    """Give the other file that has the record; empty for none."""
    found = holders.get((one.ids, one.value), ())
    return next((name for name in found if name != read.report.name), "")


def _without_dateless(reads: Sequence[Read]) -> Sequence[Read]:
    """Take out the events without their date of which any file has a record."""
    asked = {
        (fact.number("event"), fact.text("source"), value_of(fact))
        for read in reads
        for fact in read.facts
        if fact.kind == _DATELESS
    }
    if not asked:
        return reads
    known: set[tuple[int | None, str, str]] = set()
    for _, said in _said(reads, {number for number, _, _ in asked if number is not None}):
        known |= {
            (number, source, value)
            for number, source, value in asked - known
            if number is not None and said.has((number,), value, source)
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
