"""Frames in, Parquet files out, and back; what they need comes with `certtrail[parquet]`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from certtrail.inputs.guard import memory_bounded
from certtrail.model import events
from certtrail.model.errors import InputError, MissingError
from certtrail.text.outgoing import json_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

    import pandas as pd

LARGEST: Final = 1 << 30
"""Bytes that a file may hold when it is read."""
_MEMORY: Final = 4 * LARGEST
_CELL: Final = 8
_TOLD: Final = 300
_TOO_MUCH: Final = f"it holds more than {LARGEST >> 20} MiB"
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
        InputError: the file is spoiled, or holds too much.
    """
    import pandas as pd

    see_bounded(path)
    with _sound(path), memory_bounded(_MEMORY):
        return pd.read_parquet(path, use_threads=False)


def check(path: Path, columns: Mapping[str, str]) -> None:
    """See that a file can be read, all of it, and has these columns with these dtypes.

    Raises:
        InputError: it has not, or holds too much.
    """
    import pyarrow.parquet as pq

    see_bounded(path)
    with _sound(path), memory_bounded(_MEMORY), pq.ParquetFile(path) as file:
        if not file.schema_arrow.equals(arrow_schema(columns)):
            raise ValueError("it has other columns")
        for group in range(file.num_row_groups):
            file.read_row_group(group, use_threads=False)


def see_bounded(path: Path) -> None:
    """See that what a file holds is no more than `LARGEST` when it is read.

    A text that many rows have stands in a file once, and may be there as often as there are rows
    when it is read: where that could be too much, it is counted.

    Raises:
        InputError: it is more, the file is spoiled, or it is no table of single values.
    """
    import pyarrow.parquet as pq

    with _sound(path), memory_bounded(_MEMORY), pq.ParquetFile(path) as file:
        told = file.metadata
        columns = [told.schema.column(number) for number in range(told.num_columns)]
        if any(one.max_repetition_level or one.path != one.name for one in columns):
            raise ValueError("it is no table of single values")
        groups = [told.row_group(number) for number in range(told.num_row_groups)]
        size = sum(group.num_rows for group in groups) * len(columns) * _CELL
        size += sum(max(group.total_byte_size, 0) for group in groups)
        if not 0 <= size <= LARGEST:
            raise ValueError(_TOO_MUCH)
        for number, column in enumerate(columns):
            chunks = [(group.num_rows, group.column(number)) for group in groups]
            most = sum(rows * chunk.total_uncompressed_size for rows, chunk in chunks)
            if column.physical_type == "BYTE_ARRAY" and most > LARGEST:
                size += _expanded(path, column.name)
        if size > LARGEST:
            raise ValueError(_TOO_MUCH)


def _expanded(path: Path, column: str) -> int:
    """Count the bytes of a column of texts; each text is there once while that is done."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    size = 0
    with pq.ParquetFile(path, read_dictionary=[column]) as file:
        for batch in file.iter_batches(columns=[column], use_threads=False):
            cells = batch.column(0)
            lengths = pc.binary_length(cells.dictionary)
            size += pc.sum(lengths.take(cells.indices)).as_py() or 0
    return size


@contextmanager
def _sound(path: Path) -> Iterator[None]:
    """Say of a file that it is spoiled, whatever the libraries make of it."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, ValueError, TypeError, OSError, OverflowError) as error:
        raise spoiled(path, error) from error
    except MemoryError as error:
        raise spoiled(path, ValueError(_TOO_MUCH)) from error


def spoiled(path: Path, error: Exception) -> InputError:
    """Say that a file of tables is not what was written."""
    return InputError(
        f"{path.name}: expected a table as certtrail writes it, found something else "
        f"({str(error)[:_TOLD]}); save or diagnose it again."
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
