"""What `certtrail events` wrote as JSON Lines or CSV: one of its records in, the record out."""

from __future__ import annotations

from typing import Any, Final

from certtrail.inputs.bounded_json import DEEPEST, decoded
from certtrail.model.record import FieldError, Record, instant, number, optional
from certtrail.text.hosts import told_host
from certtrail.text.instants import is_unplaced
from certtrail.text.message import phrase

OURS: Final = frozenset(
    {"time", "computer", "channel", "provider", "event_id", "record_id", "data"}
)
ALL: Final = OURS | {"qualifiers", "level", "task", "file", "binary"}
"""All that `certtrail events` writes of a record; somebody else added what is beside these."""


def own_record(item: dict[str, Any]) -> Record:
    """Read back what `certtrail events` wrote.

    Raises:
        FieldError: a field cannot be used.
        ValueError: the data are no JSON, or nested too deeply.
    """
    data = item["data"]
    if isinstance(data, str):
        data = decoded(data)
    if not isinstance(data, list | dict) or _depth(data) > DEEPEST:
        raise FieldError("data", phrase("a list or an object"), type(data).__name__)
    return Record(
        time=instant(str(item["time"])),
        computer=told_host(str(item["computer"] or "")),
        channel=str(item["channel"] or ""),
        provider=str(item["provider"] or ""),
        event_id=number("EventID", str(item["event_id"]), 32),
        qualifiers=optional(plain(item.get("qualifiers")), 16),
        level=optional(plain(item.get("level")), 8),
        task=optional(plain(item.get("task")), 16),
        record_id=number("EventRecordID", str(item["record_id"]), 64),
        data=_content(data),
        binary=str(item["binary"]) if item.get("binary") else None,
    )


def is_local(item: dict[str, Any]) -> bool:
    """Tell whether a time is of a server's own clock whose zone was not known: it has no offset."""
    return item.keys() >= OURS and is_unplaced(str(item["time"]))


def _content(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _content(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_content(one) for one in value]
    return plain(value)


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        depth += 1
        inner = [one.values() if isinstance(one, dict) else one for one in level]
        level = [each for one in inner for each in one if isinstance(each, list | dict)]
    return depth


def plain(value: Any) -> str:
    """Write a value as the text that a record has for it."""
    if value is None:
        return ""
    if isinstance(value, dict):
        # A SID, for instance.
        value = value.get("Value", "")
    return str(value)
