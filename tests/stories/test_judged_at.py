"""`--at`: what has expired, and what connectors pick, at another instant than the logs' end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from certtrail.cli.main import cli
from tests.stories.sampled import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

PASTE = """\
[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl

CertificateDomains : {mail.contoso.com}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=Contoso CA
NotAfter           : 2026-06-01 00:00:00
NotBefore          : 2025-06-01 00:00:00
RootCAType         : ThirdParty
SerialNumber       : 0A
Services           : SMTP
Status             : Valid
Subject            : CN=mail.contoso.com
Thumbprint         : 1111111111111111111111111111111111111111

[PS] C:\\>Get-ReceiveConnector "EX01\\Default Frontend EX01" | fl

Name               : Default Frontend EX01
Fqdn               : mail.contoso.com
TlsCertificateName :
AuthMechanism      : Tls, Integrated, BasicAuth
Server             : EX01
"""


def _diagnosed(*arguments: object) -> Any:
    result = CliRunner().invoke(
        cli, ["diagnose", *map(str, arguments), "--format", "json", "-q"], catch_exceptions=False
    )
    return json.loads(result.stdout)


def test_what_a_connector_picks_depends_on_the_instant(tmp_path: Path) -> None:
    """Before its end the certificate is offered; after it, expired; the report says the instant."""
    (tmp_path / "console.txt").write_text(PASTE)
    offered = {}
    for at in ("2026-01-01", "2026-12-01T08:00+02:00"):
        saved = _diagnosed(tmp_path, "--at", at)
        (choice,) = (one for one in saved["selections"] if one["connector"])
        offered[saved["at"]] = choice["offered"]
    assert offered == {"2026-01-01T00:00:00Z": "yes", "2026-12-01T06:00:00Z": "expired"}


def test_by_default_the_logs_end_decides() -> None:
    """Nothing depends on today: there is no instant in the file then."""
    saved = _diagnosed(FOLDER / "classic-loss")
    assert saved["at"] is None
    assert saved["timelines"][0]["now"] is None


def test_the_same_instant_gives_the_same_bytes(tmp_path: Path) -> None:
    """In every format, run after run; and the report says how to make it again."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "console.txt").write_text(PASTE)
    for suffix in ("html", "md", "json", "txt", "csv"):
        made = []
        for name in ("a", "b"):
            out = tmp_path / f"{name}.{suffix}"
            CliRunner().invoke(
                cli,
                ["diagnose", str(tmp_path / "in"), "--at", "2026-12-01", "-o", str(out)],
                catch_exceptions=False,
            )
            made.append(out.read_bytes())
        assert made[0] == made[1]
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "--at 2026-12-01T00:00:00Z" in page
    assert "Judged as of 2026-12-01 00:00 UTC." in page


def test_the_timeline_shows_the_instant() -> None:
    """Beside where the logs end."""
    saved = _diagnosed(FOLDER / "classic-loss", "--at", "2026-06-01")
    assert {one["now"] for one in saved["timelines"]} == {"2026-06-01T00:00:00Z"}
