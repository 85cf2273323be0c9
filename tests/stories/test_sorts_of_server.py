"""Steps fit the role and the version that the evidence tells.

Truth first: on an Edge server the certificate cmdlets take no -Server, Get-TransportService takes
no name, and there is no IIS. Exchange 2010 has no TlsCertificateName and no Frontend Transport.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import diagnose
from certtrail.facts.server_kinds import kinds_of
from certtrail.model.fact import Fact
from tests.stories.exports import Export
from tests.stories.told import DAY, E1, X

if TYPE_CHECKING:
    from pathlib import Path

ASKED = "[PS] C:\\>Get-ExchangeServer EX01 | fl\r\n\r\nName                : EX01\r\n"
VERSION = "AdminDisplayVersion : Version {} (Build 123.4)\r\nServerRole          : {}\r\n"
EDGE = ASKED + VERSION.format("15.2", "Edge")
OLD = ASKED + VERSION.format("14.3", "HubTransport")


def remedy(folder: Path, text: str, *event: object) -> str:
    """Give all that is to be done on a server that goes on complaining."""
    export = Export()
    export.every(4, 1, 3 * DAY, *event)  # type: ignore[arg-type]
    export.clutter(3 * DAY, step=4)
    export.write(folder)
    if text:
        (folder / "server.txt").write_text(text, "utf-8")
    found = diagnose(folder, engine="plain").findings
    return "\n".join(step for one in found for step in one.remedy)


def test_an_edge_server(tmp_path: Path) -> None:
    """Nothing has -Server or is about websites; without the list both stay."""
    plain = remedy(tmp_path / "plain", "", 12024, X, E1)
    told = remedy(tmp_path / "edge", EDGE, 12024, X, E1)
    for words in ("New-ExchangeCertificate -Server", "Get-WebBinding", "OWA"):
        assert words in plain
        assert words not in told
    assert "New-ExchangeCertificate -Services SMTP -DomainName EX01" in told


def test_exchange_2010(tmp_path: Path) -> None:
    """The connector goes by its Fqdn; nothing that came with 2013 is asked for."""
    name = "<I>CN=Old CA<S>CN=mail.contoso.com"
    told = remedy(tmp_path, OLD, 12014, name, "Default EX01")
    assert "has no TlsCertificateName" in told
    assert "-TlsCertificateName" not in told


@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        ([("edge-sync-problem", "HUB01", {"peer": "EDGE01"})], {"EDGE01": "edge"}),
        ([("edge-sync-problem", "HUB01", {"edge": "EDGE01"})], {}),
        (
            [("direct-trust-failed", "HUB01", {"peer": "EDGE01", "direction": "edge-sync"})],
            {"EDGE01": "edge"},
        ),
        ([("direct-trust-failed", "EDGE01", {"peer": "HUB01", "direction": "outbound"})], {}),
        (
            [
                (
                    "starttls-certificate-missing",
                    "E1",
                    {"connector": "Default internal receive connector E1"},
                )
            ],
            {"E1": "edge"},
        ),
        (
            [
                ("edge-sync-problem", "HUB01", {"peer": "EX01"}),
                ("internal-certificate-in-use", "EX01", {"process": "MSExchangeFrontEndTransport"}),
            ],
            {},
        ),
        (
            [
                (
                    "exchange-server",
                    "EX01",
                    {"version": "Version 15.2 (Build 1.4)", "role": "Mailbox"},
                )
            ],
            {},
        ),
        ([("exchange-server", "EX01", {"version": "Version 14.1 (Build 1.4)"})], {"EX01": "2010"}),
    ],
)
def test_the_sort_is_told_or_left_open(
    facts: list[tuple[str, str, dict[str, str]]], kinds: dict[str, str]
) -> None:
    """A process that an Edge server does not have speaks against it; what nothing tells is open."""
    assert kinds_of(Fact(kind, server, 0, fields, ()) for kind, server, fields in facts) == kinds
