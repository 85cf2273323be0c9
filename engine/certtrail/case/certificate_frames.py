"""Ledger, selections and changes as pandas frames, for notebooks.

Times are `datetime64[s, UTC]` (NaT where not known), text is `string` (NA where not known), truth
is `boolean`, hours are `Int64`; columns of several values hold tuples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.certificates.ledger import Entry
    from certtrail.certificates.selections import Selection
    from certtrail.certificates.what_if import Change

LEDGER: Final = {
    "server": "string",
    "thumbprint": "string",
    "subject": "string",
    "issuer": "string",
    "self_signed": "boolean",
    "names": "object",
    "not_before": "datetime64[s, UTC]",
    "not_after": "datetime64[s, UTC]",
    "exact_dates": "boolean",
    "implied_not_after": "datetime64[s, UTC]",
    "implied_error_hours": "Int64",
    "services": "object",
    "status": "string",
    "key_usable": "boolean",
    "roles": "object",
    "first_seen": "datetime64[s, UTC]",
    "last_seen": "datetime64[s, UTC]",
    "events": "Int64",
}
SELECTIONS: Final = {
    "server": "string",
    "direction": "string",
    "connector": "string",
    "asked_for": "string",
    "documented": "string",
    "documented_sure": "boolean",
    "model": "string",
    "model_sure": "boolean",
    "offered": "string",
    "disagree": "boolean",
    "notes": "object",
}

CHANGES: Final = {
    "server": "string",
    "direction": "string",
    "connector": "string",
    "documented_before": "string",
    "documented_after": "string",
    "model_before": "string",
    "model_after": "string",
    "breaks": "boolean",
    "why": "string",
}


def ledger_frame(entries: Iterable[Entry]) -> pd.DataFrame:
    """Make a frame with a row for each certificate of each server; columns as in `LEDGER`."""
    return frame_of([_ledger_row(one) for one in entries], LEDGER)


def selection_frame(found: Iterable[Selection]) -> pd.DataFrame:
    """Make a frame with a row for each connector and internal role; columns as in `SELECTIONS`."""
    return frame_of([_selection_row(one) for one in found], SELECTIONS)


def changes_frame(found: Iterable[Change]) -> pd.DataFrame:
    """Make a frame with a row for each selection that differs; columns as in `CHANGES`."""
    return frame_of([_change_row(one) for one in found], CHANGES)


def _ledger_row(one: Entry) -> dict[str, object]:
    stored = None if one.held is None else one.held.stored
    times = [event.at for event in one.life if event.at is not None]
    lasts = [event.last for event in one.life if event.last is not None]
    row: dict[str, object] = {
        "server": one.server,
        "thumbprint": one.thumbprint,
        "self_signed": None if one.held is None else one.held.self_signed,
        "key_usable": one.key.usable,
        "roles": tuple(dict.fromkeys(role.kind for role in one.roles)),
        "implied_not_after": None if one.implied is None else one.implied.at,
        "implied_error_hours": None if one.implied is None else one.implied.error_hours,
        "first_seen": min(times, default=None),
        "last_seen": max([*times, *lasts], default=None),
        "events": sum(event.count for event in one.life),
    }
    if stored is not None:
        services = None if stored.services is None else tuple(sorted(stored.services))
        row |= {
            "subject": stored.subject,
            "issuer": stored.issuer,
            "names": stored.names,
            "not_before": stored.not_before,
            "not_after": stored.not_after,
            "exact_dates": stored.exact_dates,
            "services": services,
            "status": stored.status,
        }
    return row


def _selection_row(one: Selection) -> dict[str, object]:
    return {
        "server": one.server,
        "direction": str(one.direction),
        "connector": one.connector,
        "asked_for": one.asked_for,
        "documented": one.documented.pick or None,
        "documented_sure": one.documented.sure,
        "model": one.model.pick or None,
        "model_sure": one.model.sure,
        "offered": one.offered,
        "disagree": one.disagree,
        "notes": one.notes,
    }


def _change_row(one: Change) -> dict[str, object]:
    return {
        "server": one.after.server,
        "direction": str(one.after.direction),
        "connector": one.after.connector,
        "documented_before": one.before.documented.pick or None,
        "documented_after": one.after.documented.pick or None,
        "model_before": one.before.model.pick or None,
        "model_after": one.after.model.pick or None,
        "breaks": one.breaks,
        "why": one.why,
    }


def html_table(frame: pd.DataFrame) -> str:
    """Show a frame as a table in a notebook, every value escaped and what is missing empty."""
    return str(frame.astype("string").fillna("").to_html(escape=True, index=False))


def frame_of(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Make a frame with these columns and dtypes, also of no rows; what a row lacks is missing.

    Times come as datetimes for a dtype in seconds, else as nanoseconds since 1970 or ISO 8601.
    """
    made = {}
    for name, dtype in columns.items():
        values = [row.get(name) for row in rows]
        if dtype.startswith("datetime64[s"):
            # Seconds, not nanoseconds: a certificate may end after the year 2262.
            moments = np.array(
                ["NaT" if value is None else value for value in values], dtype="datetime64[s]"
            )
            made[name] = pd.Series(moments).dt.tz_localize("UTC")
        elif dtype.startswith("datetime"):
            instants = pd.to_datetime(np.array(values, dtype=object), utc=True)
            made[name] = pd.Series(instants).astype(dtype)  # type: ignore[call-overload]
        else:
            made[name] = pd.Series(values, dtype=pd.api.types.pandas_dtype(dtype))
    return pd.DataFrame(made, columns=list(columns))
