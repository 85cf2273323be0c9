"""Absence of certificate events: concluded from logs, and never from records that were copied."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BEGIN: Final = datetime(2026, 2, 2, 8, tzinfo=UTC)
REFUSED: Final = (
    "<Data>UnexpectedExchangeAuthBlob</Data><Data>Default EX01</Data><Data>ExchangeAuth</Data>"
    "<Data>192.0.2.7</Data>"
)
SENTENCE: Final = "has no event about a certificate"


def cause(folder: Path, told: Sequence[tuple[float, int, str]]) -> str:
    """Give the cause of the failed authentication, from records of Event XML; `told` in hours."""
    lines = []
    for record, (at, number, data) in enumerate(told, 4_000):
        when = (BEGIN + timedelta(hours=at)).strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
        lines.append(
            '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
            f'<Provider Name="MSExchangeTransport"/><EventID>{number}</EventID><Level>3</Level>'
            f'<TimeCreated SystemTime="{when}"/><EventRecordID>{record}</EventRecordID>'
            "<Channel>Application</Channel><Computer>EX01.contoso.com</Computer></System>"
            f"<EventData>{data}</EventData></Event>"
        )
    (folder / "events.xml").write_text("<Events>" + "\n".join(lines) + "</Events>", "utf-8")
    found = pipeline.diagnose([folder], engine="plain").findings
    (one,) = (each for each in found if each.rule == "exchange-authentication-failing")
    return one.cause


@pytest.mark.parametrize(
    "told",
    [
        [(0, 1035, REFUSED)],
        [(0, 1035, REFUSED), (0.2, 16022, "<Data>TransportSettings</Data>"), (0.5, 1035, REFUSED)],
        [(at, 1035, REFUSED) for at in range(30)],
    ],
    ids=["one record", "half an hour", "records of one number"],
)
def test_copied_records_show_no_absence(
    tmp_path: Path, told: Sequence[tuple[float, int, str]]
) -> None:
    """What was left out of them nobody knows."""
    assert SENTENCE not in cause(tmp_path, told)


def test_a_log_shows_it(tmp_path: Path) -> None:
    """With what else the server writes in a day."""
    other = [(at + 0.5, 16022, "<Data>TransportSettings</Data>") for at in range(30)]
    told = sorted([*((at, 1035, REFUSED) for at in range(30)), *other])
    assert SENTENCE in cause(tmp_path, told)
