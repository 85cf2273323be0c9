"""Lists that are not what holds now: the older of two in a thread, and one of another server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail import pipeline
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER
from tests.stories.test_threads import diagnosed

if TYPE_CHECKING:
    from pathlib import Path

OWN: Final = "B1B2C3D4E5F6B1B2C3D4E5F6B1B2C3D4E5F61728"
NEXT: Final = "C1C2C3D4E5F6B1B2C3D4E5F6B1B2C3D4E5F61728"
LOST: Final = """Log Name:      Application
Source:        MSExchangeTransport
Date:          11/20/2026 {hour}:14:05 AM
Event ID:      12024
Task Category: TransportService
Level:         Warning
Computer:      {server}
Description:
Microsoft Exchange could not load the certificate with thumbprint of {own} from the personal store \
on the local computer. This certificate was configured for authentication with other Exchange \
servers. Mail flow to other Exchange servers could be affected by this error. If the certificate \
with this thumbprint still exists in the personal store, run Enable-ExchangeCertificate {own} \
-services SMTP to resolve the issue. Meanwhile, an ephemeral, self-signed certificate with \
thumbprint 4D21D9C1562665E86A2196A0867819789D83028C is being used.
"""
LISTED: Final = """{mark}Thumbprint    : {own}
{mark}Services      : {services}
{mark}Subject       : CN=MBX7
{mark}IsSelfSigned  : True
{mark}HasPrivateKey : True
{mark}NotAfter      : 6/30/2029 10:00:00 AM
{mark}Status        : Valid
"""
COMMAND: Final = "[PS] C:\\>Get-ExchangeCertificate -Server MBX7.fabrikam.lan {own} | fl\n\n"


def log(server: str) -> str:
    """Write a log in which the internal certificate cannot be loaded."""
    return "\n".join(LOST.format(server=server, own=OWN, hour=hour) for hour in (6, 8, 10))


def services(tmp_path: Path, thread: str) -> tuple[str, ...]:
    """Give the services that are taken for true."""
    found = diagnosed(tmp_path, log=log("MBX7.fabrikam.lan"), thread=thread)
    (entry,) = (one for one in found.ledger if one.thumbprint == OWN)
    return tuple(entry.services)


def test_what_is_quoted_is_older(tmp_path: Path) -> None:
    """Who answers on top of a list shows the present one."""
    newer = COMMAND.format(own=OWN) + LISTED.format(mark="", own=OWN, services="IIS, SMTP")
    older = LISTED.format(mark="> ", own=OWN, services="IIS")
    assert services(tmp_path, f"Now it shows\n\n{newer}\n> Before it was\n>\n{older}") == (
        "IIS",
        "SMTP",
    )


def test_of_two_mails_the_later_holds(tmp_path: Path) -> None:
    """A forwarded mail has no marks, and tells its day."""
    head = "From: Jo\nSent: {day}\nTo: support\nSubject: list\n\n"
    newer = COMMAND.format(own=OWN) + LISTED.format(mark="", own=OWN, services="IIS")
    older = LISTED.format(mark="", own=OWN, services="IIS, SMTP")
    thread = (
        head.format(day="Friday, November 20, 2026 5:10 PM")
        + f"Now it is\n\n{newer}\n\n"
        + head.format(day="Thursday, November 19, 2026 8:15 AM")
        + f"It was\n\n{older}"
    )
    assert services(tmp_path, thread) == ("IIS",)


def test_a_list_of_the_next_server_is_told(tmp_path: Path) -> None:
    """The shell of another server was asked."""
    whole = LISTED.format(mark="", own=NEXT, services="IMAP, POP, SMTP")
    found = diagnosed(
        tmp_path,
        log=log("MX-DMZ4"),
        list=f"[PS] C:\\>Get-ExchangeCertificate -Server MBX7.fabrikam.lan | fl\n\n{whole}",
        mail="Hello, log and list of our edge server MX-DMZ4 are attached. Regards, Jo",
    )
    told = {finding.rule: finding for finding in found.findings}
    assert "MBX7" in told["list-of-another-server"].cause
    steps = "\n".join(told["internal-certificate-missing"].remedy)
    assert "-Server" not in steps
    assert "Back End" not in steps
    letter = reply(found, Speech(ENGLISH_READER))
    assert "From MX-DMZ4" in letter
    assert "From MBX7" not in letter


def test_a_list_of_the_same_server_is_not(tmp_path: Path) -> None:
    """Log and list are of one server."""
    whole = LISTED.format(mark="", own=OWN, services="IIS")
    (tmp_path / "log.txt").write_text(log("MBX7.fabrikam.lan"), "utf-8")
    (tmp_path / "list.txt").write_text(f"{COMMAND.format(own=OWN)}{whole}", "utf-8")
    found = pipeline.diagnose([tmp_path])
    assert "list-of-another-server" not in {finding.rule for finding in found.findings}
