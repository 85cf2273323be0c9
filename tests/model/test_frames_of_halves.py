"""Half characters, which hostile or broken exports hold, in every frame and format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import certtrail
from certtrail.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

HALF = "EX01\ud800"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Write an event whose every text ends in a half character."""
    event = {
        "Id": 12024,
        "ProviderName": "MSExchangeTransport",
        "LogName": "Application",
        "MachineName": HALF,
        "TimeCreated": "2026-01-05T10:00:00Z",
        "RecordId": 5,
        "Level": 2,
        "Properties": [{"Value": "A1" * 20}, {"Value": "B\udc00"}],
    }
    path = tmp_path / "a.jsonl"
    path.write_bytes(json.dumps(event).encode())
    return path


@pytest.mark.parametrize("name", ["jsonl", "csv", "parquet", "table"])
def test_events_in_every_format(export: Path, name: str) -> None:
    """They are shown with the mark for what is no character."""
    output = export.with_name(f"out.{name}")
    done = CliRunner().invoke(
        cli, ["events", str(export), "--format", name, "-o", str(output)], catch_exceptions=False
    )
    assert done.exit_code == 0
    assert name == "parquet" or "EX01" in output.read_text("utf-8")


def test_every_frame_of_a_case(export: Path, tmp_path: Path) -> None:
    """The case can be looked at, asked by SQL, saved, and loaded again."""
    case = certtrail.open(export)
    assert len(case.events()) == 1
    for frame in (case.facts(), case.findings(), case.certificates(), case.coverage()):
        frame.select_dtypes("string").to_json().encode()
    case.save(tmp_path / "kept")
    assert len(certtrail.load(tmp_path / "kept").events()) == 1
