"""Frames of events in, one after the other; a file of them out, in one of several text formats.

JSON Lines and CSV have the columns of `model.events`, and so has Parquet (`case.parquet_files`).
Times are ISO 8601 UTC with all their digits, and without the Z where they are of a server's own
clock whose zone is not known (but in Parquet, where the report of the file has to tell). In CSV and
Parquet `data` is JSON, as its shape differs from record to record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from certtrail.model import events
from certtrail.text.display import visible
from certtrail.text.outgoing import Csv, Json, ScreenText, json_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from certtrail.cli.output_files import Door

_TIME: Final = len("2026-01-31 08:00:00 local")


def columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Give each column as plain values, times as ISO 8601, None where there is nothing."""
    found: dict[str, list[Any]] = {}
    zone = "" if frame.attrs.get(events.UNPLACED) else "Z"
    for name in events.COLUMNS:
        column = frame[name]
        if name == "time":
            # 100 ns is what a log has; nine digits only where somebody wrote them.
            texts = column.dt.tz_localize(None).to_numpy("datetime64[ns]").astype(str).tolist()
            found[name] = [text.removesuffix("00") + zone for text in texts]
        elif name == "data":
            found[name] = column.tolist()
        else:
            found[name] = column.astype(object).where(column.notna(), None).tolist()
    return found


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*columns(frame).values(), strict=True)


class JsonLines:
    """One JSON object a line."""

    def __init__(self, out: Door) -> None:
        self._out = out

    def write(self, frame: pd.DataFrame) -> None:
        """Append a frame."""
        names = list(events.COLUMNS)
        for row in _rows(frame):
            self._out.write(Json(dict(zip(names, row, strict=True)), indent=None))


class CsvRows:
    """Comma separated values; a cell that a spreadsheet would run as a formula gets a quote."""

    def __init__(self, out: Door) -> None:
        self._out = out
        out.write(Csv([list(events.COLUMNS)]))

    def write(self, frame: pd.DataFrame) -> None:
        """Append a frame."""
        found = columns(frame)
        found["data"] = [json_cell(value) for value in found["data"]]
        self._out.write(Csv(zip(*found.values(), strict=True)))


class RecordLines:
    """A line for each record, to be read by people."""

    def __init__(self, out: Door, width: int | None) -> None:
        self._out = out
        self._width = width
        head = (
            f"{'time (UTC)':{_TIME}} {'computer':20} {'channel':14} "
            f"{'provider':28} {'id':>5} {'record':>9}  data"
        )
        out.write(ScreenText([self._cut(head)]))

    def write(self, frame: pd.DataFrame) -> None:
        """Append a frame."""
        found = columns(frame)
        names = ("time", "computer", "channel", "provider", "event_id", "record_id", "data")
        self._out.write(
            ScreenText(
                self._cut(self._line(*row))
                for row in zip(*(found[name] for name in names), strict=True)
            )
        )

    def _line(self, time: str, *values: Any) -> str:
        *places, event_id, record_id, data = values
        computer, channel, provider = (visible(text) for text in places)
        shown = time[:23].replace("T", " ")
        if not time.endswith("Z"):
            shown = f"{time[:19].replace('T', ' ')} local"
        return (
            f"{shown:{_TIME}} {computer:20} {channel:14} "
            f"{provider:28} {event_id:>5} {record_id:>9}  {visible(_short(data))}"
        )

    def _cut(self, line: str) -> str:
        cut = self._width is not None and len(line) > self._width
        return line[: (self._width or 1) - 1] + "…" if cut else line


def _short(data: object) -> str:
    if isinstance(data, list):
        return " | ".join(_short(item) for item in data)
    if isinstance(data, dict):
        return " | ".join(f"{name}={_short(item)}" for name, item in data.items())
    return str(data)
