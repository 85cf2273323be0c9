"""What a list of Edge subscriptions shows stands in every step that makes one anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.diagnosis.pseudonyms import Names
from certtrail.diagnosis.redact import redacted

if TYPE_CHECKING:
    from pathlib import Path

LOST: Final = (
    "Log Name:      Application\nSource:        MSExchangeTransport\n"
    "Date:          2026-07-02 09:03:04\nEvent ID:      12024\nTask Category: TransportService\n"
    "Level:         Warning\nKeywords:      Classic\nUser:          N/A\n"
    "Computer:      EX01.contoso.com\nDescription:\nMicrosoft Exchange could not load the "
    "certificate with thumbprint of 1851CC210401E7DB7C6FC614295D24A45715D5AA from the personal "
    "store on the local computer.\n"
)
LIST: Final = (
    "[PS] C:\\>Get-EdgeSubscription\n\n"
    "Name   Site        Domain\n----   ----        ------\n{0}\n\n"
)

QUEUE: Final = (
    "Identity      : EX01\\3\nNextHopDomain : edgesync - hq to internet\nStatus : Retry\n"
    "MessageCount  : 7\nLastError     : 421 4.4.1 Connection timed out\n"
)


def steps(folder: Path, rows: str) -> str:
    """Give all that is to be done."""
    (folder / "event.txt").write_text(LOST)
    if rows:
        (folder / "list.txt").write_text(LIST.format(rows))
    found = pipeline.diagnose(folder)
    return "\n".join(step for one in found.findings for step in one.remedy)


def test_one_edge_server_and_its_site(tmp_path: Path) -> None:
    """Nobody has to look them up."""
    told = steps(tmp_path, "EDGE7  Berlin-HQ   contoso.com")
    assert "Make the Edge subscription of EDGE7 anew" in told
    assert "Get-EdgeSubscription" not in told
    assert '-Site "Berlin-HQ"' in told
    assert "SITE" not in told
    assert "EDGE7" not in str(redacted(pipeline.diagnose(tmp_path), Names()))


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ("EDGE7  Berlin-HQ   contoso.com\nEDGE8  Wien        contoso.com", "of EDGE7, EDGE8 anew"),
        ("EDGE7  Berlin-H... contoso.com", "of EDGE7 anew"),
        ("", "whether there are Edge subscriptions"),
    ],
)
def test_a_site_that_is_not_known(tmp_path: Path, rows: str, named: str) -> None:
    """Of several, of one that a table cut, or of none."""
    told = steps(tmp_path, rows)
    assert named in told
    assert '-Site "SITE"' in told


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ("", False),
        ("Computer : EDGE7\nTcpTestSucceeded : True\nRemotePort : 50636\n", True),
        (QUEUE, True),
    ],
)
def test_nobody_is_asked_about_edge_servers_of_which_nothing_speaks(
    tmp_path: Path, more: str, asked: bool
) -> None:
    """The step says to look for subscriptions all the same, as the role has another certificate."""
    (tmp_path / "more.txt").write_text(more)
    told = steps(tmp_path, "")
    found = pipeline.diagnose(tmp_path)
    questions = " ".join(each for one in found.findings for each in one.questions)
    assert ("Is an Edge server subscribed" in questions) is asked
    assert "whether there are Edge subscriptions" in told
