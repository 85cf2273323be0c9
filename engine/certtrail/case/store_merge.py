"""Tables of several stores to one: of each server those of the store that was written last."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pandas as pd

from certtrail.case import parquet_files
from certtrail.case.store_tables import INPUTS_FILE, files_of, replaced, write_inputs, written_at
from certtrail.store.layout import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_PARTED = ("events", "facts")


def merge_tables(sources: Iterable[Path], target: Path) -> None:
    """Write the tables of all stores that have any into one of them, or another.

    Raises:
        InputError: the account of the inputs of one is spoiled.
        MissingError: Parquet cannot be written here.
        OSError: they cannot be written.
    """
    dated = sorted((at, root) for root in sources if (at := written_at(root)) is not None)
    if not dated:
        return
    parquet_files.needed()
    chosen: dict[str, dict[Path, Path]] = {}
    for _, root in dated:
        mine: dict[str, dict[Path, Path]] = {}
        for table in _PARTED:
            for path in files_of(root, table):
                place = path.relative_to(root / TABLES)
                mine.setdefault(place.parts[1], {})[place] = path
        chosen |= mine
    inputs = [parquet_files.read(root / TABLES / INPUTS_FILE) for _, root in dated]
    with replaced(target) as fresh:
        for table in _PARTED:
            (fresh / table).mkdir()
        for files in chosen.values():
            for place, path in files.items():
                (fresh / place).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, fresh / place, follow_symlinks=False)
        joined = pd.concat(inputs, ignore_index=True)
        write_inputs(fresh, joined.drop_duplicates(["name", "sha256"], keep="last"))
