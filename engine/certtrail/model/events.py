"""The events frame: one row a record, the same columns and dtypes from every source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from certtrail.model.records import Records, Sparse
from certtrail.text.display import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.model.record_filter import RecordFilter

TIME: Final = "datetime64[ns, UTC]"

# dtype by column. `time` is System/TimeCreated in UTC, and where the zone of a text is not known,
# what the server's own clock showed (see `UNPLACED`); `record_id` is System/EventRecordID.
# `data` holds a list of str (unnamed Data), or a dict (named Data, UserData; values are str, a
# list of str for an array or a repeated name, or a dict for a nested element).
# `binary` is EventData/Binary as upper-case hex; missing where there is none or it is empty.
COLUMNS: Final[Mapping[str, str]] = {
    "time": TIME,
    "computer": "string",
    "channel": "string",
    "provider": "string",
    "event_id": "UInt32",
    "qualifiers": "UInt16",
    "level": "UInt8",
    "task": "UInt16",
    "record_id": "UInt64",
    "data": "object",
    "file": "string",
    "binary": "string",
}

UNPLACED: Final = "unplaced"
"""Among the `attrs` of a frame: its times are of a server's own clock, whose zone nobody knows."""


def frame(records: Records | None = None, *, unplaced: bool = False) -> pd.DataFrame:
    """Show records as an events frame; no argument gives the empty frame."""
    records = Records.empty() if records is None else records.unpacked()
    series: dict[str, pd.Series[Any]] = {}
    for name, dtype in COLUMNS.items():
        values = getattr(records, name)
        if name == "time":
            series[name] = pd.Series(pd.to_datetime(values, utc=True)).astype(TIME)
        elif isinstance(values, Sparse):
            series[name] = pd.Series(pd.arrays.IntegerArray(values.values, values.absent))
        else:
            series[name] = column(values, dtype)
    made = pd.DataFrame(series, columns=list(COLUMNS))
    if unplaced:
        made.attrs[UNPLACED] = True
    return made


def column(values: Any, dtype: str | None) -> pd.Series[Any]:
    """Make a column; texts with half characters, which pandas cannot hold, get marks for them.

    Args:
        values: of the column.
        dtype: of it; None for what fits best.
    """

    def made(values: Any) -> pd.Series[Any]:
        if dtype is None:
            return pd.Series(values).convert_dtypes()
        return pd.Series(values, dtype=pd.api.types.pandas_dtype(dtype))

    try:
        return made(values)
    except UnicodeEncodeError:
        return made([whole(value) if isinstance(value, str) else value for value in values])


def select(records: pd.DataFrame, wanted: RecordFilter) -> pd.DataFrame:
    """Keep the rows of an events frame that a selection wants."""
    names = ("provider", "event_id", "channel", "computer", "time")
    kept = [
        wanted.wants_event(provider, int(event_id))
        and wanted.wants_place(channel, computer)
        and wanted.wants_time(time)
        for provider, event_id, channel, computer, time in zip(
            *(records[name] for name in names), strict=True
        )
    ]
    return records[kept].reset_index(drop=True)
