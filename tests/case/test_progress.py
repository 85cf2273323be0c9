"""Progress on stderr: JSON lines for programs, bars on a terminal, nothing for those who ask."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.stories.sampled import FOLDER, copied

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "certtrail", "diagnose"]


def _stderr(*arguments: object) -> str:
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode in (1, 3)
    return done.stderr


def test_json_lines(tmp_path: Path) -> None:
    """Every line is an object; each file and the judging come to an end; notes are lines, too."""
    told = _stderr(FOLDER / "edge", "--progress", "json", "-o", tmp_path / "r.html")
    lines = [json.loads(line) for line in told.splitlines()]
    progress = [line for line in lines if line["event"] == "progress"]
    last = {line["name"]: line["fraction"] for line in progress}
    assert last["judging by the rules"] == 1.0
    assert set(last.values()) == {1.0}
    assert len(last) == 6
    fractions = [line["fraction"] for line in progress if line["name"] == "HUB01/System.evtx"]
    assert fractions == sorted(fractions)
    assert [line["text"] for line in lines if line["event"] == "note"] == [
        f"the report is in {tmp_path / 'r.html'}"
    ]


def test_json_lines_tell_what_was_not_read(tmp_path: Path) -> None:
    """Problems are lines like all others."""
    folder = copied("edge", tmp_path)
    (folder / "empty.evtx").touch()
    told = _stderr(folder, "--progress", "json", "-o", tmp_path / "r.html")
    notes = [json.loads(line) for line in told.splitlines() if '"note"' in line]
    assert any("empty.evtx: It is empty" in note["text"] for note in notes)


@pytest.mark.parametrize("quiet", ["-q", "--quiet"])
def test_quiet(tmp_path: Path, quiet: str) -> None:
    """Nothing at all when all went well; what was not read is told all the same."""
    assert _stderr(FOLDER / "edge", quiet, "-o", tmp_path / "r.html") == ""
    folder = copied("edge", tmp_path)
    (folder / "empty.evtx").touch()
    assert "empty.evtx: It is empty" in _stderr(folder, quiet, "-o", tmp_path / "r.html")


def test_without_a_terminal_there_are_no_bars(tmp_path: Path) -> None:
    """A log of a run stays clean."""
    told = _stderr(FOLDER / "edge", "-o", tmp_path / "r.html")
    assert told == f"certtrail: the report is in {tmp_path / 'r.html'}\n"


def test_bars_on_a_terminal(tmp_path: Path) -> None:
    """Files and the judging by name; all of it is gone at the end."""
    parent, child = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, str(FOLDER / "edge"), "-o", str(tmp_path / "r.html")],
        stdout=subprocess.DEVNULL,
        stderr=child,
        env={**os.environ, "TERM": "xterm"},
    ) as process:
        process.wait()
    os.close(child)
    told = os.read(parent, 1 << 20).decode()
    os.close(parent)
    assert "judging by the rules" in told
    assert "the report is in" in told
