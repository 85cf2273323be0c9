"""Frames in, Parquet files out, and back; what they need comes with `certtrail[parquet]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model import events
from certtrail.model.errors import InputError, MissingError
from certtrail.text.outgoing import json_cell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    import pandas as pd

_ARROW: Final = {
    events.TIME: ("timestamp", "ns", "UTC"),
    "string": ("string",),
    "object": ("string",),
    "boolean": ("bool_",),
    "UInt8": ("uint8",),
    "UInt16": ("uint16",),
    "UInt32": ("uint32",),
    "UInt64": ("uint64",),
}


def needed() -> None:
    """See that Parquet can be read and written here.

    Raises:
        MissingError: it cannot; says what to install.
    """
    try:
        import pyarrow.parquet  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise MissingError("Parquet", "pyarrow", "parquet") from error


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame whose columns hold plain values."""
    frame.to_parquet(path, index=False)


def read(path: Path) -> pd.DataFrame:
    """Read a frame of a saved case.

    Raises:
        InputError: the file is spoiled.
    """
    import pandas as pd
    import pyarrow as pa

    try:
        return pd.read_parquet(path)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise spoiled(path, error) from error


def spoiled(path: Path, error: Exception) -> InputError:
    """Say that a file of a saved case is not what was written."""
    return InputError(
        f"{path.name}: expected the frame that Case.save wrote, found something else "
        f"({error}); save the case again."
    )


def arrow_schema(columns: Mapping[str, str]) -> Any:
    """Give the schema of frames with these dtypes by column; what holds several values is JSON."""
    import pyarrow as pa

    types = {dtype: getattr(pa, name)(*of) for dtype, (name, *of) in _ARROW.items()}
    return pa.schema([(name, types[dtype]) for name, dtype in columns.items()])


def write_typed(frame: pd.DataFrame, path: Path, columns: Mapping[str, str]) -> None:
    """Write a frame of plain values, with dtypes by column whatever is in it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, arrow_schema(columns), preserve_index=False)
    pq.write_table(table, path, compression="zstd")


class EventsParquet:
    """A Parquet file of events with a row group for each frame; `data` is JSON."""

    def __init__(self, path: Path) -> None:
        """Begin a file.

        Raises:
            MissingError: Parquet cannot be written here.
        """
        needed()
        import pyarrow.parquet as pq

        self._schema = arrow_schema(events.COLUMNS)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, frame: pd.DataFrame) -> None:
        """Append a frame."""
        import pyarrow as pa

        if len(frame):
            data = events.column([json_cell(value) for value in frame["data"]], "string")
            table = pa.Table.from_pandas(
                frame.assign(data=data), self._schema, preserve_index=False
            )
            self._writer.write_table(table)

    def close(self) -> None:
        """Write the footer, without which there is no file."""
        self._writer.close()
