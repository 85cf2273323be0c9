"""A diagnosis to JSON text, and strictly back: what is read renders to the same bytes again."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

from certtrail.model import saved_messages
from certtrail.model.annotations import Trait
from certtrail.model.diagnosis import SCHEMA_VERSION, Diagnosis
from certtrail.model.errors import DiagnosisError
from certtrail.model.kinds import Loose
from certtrail.model.mistakes import Chosen
from certtrail.model.notation import JSON, shown
from certtrail.model.plain_values import plain
from certtrail.model.saved_messages import SavedMessage
from certtrail.model.strict_reading import strictly
from certtrail.model.typed_texts import changed, texts_of
from certtrail.text.outgoing import Json

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.mistakes import Steps

MAX_CHARACTERS: Final = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SavedDiagnosis(Diagnosis):
    """What `certtrail diagnose --format json` writes and `certtrail render` reads.

    Every part is sorted; times are UTC.

    Attributes:
        messages: how the texts with values in them were made, so that they can be written in
            another language.
        unchecked: what stands in the texts like a command or a link, and is neither a command of
            the allowed forms nor a link of a shipped rule: not to be run or followed unseen.
    """

    messages: Annotated[tuple[SavedMessage, ...], Trait.ADDED] = ()
    unchecked: Annotated[tuple[Loose, ...], Trait.ADDED, Trait.UNLESS_EMPTY] = ()


class _UnexpectedError(ValueError):
    """What was expected somewhere in the JSON, and what was found."""


def saved(diagnosis: Diagnosis, unchecked: tuple[str, ...] = ()) -> Json:
    """Write as JSON of the published schema.

    Args:
        diagnosis: what to save.
        unchecked: what in its texts is not to be run or followed unseen.
    """
    messages = saved_messages.saved(texts_of(diagnosis))
    saved = SavedDiagnosis(**_fields(diagnosis), messages=messages, unchecked=unchecked)
    return Json(plain(saved))


def _fields(diagnosis: Diagnosis) -> dict[str, Any]:
    return {field.name: getattr(diagnosis, field.name) for field in fields(Diagnosis)}


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
        return _read(value)
    except json.JSONDecodeError as error:
        raise DiagnosisError(
            f"{name}: line {error.lineno}, column {error.colno}: expected JSON as "
            f"`certtrail diagnose --format json` writes it: {error.msg}"
        ) from error
    except RecursionError as error:
        raise DiagnosisError(
            f"{name}: expected a saved diagnosis, found JSON nested too deeply to be one"
        ) from error
    except _UnexpectedError as error:
        raise DiagnosisError(f"{name}: {error}") from error
    except saved_messages.TooLongError as error:
        raise DiagnosisError(f"{name}: messages: {error}") from error
    except ValueError as error:  # a number of thousands of digits
        raise DiagnosisError(f"{name}: expected a saved diagnosis: {error}") from error


def _read(value: object) -> Diagnosis:
    version = value.get("schema_version") if isinstance(value, dict) else SCHEMA_VERSION
    if version != SCHEMA_VERSION:
        raise _UnexpectedError(
            f"schema_version: expected {SCHEMA_VERSION}, found {shown(version)}; "
            "read it with the certtrail version that wrote it"
        )
    saved, mistakes = strictly(value, SavedDiagnosis, JSON, most=1)
    if saved is None or mistakes:
        ((steps, message, _),) = mistakes
        raise _UnexpectedError(f"{_path(steps)}: {message}")
    _check_explanations(saved)
    known = saved_messages.read(saved.messages)
    return changed(Diagnosis(**_fields(saved)), lambda text: known.get(text, text))


def _path(steps: Steps) -> str:
    """Write where in the JSON something is, such as `findings[0].first`."""
    written = ""
    for step in steps:
        if isinstance(step, int):
            written += f"[{step}]"
        elif isinstance(step, Chosen) or not step.isidentifier():
            written += f"[{shown(step)}]"
        else:
            written += f".{step[:80]}" if written else step[:80]
    return written or "the file"


def _no_constant(word: str) -> NoReturn:
    raise _UnexpectedError(f"expected a JSON value, found {word}")


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = next(name for name, count in times.items() if count > 1)
        raise _UnexpectedError(f"expected each key once, found {twice[:80]!r} twice in one object")
    return found


def _check_explanations(diagnosis: Diagnosis) -> None:
    """Demand that explanations lead to findings that are there, and end."""
    explained_by = {finding.id: finding.explained_by for finding in diagnosis.findings}
    if len(explained_by) != len(diagnosis.findings):
        raise _UnexpectedError("findings: expected each id once, found one twice")
    settled: set[str] = set()
    for index, finding in enumerate(diagnosis.findings):
        trail: set[str] = set()
        step: str | None = finding.id
        at = f"findings[{index}].explained_by"
        while step is not None and step not in settled:
            if step not in explained_by:
                raise _UnexpectedError(f"{at}: expected the id of a finding, found {shown(step)}")
            settled.add(step)
            trail.add(step)
            step = explained_by[step]
            if step in trail:
                raise _UnexpectedError(
                    f"{at}: expected an explanation that ends, "
                    f"found the circle back to {shown(step)}"
                )
