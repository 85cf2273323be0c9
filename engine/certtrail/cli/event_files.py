"""Frames of events in, one after the other; a file of them out, in one of several formats.

JSON Lines, CSV and Parquet have the columns of `model.events`. Times are ISO 8601 UTC with all
their digits; in CSV and Parquet `data` is JSON, as its shape differs from record to record.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from certtrail.model import events
from certtrail.text.display import harmless, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

    import pandas as pd

_ARROW: Final = {
    events.TIME: pa.timestamp("ns", "UTC"),
    "string": pa.string(),
    "object": pa.string(),
    "UInt8": pa.uint8(),
    "UInt16": pa.uint16(),
    "UInt32": pa.uint32(),
    "UInt64": pa.uint64(),
}
_SCHEMA: Final = pa.schema([(name, _ARROW[dtype]) for name, dtype in events.COLUMNS.items()])


def columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Give each column as plain values, times as ISO 8601, None where there is nothing."""
    found: dict[str, list[Any]] = {}
    for name in events.COLUMNS:
        column = frame[name]
        if name == "time":
            # 100 ns is what a log has; nine digits only where somebody wrote them.
            texts = column.dt.tz_localize(None).to_numpy("datetime64[ns]").astype(str).tolist()
            found[name] = [text.removesuffix("00") + "Z" for text in texts]
        elif name == "data":
            found[name] = column.tolist()
        else:
            found[name] = column.astype(object).where(column.notna(), None).tolist()
    return found


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*columns(frame).values(), strict=True)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class JsonLines:
    """One JSON object a line."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, frame: pd.DataFrame) -> None:
        """Append a frame."""
        names = list(events.COLUMNS)
        self._out.writelines(
            f"{_json(dict(zip(names, row, strict=True)))}\n" for row in _rows(frame)
        )


class Csv:
    """Comma separated values; a cell that a spreadsheet would run as a formula gets a quote."""

    def __init__(self, out: TextIO) -> None:
        self._writer = csv.writer(out, lineterminator="\n")
        self._writer.writerow(events.COLUMNS)

    def write(self, frame: pd.DataFrame) -> None:
        """Append a frame."""
        found = columns(frame)
        found["data"] = [_json(value) for value in found["data"]]
        self._writer.writerows(
            [harmless(cell) for cell in row] for row in zip(*found.values(), strict=True)
        )


class RecordLines:
    """A line for each record, to be read by people."""

    def __init__(self, out: TextIO, width: int | None) -> None:
        self._out = out
        self._width = width
        out.write(
            self._cut(
                f"{'time (UTC)':23} {'computer':20} {'channel':14} "
                f"{'provider':28} {'id':>5} {'record':>9}  data"
            )
        )

    def write(self, frame: pd.DataFrame) -> None:
        """Append a frame."""
        found = columns(frame)
        names = ("time", "computer", "channel", "provider", "event_id", "record_id", "data")
        for time, *places, event_id, record_id, data in zip(
            *(found[name] for name in names), strict=True
        ):
            computer, channel, provider = (visible(text) for text in places)
            self._out.write(
                self._cut(
                    f"{time[:23].replace('T', ' '):23} {computer:20} {channel:14} "
                    f"{provider:28} {event_id:>5} {record_id:>9}  {visible(_short(data))}"
                )
            )

    def _cut(self, line: str) -> str:
        cut = self._width is not None and len(line) > self._width
        return (line[: (self._width or 1) - 1] + "…" if cut else line) + "\n"


def _short(data: object) -> str:
    if isinstance(data, list):
        return " | ".join(_short(item) for item in data)
    if isinstance(data, dict):
        return " | ".join(f"{name}={_short(item)}" for name, item in data.items())
    return str(data)


class Parquet:
    """A Parquet file with a row group for each frame."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, _SCHEMA, compression="zstd")

    def write(self, frame: pd.DataFrame) -> None:
        """Append a frame."""
        if len(frame):
            data = frame["data"].map(_json).astype("string")
            table = pa.Table.from_pandas(frame.assign(data=data), _SCHEMA, preserve_index=False)
            self._writer.write_table(table)

    def close(self) -> None:
        """Write the footer, without which there is no file."""
        self._writer.close()
