"""Checks parsed JSON against the diagnosis dataclasses, field by field, and builds them."""

from __future__ import annotations

import re
import sys
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from certtrail.model import saved_messages
from certtrail.model.aside import saved_fields
from certtrail.model.certificates_known import LedgerEntry, LifeEvent, Renewal
from certtrail.model.diagnosis import (
    SCHEMA_VERSION,
    Diagnosis,
    Finding,
    Lane,
    Mark,
    NotEvaluated,
    Server,
    StepRisk,
    Stretch,
    Timeline,
)
from certtrail.model.fact import Evidence
from certtrail.model.input_reports import (
    Activity,
    ChannelSpan,
    Gap,
    InputAccount,
    RecordCount,
    Stray,
)
from certtrail.model.saved_shapes import LARGEST, Unexpected, shown, unexpected
from certtrail.model.selected_certificates import (
    OFFERS,
    OUTCOMES,
    Direction,
    JudgedCandidate,
    Selection,
)
from certtrail.text.instants import iso, parse_iso, to_datetime
from certtrail.text.message import Text
from certtrail.text.translated import changed

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.text.message import Message

_TYPES: Final[dict[str, object]] = {
    "Activity": Activity,
    "JudgedCandidate": JudgedCandidate,
    "ChannelSpan": ChannelSpan,
    "Direction": Direction,
    "Evidence": Evidence,
    "Finding": Finding,
    "Gap": Gap,
    "InputAccount": InputAccount,
    "Lane": Lane,
    "LedgerEntry": LedgerEntry,
    "LifeEvent": LifeEvent,
    "Mapping": Mapping,
    "Mark": Mark,
    "NotEvaluated": NotEvaluated,
    "RecordCount": RecordCount,
    "Renewal": Renewal,
    "Selection": Selection,
    "Server": Server,
    "StepRisk": StepRisk,
    "Stray": Stray,
    "Stretch": Stretch,
    "Text": Text,
    "Timeline": Timeline,
    "datetime": datetime,
}
_HEX: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_THUMBPRINT: Final = re.compile(r"[0-9A-F]{40}", re.ASCII)


def _is_instant(text: str) -> bool:
    try:
        return iso(parse_iso(text)) == text and to_datetime(parse_iso(text)).year >= 1601
    except (ValueError, OverflowError):
        return False


# Empty in the dataclass, null in JSON: a reader need not know what an empty string stands for.
NULL_WHEN_EMPTY: Final = frozenset(
    {
        "first",
        "last",
        "time",
        "time_zone",
        "sha256",
        "server",
        "until",
        "ends",
        "start",
        "at",
        "now",
        "since",
    }
)


def _one_of(*words: str) -> tuple[str, Callable[[str], bool]]:
    return f"one of {', '.join(words)}", words.__contains__


_INSTANT: Final = ("an instant in UTC such as 2026-01-31T08:00:00Z", _is_instant)
_CHECKS: Final[dict[str, tuple[str, Callable[[str], bool]]]] = {
    "first": _INSTANT,
    "last": _INSTANT,
    "time": _INSTANT,
    "expires": _INSTANT,
    "start": _INSTANT,
    "end": _INSTANT,
    "until": _INSTANT,
    "ends": _INSTANT,
    "at": _INSTANT,
    "now": _INSTANT,
    "since": _INSTANT,
    "sha256": ("64 lower-case hex digits", lambda text: _HEX.fullmatch(text) is not None),
    "thumbprints": (
        "40 upper-case hex digits",
        lambda text: _THUMBPRINT.fullmatch(text) is not None,
    ),
    "thumbprint": (
        "40 upper-case hex digits",
        lambda text: _THUMBPRINT.fullmatch(text) is not None,
    ),
    "id": ("a name that is not empty", bool),
    "offered": _one_of(*OFFERS),
    "outcome": _one_of(*OUTCOMES),
    "model_outcome": _one_of(*OUTCOMES, ""),
}


def diagnosis(value: object) -> Diagnosis:
    """Build the diagnosis that parsed JSON describes.

    Raises:
        Unexpected: some value is not what the schema says.
    """
    if isinstance(value, dict) and value.get("schema_version") != SCHEMA_VERSION:
        raise Unexpected(
            f"schema_version: expected {SCHEMA_VERSION}, "
            f"found {shown(value.get('schema_version'))}; "
            "read it with the certtrail version that wrote it"
        )
    known: dict[str, Message] = {}
    if isinstance(value, dict):
        known = saved_messages.read(value.get("messages", []))
        value = {name: part for name, part in value.items() if name != "messages"}
    built = typing.cast("Diagnosis", _read(Diagnosis, value, "", ""))
    _check_explanations(built)
    return changed(built, lambda text: known.get(text, text))


def _read(kind: object, value: object, path: str, name: str) -> object:
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, value, path)
    origin = typing.get_origin(kind)
    if origin is tuple:
        return _list(typing.get_args(kind)[0], value, path, name)
    if origin is types.UnionType:
        return None if value is None else _read(typing.get_args(kind)[0], value, path, name)
    if origin is Mapping:
        return _counts(value, path)
    return _scalar(kind, value, path, name)


@cache
def _hints(kind: type) -> dict[str, object]:
    # What a module itself means by a name goes first.
    own = vars(sys.modules[kind.__module__])
    hints = typing.get_type_hints(kind, localns={**_TYPES, **own})
    return {field.name: hints[field.name] for field in saved_fields(kind)}


def _record(kind: type, value: object, path: str) -> object:
    if not isinstance(value, dict):
        raise unexpected(path, "an object", value)
    hints = _hints(kind)
    names = list(hints)
    optional = {field.name for field in fields(kind) if field.default is not MISSING}
    for name in names:
        if name not in value and name not in optional:
            raise Unexpected(f"{path or 'the file'}: expected the key {name!r}, found none")
    for name in value:
        if name not in hints:
            raise Unexpected(
                f"{path or 'the file'}: expected the keys {', '.join(names)}, "
                f"found also {shown(name)}"
            )
    below = f"{path}." if path else ""
    return kind(**{name: _read(hints[name], value[name], below + name, name) for name in value})


def _list(kind: object, value: object, path: str, name: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise unexpected(path, "a list", value)
    return tuple(_read(kind, item, f"{path}[{index}]", name) for index, item in enumerate(value))


def _counts(value: object, path: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise unexpected(path, "an object of counts", value)
    return {name: _whole_number(count, f"{path}[{shown(name)}]") for name, count in value.items()}


def _scalar(kind: object, value: object, path: str, name: str) -> object:
    if kind is bool:
        if not isinstance(value, bool):
            raise unexpected(path, "true or false", value)
        return value
    if kind is int:
        return _whole_number(value, path)
    if value is None and kind is str and name in NULL_WHEN_EMPTY:
        return ""
    if not isinstance(value, str):
        raise unexpected(path, "a string", value)
    return _from_string(kind, value, path, name)


def _from_string(kind: object, value: str, path: str, name: str) -> object:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if value not in list(kind):
            raise unexpected(path, f"one of {', '.join(kind)}", value)
        return kind(value)
    if kind is datetime:
        if not _is_instant(value):
            raise unexpected(path, _INSTANT[0], value)
        return to_datetime(parse_iso(value))
    expected, holds = _CHECKS.get(name, ("", _anything))
    if not holds(value):
        raise unexpected(path, expected, value)
    return value


def _anything(text: str) -> bool:
    del text
    return True


def _whole_number(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise unexpected(path, "a whole number from 0", value)
    return value


def _check_explanations(built: Diagnosis) -> None:
    explained_by = {finding.id: finding.explained_by for finding in built.findings}
    if len(explained_by) != len(built.findings):
        raise Unexpected("findings: expected each id once, found one twice")
    settled: set[str] = set()
    for index, finding in enumerate(built.findings):
        trail: set[str] = set()
        step: str | None = finding.id
        while step is not None and step not in settled:
            if step not in explained_by:
                raise unexpected(f"findings[{index}].explained_by", "the id of a finding", step)
            settled.add(step)
            trail.add(step)
            step = explained_by[step]
            if step in trail:
                raise Unexpected(
                    f"findings[{index}].explained_by: expected an explanation that ends, "
                    f"found the circle back to {shown(step)}"
                )
