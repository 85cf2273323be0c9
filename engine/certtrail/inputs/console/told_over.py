"""Somebody's words that trouble is over, beside the events that a mail shows: a text in; such a
sentence, as a fact, out.

    This is resolved, and the event has not come back since. Please close the case.
    ...
    Event ID: 12014

It counts in the newest mail of the text, and only where nothing around it there takes it back: who
writes that it came again, or goes on to something else, does not say that all is over. And who
shows an event in the same mail has to say it of the event: "the printer's problem is solved, and
now we have this" is of another trouble. Words that name another place, another event or a day are
of that.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.listed_times import ListedTimes
from certtrail.inputs.console.over_words import (
    BUT,
    DAY,
    DOTTED,
    ELSEWHERE,
    HOST,
    NOT,
    NUMBER,
    OF_EVENTS,
    OVER,
    PLAIN,
    PLAIN_CHINESE,
    UNSURE,
    WORD,
    WORDS,
)
from certtrail.model.fact import Fact
from certtrail.text.has_words import around_words
from certtrail.text.hosts import host_of
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.events.text_event import TextEvent
    from certtrail.model.record import Record

KIND: Final = "told-over"
"""The kind of the facts."""
_REACH_OF_WORDS: Final = 100
_ENDS: Final = re.compile(r"[.!?\u3002\uff01\uff1f](?=\s|$)|[\u3002\uff01\uff1f]|\n")
_STOPS: Final = ".!\u3002\uff01"
_REACH: Final = 400
_AROUND: Final = 1_200
_BEFORE: Final = 24
_SHOWN: Final = 200
_MOST: Final = 200


def told_over(paste: Paste, events: Collection[tuple[int, TextEvent | Record]]) -> Iterator[Fact]:
    """Make a `told-over` fact of the first such sentence of the newest mail, if nothing takes it
    back.

    Args:
        paste: the text.
        events: those that it shows, each with its place.
    """
    if not events:
        return
    hosts = {host_of(event.computer) for _, event in events}
    numbers = {event.event_id for _, event in events}
    shared = set[str].intersection(*(_names(event) for _, event in events))
    times = ListedTimes(paste)
    text = paste.text
    stretches = around_words(text, WORDS, _REACH_OF_WORDS)
    every = chain.from_iterable(OVER.finditer(text, *stretch) for stretch in stretches)
    for number, found in enumerate(every):
        if number >= _MOST:
            return
        if times.further_back(found.start()):
            continue
        begin, end = _sentence(text, found.start(), found.end())
        said = text[begin:end]
        around = OVER.sub(" ", _around(times, text, begin, end))
        if NOT.search(text[max(begin, found.start() - _BEFORE) : found.start()]):
            return
        below = all(times.further_back(place) for place, _ in events)
        if not OF_EVENTS.search(said) and not (below and _is_plain(text[begin : found.start()])):
            return
        if _is_elsewhere(
            said, text[text.rfind("\n", 0, begin) + 1 : begin], hosts, shared, numbers
        ):
            return
        if UNSURE.search(OVER.sub(" ", said)) or BUT.search(around):
            return
        said = shown(" ".join(said.split()).rstrip(_STOPS), _SHOWN)
        fields: dict[str, str | int | bool] = {"said": said, "file": paste.name}
        day = times.newest_day
        fields |= {} if day is None else {"sent": day}
        yield Fact(KIND, "", 0, fields, (paste.evidence(found.start(), "", said),))
        return


def _names(event: TextEvent | Record) -> set[str]:
    """Give the names with dots that an event has."""
    told = f"{event.computer} {event.data}"
    return {name.casefold() for name in DOTTED.findall(told)}


def _is_elsewhere(
    said: str,
    before: str,
    hosts: Collection[str],
    names: Collection[str],
    numbers: Collection[int],
) -> bool:
    """Tell whether a sentence may be of another server, name, place, event or day.

    Args:
        said: the sentence.
        before: what stands in front of it on its line.
        hosts: of the events that the text shows.
        names: those with dots that all of these have.
        numbers: their event ids.
    """
    named = {int(number) for number in NUMBER.findall(said)}
    return (
        any(name.casefold() not in hosts for name in HOST.findall(said))
        or any(name.casefold() not in names for name in DOTTED.findall(said))
        or (bool(named) and not named.issuperset(numbers))
        or ELSEWHERE.search(said) is not None
        or DAY.search(before + said) is not None
    )


def _is_plain(before: str) -> bool:
    """Tell whether nothing in front says that it is of something else, such as a backup."""
    words = [word.casefold() for word in WORD.findall(before)]
    return all(word in PLAIN or PLAIN_CHINESE.search(word) for word in words)


def _around(times: ListedTimes, text: str, begin: int, end: int) -> str:
    """Give what stands around a sentence in its mail: an older one says nothing against it."""
    first, last = begin, end
    while (above := text.rfind("\n", 0, max(0, first - 1)) + 1) < first:
        if begin - above > _AROUND or times.further_back(above):
            break
        first = above
    while last < len(text) and last - end < _AROUND:
        below = text.find("\n", last) + 1
        if not below or times.further_back(below):
            break
        last = below
    return text[max(first, begin - _AROUND) : min(last, end + _AROUND)]


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Give where the sentence begins and ends that a place is in."""
    floor = max(0, start - _REACH)
    begin = max((one.end() for one in _ENDS.finditer(text, floor, start)), default=floor)
    stop = _ENDS.search(text, end, end + _REACH)
    return begin, min(end + _REACH, len(text)) if stop is None else stop.end()
