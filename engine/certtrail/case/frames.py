"""Findings, facts and coverage as pandas frames, for notebooks.

Times are `datetime64[ns, UTC]` (NaT where not known), text is `string`, counts are `Int64`; columns
of several values hold tuples.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from certtrail.case.certificate_frames import frame_of
from certtrail.model import events
from certtrail.model.events import TIME
from certtrail.reports.differences_json import difference_rows
from certtrail.text import instants

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from certtrail.facts.coverage import Coverage
    from certtrail.model.diagnosis import Finding
    from certtrail.model.fact import Fact
    from certtrail.model.server_differences import PeerServers

FACTS: Final[Mapping[str, str]] = {
    "kind": "string",
    "server": "string",
    "time": TIME,
    "fields": "object",
    "evidence": "object",
}
FINDINGS: Final[Mapping[str, str]] = {
    "rule": "string",
    "title": "string",
    "server": "string",
    "servers": "object",
    "severity": "string",
    "confidence": "string",
    "basis": "string",
    "verdict": "string",
    "thumbprints": "object",
    "since": TIME,
    "first": TIME,
    "last": TIME,
    "records": "Int64",
    "cause": "string",
    "explained_by": "string",
    "id": "string",
}
COVERAGE: Final[Mapping[str, str]] = {
    "server": "string",
    "channel": "string",
    "first": TIME,
    "last": TIME,
    "hours": "Float64",
    "records": "Int64",
}

DIFFERENCES: Final[Mapping[str, str]] = {
    "kind": "string",
    "topic": "string",
    "what": "string",
    "likeness": "string",
    "server": "string",
    "apart": "boolean",
    "alike": "Int64",
    "value": "string",
    "missing": "string",
}


def facts_frame(facts: Iterable[Fact]) -> pd.DataFrame:
    """Make a frame with a row for each fact, in order; columns as in `FACTS`."""
    rows = [
        {
            "kind": fact.kind,
            "server": fact.server,
            "time": fact.time or None,
            "fields": dict(fact.fields),
            "evidence": tuple(item.line for item in fact.evidence),
        }
        for fact in facts
    ]
    return frame_of(rows, FACTS)


def of_kind(facts: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Choose the facts of a kind; each field has a column of its own in place of `fields`.

    Times in fields are seconds since 1970 UTC.
    """
    chosen = facts[facts["kind"] == kind].reset_index(drop=True)
    for name in sorted({name for fields in chosen["fields"] for name in fields}):
        values = [fields.get(name) for fields in chosen["fields"]]
        chosen[name] = events.column(values, None)
    return chosen.drop(columns=["fields"])


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Make a frame with a row for each finding, worst first; columns as in `FINDINGS`."""
    rows = [
        {
            **{name: getattr(one, name) for name in FINDINGS if hasattr(one, name)},
            "severity": str(one.severity),
            "confidence": str(one.confidence),
            "basis": str(one.basis),
            "verdict": None if one.verdict is None else str(one.verdict),
            "title": str(one.title),
            "cause": str(one.cause),
            "records": one.count,
        }
        for one in findings
    ]
    return frame_of(rows, FINDINGS)


def coverage_frame(coverage: Iterable[Coverage]) -> pd.DataFrame:
    """Make a frame with a row for each stretch without a gap; columns as in `COVERAGE`.

    `records` are those of the channel, in all its stretches.
    """
    rows = [
        {
            "server": one.server,
            "channel": one.channel,
            "first": start * instants.SECOND,
            "last": end * instants.SECOND,
            "hours": (end - start) / 3600,
            "records": one.records,
        }
        for one in coverage
        for start, end in one.intervals
    ]
    return frame_of(rows, COVERAGE)


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Write columns of several values as JSON."""
    made = frame.copy()
    for name in made.columns:
        if made[name].dtype == object:
            made[name] = events.column([_json(value) for value in made[name]], "string")
    return made


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def differences_frame(differences: Iterable[PeerServers]) -> pd.DataFrame:
    """Make a frame with a row for each thing of each server; columns as in `DIFFERENCES`."""
    return frame_of(list(difference_rows(differences)), DIFFERENCES)
