"""Steps fit the role and the version that the evidence tells.

Truth first: on an Edge server the certificate cmdlets take no -Server, Get-TransportService takes
no name, and there is no IIS. Exchange 2010 has no TlsCertificateName and no Frontend Transport.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from certtrail import diagnose
from certtrail.cli.main import cli
from certtrail.facts.server_kinds import sorts_of
from certtrail.model.fact import Fact
from certtrail.model.server_sorts import ServerSort
from tests.inputs import pasted
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
    ("facts", "sorts"),
    [
        ([("edge-sync-problem", "HUB01", {"peer": "EDGE01"})], {"EDGE01": ServerSort(edge=True)}),
        ([("edge-sync-problem", "HUB01", {"edge": "EDGE01"})], {}),
        (
            [("direct-trust-failed", "HUB01", {"peer": "EDGE01", "direction": "edge-sync"})],
            {"EDGE01": ServerSort(edge=True)},
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
            {"E1": ServerSort(edge=True)},
        ),
        (
            [
                ("edge-sync-problem", "HUB01", {"peer": "EX01"}),
                ("internal-certificate-in-use", "EX01", {"process": "MSExchangeFrontEndTransport"}),
            ],
            {"EX01": ServerSort(later=True)},
        ),
        (
            [
                (
                    "exchange-server",
                    "EX01",
                    {"version": "Version 15.2 (Build 1.4)", "role": "Mailbox"},
                )
            ],
            {"EX01": ServerSort(later=True, inside=True)},
        ),
        (
            [("exchange-server", "EX01", {"version": "Version 14.1 (Build 1.4)"})],
            {"EX01": ServerSort(version="2010")},
        ),
        (
            [
                ("called-version", "", {"name": "2010", "whole": True}),
                ("starttls-certificate-expired", "EX01", {"process": "MSExchangeTransport"}),
            ],
            {"EX01": ServerSort(version="2010")},
        ),
        (
            [
                ("called-version", "", {"name": "2010", "whole": False}),
                ("starttls-certificate-expired", "EX01", {"process": "MSExchangeTransport"}),
            ],
            {},
        ),
        (
            [
                ("called-version", "", {"name": "2010", "whole": True}),
                ("called-version", "", {"name": "2016", "whole": False}),
                ("starttls-certificate-expired", "EX01", {"process": "MSExchangeTransport"}),
            ],
            {},
        ),
        (
            [
                ("called-version", "", {"name": "2010", "whole": True}),
                (
                    "starttls-certificate-expired",
                    "EX01",
                    {"process": "MSExchangeFrontEndTransport"},
                ),
            ],
            {"EX01": ServerSort(later=True, inside=True)},
        ),
        (
            [
                ("called-version", "", {"name": "2016", "whole": True}),
                ("starttls-certificate-expired", "EX01", {"process": "MSExchangeTransport"}),
            ],
            {"EX01": ServerSort(later=True)},
        ),
        ([("later-version", "EX01", {"no_edge": False})], {"EX01": ServerSort(later=True)}),
        (
            [("later-version", "EX01", {"no_edge": True})],
            {"EX01": ServerSort(later=True, inside=True)},
        ),
        (
            [("connector", "EX01", {"transport_role": "FrontendTransport"})],
            {"EX01": ServerSort(later=True, inside=True)},
        ),
        (
            [("connector", "EX01", {"transport_role": "HubTransport"})],
            {"EX01": ServerSort(later=True)},
        ),
    ],
)
def test_the_sort_is_told_or_left_open(
    facts: list[tuple[str, str, dict[str, str | bool]]], sorts: dict[str, ServerSort]
) -> None:
    """A process that an Edge server does not have speaks against it; what nothing tells is open."""
    assert sorts_of(Fact(kind, server, 0, fields, ()) for kind, server, fields in facts) == sorts


OLDER = ASKED + VERSION.format("8.3", "HubTransport")
OLD_EDGE = ASKED + VERSION.format("14.3", "Edge")


def test_exchange_2007(tmp_path: Path) -> None:
    """No -Server, no server's FQDN by a switch, no file's bytes, and Get-TransportServer."""
    told = remedy(tmp_path, OLDER, 12024, X, E1)
    absent = ("-Server ", "-IncludeServerFQDN", "-FileData", "Get-TransportService", "444")
    for words in (*absent, "-DomainName EX01"):
        assert words not in told
    assert "New-ExchangeCertificate -Services SMTP -PrivateKeyExportable $true" in told
    assert "Import-ExchangeCertificate -Path" in told


def test_an_edge_server_of_2010(tmp_path: Path) -> None:
    """The cmdlet of its version, and without its name, in questions, too."""
    export = Export()
    export.every(4, 1, 3 * DAY, 12024, X, E1)
    export.clutter(3 * DAY, step=4)
    export.write(tmp_path)
    (tmp_path / "server.txt").write_text(OLD_EDGE, "utf-8")
    found = diagnose(tmp_path, engine="plain").findings
    said = "\n".join(text for one in found for text in (*one.remedy, *one.questions))
    assert "Get-TransportServer |" in said
    assert "Get-TransportService" not in said
    assert "-Server " not in said


PLANNED = """[PS] C:\\>Get-ExchangeCertificate | fl

CertificateDomains : {EX01, EX01.contoso.com}
HasPrivateKey      : True
IsSelfSigned       : True
Issuer             : CN=EX01
NotAfter           : 23/02/2029 13:15:00
NotBefore          : 23/02/2024 13:15:00
Services           : SMTP
Status             : Valid
Subject            : CN=EX01
Thumbprint         : X

[PS] C:\\>Get-TransportServer EX01 | fl Name,InternalTransportCertificateThumbprint

Name                                   : EX01
InternalTransportCertificateThumbprint : X

"""


@pytest.mark.parametrize(
    ("server", "has", "lacks"),
    [
        ("", ("MSExchangeFrontEndTransport", "Back End", "-Server EX01"), ()),
        (OLD, ("-Server EX01", "netsh http show sslcert"), ("FrontEnd", "Back End")),
        (
            OLDER,
            ("-Services SMTP -PrivateKeyExportable",),
            ("-DomainName", "FrontEnd", "Back End", "-Server", "-FileData"),
        ),
        (EDGE, ("-IncludeServerFQDN",), ("FrontEnd", "Back End", "-Server")),
    ],
)
def test_plans_fit_the_server(
    tmp_path: Path, server: str, has: tuple[str, ...], lacks: tuple[str, ...]
) -> None:
    """What `renew` plans is what the server's version and role have."""
    (tmp_path / "lists.txt").write_text(server + "\r\n" + PLANNED.replace(": X", f": {X}"), "utf-8")
    done = CliRunner().invoke(cli, ["renew", str(tmp_path), "--format", "json", "-q"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["renewals"], done.stdout
    for words in has:
        assert words in done.stdout
    for words in lacks:
        assert words not in done.stdout


def test_what_if_fits_the_server(tmp_path: Path) -> None:
    """What `what-if` writes is, too."""
    (tmp_path / "lists.txt").write_text(OLD + "\r\n" + PLANNED.replace(": X", f": {X}"), "utf-8")
    done = CliRunner().invoke(
        cli, ["what-if", str(tmp_path), "--remove", X, "--format", "json", "-q"]
    )
    assert done.exit_code == 0, done.output
    assert "New-ExchangeCertificate -Server EX01" in done.stdout
    assert "FrontEnd" not in done.stdout
    assert "Back End" not in done.stdout


LATER = ServerSort(later=True)


@pytest.mark.parametrize(
    ("typed", "sort"),
    [
        ("Get-TransportService EX01", ServerSort(later=True, inside=True)),
        ("Get-TransportService", LATER),
        ("Get-TransportServer EX01", None),
    ],
)
def test_a_command_that_was_answered_tells_a_later_version(
    typed: str, sort: ServerSort | None
) -> None:
    """The older ones have another cmdlet, which later ones have, too; Edge servers take no name."""
    text = (
        "Machine: EX01 (Microsoft Windows NT 10.0.14393.0)\n"
        f"[PS] C:\\>{typed} | fl Name,Internal*\n\n"
        f"Name : EX01\nInternalTransportCertificateThumbprint : {'A' * 40}\n\n[PS] C:\\>\n"
    )
    assert sorts_of(pasted.told(text).facts).get("EX01") == sort


def test_nobody_reads_of_versions_that_he_does_not_have(tmp_path: Path) -> None:
    """The front end wrote it, so the server is of 2013 or later, and no Edge server."""
    export = Export()
    export.every(4, 1, 3 * DAY, 12024, X, E1, provider="MSExchangeFrontEndTransport")
    export.clutter(3 * DAY, step=4)
    export.write(tmp_path)
    told = diagnose(tmp_path, engine="plain")
    steps = " ".join(step for finding in told.findings for step in finding.remedy)
    plans = " ".join(step for one in told.renewals for step in one.steps)
    assert "Restart-Service MSExchangeFrontEndTransport" in steps
    for old in ("Get-TransportServer", "Exchange 2007", "Exchange 2013", "On an Edge server leave"):
        assert old not in steps + plans
