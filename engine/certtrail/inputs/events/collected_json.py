"""One event as a program that collects events writes it: its object in; its fields, flat, out.

Winlogbeat nests what it tells of an event (`{"winlog": {"event_id": 12017}}`), Elasticsearch and
Splunk put the whole into an object of their own, and Kibana every value into a list. What the
fields are called `rules/labels/events.yaml` says.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from certtrail.rulebook.labels import labels

if TYPE_CHECKING:
    from certtrail.inputs.events.text_event import Fields
    from certtrail.model.record import Content
    from certtrail.rulebook.labels import Field

_AROUND: Final = ("_source", "result", "fields")
"""What a search wraps an event into, the one that tells most first."""
_DEEPEST: Final = 4
# The strings of an event whose parameters have no names; empty ones are left out.
_NUMBERED: Final = re.compile(r"param(\d{1,2})")
_NEEDED: Final[tuple[Field, ...]] = ("date", "id")


@dataclass(frozen=True, slots=True)
class CollectedEvent:
    """What a program told of an event.

    Attributes:
        fields: as of any text.
        data: the parameters of the event; None where only the message has them.
    """

    fields: Fields
    data: list[Content] | dict[str, Content] | None


def bare(item: dict[str, Any]) -> dict[str, Any]:
    """Take an event out of what a search wrapped it into."""
    for name in _AROUND:
        inner = item.get(name)
        if isinstance(inner, dict) and labels().collected(list(_flat(inner))) is not None:
            return inner
    return item


def collected(item: dict[str, Any]) -> CollectedEvent | None:
    """Read what a program told of an event; None for an object of anything else."""
    flat = _flat(item)
    fields = labels().collected(list(flat))
    if fields is None:
        return None
    found: Fields = {}
    data = None
    for value, field in zip(flat.values(), fields, strict=True):
        if field == "data":
            data = _data(value)
        elif field is not None and (told := _told(value)):
            found[field] = told
    return CollectedEvent(found, data)


@cache
def _signs() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """List, by program, the words of which a text has one each: as its names end."""
    return tuple(
        tuple(
            tuple(f'{name.rpartition(".")[2]}"' for name in program.get(field, ()))
            for field in _NEEDED
        )
        for program in labels().collectors
    )


def may_be_collected(text: str) -> bool:
    """Tell whether JSON may hold events of such a program, by names that it has."""
    return any(
        all(any(name in text for name in names) for names in program) for program in _signs()
    )


@cache
def _with_parameters() -> frozenset[str]:
    """Name the objects that hold the parameters of an event."""
    return frozenset(name for program in labels().collectors for name in program.get("data", ()))


def _flat(item: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, Any]:
    """Give the values of nested objects by their names with dots between."""
    found: dict[str, Any] = {}
    kept = _with_parameters()
    for name, value in item.items():
        whole = f"{before}{name}"
        if isinstance(value, dict) and depth < _DEEPEST and whole not in kept:
            found |= _flat(value, f"{whole}.", depth + 1)
        else:
            found[whole] = value
    return found


def _told(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)


def _data(value: Any) -> list[Content] | dict[str, Content] | None:
    """Give the parameters of an event: in a list where they have no names."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    if not isinstance(value, dict) or not value:
        return None
    plain: dict[str, Content] = {str(name): _told(one) for name, one in value.items()}
    numbers = [_NUMBERED.fullmatch(name) for name in plain]
    if not all(numbers):
        return plain
    places = {int(found[1]): plain[found[0]] for found in numbers if found is not None}
    return [places.get(at, "") for at in range(1, max(places) + 1)]
