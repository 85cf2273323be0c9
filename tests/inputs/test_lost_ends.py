"""Texts whose line ends are lost, on a page or in a mail: what each line said is read again."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.evidences import Evidences

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
PROMPT: Final = "[PS] C:\\>"
CERTIFICATES: Final = f"""\
{PROMPT}Get-ExchangeCertificate -Server EX01 | fl

Thumbprint         : {A}
CertificateDomains : {{mail.contoso.com}}
Issuer             : CN=New CA
NotAfter           : 2028-04-20 10:00:00
RunspaceId         : 0a1b
Services           : IIS, SMTP
Status             : Valid
Subject            : CN=mail.contoso.com
"""
CONNECTORS: Final = f"""\
{PROMPT}Get-ReceiveConnector -Server EX01 | fl Identity,Fqdn,TlsCertificateName,AuthMechanism

Identity           : EX01\\Default Frontend EX01
Fqdn               : EX01.contoso.com
TlsCertificateName :
AuthMechanism      : Tls

{PROMPT}Get-SendConnector | fl Identity,Fqdn,TlsCertificateName,SourceTransportServers

Identity               : Internet
Fqdn                   : mail.contoso.com
TlsCertificateName     : <I>CN=Contoso CA<S>CN=mail.contoso.com
SourceTransportServers : {{EX01}}
"""
COMMANDS: Final = f"""\
{PROMPT}Enable-ExchangeCertificate -Server EX01 -Thumbprint {A} -Services SMTP
WARNING: This certificate will not be used for external TLS connections with an FQDN of \
'mail.contoso.com' because the CA-signed certificate with thumbprint '{A[::-1]}' takes \
precedence. The following receive/send connectors match that FQDN: Default Frontend EX01.

Confirm
Overwrite the existing default SMTP certificate?

Current certificate: '{A[::-1]}' (expires 12/1/2026 12:00:00 AM)
Replace it with certificate: '{A}' (expires 2/24/2027 11:59:59 PM)
[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): n
{PROMPT}Remove-ExchangeCertificate -Server EX01 -Thumbprint {A[::-1]} -Confirm:$false
"""
SESSION: Final = """\
C:\\>openssl s_client -starttls smtp -connect mail.contoso.com:25
CONNECTED(00000003)
depth=0 CN = mail.contoso.com
verify error:num=10:certificate has expired
verify return:1
---
Certificate chain
 0 s:CN = mail.contoso.com
   i:CN = Contoso CA
---
Server certificate
subject=CN = mail.contoso.com
issuer=CN = Contoso CA
---
SSL handshake has read 3000 bytes and written 400 bytes
Verification error: certificate has expired
---
250 SMTPUTF8
"""
ROW: Final = (
    "2026-03-13T07:00:0{0}.000Z,EX01\\Default Frontend EX01,08DE000000000001,{0},"
    "10.0.0.1:25,10.0.0.2:9,*"
)
ROWS: Final = (
    f"{ROW.format(3)},,Sending certificate\n"
    f"{ROW.format(4)},{A},Certificate thumbprint\n"
    f"{ROW.format(5)},,TLS negotiation failed with error UntrustedRoot\n"
)
TEXTS: Final = {
    "lists": CERTIFICATES + "\n" + CONNECTORS,
    "connectors": CONNECTORS,
    "commands": COMMANDS,
    "session": SESSION,
    "rows": ROWS,
    "all": "\n".join((CERTIFICATES, CONNECTORS, SESSION, COMMANDS, ROWS)),
}


def read(folder: Path, name: str, text: str) -> Evidences:
    """Read a text as a file."""
    folder.mkdir()
    (folder / name).write_text(text, "utf-8")
    return pipeline.read(folder / name)


def said(found: Evidences) -> set[object]:
    """Give what was found, but for places and for how much there was of it."""
    inventory = found.inventory
    return {
        *(
            (fact.kind, fact.server, tuple(sorted(fact.fields.items())))
            for fact in found.facts
            if fact.kind != "console-transcript"
        ),
        *(
            (one.thumbprint, one.subject, one.services, one.not_after)
            for one in inventory.certificates
        ),
        *(
            (one.kind, one.name, one.fqdn, one.tls_certificate_name, one.auth_mechanism)
            for one in inventory.connectors
        ),
    }


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "way",
    [
        lambda text: f"<html><body><h2>Report</h2><p>{escape(text)}</p></body></html>",
        lambda text: f"<html><body>{escape(text)}</body></html>",
        lambda text: f"Dear all,\n\n{' '.join(text.split())}\n",
    ],
)
def test_what_was_joined_says_the_same(tmp_path: Path, name: str, way: object) -> None:
    """On a page without line breaks, and in a text."""
    whole = read(tmp_path / "a", "a.txt", TEXTS[name])
    text = way(TEXTS[name])  # type: ignore[operator]
    joined = read(tmp_path / "b", "a.html" if text.startswith("<") else "a.txt", text)
    assert said(whole)
    assert said(joined) == said(whole)
    assert not [problem for each in joined.reads for problem in each.report.problems]


@pytest.mark.parametrize(
    "line",
    [
        "Ask for the Thumbprint : it is in the Subject : line of the mail that came this morning.",
        "Type [PS] C:\\>Get-ExchangeCertificate and send us what it prints, as a text file please.",
        'w("a.txt", "[PS] C:\\\\>Get-ExchangeCertificate\\n[PS] C:\\\\>Get-SendConnector\\n")  #',
        '{"a": "[PS] C:\\>Get-ExchangeCertificate", "b": "[PS] C:\\>Get-SendConnector", "c": 1}',
        "We copied C:\\temp\\a.txt to D:\\x -> E:\\y, and then all of it -> F:\\z, as you asked.",
    ],
)
def test_other_lines_stay_as_they_are(tmp_path: Path, line: str) -> None:
    """Words about output, programs and data."""
    found = read(tmp_path / "a", "a.txt", f"Dear all,\n\n{line}\n")
    assert not said(found)
