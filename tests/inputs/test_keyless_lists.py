"""Lists without what identifies their objects: nothing can be matched by them, and that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.input_reports import InputReport

A: Final = "7A1B2C3D4E5F60718293A4B5C6D7E8F901234567"
P: Final = "[PS] C:\\>"
WHOLE: Final = (
    f"{P}Get-ExchangeCertificate -Server EX01 | fl Thumbprint,Services,Subject\n\n"
    f"Thumbprint : {A}\nServices   : SMTP\nSubject    : CN=mail.contoso.com\n\n"
)
KEYLESS: Final = (
    "Subject  : CN=mail.contoso.com\nNotAfter : 3/19/2024 8:00:00 AM\nServices : SMTP\n"
    "Status   : DateInvalid\n\nSubject  : CN=EX02\nNotAfter : 3/19/2029 8:00:00 AM\n"
    "Services : IIS\nStatus   : Valid\n\n"
)
CUT: Final = (
    "Thumbprint                  Services     Subject\n"
    "----------                  --------     -------\n"
    "0C1D2E3F4A5B6C7D8E9F0A1B{0} ....S..      CN=mail.contoso.com\n"
    "7A1B2C3D4E5F60718293A4B5{0} IP.WS..      CN=EX02\n\n"
)
CERTIFICATES: Final = (
    f"{P}Get-ExchangeCertificate -Server EX02 | fl Subject,NotAfter,Services,Status\n\n{KEYLESS}",
    f"Get-ExchangeCertificate | fl Subject,NotAfter,Services,Status\n\n{KEYLESS}",
    f"The certificates:\n\n{KEYLESS}",
    (
        f"{P}dir Cert:\\LocalMachine\\My | fl Subject,NotAfter\n\n"
        "Subject  : CN=mail.contoso.com\nNotAfter : 3/19/2024 8:00:00 AM\n\n"
    ),
    (
        f"{P}Get-ExchangeCertificate | ft Subject,NotAfter\n\n"
        "Subject             NotAfter\n-------             --------\n"
        "CN=mail.contoso.com 3/19/2024 8:00:00 AM\n\n"
    ),
)
CUTS: Final = (
    f"{P}Get-ExchangeCertificate -Server EX02\n\n{CUT.format('...')}",
    f"{P}Get-ExchangeCertificate -Server EX02\n\n{CUT.format(chr(0x2026))}",
    (
        f"{P}Get-TransportService EX01 | fl Name,InternalTransportCertificateThumbprint\n\n"
        "Name : EX01\nInternalTransportCertificateThumbprint : 0C1D2E3F4A5B6C7D8E9F...\n\n"
    ),
    (
        f"{P}Get-ReceiveConnector -Server EX01 | ft Name,Fqdn,TlsCertificateName\n\n"
        "Name                  Fqdn             TlsCertificateName\n"
        "----                  ----             ------------------\n"
        "Default Frontend EX01 mail.contoso.com <I>CN=CA, O=x<S>CN=other...\n\n"
    ),
)


def report_of(folder: Path, text: str) -> InputReport:
    """Give what is told of a text."""
    (folder / "a.txt").write_text(text, "utf-8")
    (report,) = pipeline.read([folder]).inputs
    return report


@pytest.mark.parametrize("before", ["", WHOLE])
@pytest.mark.parametrize("text", CERTIFICATES)
def test_certificates_without_thumbprints_are_told(tmp_path: Path, before: str, text: str) -> None:
    """Also beside others that were read."""
    report = report_of(tmp_path, before + text)
    assert not report.complete
    assert "without its thumbprint" in report.problems[0]
    assert f"Line {1 + before.count(chr(10)) + 2}:" in report.problems[0] or "ft" in text


@pytest.mark.parametrize("before", ["", WHOLE])
@pytest.mark.parametrize("text", CUTS)
def test_what_a_console_cut_is_told(tmp_path: Path, before: str, text: str) -> None:
    """With what to send in its place."""
    report = report_of(tmp_path, before + text)
    assert not report.complete
    assert "Format-List" in report.problems[0]


@pytest.mark.parametrize("verb", ["Receive", "Send"])
def test_connectors_without_names_are_told(tmp_path: Path, verb: str) -> None:
    """Which of several names its certificate, nobody can tell."""
    text = (
        f"{P}Get-{verb}Connector | fl Fqdn,TlsCertificateName\n\nFqdn : mail.contoso.com\n"
        "TlsCertificateName : <I>CN=CA<S>CN=mail.contoso.com\n\n"
    )
    report = report_of(tmp_path, WHOLE + text)
    assert not report.complete
    assert "connectors without their whole names (1)" in report.problems[0]


@pytest.mark.parametrize(
    "text",
    [
        f"{P}Get-Mailbox anna | fl Subject,Issuer\n\nSubject : a\nIssuer : b\n\n",
        "Subject : the list that you asked for\n\nDear all, here it is.\n",
        f"{P}certutil -verify x.cer\nIssuer:\n    CN=CA\nSubject:\n    CN=x\n\n",
        f"{P}Get-MailboxDatabase | fl Name,Status\n\nName : DB1\nStatus : Mounted\n\n",
    ],
)
def test_other_lists_are_no_trouble(tmp_path: Path, text: str) -> None:
    """They have labels that certificates have, too."""
    report = report_of(tmp_path, WHOLE + text)
    assert report.complete
