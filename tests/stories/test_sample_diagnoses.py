"""Every sample gives the diagnosis that its index promises, in every format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner

from certtrail.cli.main import cli
from tests.places import SAMPLES
from tests.stories.sampled import diagnosed
from tests.stories.told import contradictions

if TYPE_CHECKING:
    from pathlib import Path

INDEX: list[dict[str, Any]] = yaml.safe_load((SAMPLES / "index.yaml").read_text("utf-8"))


@pytest.mark.parametrize("entry", INDEX, ids=lambda entry: str(entry["folder"]))
def test_sample(entry: dict[str, Any], tmp_path: Path) -> None:
    """Verdicts, findings, what must not be found and the exit code are as promised."""
    saved = tmp_path / "diagnosis.json"
    folder = str(SAMPLES / entry["folder"])
    done = CliRunner().invoke(cli, ["diagnose", folder, "-o", str(saved)])
    expected = entry["expected"]
    assert done.exit_code == expected["exit"]
    diagnosis = json.loads(saved.read_text("utf-8"))
    verdicts = {server["name"]: server["verdict"] for server in diagnosis["servers"]}
    assert verdicts == expected["servers"]
    found = {finding["rule"] for finding in diagnosis["findings"]}
    assert set(expected["findings"]) <= found
    assert not found & set(expected["absent"])
    titles = {finding["title"] for finding in diagnosis["findings"]}
    for name in ("html", "md", "text"):
        shown = CliRunner().invoke(cli, ["render", str(saved), "--format", name])
        assert shown.exit_code == 0
        assert all(title.split()[0] in shown.stdout for title in titles)
        assert all(server in shown.stdout for server in verdicts)


@pytest.mark.parametrize("entry", INDEX, ids=lambda entry: str(entry["folder"]))
def test_verdicts_and_findings_say_the_same(entry: dict[str, Any]) -> None:
    """No server is healthy beside something open, none broken without a finding that says so."""
    assert contradictions(diagnosed(entry["folder"])) == []
