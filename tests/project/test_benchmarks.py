"""The tables of benchmarks: that they can be made, not what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from benchmarks import fleet, peers
from click.testing import CliRunner

from certtrail import diagnose

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("only", ["Event XML", "JSON", "paste of a list", "a small case"])
def test_a_row_for_each_peer(only: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each kind of row is measured, on very little."""
    rows = tuple(row for row in peers.ROWS if only in row.what)
    monkeypatch.setattr(peers, "ROWS", rows[:1])
    monkeypatch.setattr(peers, "made", lambda row, folder, size: row.make(folder, size))
    done = CliRunner().invoke(peers.main, ["--scale", "0.001", "--rounds", "1"])
    assert done.exception is None
    assert done.output.count(f"| {rows[0].what} |") == 1


def test_a_peer_that_is_not_here_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row is there without it."""
    monkeypatch.setitem(peers.INSIDE, "lxml.iterparse", (peers.lxml_pass, ("no_such_module",)))
    assert peers.missing("lxml.iterparse") == "no_such_module"
    monkeypatch.setitem(peers.PROCESSES, "grep", lambda _: ["no-such-program"])
    assert peers.missing("grep") == "no-such-program"
    assert not peers.missing("certtrail")


def test_a_fleet_is_measured(tmp_path: Path) -> None:
    """A row for each number of workers, of servers that are told apart."""
    words = ["--servers", "2", "--megabytes", "0.2", "--text-kilobytes", "5", "--workers", "0"]
    done = CliRunner().invoke(fleet.main, [*words, "--place", str(tmp_path)])
    assert done.exception is None
    assert done.output.count("| 2, 0.0 | none |") == 1
    fleet.make_fleet(tmp_path / "fleet", 2, 0.2, 5)
    found = diagnose(tmp_path / "fleet", engine="plain")
    assert [server.name for server in found.servers] == ["E0000.contoso.com", "E0001.contoso.com"]
