"""Events as JSON within a text: the text in, the objects that are events out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.events.json_event import holds_another, names_event, told
from certtrail.inputs.events.json_starts import JsonStarts, end_of, is_spoilt_event
from certtrail.inputs.events.stretch import TextStretch, given_up
from certtrail.inputs.events.text_event import TextEvent
from certtrail.model.record import FieldError, Record
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.cleaning.cleaned import Cleaned

_KEY: Final = re.compile(r"\"(?:Time(?:Created|Generated)|EventTime|@timestamp|_time)\"")
# What does not become JSON is read in vain; so much at most.
_WASTE: Final = 4 << 20
# Reading to the deepest level takes as long as reading so many characters.
_DEPTH: Final = 4_000


def may_find(text: str) -> bool:
    """Tell whether there may be any."""
    return _KEY.search(text) is not None


def find(cleaned: Cleaned, file: str) -> Iterator[TextStretch]:
    """Find the objects."""
    text = cleaned.text
    keys = [found.start() for found in _KEY.finditer(text)]
    wasted = 0
    # A mail program breaks lines within strings, too.
    decoder = json.JSONDecoder(strict=False)
    starts = JsonStarts(text, keys[-1] if keys else -1)
    faults = set[int]()
    for start in starts:
        if wasted > _WASTE:
            yield given_up(cleaned, start)
            return
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            fault = getattr(error, "pos", start + _DEPTH)
            is_object = text[start] == "{"
            behind = end_of(text, start, fault) if is_object else fault
            wasted += behind - start
            if is_object and fault not in faults and is_spoilt_event(text, start, fault, behind):
                faults.add(fault)
                yield TextStretch(start, start, problems=(_spoilt(cleaned, start),), skipped=1)
            starts.give_up(start)
            continue
        starts.go_on(end)
        items = list(_items(value))
        read = [_read(item, file, start) for item in items]
        events = tuple(each for each in read if isinstance(each, TextEvent))
        records = tuple(each for each in read if isinstance(each, Record))
        # Beside events all is one that cannot be read; without any it is some other object.
        ours = bool(events or records)
        bad = [
            _problem(cleaned, start, number, why)
            for number, (item, why) in enumerate(zip(items, read, strict=True), 1)
            if isinstance(why, str) and (ours or (isinstance(item, dict) and names_event(item)))
        ]
        within = [
            _inner(cleaned, start, number)
            for number, (item, one) in enumerate(zip(items, read, strict=True), 1)
            if not isinstance(one, str) and holds_another(item)
        ]
        if ours or bad:
            # What could not be read at all stays in the text, for others to look at its words.
            covered = end if ours else start
            problems = (*bad, *within)
            yield TextStretch(start, covered, events, records, problems=problems, skipped=len(bad))


def _items(value: Any) -> list[Any]:
    """Give the items of a list, which some versions put into an object of its own."""
    if isinstance(value, dict) and isinstance(value.get("value"), list):
        value = value["value"]
    return value if isinstance(value, list) else [value]


def _read(item: Any, file: str, place: int) -> Record | TextEvent | str:
    """Read an item; of one that cannot be read, say why."""
    if not isinstance(item, dict):
        return phrase("expected an object, found {name}", name=type(item).__name__)
    try:
        return told(item, file, place)
    except (FieldError, TypeError, ValueError) as error:
        return reason(error)


def _problem(cleaned: Cleaned, place: int, number: int, why: str) -> str:
    return phrase(
        "Line {line}, item {number}: {why}; export it again.",
        line=cleaned.line_of(place),
        number=number,
        why=why,
    )


def _spoilt(cleaned: Cleaned, place: int) -> str:
    return phrase(
        "Line {line}: an event in JSON that is damaged or cut, which was not read; export it "
        "again.",
        line=cleaned.line_of(place),
    )


def _inner(cleaned: Cleaned, place: int, number: int) -> str:
    return phrase(
        "Line {line}, item {number}: an event within a property of another one, which was not "
        "read; send the log itself, as .evtx.",
        line=cleaned.line_of(place),
        number=number,
    )
