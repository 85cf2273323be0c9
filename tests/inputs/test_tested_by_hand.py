"""A telnet that got no connection tells that a port is closed, in whatever language it says so."""

from __future__ import annotations

import pytest

from tests.inputs.pasted import told

HOST = "mx.fabrikam.com"
SAID = [
    f"Connecting To {HOST}...Could not open connection to the host, on port 25: Connect failed",
    f"Conectando a {HOST}...No se puede abrir la conexión al host, en puerto 25: Error",
    f"Verbindungsaufbau zu {HOST}...Es konnte keine Verbindung entstehen, auf Port 25: nein",
    "Trying 192.0.2.2...\ntelnet: Unable to connect to remote host: Connection timed out",
    "Trying 192.0.2.2...\ntelnet: connect to address 192.0.2.2: Connection refused",
]


def states(text: str) -> list[tuple[object, ...]]:
    """Give what is told of ports."""
    found = (fact for fact in told(text).facts if fact.kind == "port-tested")
    return [(one.fields["host"], one.fields["port"], one.fields["state"]) for one in found]


@pytest.mark.parametrize("said", SAID)
def test_no_connection(said: str) -> None:
    """Twice is once."""
    once = f"C:\\>telnet {HOST} 25\n{said}\n\n"
    assert states(once * 2) == [(HOST, 25, "closed")]


@pytest.mark.parametrize(
    "said",
    [
        "220 mx.fabrikam.com Microsoft ESMTP MAIL Service ready",
        f"Connecting To {HOST}...",
        "We see that from here, too: it timed out.",
        f"Connecting To {HOST}...Could not open connection to the host, on port 2525: failed",
    ],
)
def test_anything_else_tells_nothing(said: str) -> None:
    """Neither an answer, nor somebody's words, nor another port."""
    assert states(f"C:\\>telnet {HOST} 25\n{said}\n") == []
