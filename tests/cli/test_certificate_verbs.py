"""`certtrail certificates`, `select` and `what-if`, met as a user meets them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding
from samples.generator.exchange_exports import listed

from certtrail.cli.main import cli
from tests.inputs.certificates import certificate

if TYPE_CHECKING:
    from pathlib import Path

OLD: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
NEW: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"
LISTS: Final = (
    {
        "CertificateDomains": "{mail.contoso.com}",
        "HasPrivateKey": "True",
        "IsSelfSigned": "False",
        "Issuer": "CN=Contoso Issuing CA, O=Contoso",
        "NotAfter": "31.12.2026 12:00:00",
        "NotBefore": "31.12.2024 12:00:00",
        "Services": "SMTP",
        "Status": "Valid",
        "Subject": "CN=mail.contoso.com",
        "Thumbprint": OLD,
    },
    {
        "CertificateDomains": "{mail.contoso.com}",
        "HasPrivateKey": "True",
        "IsSelfSigned": "False",
        "Issuer": "CN=Contoso Issuing CA, O=Contoso",
        "NotAfter": "31.12.2027 12:00:00",
        "NotBefore": "30.05.2026 12:00:00",
        "Services": "IIS",
        "Status": "Valid",
        "Subject": "CN=mail.contoso.com",
        "Thumbprint": NEW,
    },
    {
        "Name": "Internet",
        "Fqdn": "mail.contoso.com",
        "TlsCertificateName": "",
        "AuthMechanism": "Tls",
    },
    {"Name": "EX01", "InternalTransportCertificateThumbprint": OLD},
)


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Write what a customer pasted."""
    text = f"[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\r\n{listed(LISTS)}"
    (tmp_path / "paste.txt").write_text(text)
    return tmp_path


def data(*arguments: object) -> dict[str, Any]:
    """Run a verb, and read its JSON."""
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_certificates(case: Path) -> None:
    """Both certificates with what the list says, and null for what it does not."""
    first, second = data("certificates", case)["certificates"]
    assert (first["server"], first["thumbprint"]) == ("EX01", OLD)
    assert first["services"] == ["SMTP"]
    assert first["names"] == ["mail.contoso.com"]
    assert first["not_after"] == "2026-12-31T12:00:00Z"
    assert first["exact_dates"] is False
    assert first["not_after_implied"] is None
    assert [role["role"] for role in first["roles"]] == ["internal, configured"]
    assert second["services"] == ["IIS"]
    assert "mail.contoso.com" in run("certificates", case).stdout


def test_select(case: Path) -> None:
    """Both readings, what they disagree on, and every candidate with its step."""
    inbound, internal = data("select", case, "--at", "2026-06-15")["selections"]
    assert (inbound["direction"], inbound["connector"]) == ("inbound-starttls", "Internet")
    assert (inbound["documented"], inbound["model"]) == (NEW, OLD)
    assert inbound["disagree"]
    assert inbound["offered"] == "yes"
    steps = {one["thumbprint"]: one for one in inbound["candidates"]}
    assert "SMTP" in steps[NEW]["model_step"]
    assert (internal["direction"], internal["documented"]) == ("internal", OLD)
    text = run("select", case, "--at", "2026-06-15").stdout
    assert "readings disagree" in text
    assert max(map(len, text.splitlines())) <= 80
    assert data("select", case, "--connector", "internet")["selections"]
    assert run("select", case, "--connector", "no such").exit_code == 2


def test_what_if_keeps_the_order_of_its_options(case: Path) -> None:
    """Operations are tried as they stand on the command line."""
    found = data("what-if", case, "--at", "2026-06-15", "--enable", NEW, "--remove", OLD)
    assert [text["kind"] for text in found["warnings"]] == ["overwrite-prompt", "refusal"]
    (inbound, internal) = found["after"]
    assert (inbound["documented"], inbound["model"]) == (NEW, NEW)
    assert internal["documented"] is None
    assert any(change["breaks"] for change in found["changes"])
    assert "Remove-ExchangeCertificate" in found["commands"][-2]["commands"][0]
    other = run("what-if", case, "--remove", OLD, "--enable", OLD)
    assert other.exit_code != 0
    assert "exports" in other.stderr


def test_what_if_adds_a_certificate_from_a_file(case: Path, tmp_path: Path) -> None:
    """A .cer that is not in the evidence is tried as if it were imported."""
    file = tmp_path / "elsewhere" / "new.cer"
    file.parent.mkdir()
    file.write_bytes(certificate().public_bytes(Encoding.DER))
    made = data("what-if", case / "paste.txt", "--add", file)
    assert len(made["after"][0]["candidates"]) == 3
    lost = run("what-if", case / "paste.txt", "--add", tmp_path / "CN=x")
    assert lost.exit_code == 2
    assert "no such file" in lost.stderr
    assert run("what-if", case / "paste.txt").exit_code == 2
    assert run("what-if", case / "paste.txt", "--remove", "xyz").exit_code == 2
