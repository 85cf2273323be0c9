"""What a server really presented, among the certificates that are known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner

from certtrail import diagnose
from certtrail.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
SESSION: Final = """$ openssl s_client -connect mail.contoso.com:25 -starttls smtp -showcerts
CONNECTED(00000003)
---
Certificate chain
 0 s:CN = EX01
   i:CN = EX01
   v:NotBefore: Apr 22 15:00:00 2019 GMT; NotAfter: Apr 22 15:00:00 2024 GMT
---
Server certificate
subject=CN = EX01

issuer=CN = EX01

---
"""
LISTED: Final = f"""[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl

AccessRules        : {{}}
CertificateDomains : {{EX01, EX01.contoso.com}}
HasPrivateKey      : True
IsSelfSigned       : True
Issuer             : CN=EX01
NotAfter           : 2024-04-22 15:00:00
NotBefore          : 2019-04-22 15:00:00
PublicKeySize      : 2048
RootCAType         : None
SerialNumber       : 0A
Services           : SMTP
Status             : Valid
Subject            : CN=EX01
Thumbprint         : {A}

"""
CONNECTOR: Final = r"""[PS] C:\>Get-ReceiveConnector | fl Identity,Bindings,Fqdn,TlsCertificateName

Identity           : EX01\Default Frontend EX01
Bindings           : {[::]:25, 0.0.0.0:25}
Fqdn               : EX01.contoso.com
TlsCertificateName :

"""


def listed(folder: Path) -> list[dict[str, object]]:
    """Ask the command."""
    done = CliRunner().invoke(cli, ["certificates", str(folder), "--format", "json", "-q"])
    found: list[dict[str, object]] = json.loads(done.stdout)["certificates"]
    return found


def roles(one: dict[str, object]) -> list[tuple[str, str]]:
    """Give what a certificate was used for."""
    assert isinstance(one["roles"], list)
    return [(each["role"], each["where"]) for each in one["roles"]]


def test_it_is_listed_without_a_thumbprint(tmp_path: Path) -> None:
    """By its names and dates; asked twice, it is still one."""
    (tmp_path / "asked.txt").write_text(SESSION + SESSION)
    (one,) = listed(tmp_path)
    assert (one["thumbprint"], one["subject"], one["not_after"]) == (
        *(None, "CN=EX01"),
        "2024-04-22T15:00:00Z",
    )
    assert roles(one) == [("sent by", "mail.contoso.com:25")]


def test_it_is_that_of_the_store(tmp_path: Path) -> None:
    """Of a server whose list has it, it is the one that is listed."""
    (tmp_path / "asked.txt").write_text(SESSION)
    (tmp_path / "lists.txt").write_text(LISTED + CONNECTOR)
    (one,) = listed(tmp_path)
    assert one["thumbprint"] == A
    assert ("sent by", "mail.contoso.com:25") in roles(one)


def test_when_one_ends_that_no_list_has(tmp_path: Path) -> None:
    """The machine that showed it tells that; nobody plans to renew it, whosever it is."""
    print_of = "sha1 Fingerprint=" + ":".join(["AB"] * 20) + "\n"
    (tmp_path / "asked.txt").write_text(SESSION + print_of)
    found = diagnose(tmp_path, engine="plain")
    (entry,) = found.ledger
    assert entry.thumbprint == "AB" * 20
    assert entry.ends == 1713798000 * 1_000_000_000
    assert not found.renewals


@pytest.mark.parametrize("ends", ["2024-04-24 15:00:00", "2025-04-22 15:00:00"])
def test_another_end_is_another_certificate(tmp_path: Path, ends: str) -> None:
    """The same name is not enough."""
    (tmp_path / "asked.txt").write_text(SESSION)
    text = LISTED.replace("2024-04-22 15:00:00", ends) + CONNECTOR
    (tmp_path / "lists.txt").write_text(text)
    assert [each["thumbprint"] for each in listed(tmp_path)] == [A, None]


@pytest.mark.parametrize("form", ["text", "html", "md", "csv"])
def test_every_report_shows_it(tmp_path: Path, form: str) -> None:
    """No form stumbles over a certificate without a thumbprint."""
    (tmp_path / "asked.txt").write_text(SESSION)
    done = CliRunner().invoke(cli, ["diagnose", str(tmp_path), "--format", form, "-q"])
    assert done.exit_code == 0, done.output
    if form in ("html", "md"):
        assert "CN=EX01" in done.stdout
        said = "event log is in what you sent, as far as we can read it, so we cannot tell yet"
        assert said in done.stdout


PARTNER: Final = SESSION.replace("mail.contoso.com", "mx1.fabrikam.com").replace(
    "CN = EX01", "CN = mx1.fabrikam.com"
) + ("    Verify return code: 10 (certificate has expired)\n")
HOP: Final = r"""[PS] C:\>Get-Queue | fl

Identity      : EX01\9
NextHopDomain : mx1.fabrikam.com
LastError     : [{LED=454 4.7.5 Certificate validation failure};{FQDN=mx1.fabrikam.com}]

"""


@pytest.mark.parametrize("hop", [True, False])
def test_what_a_partner_presents_is_none_of_ours(tmp_path: Path, hop: bool) -> None:
    """Mail waits for it, or the whole list with a public certificate has no such name."""
    public = LISTED.replace("CN=EX01", "CN=mail.contoso.com").replace(A, "B" * 40)
    public = public.replace("{EX01, EX01.contoso.com}", "{mail.contoso.com}")
    public = public.replace("IsSelfSigned       : True", "IsSelfSigned       : False")
    public = public.replace(
        "Issuer             : CN=mail.contoso.com", "Issuer             : CN=CA"
    )
    text = LISTED + (HOP if hop else public[public.index("\n\n") + 2 :]) + PARTNER
    (tmp_path / "text.txt").write_text(text, "utf-8")
    diagnosis = diagnose(tmp_path, engine="plain")
    found = {one.rule: one for one in diagnosis.findings}
    assert "expired-certificate-presented" not in found
    lead = found["partner-server-asked"]
    assert lead.verdict is None
    assert not any("ExchangeCertificate" in str(step) for step in lead.remedy)
    (entry,) = (one for one in diagnosis.ledger if one.subject == "CN=mx1.fabrikam.com")
    assert not entry.server
    assert entry.roles == ("remote",)
