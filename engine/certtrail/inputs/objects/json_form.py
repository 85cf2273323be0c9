"""JSON, as ConvertTo-Json writes objects: each `{...}`, and what is within."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.objects.text_lines import Found, Nothing, TextLines
from certtrail.inputs.objects.text_object import TextObject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.objects.text_object import Value
    from certtrail.rulebook.object_labels import ObjectLabels

_DEEPEST: Final = 8
_WINDOW: Final = 4_096
_NEAR_END: Final = 64
# What may stand before an object: marks, or on its line some words.
_BEGIN: Final = re.compile(r"[ \t\[,]*\{|[^{\n]{0,200}\{(?=[ \t]{0,8}\"[^\"\n]{1,80}\"[ \t]{0,4}:)")
_FOLLOWING: Final = re.compile(r"[\s\[\],]{0,4096}\{")
_DECODER: Final = json.JSONDecoder(strict=False)


def read_json(lines: TextLines, at: int) -> Found | Nothing | None:
    """Read the objects of a line, and those that follow them with nothing but marks between."""
    begin = _BEGIN.match(lines.lines[at])
    objects: list[TextObject] = []
    place: int | None = None if begin is None else lines.places[at] + begin.end() - 1
    behind = 0
    while place is not None and not lines.spent and (decoded := _decoded(lines, place)) is not None:
        value, behind = decoded
        objects += _objects(value, place, behind, lines.labels)
        following = _FOLLOWING.match(lines.text, behind)
        place = None if following is None else following.end() - 1
    if not behind:
        return None
    if objects:
        return Found(objects, lines.number_at(behind))
    # Behind the last, on its line, another may begin.
    return Nothing(max(lines.number_at(behind) - 1, at + 1))


def _decoded(lines: TextLines, place: int) -> tuple[Any, int] | None:
    """Decode what begins at a place; None for what is broken, or cut."""
    size = _WINDOW
    while True:
        # A fault makes the decoder count lines from the start of what it was given.
        part = lines.text[place : place + size]
        try:
            value, length = _DECODER.raw_decode(part)
        except json.JSONDecodeError as error:
            open_string = error.msg.startswith("Unterminated")
            if len(part) < size or not (open_string or error.pos > size - _NEAR_END):
                lines.spend(len(part))
                return None
            size *= 2
        # Too deep, or a number of thousands of digits.
        except (RecursionError, ValueError):
            lines.spend(len(part))
            return None
        else:
            return value, place + length


def _objects(value: Any, place: int, end: int, labels: ObjectLabels) -> Iterator[TextObject]:
    """Give an object where it has known labels, and those within it, however deep."""
    open_values = [value]
    while open_values:
        item = open_values.pop()
        if isinstance(item, dict):
            known = {labels.name_of(str(key)) for key in item} - {None}
            if len(known) > 1 or any(labels.types.get(str(name)) == "thumbprint" for name in known):
                yield TextObject(place, end, _values(item, labels))
            item = list(item.values())
        if isinstance(item, list):
            open_values += reversed(item)


def _values(value: dict[str, Any], labels: ObjectLabels) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, item in value.items():
        text = _value(item)
        if text is not None:
            found[labels.name_of(key) or key] = text
    return found


def _value(item: Any, depth: int = 0) -> Value | None:
    """Write a value as the shell shows it; None for an object that says nothing by itself."""
    if depth > _DEEPEST:
        return None
    if isinstance(item, list):
        parts = [_value(each, depth + 1) for each in item]
        return tuple(part for part in parts if isinstance(part, str))
    if isinstance(item, dict):
        # Wrappers: PowerShell 7's of an enumeration, 5's of a list, and objects with a name.
        for name in ("Value", "value", "Name", "Address", "DateTime"):
            if name in item and not (name == "DateTime" and "value" in item):
                return _value(item[name], depth + 1)
        return None
    if isinstance(item, bool):
        return "True" if item else "False"
    return "" if item is None else str(item)
