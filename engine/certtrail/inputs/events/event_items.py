"""Events as JSON within a text: the text in, the objects that are events out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.events.json_event import told
from certtrail.inputs.events.stretch import TextStretch, given_up
from certtrail.inputs.events.text_event import TextEvent
from certtrail.model.record import FieldError, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.cleaning.cleaned import Cleaned

_START: Final = re.compile(r"^[ \t]*([\[{])(?=[\s\[{]*\"|\s*\{)", re.MULTILINE)
_KEY: Final = re.compile(r"\"Time(?:Created|Generated)\"")
# What does not become JSON is read in vain; so much at most.
_WASTE: Final = 4 << 20
_DEPTH: Final = 1_000


def may_find(text: str) -> bool:
    """Tell whether there may be any."""
    return _KEY.search(text) is not None


def find(cleaned: Cleaned, file: str) -> Iterator[TextStretch]:
    """Find the objects."""
    text = cleaned.text
    keys = [found.start() for found in _KEY.finditer(text)]
    done = wasted = 0
    # A mail program breaks lines within strings, too.
    decoder = json.JSONDecoder(strict=False)
    for found in _START.finditer(text):
        start = found.start(1)
        if start < done or not keys or start > keys[-1]:
            continue
        if wasted > _WASTE:
            yield given_up(cleaned, start)
            return
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            wasted += getattr(error, "pos", start + _DEPTH) - start
            continue
        done = end
        found_here = [_told(item, file, start) for item in _objects(value)]
        told = tuple(each for each in found_here if isinstance(each, TextEvent))
        records = tuple(each for each in found_here if isinstance(each, Record))
        if told or records:
            yield TextStretch(start, end, told, records)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Give the objects of a list, which some versions put into an object of its own."""
    if isinstance(value, dict) and isinstance(value.get("value"), list):
        value = value["value"]
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item


def _told(item: dict[str, Any], file: str, place: int) -> Record | TextEvent | None:
    try:
        return told(item, file, place)
    except (FieldError, TypeError, ValueError):
        # Some other object: nothing is lost, as it stays in the text for others to read.
        return None
