"""A log that was cleared and its archive in one file: each record counts at its own time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from certtrail.model.vocabulary import Verdict
from certtrail.pipeline import diagnose
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
CLEARED, END = BEGIN + timedelta(days=9), BEGIN + timedelta(days=20)
HOUR = timedelta(hours=1)
THUMBPRINT = "5A" * 20
SOURCES = ("ESENT", "MSExchange Common", "MSExchange ADAccess", "Windows Error Reporting")

Told = tuple[datetime, str, int, list[str]]


def exported(first: int, trouble: Sequence[Told]) -> str:
    """Write Get-WinEvent | ConvertTo-Json of an archive, from one id on, and of the log, from 1."""
    step = timedelta(minutes=50)
    every: list[Told] = [
        (BEGIN + number * step, SOURCES[number % 4], 1000 + number % 4, [])
        for number in range(int((END - BEGIN) / step))
    ]
    every += trouble
    items: list[dict[str, Any]] = []
    number, before = first - 1, True
    for at, source, event, strings in sorted(every, key=lambda each: each[0]):
        if before and at >= CLEARED:
            number, before = 0, False
        number += 1
        items.append(
            {
                "TimeCreated": f"{at:%Y-%m-%dT%H:%M:%S}.0000000Z",
                "Id": event,
                "ProviderName": source,
                "LogName": "Application",
                "Level": 3,
                "RecordId": number,
                "MachineName": "MX7.contoso.com",
                "Properties": [{"Value": one} for one in strings],
            }
        )
    return json.dumps(items)


def told(folder: Path, first: int, trouble: Sequence[Told]) -> Diagnosis:
    """Diagnose such an export."""
    (folder / "events.json").write_text(exported(first, trouble))
    return diagnose([folder], engine="plain")


def unloadable(start: datetime, end: datetime) -> list[Told]:
    """Make 12023 each 15 minutes."""
    every = timedelta(minutes=15)
    return [
        (start + every * number, "MSExchangeTransport", 12023, [THUMBPRINT])
        for number in range(int((end - start) / every))
    ]


@pytest.mark.parametrize("first", [1, 120, 700_000])
def test_what_was_over_before_it_was_cleared(tmp_path: Path, first: int) -> None:
    """It is not of the end of the log, wherever the ids of the archive lie."""
    begin = BEGIN + timedelta(days=2)
    found = told(tmp_path, first, unloadable(begin, begin + 3 * HOUR))
    (server,) = found.servers
    assert server.verdict is not Verdict.BROKEN
    assert server.first == BEGIN.timestamp() * SECOND
    assert not any("clock" in note for one in found.inputs for note in one.notes)


@pytest.mark.parametrize("first", [1, 120, 700_000])
@pytest.mark.parametrize("days", [2, 10])
def test_what_goes_on_to_the_end(tmp_path: Path, first: int, days: int) -> None:
    """Trouble that began before or after it was cleared and is not over is found at its time."""
    begin = BEGIN + timedelta(days=days)
    found = told(tmp_path, first, unloadable(begin, END))
    (server,) = found.servers
    assert server.verdict is Verdict.BROKEN
