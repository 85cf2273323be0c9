"""JSON, as ConvertTo-Json writes objects: each `{...}` that a line begins, and what is within."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.objects.text_lines import Found, TextLines
from certtrail.inputs.objects.text_object import TextObject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.objects.text_object import Value
    from certtrail.rulebook.object_labels import Labels

_DEEPEST: Final = 8
_MOST_ITEMS: Final = 10_000
_DECODER: Final = json.JSONDecoder(strict=False)


def read_json(lines: TextLines, at: int) -> Found | None:
    """Read one object that a line begins; brackets and commas around it are passed by."""
    line = lines.lines[at]
    bare = line.lstrip(" \t[,")
    if not bare.startswith("{") or lines.spent:
        return None
    place = lines.places[at] + len(line) - len(bare)
    try:
        value, end = _DECODER.raw_decode(lines.text, place)
    except json.JSONDecodeError as error:
        # A text that was cut: what is whole further down still comes out. A string without an end
        # was looked for up to the end of the text.
        open_string = error.msg.startswith("Unterminated")
        lines.spend((len(lines.text) if open_string else error.pos) - place)
        return None
    except RecursionError:
        lines.spend(len(lines.text) - place)
        return None
    until = lines.number_at(end)
    objects = list(_objects(value, place, end, lines.labels, 0))
    return Found(objects, max(until, at + 1)) if objects else None


def _objects(value: Any, place: int, end: int, labels: Labels, depth: int) -> Iterator[TextObject]:
    """Give an object where it has known labels, and those within it."""
    if isinstance(value, dict):
        known = {labels.name_of(str(key)) for key in list(value)[:_MOST_ITEMS]} - {None}
        if len(known) > 1 or any(labels.types.get(str(name)) == "thumbprint" for name in known):
            yield TextObject(place, end, _values(value, labels))
    if depth < _DEEPEST:
        inner = value.values() if isinstance(value, dict) else value
        for item in list(inner)[:_MOST_ITEMS] if isinstance(value, dict | list) else ():
            yield from _objects(item, place, end, labels, depth + 1)


def _values(value: dict[str, Any], labels: Labels) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, item in list(value.items())[:_MOST_ITEMS]:
        text = _value(item)
        if text is not None:
            found[labels.name_of(key) or key] = text
    return found


def _value(item: Any) -> Value | None:
    """Write a value as the shell shows it; None for an object that says nothing by itself."""
    if isinstance(item, list):
        parts = [_value(each) for each in item[:_MOST_ITEMS]]
        return tuple(part for part in parts if isinstance(part, str))
    if isinstance(item, dict):
        # Wrappers: PowerShell 7's of an enumeration, 5's of a list, and objects with a name.
        for name in ("Value", "value", "Name", "Address", "DateTime"):
            if name in item and not (name == "DateTime" and "value" in item):
                return _value(item[name])
        return None
    if isinstance(item, bool):
        return "True" if item else "False"
    return "" if item is None else str(item)
