"""What is to be done about a missing certificate depends on what was looked for, and on what a copy
of the event tells: through the whole pipeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.model.diagnosis import Finding

if TYPE_CHECKING:
    from pathlib import Path

ASKED: Final = "<I>CN=R3, O=Let's Encrypt, C=US<S>CN=mail.contoso.com"
HOST: Final = "mail.contoso.com"
OLD: Final = "5D41402ABC4B2A76B9719D911017C592AE2F10CC"
IN_MEMORY: Final = "7D793037A0760186574B0282F2F435E7A5B10F33"
MISSING: Final = (
    "Microsoft Exchange could not find a certificate that contains the domain name {name} in the "
    "personal store on the local computer. Therefore, it is unable to support the STARTTLS SMTP "
    "verb for the connector {connector} with a FQDN parameter of {name}. If the connector's FQDN "
    "is not specified, the computer's FQDN is used."
)
EXPIRED: Final = (
    "There is no valid SMTP Transport Layer Security (TLS) certificate for the FQDN of {name}. The "
    "existing certificate for that FQDN has expired. The continued use of that FQDN will cause "
    "mail flow problems."
)
EPHEMERAL: Final = (
    f"Microsoft Exchange could not load the certificate with thumbprint of {OLD} from the personal "
    "store on the local computer. This certificate was configured for authentication with other "
    "Exchange servers. Mail flow to other Exchange servers could be affected by this error. "
    f"Meanwhile, an ephemeral, self-signed certificate with thumbprint {IN_MEMORY} is being used."
)


def copied(event: int, message: str, *, date: str = "", source: str = "Transport") -> str:
    """Write an event as Event Viewer copies it, with or without its date."""
    dated = f"Date:          {date}\nComputer:      EX02.contoso.com\n" if date else ""
    return (
        f"Log Name:      Application\nSource:        MSExchange{source}\n{dated}"
        f"Event ID:      {event}\nLevel:         Error\nDescription:\n{message}\n"
    )


def finding(folder: Path, text: str) -> Finding:
    """Diagnose a text of which one thing is found."""
    (folder / "event.txt").write_text(text, encoding="utf-8")
    (one,) = pipeline.diagnose([folder], engine="plain").findings
    assert isinstance(one, Finding)
    return one


@pytest.mark.parametrize(("name", "points"), [(ASKED, True), (HOST, False)])
def test_without_a_date(tmp_path: Path, name: str, *, points: bool) -> None:
    """For an issuer and subject no certificate can be made: the connector is pointed to another."""
    message = MISSING.format(name=name, connector="Default Frontend EX02")
    one = finding(tmp_path, copied(12014, message, source="FrontEndTransport"))
    assert one.rule == "starttls-event-without-date"
    steps = "\n".join(one.remedy)
    assert ("Set-ReceiveConnector" in steps) is points
    assert ("TlsCertificateName of the connector asks for" in one.cause) is points
    assert ("self-signed one is enough" in steps) is not points


@pytest.mark.parametrize(("name", "points"), [(ASKED, True), (HOST, False)])
def test_an_expired_one(tmp_path: Path, name: str, *, points: bool) -> None:
    """It can be renewed with the same issuer and subject; else the connector needs the new ones."""
    one = finding(tmp_path, copied(12016, EXPIRED.format(name=name)))
    steps = "\n".join(one.remedy)
    assert ("point TlsCertificateName to it" in steps) is points
    assert ("self-signed one is enough" in steps) is not points


def test_what_may_still_work_comes_first(tmp_path: Path) -> None:
    """A certificate that is still there gets its key back before a new one is made."""
    one = finding(tmp_path, copied(12024, EPHEMERAL))
    assert one.rule == "internal-certificate-event-without-date"
    assert IN_MEMORY in one.cause
    (repair,) = (at for at, step in enumerate(one.remedy) if f"-repairstore my {OLD}" in step)
    (enable,) = (at for at, step in enumerate(one.remedy) if f"-Thumbprint {OLD} -Serv" in step)
    (make,) = (at for at, step in enumerate(one.remedy) if "New-ExchangeCertificate" in step)
    assert repair < enable < make
    assert IN_MEMORY not in "\n".join(one.remedy)
    assert "ended" not in one.impact


def test_an_internal_one_that_has_expired(tmp_path: Path) -> None:
    """It is loaded, so there is no key to give back."""
    message = f"An internal transport certificate expired. Thumbprint:{OLD}"
    one = finding(tmp_path, copied(12015, message))
    assert "has ended" in one.impact
    assert "repairstore" not in "\n".join(one.remedy)
    assert "New-ExchangeCertificate" in "\n".join(one.remedy)


@pytest.mark.parametrize(
    ("connector", "said"), [("Default Frontend EX02", "Default Frontend EX02"), ("", "do not tell")]
)
def test_a_copy_that_lost_the_name(tmp_path: Path, connector: str, said: str) -> None:
    """No certificate is made before the name is known, whether the connector is or not."""
    message = MISSING.format(name="", connector=connector)
    text = copied(12014, message, date="2026-02-18 12:17:20", source="FrontEndTransport")
    one = finding(tmp_path, text)
    assert one.rule == "starttls-certificate-not-told"
    assert said in one.cause
    assert "New-ExchangeCertificate" not in "\n".join(one.remedy)
    assert "12016" not in one.cause
    assert "expired" not in one.title


def test_a_copy_with_the_name_stays_what_it_is(tmp_path: Path) -> None:
    """The near miss."""
    message = MISSING.format(name=HOST, connector="Default Frontend EX02")
    text = copied(12014, message, date="2026-02-18 12:17:20", source="FrontEndTransport")
    assert finding(tmp_path, text).rule == "starttls-certificate-missing"


LISTED: Final = f"""[PS] C:\\>Get-ExchangeCertificate | fl

CertificateDomains : {{mail.contoso.com}}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=R13
NotAfter           : 12/15/2029 12:00:00 AM
NotBefore          : 12/15/2024 12:00:00 AM
Services           : IIS, SMTP
Status             : Valid
Subject            : CN=mail.contoso.com
Thumbprint         : {OLD}
"""


@pytest.mark.parametrize(("listed", "known"), [("", False), (LISTED, True)])
def test_what_was_not_sent_shows_nothing(tmp_path: Path, listed: str, *, known: bool) -> None:
    """Without a list nobody knows whether a source server has the certificate."""
    (tmp_path / "queue.txt").write_text(
        "Identity : EX01\\12\nNextHopDomain : fabrikam.com\nStatus : Retry\nLastError : 454 4.7.5 "
        "The certificate specified in TlsCertificateName of the SendConnector could not be found.\n"
    )
    (tmp_path / "list.txt").write_text(listed)
    told = pipeline.diagnose([tmp_path], engine="plain").findings
    (one,) = (each for each in told if each.rule == "send-connector-name-outdated")
    assert ("No list of the source servers' certificates was sent" in one.cause) is not known
    assert ("those that were listed" in one.cause) is known
    assert all(step.startswith("Only if no source server") for step in one.remedy[:2])
