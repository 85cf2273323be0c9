"""Next servers and peers that are ours: nobody else is told to renew what a list here has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.model.vocabulary import Verdict
from tests.stories.exports import Export

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis, Finding

OVER: Final = "3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B"
BEFORE: Final = "2/19/2026 12:12:40 AM"
"""Before the logs begin."""
LIST: Final = """[PS] C:\\>Get-ExchangeCertificate -Server {server} | fl

CertificateDomains : {{{names}}}
HasPrivateKey      : True
IsSelfSigned       : {own}
Issuer             : CN={issuer}
NotAfter           : {end}
NotBefore          : 11/19/2025 12:00:00 AM
Services           : IIS, SMTP
Status             : {status}
Subject            : CN={first}
Thumbprint         : 3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B

"""
QUEUE: Final = """[PS] C:\\>Get-Queue -Server {server} | fl

Identity      : {server}\\31
DeliveryType  : {way}
NextHopDomain : {hop}
Status        : Retry
MessageCount  : 14
LastError     : [{{LRT=11/20/2026 8:03:11 AM}};{{LED=454 4.7.5 Certificate validation failure, \
Reason:{why}}};{{FQDN={host}}};{{IP=192.0.2.8}}]

"""
REPORT: Final = """{label}: {writer}

{recipient}
Remote Server{at} returned '{before}454 4.7.5 Certificate validation failure, Reason:CertExpired'

"""
QUEUED, SENDER, LISTED, PEER, REJECTED = (
    "peer-certificate-refused-in-queue",
    "sender-refuses-our-certificate",
    "smtp-certificate-out-of-its-dates",
    "remote-certificate-expired",
    "peer-certificate-rejected",
)
STRANGERS: Final = ("Tell the administrators", "theirs to renew", "nothing on this side is wrong")


def listed(
    server: str, names: str, *, end: str = "11/19/2026 12:12:40 AM", own: bool = False
) -> str:
    """Write the list of a server, with one certificate."""
    first = names.partition(",")[0]
    issuer = first if own else "Contoso CA"
    status = "Valid" if end.endswith("1:00:00 AM") else "DateInvalid"
    return LIST.format(
        server=server, names=names, first=first, issuer=issuer, end=end, own=own, status=status
    )


def queued(server: str, host: str, hop: str = "to branch", why: str = "CertExpired") -> str:
    """Write the list of a queue that waits."""
    way = "SmartHostConnectorDelivery" if hop == "to branch" else "DnsConnectorDelivery"
    return QUEUE.format(server=server, host=host, hop=hop, why=why, way=way)


def told(
    folder: Path, *texts: str, log: Export | None = None
) -> tuple[Diagnosis, dict[str, Finding]]:
    """Diagnose a paste, beside a log."""
    (folder / "paste.txt").write_text("".join(texts))
    if log is not None:
        log.write(folder / "log")
    diagnosis = pipeline.diagnose(folder, engine="plain")
    return diagnosis, {one.rule: one for one in diagnosis.findings}


def said_all(diagnosis: Diagnosis) -> str:
    """Give all that the findings say."""
    return " ".join(
        text for one in diagnosis.findings for text in (one.cause, one.impact, *one.remedy)
    )


@pytest.mark.parametrize(
    ("host", "hop", "names", "own"),
    [
        ("EX02.contoso.lan", "to branch", "EX02, EX02.contoso.lan", False),
        ("EX02.contoso.lan", "site:branch; version:15", "EX02, EX02.contoso.lan", True),
        ("ex02.contoso.lan", "to branch", "EX02.contoso.lan", True),
        ("mail.contoso.com", "to branch", "mail.contoso.com", False),
        (
            "MAIL.contoso.com",
            "mail.contoso.com",
            "autodiscover.contoso.com, mail.contoso.com",
            False,
        ),
    ],
)
def test_a_queue_for_a_server_of_ones_own(
    tmp_path: Path, host: str, hop: str, names: str, own: bool
) -> None:
    """By the server's name, or one of its certificate, whatever its case."""
    text = queued("EX01", host, hop), listed("EX02", names, own=own)
    diagnosis, found = told(tmp_path, *text)
    assert found[QUEUED].severity.name == found[LISTED].severity.name == "HIGH"
    assert f"Renew {OVER} on EX02" in found[QUEUED].remedy[0]
    assert "First find out" not in " ".join(found[LISTED].remedy)
    assert "EX01 was shown it after its end" in found[LISTED].cause
    assert not any(words in said_all(diagnosis) for words in STRANGERS)
    commands = [step for step in found[LISTED].remedy if "New-ExchangeCertificate" in step]
    assert commands
    assert all("-Server EX02" in step for step in commands)
    assert {one.name: one.verdict for one in diagnosis.servers} == {
        "EX01": Verdict.AT_RISK,
        "EX02": Verdict.AT_RISK,
    }


@pytest.mark.parametrize("report", ["queue", "at", "plain", "german"])
def test_mail_to_us_waits_with_a_partner(tmp_path: Path, report: str) -> None:
    """His queue, or the report that his server wrote, with the name or the domain that is ours."""
    told_by = {
        "queue": queued("GW7", "mail.contoso.com", "contoso.com"),
        "at": ("Generating server", " at mail.contoso.com (192.0.2.8)", ""),
        "plain": ("Generating server", "", "550 5.4.300 Message expired -> "),
        "german": ("Generierender Server", " at mail.contoso.com (192.0.2.8)", ""),
    }[report]
    if not isinstance(told_by, str):
        label, at, before = told_by
        told_by = REPORT.format(
            label=label, at=at, before=before, writer="GW7.fabrikam.com", recipient="jo@contoso.com"
        )
    diagnosis, found = told(tmp_path, told_by, listed("EX01", "mail.contoso.com"))
    assert found.keys() == {SENDER, LISTED}
    assert found[SENDER].severity.name == found[LISTED].severity.name == "HIGH"
    assert "Mail of GW7" in found[SENDER].cause
    assert "waits on EX01" not in said_all(diagnosis)
    assert f"Renew {OVER} on EX01" in " ".join(found[SENDER].remedy)
    assert not any(words in said_all(diagnosis) for words in STRANGERS)
    assert [(one.name, one.verdict) for one in diagnosis.servers] == [("EX01", Verdict.AT_RISK)]


def test_a_partner_refuses_what_has_been_renewed(tmp_path: Path) -> None:
    """The list has a valid one: what comes may be another machine's, and it is to be looked at."""
    report = REPORT.format(
        label="Generating server",
        at=" at mail.contoso.com (192.0.2.8)",
        before="",
        writer="GW7.fabrikam.com",
        recipient="jo@contoso.com",
    )
    _, found = told(
        tmp_path, report, listed("EX01", "mail.contoso.com", end="12/15/2027 1:00:00 AM")
    )
    assert found.keys() == {SENDER}
    assert any("openssl s_client" in step for step in found[SENDER].remedy)
    assert OVER not in " ".join(found[SENDER].remedy)


@pytest.mark.parametrize(
    ("number", "subject", "names", "own"),
    [
        (12019, "CN=EX02", "EX02, EX02.contoso.com", True),
        (12019, "CN=EX02.contoso.com", "EX02, EX02.contoso.com", True),
        (12020, "CN=mail.contoso.com", "mail.contoso.com", False),
        (12020, "CN=mail.contoso.com, O=Contoso", "mail.contoso.com", False),
    ],
)
def test_a_peer_of_ones_own(
    tmp_path: Path, number: int, subject: str, names: str, own: bool
) -> None:
    """What one server logs of the other is renewed on that other, and the command says where."""
    log = Export("EX01.contoso.com")
    log.every(6, 8, 40, number, subject)
    log.clutter(48)
    text = listed("EX02", names, end=BEFORE, own=own).replace(
        "CN=" + names.partition(",")[0], subject
    )
    diagnosis, found = told(tmp_path, text, log=log)
    assert "EX02" in found[PEER].cause
    assert not any(words in said_all(diagnosis) for words in STRANGERS)
    steps = [*found[PEER].remedy, *found[LISTED].remedy]
    makes = [step for step in steps if "New-ExchangeCertificate " in step]
    assert makes
    assert all("-Server EX02" in step for step in makes)
    assert "First find out" not in " ".join(steps)
    assert found[LISTED].servers == ("EX02",)
    assert found[LISTED].severity.name == ("MEDIUM" if number == 12019 else "HIGH")


def test_an_event_names_a_server_of_ones_own(tmp_path: Path) -> None:
    """2022 for a smart host that is another server here."""
    log = Export("EX01.contoso.com")
    log.every(
        6, 8, 40, 2022, "CertExpired", "To branch", "CertificateValidation", "EX02.contoso.com"
    )
    log.clutter(48)
    diagnosis, found = told(tmp_path, listed("EX02", "EX02, EX02.contoso.com", end=BEFORE), log=log)
    assert found[REJECTED].severity.name == "HIGH"
    assert f"Renew {OVER} on EX02" in found[REJECTED].remedy[0]
    assert not any(words in said_all(diagnosis) for words in STRANGERS)


@pytest.mark.parametrize(
    "text",
    [
        queued("EX01", "mx1.fabrikam.com", "fabrikam.com"),
        queued("EX01", "ex02.fabrikam.com", "fabrikam.com"),
        queued("EX01", "mail.fabrikam.com", "fabrikam.com"),
    ],
)
def test_a_stranger_is_told(tmp_path: Path, text: str) -> None:
    """No name of this side is his, though a host of ours is called alike."""
    lists = listed("EX02", "EX02, EX02.contoso.com, mail.contoso.com")
    diagnosis, found = told(tmp_path, text, lists)
    assert found[QUEUED].severity.name == "LOW"
    assert "theirs to renew" in found[QUEUED].cause
    assert "Tell the administrators" in found[QUEUED].remedy[0]
    assert "witness" not in said_all(diagnosis)
    assert found[LISTED].severity.name == "MEDIUM"


@pytest.mark.parametrize("end", ["11/19/2026 12:12:40 AM", "5/19/2027 1:00:00 AM"])
def test_a_certificate_shared_with_the_partner(tmp_path: Path, end: str) -> None:
    """One of its names is the partner's: the server that sends, and has it, does not show it."""
    text = queued("EX01", "mail.fabrikam.com", "fabrikam.com")
    lists = listed("EX01", "mail.contoso.com, mail.fabrikam.com", end=end)
    diagnosis, found = told(tmp_path, text, lists)
    assert found[QUEUED].severity.name == "LOW"
    assert "theirs to renew" in found[QUEUED].cause
    assert "name of your own" not in said_all(diagnosis)
    assert "was shown it" not in said_all(diagnosis)


def test_a_refusal_before_the_end_is_of_another(tmp_path: Path) -> None:
    """What the list has was good when the queue was looked at."""
    text = queued("EX01", "EX02.contoso.com").replace("11/20/2026", "10/2/2026")
    _, found = told(tmp_path, text, listed("EX02", "EX02, EX02.contoso.com"))
    assert OVER not in " ".join(found[QUEUED].remedy)
    assert "was shown it" not in found[LISTED].cause


def test_a_report_of_ones_own_server_about_a_partner(tmp_path: Path) -> None:
    """The mail waits here, and the partner has to renew."""
    report = REPORT.format(
        label="Generating server",
        at=" at mx.fabrikam.com (198.51.100.7)",
        before="",
        writer="EX01.contoso.com",
        recipient="jo@fabrikam.com",
    )
    good = listed("EX01", "mail.contoso.com, EX01.contoso.com", end="12/15/2027 1:00:00 AM")
    _, found = told(tmp_path, report, good)
    assert found.keys() == {QUEUED}
    assert found[QUEUED].servers == ("EX01",)
    assert "theirs to renew" in found[QUEUED].cause
    assert "mx.fabrikam.com:25" in found[QUEUED].remedy[0]


def test_a_report_that_nothing_here_knows(tmp_path: Path) -> None:
    """It may be of either side, so no side is said to be right; and it waits on no server here."""
    report = REPORT.format(
        label="Generating server",
        at=" at mx.litware.com (198.51.100.7)",
        before="",
        writer="GW7.fabrikam.com",
        recipient="jo@litware.com",
    )
    good = listed("EX01", "mail.contoso.com, EX01.contoso.com", end="12/15/2027 1:00:00 AM")
    diagnosis, found = told(tmp_path, report, good)
    assert found[QUEUED].severity.name == "LOW"
    assert "waits on GW7.fabrikam.com" in found[QUEUED].cause
    assert not any(words in said_all(diagnosis) for words in STRANGERS[1:])
    assert "EX01" not in found[QUEUED].servers


@pytest.mark.parametrize("said", ["failed validation, Reason:CertExpired", "has expired"])
def test_a_reply_about_the_remote_certificate(tmp_path: Path, said: str) -> None:
    """However it goes on, it names a certificate, and is no rule of the other side's."""
    report = (
        "Generating server: GW7.fabrikam.com\n\njo@contoso.com\n"
        "Remote Server returned '550 5.4.300 "
        f"Message expired -> 454 4.7.5 The remote certificate {said}'\n\n"
    )
    diagnosis, found = told(tmp_path, report, listed("EX01", "mail.contoso.com"))
    assert found.keys() == {SENDER, LISTED}
    assert "names no certificate" not in said_all(diagnosis)


def test_a_peer_in_ones_own_domain(tmp_path: Path) -> None:
    """No list has it, and its name is still no stranger's; one of another domain is told."""
    log = Export("EX01.contoso.com")
    log.every(6, 8, 40, 12020, "CN=gate.contoso.com")
    log.every(7, 8, 40, 12020, "CN=mx.fabrikam.com")
    log.clutter(48)
    log.write(tmp_path / "log")
    found = [
        one for one in pipeline.diagnose(tmp_path, engine="plain").findings if one.rule == PEER
    ]
    steps = {("gate" in one.cause): " ".join(one.remedy) for one in found}
    assert "gate.contoso.com is a name of your own" in steps[True]
    assert "Tell the administrators" not in steps[True]
    assert "Tell the administrators of mx.fabrikam.com" in steps[False]
