"""The events frame: one row a record, the same columns and dtypes from every source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TIME: Final = "datetime64[ns, UTC]"

# dtype by column. `time` is System/TimeCreated in UTC; `record_id` is System/EventRecordID.
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

# The total order of records: every stage sees them so, whatever the order of the files.
ORDER: Final[tuple[str, ...]] = ("time", "computer", "channel", "record_id", "file")


def frame(columns: Mapping[str, Sequence[Any]] | None = None) -> pd.DataFrame:
    """Build an events frame from equally long columns; no argument gives the empty frame.

    `time` takes int nanoseconds since 1970 (UTC), or anything that pandas reads as UTC.
    """
    given: Mapping[str, Sequence[Any]] = columns or dict.fromkeys(COLUMNS, ())
    series: dict[str, pd.Series[Any]] = {}
    for name, dtype in COLUMNS.items():
        values = given[name]
        if name == "time":
            series[name] = pd.Series(pd.to_datetime(values, utc=True)).astype(TIME)
        else:
            series[name] = pd.Series(values, dtype=dtype)
    return pd.DataFrame(series, columns=list(COLUMNS))


def merge(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join frames into one in total order; a record that is in several exports is kept once.

    Two rows are one record when computer (without case), channel, record id and content agree;
    the row of the file that sorts first stays.
    """
    filled = [part for part in frames if len(part)]
    if not filled:
        return frame()
    joined = pd.concat(filled, ignore_index=True).sort_values(list(ORDER), kind="stable")
    joined = joined.reset_index(drop=True)
    # Where ids and times do not repeat there is no need to compare what the records say.
    perhaps = joined.duplicated(["record_id", "time"], keep=False)
    twice = _repeated(joined[perhaps])
    return joined if twice.empty else joined.drop(index=twice).reset_index(drop=True)


def _repeated(joined: pd.DataFrame) -> pd.Index[int]:
    """Give the rows that say what a row before them says."""
    content = ["time", "provider", "event_id", "channel", "record_id", "binary"]
    identity = joined[content].copy()
    identity["computer"] = joined["computer"].str.casefold()
    identity["data"] = joined["data"].map(repr)
    return joined.index[identity.duplicated()]
