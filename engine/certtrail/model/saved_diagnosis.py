"""A diagnosis to JSON text, and strictly back: what is read renders to the same bytes again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NoReturn

from certtrail.model import saved_messages, saved_reading
from certtrail.model.aside import saved_fields
from certtrail.model.errors import DiagnosisError
from certtrail.model.saved_reading import NULL_WHEN_EMPTY
from certtrail.model.saved_shapes import Unexpected
from certtrail.text.instants import from_datetime, iso

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed import DataclassInstance

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.languages import Reader

MAX_CHARACTERS: Final = 512 * 1024 * 1024


def render(diagnosis: Diagnosis, reader: Reader) -> str:
    """Render as JSON of the published schema: English and UTC whoever reads it."""
    del reader  # every renderer is called alike; a saved diagnosis renders again for any reader
    saved = {**_fields(diagnosis), "messages": saved_messages.saved(diagnosis)}
    return json.dumps(saved, indent=2, allow_nan=False) + "\n"


def _fields(value: DataclassInstance) -> dict[str, object]:
    return {
        field.name: _plain(getattr(value, field.name), field.name) for field in saved_fields(value)
    }


def _plain(value: object, name: str) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item, "") for item in value]
    if isinstance(value, Mapping):
        return {key: value[key] for key in sorted(value)}
    if isinstance(value, datetime):
        return iso(from_datetime(value))
    return None if value == "" and name in NULL_WHEN_EMPTY else value


def is_saved(path: Path) -> bool:
    """Tell a saved diagnosis from other files by how it begins."""
    with path.open("rb") as file:
        begin = file.read(200).lstrip(b"\xef\xbb\xbf \t\r\n")
    return begin.startswith(b"{") and b'"schema_version"' in begin


def from_json(text: str, name: str) -> Diagnosis:
    """Read a saved diagnosis.

    Args:
        text: the JSON.
        name: what to call it in an error.

    Raises:
        DiagnosisError: it is not a saved diagnosis; says where, what was expected and found.
    """
    if len(text) > MAX_CHARACTERS:
        raise DiagnosisError(
            f"{name}: expected a saved diagnosis of at most {MAX_CHARACTERS} characters, "
            f"found {len(text)}; is it really one?"
        )
    try:
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
        return saved_reading.diagnosis(value)
    except json.JSONDecodeError as error:
        raise DiagnosisError(
            f"{name}: line {error.lineno}, column {error.colno}: expected JSON as "
            f"`certtrail diagnose --format json` writes it: {error.msg}"
        ) from error
    except RecursionError as error:
        raise DiagnosisError(
            f"{name}: expected a saved diagnosis, found JSON nested too deeply to be one"
        ) from error
    except Unexpected as error:
        raise DiagnosisError(f"{name}: {error}") from error
    except ValueError as error:  # a number of thousands of digits
        raise DiagnosisError(f"{name}: expected a saved diagnosis: {error}") from error


def _no_constant(word: str) -> NoReturn:
    raise Unexpected(f"expected a JSON value, found {word}")


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unexpected(f"expected each key once, found {twice[:80]!r} twice in one object")
    return found
