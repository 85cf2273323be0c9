"""Servers that only a console or a log of another kind names: listed, as nobody can judge them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from certtrail.model.vocabulary import Verdict

if TYPE_CHECKING:
    from pathlib import Path

STATES = """\
[PS] C:\\>Get-ServerComponentState EX01

Server                                  Component                     State
------                                  ---------                     -----
EX01.contoso.com                        ServerWideOffline             Active
EX01.contoso.com                        HubTransport                  Active
"""


@pytest.mark.parametrize(("text", "names"), [(STATES, ["EX01.contoso.com"])])
def test_who_is_named_is_unknown(tmp_path: Path, text: str, names: list[str]) -> None:
    """What the rules lack is said of it, so it is among the servers, too."""
    (tmp_path / "console.txt").write_text(text)
    told = pipeline.diagnose([tmp_path], engine="plain")
    assert [one.name for one in told.servers] == names
    assert {one.verdict for one in told.servers} == {Verdict.UNKNOWN}
    assert {one.server for one in told.not_evaluated} <= {*names, None}


def test_who_is_not_named_is_not_listed(tmp_path: Path) -> None:
    """Words about certificates are of no server."""
    (tmp_path / "words.txt").write_text("Do certificates of Exchange have to be renewed?\n")
    assert pipeline.diagnose([tmp_path], engine="plain").servers == ()
