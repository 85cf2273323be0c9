"""Lists that are older than what the audit log tells, through the front door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

import certtrail

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis

OLD: Final = "58F98CD3CD76B3953F5D1739EF81D99C2ECF597C"
OWN: Final = "29417F4945E9876290A8090D027A411B2B9E288A"
REMOVED: Final = f'Remove-ExchangeCertificate, parameters -Thumbprint ""{OLD}"" -Confirm ""False""'
IMPORTED: Final = 'Import-ExchangeCertificate, parameters -FileData ""System.Byte[]""'
ENABLED: Final = f'Enable-ExchangeCertificate, parameters -Thumbprint ""{OLD}"" -Services ""SMTP""'
PROMPT: Final = r"[PS] C:\>Get-ExchangeCertificate -Server EX01 | fl"
SHOWN: Final = "\n".join(
    f"""
CertificateDomains : {{{names}}}
HasPrivateKey      : True
IsSelfSigned       : {own}
Issuer             : CN={issuer}
NotAfter           : 11/28/2027 1:59:59 AM
NotBefore          : 5/12/2026 2:00:00 AM
Services           : IIS, SMTP
Status             : Valid
Subject            : CN={subject}
Thumbprint         : {thumbprint}
"""
    for names, own, issuer, subject, thumbprint in (
        ("mail.contoso.com", False, "Contoso CA", "mail.contoso.com", OLD),
        ("EX01, EX01.contoso.com", True, "EX01", "EX01", OWN),
    )
)
CONNECTOR: Final = """
Name               : Default Frontend EX01
Identity           : EX01\\Default Frontend EX01
Fqdn               : mail.contoso.com
AuthMechanism      : Tls, Integrated
TlsCertificateName :
Enabled            : True
TransportRole      : FrontendTransport
Bindings           : {0.0.0.0:25}
"""
STARTED: Final = """**********************
Windows PowerShell transcript start
Start time: {stamp}00
Machine: EX01 (Microsoft Windows NT 10.0.14393.0)
**********************
"""
TIMES: Final = {
    "transcript": STARTED,
    "asked": "[PS] C:\\>Get-Date\n\nMonday, {long} 9:15:02 AM\n\n",
    "head": "Certificates of EX01, as of {iso}\n\n",
    "mail": "From: Kim\nDate: Mon, {short} 09:15:00 +0100\nSubject: list\n\nHere it is.\n\n",
}
BEFORE: Final = {
    "stamp": "202610260915",
    "long": "October 26, 2026",
    "iso": "2026-10-26 09:15",
    "short": "26 Oct 2026",
}
AFTER: Final = {
    "stamp": "202611120915",
    "long": "November 12, 2026",
    "iso": "2026-11-12 09:15",
    "short": "12 Nov 2026",
}


def management(*acts: tuple[str, str]) -> str:
    """Write an audit log of what was done, each with its time."""
    head = '"Message","Id","Level","RecordId","ProviderName","LogName","MachineName","TimeCreated"'
    rows = [
        f'"Cmdlet suceeded. Cmdlet {what}.","1","4","{100 + at}","MSExchange CmdletLogs",'
        f'"MSExchange Management","EX01.contoso.com","{time}"'
        for at, (time, what) in enumerate(acts)
    ]
    return "\n".join([head, *rows]) + "\n"


def application(name: str = "mail.contoso.com") -> str:
    """Write an Application log in which a connector misses a name after that."""
    head = '"Message","Id","Level","RecordId","ProviderName","LogName","MachineName","TimeCreated"'
    told = (
        f"Microsoft Exchange could not find a certificate that contains the domain name {name} in "
        "the personal store on the local computer. Therefore, it is unable to support the STARTTLS "
        f"SMTP verb for the connector Default Frontend EX01 with a FQDN parameter of {name}."
    )
    rows = [
        f'"{told}","12014","2","{7000 + at}","MSExchangeFrontEndTransport","Application",'
        f'"EX01.contoso.com","2026-11-{10 + at // 24} {at % 24:02d}:00:00"'
        for at in range(96)
    ]
    return "\n".join([head, *rows]) + "\n"


def diagnosed(folder: Path, lists: str, *acts: tuple[str, str]) -> Diagnosis:
    """Diagnose a list beside what was done."""
    (folder / "certs.txt").write_text(f"{lists}{PROMPT}\n{SHOWN}\n")
    (folder / "connectors.txt").write_text(CONNECTOR)
    (folder / "management.csv").write_text(management(*acts))
    (folder / "application.csv").write_text(application())
    return certtrail.diagnose([folder])


def rules(found: Diagnosis) -> set[str]:
    """Name the rules of all findings."""
    return {one.rule for one in found.findings}


def steps(found: Diagnosis) -> str:
    """Put all steps of the findings about the missing name together."""
    text = certtrail.render(found, "md")
    return text.partition("## Certificates")[0]


@pytest.mark.parametrize("told", TIMES)
def test_a_list_from_before_shows_no_present(tmp_path: Path, told: str) -> None:
    """What was removed is not enabled, and a new list is asked for."""
    acts = (("2026-11-09 17:20:03", IMPORTED), ("2026-11-09 17:29:41", REMOVED))
    found = diagnosed(tmp_path, TIMES[told].format(**BEFORE), *acts)
    assert "list-outdated" in rules(found)
    assert "good-certificate-not-used" not in rules(found)
    assert f"-Thumbprint {OLD} -Services" not in steps(found)
    assert "Get-ExchangeCertificate -Server EX01" in steps(found)


def test_a_list_without_a_date(tmp_path: Path) -> None:
    """What is in a list and was removed shows by itself that the list is older."""
    found = diagnosed(tmp_path, "", ("2026-11-09 17:29:41", REMOVED))
    assert "list-outdated" in rules(found)
    assert f"-Thumbprint {OLD} -Services" not in steps(found)


@pytest.mark.parametrize("told", ["transcript", "asked", "head"])
def test_a_list_from_after_the_removal_holds(tmp_path: Path, told: str) -> None:
    """It was put back, whatever tells so; but a mail can bring an old list."""
    found = diagnosed(tmp_path, TIMES[told].format(**AFTER), ("2026-11-09 17:29:41", REMOVED))
    assert "list-outdated" not in rules(found)
    assert "good-certificate-not-used" in rules(found)


def test_what_is_enabled_again_is_there(tmp_path: Path) -> None:
    """The last act counts."""
    acts = (("2026-11-09 17:29:41", REMOVED), ("2026-11-09 18:00:00", ENABLED))
    found = diagnosed(tmp_path, "", *acts)
    assert "list-outdated" not in rules(found)


def test_an_import_after_the_list(tmp_path: Path) -> None:
    """The list still holds for what it shows, and not for what it lacks."""
    began = TIMES["transcript"].format(**BEFORE)
    found = diagnosed(tmp_path, began, ("2026-11-09 17:20:03", IMPORTED))
    assert "list-outdated" in rules(found)
    (tmp_path / "later").mkdir()
    later = TIMES["transcript"].format(**AFTER)
    found = diagnosed(tmp_path / "later", later, ("2026-11-09 17:20:03", IMPORTED))
    assert "list-outdated" not in rules(found)


def test_a_later_list_beside_it(tmp_path: Path) -> None:
    """Of two lists the newer one counts, and it has what came."""
    began = TIMES["transcript"].format(**AFTER)
    (tmp_path / "new.txt").write_text(f"{began}{PROMPT}\n{SHOWN.replace(OLD, OLD[::-1])}\n")
    acts = (("2026-11-09 17:20:03", IMPORTED), ("2026-11-09 17:29:41", REMOVED))
    found = diagnosed(tmp_path, TIMES["transcript"].format(**BEFORE), *acts)
    assert "list-outdated" not in rules(found)
    assert f"-Thumbprint {OLD} -Services" not in steps(found)


def lost(folder: Path, lists: str) -> Diagnosis:
    """Diagnose a list beside a log in which the server's own certificate cannot be loaded."""
    head = '"Message","Id","Level","RecordId","ProviderName","LogName","MachineName","TimeCreated"'
    told = (
        f"Microsoft Exchange could not load the certificate with thumbprint of {OWN} from the "
        "personal store on the local computer. This certificate was configured for authentication "
        "with other Exchange servers. Mail flow to other Exchange servers could be affected by "
        "this error. Meanwhile, an ephemeral, self-signed certificate with thumbprint "
        f"{OLD[::-1]} is being used."
    )
    rows = [
        f'"{told}","12024","3","{7000 + at}","MSExchangeTransport","Application",'
        f'"EX01.contoso.com","2026-11-{10 + at // 24} {at % 24:02d}:00:00"'
        for at in range(96)
    ]
    (folder / "application.csv").write_text("\n".join([head, *rows]) + "\n")
    (folder / "certs.txt").write_text(f"{lists}{PROMPT}\n{SHOWN}\n")
    return certtrail.diagnose([folder])


def test_a_list_from_before_a_loss(tmp_path: Path) -> None:
    """That it has the certificate with its key proves nothing of now."""
    found = lost(tmp_path, TIMES["transcript"].format(**BEFORE))
    assert "list-outdated" in rules(found)
    text = steps(found)
    assert f"{OWN} is in the list" not in text
    assert "cannot be loaded since" in text


@pytest.mark.parametrize("head", [TIMES["transcript"].format(**AFTER), ""])
def test_a_list_from_after_a_loss(tmp_path: Path, head: str) -> None:
    """It shows what can be repaired; and so does one whose time nothing tells."""
    found = lost(tmp_path, head)
    assert "list-outdated" not in rules(found)
    assert f"{OWN} is in the list" in steps(found)
