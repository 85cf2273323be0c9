"""Tables of several stores to one: of each server those of the store that was written last."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pandas as pd

from certtrail.case import parquet_files
from certtrail.case.store_tables import INPUTS, columns_of, replaced, write_inputs, written_at
from certtrail.case.table_files import INPUTS_FILE, KEYS, table_files
from certtrail.model.errors import InputError
from certtrail.store.store_places import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def merge_tables(sources: Iterable[Path], target: Path) -> dict[str, str]:
    """Write the tables of all stores that have any into one of them, or another.

    Each file is read before it is copied.

    Returns:
        What was left out, and why, by its full path.

    Raises:
        MissingError: Parquet cannot be written here.
        OSError: they cannot be written.
    """
    dated = sorted((at, root) for root in sources if (at := written_at(root)) is not None)
    if not dated:
        return {}
    parquet_files.needed()
    broken: dict[str, str] = {}
    chosen: dict[str, dict[Path, Path]] = {}
    inputs: list[pd.DataFrame] = []
    for _, root in dated:
        account = root / TABLES / INPUTS_FILE
        if not _is_sound(account, INPUTS, broken):
            continue
        inputs.append(parquet_files.read(account))
        listed = table_files(root)
        broken |= {str(root / at): why for at, why in (listed.links | listed.foreign).items()}
        mine: dict[str, dict[Path, Path]] = {}
        for table, files in listed.parts.items():
            for path in files:
                if _is_sound(path, columns_of(table), broken):
                    place = path.relative_to(root / TABLES)
                    mine.setdefault(place.parts[1], {})[place] = path
        chosen |= mine
    if inputs:
        _write(target, chosen, pd.concat(inputs, ignore_index=True))
    return broken


def _is_sound(path: Path, columns: Mapping[str, str], broken: dict[str, str]) -> bool:
    try:
        parquet_files.check(path, columns)
    except InputError as error:
        broken[str(path)] = str(error)
        return False
    return True


def _write(target: Path, chosen: Mapping[str, Mapping[Path, Path]], inputs: pd.DataFrame) -> None:
    with replaced(target) as fresh:
        for table in KEYS:
            (fresh / table).mkdir()
        for files in chosen.values():
            for place, path in files.items():
                (fresh / place).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, fresh / place, follow_symlinks=False)
        write_inputs(fresh, inputs.drop_duplicates(["name", "sha256"], keep="last"))
