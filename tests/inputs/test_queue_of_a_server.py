"""A queue that was asked for by its identity is of the server in that."""

from __future__ import annotations

import pytest

from tests.inputs.pasted import told

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
