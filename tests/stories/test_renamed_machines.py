"""Machines that got another name: what is taken for one machine is told, and little is no proof."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING, Final

from certtrail import diagnose
from tests.places import SAMPLES
from tests.stories.machines import told

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HEADS: Final = [
    "Message",
    "Id",
    "Version",
    "Qualifiers",
    "Level",
    "Task",
    "Opcode",
    "Keywords",
    "RecordId",
    "ProviderName",
    "ProviderId",
    "LogName",
    "ProcessId",
    "ThreadId",
    "MachineName",
    "UserId",
    "TimeCreated",
    "LevelDisplayName",
]
RENAMED: Final = {
    "story": "renamed machine",
    "life": ["windows", "exchange"],
    "servers": [
        {
            "name": "EX01.contoso.com",
            "days": 9,
            "once": "WIN-8AB3",
            "until": "6d",
            "events": [
                {
                    "every": "2h..5h",
                    "source": "MSExchangeTransport",
                    "id": 12017,
                    "level": 2,
                    "data": ["$D3", "{left:20d}"],
                }
            ],
        }
    ],
}


def _table(path: Path, rows: Iterable[tuple[str, str]], first: int = 1) -> None:
    """Write rows of computer and time as Export-Csv does, numbered one after the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    message = (
        "Microsoft Exchange could not find a certificate that contains the domain name "
        "m.contoso.com in the personal store on the local computer. Therefore, it is unable to "
        "support the STARTTLS SMTP verb for the connector C with a FQDN parameter of m.contoso.com."
    )
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADS, restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        for number, (computer, time) in enumerate(rows, first):
            writer.writerow(
                {
                    "Message": message,
                    "Id": 12014,
                    "Level": 2,
                    "Task": 12,
                    "RecordId": number,
                    "ProviderName": "MSExchangeTransport",
                    "LogName": "Application",
                    "MachineName": computer,
                    "TimeCreated": time,
                    "LevelDisplayName": "Error",
                }
            )


def _names(folder: Path) -> set[str]:
    return {one.name for one in diagnose([folder], engine="plain").servers}


def test_a_rename_is_told(tmp_path: Path) -> None:
    """The note names both, and the lines of before have the name that stands in the records."""
    diagnosis = diagnose([told(dict(RENAMED), tmp_path)], engine="plain")
    assert [one.name for one in diagnosis.servers] == ["EX01.contoso.com"]
    (note,) = (str(one) for one in diagnosis.notes if "is called" in str(one))
    assert note.startswith("WIN-8AB3 is called EX01.contoso.com from 20")
    lines = [each.line for one in diagnosis.findings for each in one.evidence]
    assert any(" WIN-8AB3 Application #" in line for line in lines)
    assert {one.server for one in diagnosis.findings[0].evidence} == {"EX01.contoso.com"}


def test_two_invented_rows_rename_nothing(tmp_path: Path) -> None:
    """A server with logs of its own keeps its name, whatever a table says."""
    shutil.copytree(SAMPLES / "outlier", tmp_path / "given")
    before = _names(tmp_path / "given")
    rows = [("EX03.contoso.com", "2027-01-19 10:00:00"), ("OTHER.contoso.com", "2027-01-19 10:01")]
    _table(tmp_path / "given" / "ZZ" / "e.csv", [(name, f"{at}:00"[:19]) for name, at in rows])
    assert _names(tmp_path / "given") == before | {"OTHER.contoso.com"}
    # Nor with many rows, and numbers that might be ids.
    many = [("EX03.contoso.com", f"2027-01-19 10:{n:02}:00") for n in range(40)]
    many += [("OTHER.contoso.com", f"2027-01-19 11:{n:02}:00") for n in range(40)]
    _table(tmp_path / "given" / "ZZ" / "e.csv", many, first=90_001)
    assert _names(tmp_path / "given") == before | {"OTHER.contoso.com"}


def test_servers_of_one_table(tmp_path: Path) -> None:
    """Rows of several servers with running numbers are several servers."""
    rows = [(f"S{n}.contoso.com", f"2026-01-15 09:{n // 60:02}:{n % 60:02}") for n in range(50)]
    _table(tmp_path / "e.csv", rows)
    assert len(_names(tmp_path)) == 50
    long = [(f"S{n // 30}.contoso.com", f"2026-01-15 09:{n:02}:00") for n in range(60)]
    _table(tmp_path / "e.csv", long)
    assert len(_names(tmp_path)) == 2
