"""The events frame: one row a record, the same columns and dtypes from every source."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.selection import Selection

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


def select(records: pd.DataFrame, wanted: Selection) -> pd.DataFrame:
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


def merge(frames: Sequence[pd.DataFrame], texts: Sequence[pd.DataFrame] = ()) -> pd.DataFrame:
    """Join frames into one in total order; a record that is in several exports is kept once.

    Two rows are one record when computer (without case), channel, record id and content agree;
    the row of the file that sorts first stays.

    Args:
        frames: of event logs.
        texts: of exports that tell less: whole seconds, strings without names, or no record ids.
            A row of theirs is dropped when another file has the record with the same computer,
            provider, event id and second, and the same record id where both have one.
    """
    filled = [part for part in frames if len(part)]
    filled += _new(texts, filled)
    if not filled:
        return frame()
    joined = pd.concat(filled, ignore_index=True).sort_values(list(ORDER), kind="stable")
    joined = joined.reset_index(drop=True)
    # Where ids and times do not repeat there is no need to compare what the records say.
    perhaps = joined.duplicated(["record_id", "time"], keep=False)
    twice = _repeated(joined[perhaps])
    return joined if twice.empty else joined.drop(index=twice).reset_index(drop=True)


def _new(texts: Sequence[pd.DataFrame], known: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Keep of the frames of texts what no frame before them has, the most precise ones first."""
    ranked = sorted((part for part in texts if len(part)), key=_vagueness)
    kept: list[pd.DataFrame] = []
    seen: set[tuple[object, ...]] = set()
    counted: Counter[tuple[object, ...]] = Counter()
    for number, part in enumerate((*known, *ranked) if ranked else ()):
        rows = list(_identities(part))
        if number < len(known):
            fresh = rows
        else:
            left = Counter(counted)
            fresh = []
            chosen = []
            for place, (identity, record_id) in enumerate(rows):
                if record_id and (*identity, record_id) in seen:
                    continue
                # Without an id, as many of a kind and second are known as were seen of them.
                if not record_id and left[identity] > 0:
                    left[identity] -= 1
                    continue
                chosen.append(place)
                fresh.append((identity, record_id))
            kept.append(part.iloc[chosen])
        seen.update((*identity, record_id) for identity, record_id in fresh if record_id)
        counted.update(identity for identity, _ in fresh)
    return [part for part in kept if len(part)]


def _vagueness(part: pd.DataFrame) -> tuple[bool, bool, str]:
    whole = bool((part["time"].astype("int64") % 1_000_000_000 == 0).all())
    return bool((part["record_id"] == 0).all()), whole, str(part["file"].iloc[0])


def _identities(part: pd.DataFrame) -> Iterator[tuple[tuple[object, ...], int]]:
    seconds = (part["time"].astype("int64") // 1_000_000_000).to_list()
    hosts = [name.partition(".")[0].casefold() for name in part["computer"].to_list()]
    providers = part["provider"].str.casefold().to_list()
    ids = part["event_id"].to_list()
    records = part["record_id"].to_list()
    for identity in zip(hosts, providers, ids, seconds, records, strict=True):
        yield identity[:-1], int(identity[-1])


def _repeated(joined: pd.DataFrame) -> pd.Index[int]:
    """Give the rows that say what a row before them says."""
    content = ["time", "provider", "event_id", "channel", "record_id", "binary"]
    identity = joined[content].copy()
    identity["computer"] = joined["computer"].str.casefold()
    identity["data"] = joined["data"].map(repr)
    return joined.index[identity.duplicated()]
