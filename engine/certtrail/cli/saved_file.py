"""A saved diagnosis as a verb takes it: the file in, the diagnosis or a refusal out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from certtrail.cli.standard_input import STANDARD_INPUT
from certtrail.inputs.guard import OutOfTimeError, memory_bounded, time_bounded
from certtrail.inputs.limits import MIB, Limits
from certtrail.model.errors import DiagnosisError
from certtrail.model.saved_diagnosis import MAX_CHARACTERS, from_json

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

_LIMITS: Final = Limits()
# What a character of JSON becomes, at most, once it is read.
_GROWTH: Final = 32


def read_saved(path: Path) -> Diagnosis:
    """Read a saved diagnosis, which has the time of an input of its size and no more.

    Raises:
        click.UsageError: the file cannot be read, or is no text.
        DiagnosisError: it is not a saved diagnosis, or takes too much.
    """
    text = _text(path)
    seconds = _LIMITS.seconds_for(len(text))
    memory = _LIMITS.memory + _GROWTH * len(text)
    try:
        with time_bounded(seconds), memory_bounded(memory):
            return from_json(text, path.name)
    except OutOfTimeError as error:
        raise DiagnosisError(
            f"{path.name}: reading it takes more than {seconds:g} seconds; is it really a saved "
            "diagnosis?"
        ) from error
    except MemoryError as error:
        raise DiagnosisError(
            f"{path.name}: reading it takes more than {memory // MIB} MiB of memory; is it really "
            "a saved diagnosis?"
        ) from error


def _text(saved: Path) -> str:
    shown = STANDARD_INPUT if saved.name == STANDARD_INPUT else saved
    try:
        if not saved.is_file():
            raise click.UsageError(
                f"{shown}: it is no plain file, such as a diagnosis is saved to."
            )
        if saved.stat().st_size > MAX_CHARACTERS:
            raise click.UsageError(f"{shown}: too large to be a saved diagnosis.")
        return saved.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise click.UsageError(f"{shown}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise click.UsageError(
            f"{shown}: expected a saved diagnosis in UTF-8, found bytes that are not text."
        ) from error
