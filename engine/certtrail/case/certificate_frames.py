"""Ledger, selections and changes as pandas frames, for notebooks.

Times are `datetime64[s, UTC]` (NaT where not known), text is `string` (NA where not known), truth
is `boolean`, hours are `Int64`; columns of several values hold tuples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from certtrail.model import events
from certtrail.model.selected_certificates import UNKNOWN, thumbprint_of
from certtrail.text.display import visible
from certtrail.text.instants import SECOND
from certtrail.text.notebook_html import NO_FORMULAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.certificates.what_if import SelectionChange
    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.selected_certificates import Selection

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


def ledger_frame(entries: Iterable[LedgerEntry]) -> pd.DataFrame:
    """Make a frame with a row for each certificate of each server; columns as in `LEDGER`."""
    return frame_of([_ledger_row(one) for one in entries], LEDGER)


def selection_frame(found: Iterable[Selection]) -> pd.DataFrame:
    """Make a frame with a row for each connector and internal role; columns as in `SELECTIONS`."""
    return frame_of([_selection_row(one) for one in found], SELECTIONS)


def changes_frame(found: Iterable[SelectionChange]) -> pd.DataFrame:
    """Make a frame with a row for each selection that differs; columns as in `CHANGES`."""
    return frame_of([_change_row(one) for one in found], CHANGES)


def _ledger_row(one: LedgerEntry) -> dict[str, object]:
    known = one.certificate
    times = [event.time // SECOND for event in one.life if event.time is not None]
    lasts = [event.last // SECOND for event in one.life if event.last is not None]
    return {
        "server": one.server,
        "thumbprint": one.thumbprint,
        "subject": one.subject or None,
        "issuer": one.issuer or None,
        "self_signed": known and known.self_signed,
        "names": known and known.names,
        "not_before": known and known.not_before,
        "not_after": known and known.not_after,
        "exact_dates": known and known.exact_dates,
        "implied_not_after": one.implied and one.implied.at // SECOND,
        "implied_error_hours": one.implied and one.implied.error_hours,
        "services": None if known is None or known.services is None else one.services,
        "status": one.status or None,
        "key_usable": one.key_usable,
        "roles": tuple(str(role) for role in one.roles),
        "first_seen": min(times, default=None),
        "last_seen": max([*times, *lasts], default=None),
        "events": sum(event.count for event in one.life),
    }


def _selection_row(one: Selection) -> dict[str, object]:
    return {
        "server": one.server,
        "direction": str(one.direction),
        "connector": one.connector,
        "asked_for": one.asked_for,
        "documented": thumbprint_of(one.documented),
        "documented_sure": one.documented != UNKNOWN,
        "model": thumbprint_of(one.model),
        "model_sure": one.model != UNKNOWN,
        "offered": one.offered,
        "disagree": one.disagree,
        "notes": one.notes,
    }


def _change_row(one: SelectionChange) -> dict[str, object]:
    return {
        "server": one.after.server,
        "direction": str(one.after.direction),
        "connector": one.after.connector,
        "documented_before": thumbprint_of(one.before.documented),
        "documented_after": thumbprint_of(one.after.documented),
        "model_before": thumbprint_of(one.before.model),
        "model_after": thumbprint_of(one.after.model),
        "breaks": one.breaks,
        "why": one.why,
    }


def html_table(frame: pd.DataFrame) -> str:
    """Show a frame as a table in a notebook, every value escaped and what is missing empty.

    What cannot be seen is spelled out, and no formula is looked for.
    """
    texts = frame.astype("string").fillna("").apply(lambda column: column.map(visible))
    return str(texts.to_html(escape=True, index=False, classes=NO_FORMULAS))


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
            made[name] = events.column(values, dtype)
    return pd.DataFrame(made, columns=list(columns))
