"""A server that no list of today has, whose log ends weeks before those of the others."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.model.vocabulary import Severity, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

DAY: Final = 86_400
BEGIN: Final = 1_790_000_000
A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5AA"
OLD: Final = "EX13.contoso.com"
PRESENT: Final = ("EX21.contoso.com", "EX22.contoso.com")


def listed(*names: str) -> str:
    """Print the servers as the shell does."""
    rows = "".join(f"{name:<9} Mailbox    Version 15.2 (Build 2562.31)\n" for name in names)
    return (
        "[PS] C:\\>Get-ExchangeServer | ft Name,ServerRole,AdminDisplayVersion -AutoSize\n\n"
        "Name      ServerRole AdminDisplayVersion\n----      ---------- -------------------\n"
        f"{rows}\n"
    )


def record(server: str, number: int, at: int, *, lost: bool = False) -> str:
    """Write a record as `certtrail events` does."""
    item = {
        "time": datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z"),
        "computer": server,
        "channel": "Application",
        "provider": "MSExchangeTransport" if lost else ("VSS", "ESENT", "MsiInstaller")[number % 3],
        "event_id": 12024 if lost else 8224,
        "record_id": number,
        "data": [A, B] if lost else [],
    }
    return json.dumps(item)


def diagnosed(folder: Path, text: str, days: int) -> Diagnosis:
    """Diagnose three servers, of which the old one's log ends so many days before."""
    lines = []
    for server in (OLD, *PRESENT):
        end = 100 - (days if server == OLD else 0)
        for number in range(1, end + 1):
            lost = server == OLD and number > end - 5
            lines.append(record(server, number, BEGIN + number * DAY, lost=lost))
    (folder / "logs.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "servers.txt").write_text(text)
    return pipeline.diagnose(folder)


def test_it_was_most_likely_removed(tmp_path: Path) -> None:
    """What its log told is of then, and there is nothing to do but to ask."""
    found = diagnosed(tmp_path, listed("EX21", "EX22"), 40)
    (old,) = (one for one in found.servers if one.name == OLD)
    assert old.verdict is Verdict.UNKNOWN
    assert "not among the servers that servers.txt lists" in str(old.why)
    lost = [one for one in found.findings if OLD in one.servers and "12024" in str(one.evidence)]
    assert lost
    assert all(one.severity is Severity.INFO and len(one.remedy) <= 1 for one in lost)
    assert any("still exist" in str(question) for one in lost for question in one.questions)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # It is among them, or its log goes on as long, or no list has several.
        (listed("EX13", "EX21", "EX22"), 40),
        (listed("EX21", "EX22"), 5),
        (listed("EX21"), 40),
        ("Exchange: see the logs.\n", 40),
    ],
)
def test_a_server_that_may_be_there_is_broken(tmp_path: Path, text: str, days: int) -> None:
    """Who did not list all, or lists it, says nothing of a removal."""
    found = diagnosed(tmp_path, text, days)
    (old,) = (one for one in found.servers if one.name == OLD)
    assert old.verdict is Verdict.BROKEN
