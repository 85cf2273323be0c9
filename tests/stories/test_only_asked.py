"""A cmdlet that only looks and is answered with an error has changed nothing, and tells something:
the server does not have what others were shown.
"""
# ruff: noqa: E501 (a shell's lines are not wrapped)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

CAME: Final = "3F" * 20
OTHER: Final = "4E" * 20
REPLY: Final = (
    "We see in the trace:\n\n450 4.4.317 Cannot connect to remote server [Message={status} Expected Subject: "
    "mail.fabrikam.com. Presented Subject: CN=mail.fabrikam.com. Thumbprint: {thumbprint}.] "
    "[LastAttemptedServerName=mail.fabrikam.com] [LastAttemptedIP=192.0.2.25:25]\n"
)
ID: Final = (
    "    + CategoryInfo          : NotSpecified: (:) [{cmdlet}], InvalidOperationException\n"
    "    + FullyQualifiedErrorId : [Server=MX7,RequestId=1,TimeStamp=1/4/2025 5:10:19 PM] 71D7F7B0,"
    "Microsoft.Exchange.Management.SystemConfigurationTasks.{plain}\n    + PSComputerName        : mx7.fabrikam.com\n"
)
SAID: Final = (
    "A special Rpc error occurs on server MX7: The certificate with thumbprint {} was not found.\n"
)
LISTED: Final = (
    "[PS] C:\\>Get-ExchangeCertificate -Server MX7 | fl\n\nCertificateDomains : {{mail.fabrikam.com}}\n"
    "HasPrivateKey      : True\nIsSelfSigned       : False\nIssuer             : CN=Some CA\n"
    "NotAfter           : 12/15/2030 1:00:00 AM\nNotBefore          : 1/15/2025 1:00:00 AM\n"
    "Services           : IIS, SMTP\nStatus             : Valid\n"
    "Subject            : CN=mail.fabrikam.com\nThumbprint         : {}\n\n[PS] C:\\>\n"
)


def answered(cmdlet: str, more: str = "", thumbprint: str = CAME) -> str:
    """Write a command and the error that came of it."""
    ids = ID.format(cmdlet=cmdlet, plain=cmdlet.replace("-", ""))
    typed = f"[PS] C:\\>{cmdlet} -Thumbprint {thumbprint}{more}\n"
    return f"{typed}{SAID.format(thumbprint)}{ids}"


def found(folder: Path, *texts: str) -> dict[str, Finding]:
    """Diagnose texts, each a file, and give the findings by rule."""
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text)
    return {one.rule: one for one in pipeline.diagnose(folder, engine="plain").findings}


def told(finding: Finding) -> str:
    """Give the steps as one text."""
    return "\n".join(finding.remedy)


@pytest.mark.parametrize("cmdlet", ["Get-ExchangeCertificate", "Remove-ExchangeCertificate"])
def test_nothing_was_to_be_changed(tmp_path: Path, cmdlet: str) -> None:
    """No command to enable or import failed, and nothing is to be enabled."""
    findings = found(tmp_path, answered(cmdlet))
    assert "certificate-refused" not in findings
    asked = findings["certificate-asked-for-not-there"]
    assert asked.severity == "info"
    assert CAME in asked.cause
    assert "Enable-ExchangeCertificate" not in told(asked)


@pytest.mark.parametrize(
    "text",
    [
        answered("Enable-ExchangeCertificate", " -Services SMTP"),
        # Only the words of the first, and the whole error of the one that looks, below.
        f"[PS] C:\\>Enable-ExchangeCertificate -Thumbprint {CAME} -Services SMTP\n{SAID.format(CAME)}\n"
        + answered("Get-ExchangeCertificate", thumbprint=OTHER),
        # What was listed before is not what answers.
        f"{LISTED.format(OTHER)}When I enable the other one it says\n\n{SAID.format(CAME)}",
        f"[PS] C:\\>Get-ExchangeCertificate -Thumbprint {CAME} | Enable-ExchangeCertificate\n{SAID.format(CAME)}",
    ],
)
def test_a_change_that_failed_is_still_told(tmp_path: Path, text: str) -> None:
    """With, without and before the errors of a cmdlet that looks."""
    refused = found(tmp_path, text)["certificate-refused"]
    assert CAME in refused.cause


@pytest.mark.parametrize(
    "shown", [answered("Get-ExchangeCertificate"), LISTED.format(OTHER)], ids=["asked", "listed"]
)
def test_what_came_is_not_on_the_server(tmp_path: Path, shown: str) -> None:
    """By its answer or its list; nothing is renewed or enabled there."""
    reply = REPLY.format(status="CertificateExpired", thumbprint=CAME)
    findings = found(tmp_path, reply, shown)
    refused = findings["receiver-certificate-refused-in-queue"]
    assert "does not have that certificate" in refused.cause
    steps = told(refused)
    assert "Find the machine that has it" in steps
    assert "New-ExchangeCertificate" not in steps
    assert "Enable-ExchangeCertificate" not in steps
    assert not [one for one in pipeline.diagnose(tmp_path, engine="plain").inputs if one.problems]


@pytest.mark.parametrize(
    "shown",
    ["", LISTED.format(CAME), answered("Get-ExchangeCertificate", thumbprint=OTHER)],
    ids=["nothing known", "listed", "another one asked for"],
)
def test_what_a_server_may_have_is_renewed(tmp_path: Path, shown: str) -> None:
    """Where nothing says that it is not there, the steps say on which condition."""
    reply = REPLY.format(status="CertificateExpired", thumbprint=CAME)
    refused = found(tmp_path, reply, shown)["receiver-certificate-refused-in-queue"]
    assert "does not have that certificate" not in refused.cause
    steps = told(refused)
    assert "Only if a server has the certificate that came, and it has expired." in steps
    assert "New-ExchangeCertificate" in steps


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("(Get-AuthConfig).CurrentCertificateThumbprint", "auth-certificate-asked-for-not-there"),
        (CAME, "certificate-asked-for-not-there"),
    ],
)
def test_the_auth_certificate_that_is_not_there(tmp_path: Path, command: str, rule: str) -> None:
    """What the organisation signs tokens with weighs more than any other one."""
    ids = ID.format(cmdlet="Get-ExchangeCertificate", plain="GetExchangeCertificate")
    text = f"[PS] C:\\>Get-ExchangeCertificate -Thumbprint {command} | fl\n{SAID.format(CAME)}{ids}"
    assert list(found(tmp_path, text)) == [rule]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (
            "The source data cannot be imported or the wrong password was specified.",
            "TripleDES-SHA1",
        ),
        ("Unknown error (0xe0434f4d)", "and not in a plain PowerShell"),
        ("Das geht hier nicht.", "and not in a plain PowerShell"),
    ],
)
def test_what_was_refused_is_told_in_its_own_words(tmp_path: Path, said: str, named: str) -> None:
    """No class of ours stands beside what Exchange said, and there is something to do and to ask."""
    ids = ID.format(cmdlet="Import-ExchangeCertificate", plain="ImportExchangeCertificate")
    text = f"[PS] C:\\>Import-ExchangeCertificate -FileData $data\n{said}\n{ids}"
    refused = found(tmp_path, text)["certificate-refused"]
    assert said[:-1] in refused.cause
    assert "refused:" in refused.cause
    assert named in told(refused)
    assert refused.questions
