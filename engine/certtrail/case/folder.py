"""A case as a folder: the diagnosis as JSON, each frame as Parquet; and back, without the logs."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING, Final

import pandas as pd

from certtrail.case import frames, parquet_files
from certtrail.case.certificate_frames import LEDGER, SELECTIONS
from certtrail.case.frames import plain
from certtrail.model import events
from certtrail.model.errors import InputError
from certtrail.model.saved_diagnosis import MAX_CHARACTERS, from_json
from certtrail.reports.formats import render

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

_DIAGNOSIS: Final = "diagnosis.json"
_COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "events": events.COLUMNS,
    "facts": frames.FACTS,
    "findings": frames.FINDINGS,
    "certificates": LEDGER,
    "selection": SELECTIONS,
    "coverage": frames.COVERAGE,
}
_FILES: Final = (_DIAGNOSIS, *(f"{name}.parquet" for name in _COLUMNS))
_DEEPEST: Final = 100


def write(folder: Path, diagnosis: Diagnosis, frames: Mapping[str, pd.DataFrame]) -> Path:
    """Write a case; a folder that is there must be empty, or hold an earlier save.

    Raises:
        InputError: it holds something else.
        MissingError: Parquet cannot be written here.
    """
    parquet_files.needed()
    if folder.exists() and any(folder.iterdir()) and not (folder / _DIAGNOSIS).exists():
        raise InputError(f"{folder}: expected an empty folder or an earlier save; choose another.")
    folder.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        if (folder / name).is_symlink():
            raise InputError(f"{folder / name}: expected a file of a save, found a link.")
    for name in _COLUMNS:
        parquet_files.write(plain(frames[name]), folder / f"{name}.parquet")
    (folder / _DIAGNOSIS).write_text(render(diagnosis, "json"), encoding="utf-8")
    return folder


def check(folder: Path) -> None:
    """Check that a folder holds a saved case.

    Raises:
        InputError: it does not; names the first file that is missing, or is a link.
    """
    for name in _FILES:
        path = folder / name
        if not (os.path.lexists(path) and stat.S_ISREG(path.lstat().st_mode)):
            raise InputError(
                f"{folder}: expected a case that was saved with Case.save, found no {name}, or a "
                "link in its place."
            )


def read_diagnosis(folder: Path) -> Diagnosis:
    """Read the diagnosis of a saved case.

    Raises:
        InputError: it is none.
    """
    path = folder / _DIAGNOSIS
    if path.stat().st_size > MAX_CHARACTERS:
        raise InputError(f"{path}: expected a saved diagnosis, found a file too large for one.")
    try:
        return from_json(path.read_text(encoding="utf-8"), _DIAGNOSIS)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: expected a saved diagnosis, found no UTF-8.") from error


def read_frames(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the frames of a saved case, with the dtypes that they had.

    Raises:
        InputError: a file is spoiled, or lacks a column.
        MissingError: Parquet cannot be read here.
    """
    parquet_files.needed()
    return {name: _read(folder, name) for name in _COLUMNS}


def _read(folder: Path, name: str) -> pd.DataFrame:
    path = folder / f"{name}.parquet"
    frame = parquet_files.read(path)
    try:
        return _typed(frame, name)
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        raise parquet_files.spoiled(path, error) from error


def _typed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    for column, dtype in _COLUMNS[name].items():
        if column not in frame.columns:
            raise InputError(f"{name}.parquet: expected the column {column}, found none.")
        if dtype == "object":
            frame[column] = pd.Series(
                [_value(text, name, column) for text in frame[column]], dtype=object
            )
        else:
            frame[column] = frame[column].astype(dtype)  # type: ignore[call-overload]
    return frame[list(_COLUMNS[name])]


def _value(text: object, name: str, column: str) -> object:
    if text is None or text is pd.NA:
        return None
    value = json.loads(str(text))
    # Records hold lists or mappings; frames of ours tuples, and facts a mapping of fields.
    kinds = (list, dict) if name == "events" else (dict,) if column == "fields" else (list,)
    if not isinstance(value, kinds):
        raise TypeError(f"another kind of value in {column}")
    _see_shallow(value, _DEEPEST)
    return tuple(value) if isinstance(value, list) and name != "events" else value


def _see_shallow(value: object, left: int) -> None:
    """Refuse what is nested so deeply that it could not be written again."""
    if not left:
        raise ValueError("values nested too deeply")
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            _see_shallow(one, left - 1)
