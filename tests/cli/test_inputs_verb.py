"""`certtrail inputs`, met as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from certtrail.cli.main import cli
from tests.places import SAMPLES

WRITTEN: Final = {
    "a.bin": b"wOF2" + bytes(60),
    "b.xml": b"<settings><a/></settings>",
    "c.txt": b"remember to buy milk",
    "d.evt": b"\x30\x00\x00\x00LfLe" + bytes(80),
    "e.json": b'{"a": 1}',
    "f.dat": bytes(300),
    "g.raw": bytes(range(1, 9)) * 40,
}
LIKELY: Final = {
    "a.bin": "WOFF2 Font",
    "b.xml": "<settings>",
    "c.txt": "buy milk",
    "d.evt": "(.evt)",
    "e.json": "JSON",
    "f.dat": "zero bytes",
    "g.raw": "01 02 03",
}


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["inputs", *map(str, arguments)])


@pytest.mark.parametrize("name", WRITTEN)
def test_what_nobody_understands_is_described(tmp_path: Path, name: str) -> None:
    """A file of no known kind is listed, with what it likely is."""
    (tmp_path / name).write_bytes(WRITTEN[name])
    result = run(tmp_path)
    assert LIKELY[name] in result.stdout
    # Of a text one can say that it is about other things; of other bytes nobody can.
    aside = name in ("b.xml", "c.txt", "e.json")
    assert ("read in full" if aside else "not read") in result.stdout
    assert result.exit_code == (0 if aside else 3)


def test_a_file_that_was_named_and_not_understood_counts_as_unread(tmp_path: Path) -> None:
    """What the user named on purpose has to be of use."""
    (tmp_path / "c.txt").write_bytes(WRITTEN["c.txt"])
    assert run(tmp_path / "c.txt").exit_code == 3


def test_each_file_with_its_kind_and_number(tmp_path: Path) -> None:
    """As JSON: kind, what was counted, and that found = decoded + recovered + skipped."""
    (tmp_path / "font").write_bytes(WRITTEN["a.bin"])
    result = run(SAMPLES / "precedence", tmp_path, "--format", "json")
    listed = {Path(item["file"]).name: item for item in json.loads(result.stdout)}
    assert listed["Application.evtx"]["kind"] == "evtx"
    assert listed["Application.evtx"]["counts"] == "records"
    assert listed["console.txt"]["kind"] == "transcript"
    assert listed["font"]["kind"] == "unknown"
    assert not listed["font"]["understood"]
    for item in listed.values():
        assert item["found"] == item["decoded"] + item["recovered"] + item["skipped"]
        assert len(item["sha256"]) == 64


def test_hostile_names_and_words_are_shown_harmless(tmp_path: Path) -> None:
    """Control characters in a file's words do not reach the terminal."""
    (tmp_path / "x").write_bytes(b"\x1b[2Jhello")
    assert "\x1b" not in run(tmp_path).stdout
