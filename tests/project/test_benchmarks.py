"""The table of peers: that it can be made, not what it says."""

from __future__ import annotations

import pytest
from benchmarks import peers
from click.testing import CliRunner


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
