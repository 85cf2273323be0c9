"""The tables of a store, for asking: the last diagnosis in, partitioned Parquet out, and back.

Beside what is kept of each file stand in `tables/`

    events/server=.../channel=.../month=YYYY-MM/*.parquet   the events that the catalogue knows;
                                                            months beyond 120 are in `month=other`
    facts/server=.../*.parquet                              the facts that rules join on
    inputs.parquet                                          what became of each input

They are replaced as a whole, so that nobody sees parts of two diagnoses.
"""

from __future__ import annotations

import secrets
import shutil
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from certtrail.case import frames, parquet_files
from certtrail.case.certificate_frames import frame_of
from certtrail.case.table_files import INPUTS_FILE, KEYS, OTHER_MONTHS, folder_name, table_files
from certtrail.model import events
from certtrail.model.errors import InputError
from certtrail.store.checked_file import is_folder
from certtrail.store.store_places import TABLES
from certtrail.text.display import whole
from certtrail.text.outgoing import json_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from certtrail.model.input_reports import InputReport
    from certtrail.pipeline import Examined

INPUTS: Final[Mapping[str, str]] = {
    "name": "string",
    "kind": "string",
    "sha256": "string",
    "read": "string",
    "complete": "boolean",
    "found": "UInt64",
    "decoded": "UInt64",
    "recovered": "UInt64",
    "skipped": "UInt64",
    "problems": "string",
    "notes": "string",
}
_COLUMNS: Final = {"events": events.COLUMNS, "facts": frames.FACTS}
_TRIES: Final = 20
# A channel's months have a folder each: ten years of them, and fewer where there are many channels.
_MOST_MONTHS: Final = 120
_MOST_FOLDERS: Final = 12_000


def write(root: Path, examined: Examined) -> None:
    """Write the tables of a diagnosis into a store, in place of those that are there.

    Raises:
        MissingError: Parquet cannot be written here.
        OSError: they cannot be written.
    """
    parquet_files.needed()
    analysis = examined.analysis
    records = examined.evidence.events
    names = {name: analysis.servers.name(name) for name in records["computer"].unique()}
    records = records.assign(
        server=[whole(names[name]) for name in records["computer"]],
        month=records["time"].dt.strftime("%Y-%m").fillna(""),
        data=events.column([json_cell(value) for value in records["data"]], "string"),
    )
    facts = frames.plain(frames.facts_frame(analysis.facts.facts))
    with replaced(root) as place:
        _write_parted(place, "events", _in_few_months(records))
        _write_parted(place, "facts", facts)
        write_inputs(place, frame_of(_inputs(examined.diagnosis.inputs), INPUTS))


def write_inputs(place: Path, frame: pd.DataFrame) -> None:
    """Write what became of each input; columns as in `INPUTS`."""
    parquet_files.write_typed(frame, place / INPUTS_FILE, INPUTS)


def _inputs(reports: Iterable[InputReport]) -> list[dict[str, object]]:
    return [
        {
            **{name: getattr(one, name) for name in ("name", "kind", "sha256", "complete")},
            **{name: getattr(one.records, name) for name in INPUTS if hasattr(one.records, name)},
            "read": str(one.read),
            "problems": json_cell([str(text) for text in one.problems]),
            "notes": json_cell([str(text) for text in one.notes]),
        }
        for one in reports
    ]


def _in_few_months(records: pd.DataFrame) -> pd.DataFrame:
    """Take the months of a channel together that have the fewest records, where they are many.

    Who writes a log can date each record as they like; each folder is a file and costs as such.
    """
    import pandas as pd

    found = records.groupby(["server", "channel", "month"], sort=True).size()
    channels = found.groupby(level=["server", "channel"], sort=True)
    most = max(1, min(_MOST_MONTHS, _MOST_FOLDERS // max(1, channels.ngroups)))
    if not len(found) or channels.size().max() <= most:
        return records
    # Of as many records the later months keep their folder.
    ranks = found[::-1].groupby(level=["server", "channel"]).rank(method="first", ascending=False)
    crowd = ranks.index[ranks > most]
    own = pd.MultiIndex.from_frame(records[["server", "channel", "month"]])
    return records.assign(month=records["month"].mask(own.isin(crowd), OTHER_MONTHS))


def _write_parted(place: Path, table: str, frame: pd.DataFrame) -> None:
    keys = list(KEYS[table])
    (place / table).mkdir()
    for values, rows in frame.groupby(keys, sort=True, dropna=False):
        folder = place / table
        for key, value in zip(keys, values, strict=True):
            folder /= f"{key}={folder_name(str(value))}"
        folder.mkdir(parents=True, exist_ok=True)
        # Two names can be one folder where disks do not tell large from small letters.
        path = folder / f"{len(list(folder.iterdir()))}.parquet"
        inside = columns_of(table)
        parquet_files.write_typed(rows[list(inside)], path, inside)


def columns_of(table: str) -> dict[str, str]:
    """Give the columns that a file of a table has: all but those in the names of its folders."""
    return {name: of for name, of in _COLUMNS[table].items() if name not in KEYS[table]}


@contextmanager
def replaced(root: Path) -> Iterator[Path]:
    """Yield a folder to write tables to, which takes the place of those that are there.

    Raises:
        OSError: they cannot be written; what was there before is still there.
    """
    token = secrets.token_hex(8)
    fresh, old = root / f".{TABLES}-{token}", root / f".{TABLES}-{token}-old"
    fresh.mkdir()
    try:
        yield fresh
        for _ in range(_TRIES):  # another run may put its own there at the same moment
            with suppress(FileNotFoundError):
                (root / TABLES).rename(old)
            try:
                fresh.rename(root / TABLES)
                break
            except OSError:
                _remove(old)
        else:
            raise OSError(None, "others write there all the time", str(root / TABLES))
    finally:
        _remove(fresh)
        _remove(old)


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink(missing_ok=True)
    else:
        with suppress(RecursionError):  # folders that somebody nested; they stay, out of use
            shutil.rmtree(path, ignore_errors=True)


def written_at(root: Path) -> float | None:
    """Say when the tables of a store were written, in seconds since 1970; None for none."""
    if not is_folder(root / TABLES):
        return None
    try:
        found = (root / TABLES / INPUTS_FILE).lstat()
    except OSError:
        return None
    return found.st_mtime if stat.S_ISREG(found.st_mode) else None


def tables(root: Path) -> dict[str, Any]:
    """Open the tables of a store, by name, as datasets of Arrow: nothing is read yet.

    Raises:
        InputError: there are none, or a file is spoiled.
        MissingError: Parquet cannot be read here.
    """
    parquet_files.needed()
    import pyarrow as pa
    import pyarrow.dataset as ds

    if written_at(root) is None:
        raise InputError(f"{root}: expected a store with tables, found none; diagnose with it.")
    try:
        listed = table_files(root)
        foreign = {at: why for at, why in listed.foreign.items() if at.endswith(".parquet")}
        for at, why in (listed.links | foreign).items():
            raise InputError(f"{root / at}: {why}; diagnose with this store again.")
        account = root / TABLES / INPUTS_FILE
        for path in (account, *(one for of in listed.parts.values() for one in of)):
            parquet_files.see_bounded(path)
        found = {name: _dataset(root, name, files) for name, files in listed.parts.items()}
        schema = parquet_files.arrow_schema(INPUTS)
        found["inputs"] = ds.dataset([str(account)], schema=schema, format="parquet")
    except (pa.ArrowException, ValueError, OSError) as error:
        raise InputError(
            f"{root / TABLES}: expected tables as a diagnosis writes them ({error}); diagnose "
            "with this store again."
        ) from error
    return found


def _dataset(root: Path, table: str, files: list[Path]) -> Any:
    import pyarrow as pa
    import pyarrow.dataset as ds

    keys = pa.schema([(name, pa.string()) for name in KEYS[table]])
    inside = parquet_files.arrow_schema(columns_of(table))
    schema = pa.schema([*keys, *inside])
    if not files:
        return schema.empty_table()
    return ds.dataset(
        [str(path) for path in files],
        schema=schema,
        format="parquet",
        partitioning=ds.partitioning(keys, flavor="hive"),
        partition_base_dir=str(root / TABLES / table),
    )
