"""A queue that was asked for by its identity is of the server in that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

WAITS = (
    "LastError : [{LED=451 4.4.395 Target host responded with error. -> 454 4.7.0 Temporary "
    "authentication failure};{MSG=};{FQDN=edge3.fabrikam.example};{IP=192.0.2.7};"
    "{LRT=4/24/2025 9:02:11 AM}]\n"
)


@pytest.mark.parametrize("before", ["", "> 24.04. 09:20 customer writes:\n> "])
@pytest.mark.parametrize(
    ("command", "server"),
    [
        (r"Get-Queue -Identity HUB3\17 | fl LastError", "HUB3"),
        (r"Get-Queue HUB3\17 | fl LastError", "HUB3"),
        ("Get-Queue | fl LastError", ""),
    ],
)
def test_the_identity_names_the_server(before: str, command: str, server: str) -> None:
    """However the words around it came here."""
    found = told(f"{before}{command}\n\n{WAITS}").facts
    assert {fact.server for fact in found if fact.kind == "queue-error"} == {server}


def test_thousands_of_queues_are_read(tmp_path: Path) -> None:
    """An outage has as many; what is looked for in the whole text is looked for once."""
    rows = "".join(
        f"Identity : HUB3\\{number}\nStatus : Retry\nNextHopDomain : d{number}.example.net\n"
        f"MessageCount : 4\n{WAITS}\n"
        for number in range(4_000)
    )
    (tmp_path / "a.txt").write_text(f"[PS] C:\\>Get-Queue | fl\n\n{rows}\nhub3.fabrikam.example\n")
    found = pipeline.read([tmp_path])
    assert all(report.complete for report in found.inputs)
    owners = [fact.text("owner") for fact in found.facts if fact.kind == "queue-error"]
    assert set(owners) == {"HUB3.fabrikam.example"}
