"""What is told of one server, service or certificate is not put to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.pipeline import diagnose
from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

HERE, THERE = "EX01.contoso.com", "EX02.contoso.com"
CANNOT_LOAD: Final = """[PS] C:\\>Get-Queue -Server EX01 | fl

Identity      : EX01\\9
MessageCount  : 318
NextHopDomain : dag1
LastError     : [{LED=451 5.7.3 Cannot load Internal Transport Certificate. Exchange Server \
authentication failed.};{MSG=};{FQDN=HOST};{IP=192.0.2.2};{LRT=1/10/2026 11:58:02 AM}]
"""


def findings(folder: Path) -> dict[str, Finding]:
    """Diagnose a folder; give the findings by their rules."""
    return {one.rule: one for one in diagnose([folder], engine="plain").findings}


def steps(finding: Finding) -> str:
    """Give all that a finding says is to be done."""
    return " ".join(str(one) for one in finding.remedy)


@pytest.mark.parametrize("host", [THERE, THERE.upper(), "ex02"])
def test_the_next_server_has_no_internal_certificate(tmp_path: Path, host: str) -> None:
    """The server whose queue waits is the witness, however the queue spells the other one."""
    for name in (HERE, THERE):
        export = Export(name)
        if name == THERE:
            export.transport(60, 12012)
        else:
            export.every(4, 5, 80, 12017, thumbprint("here"), "1700")
        export.clutter(90)
        export.write(tmp_path / name)
    (tmp_path / "queue.txt").write_text(CANNOT_LOAD.replace("HOST", host))
    found = findings(tmp_path)
    told = found["internal-certificate-not-loaded-at-next-server"]
    assert told.culprits == (THERE,)
    assert "Enable-ExchangeCertificate" not in steps(told)
    assert found["internal-certificate-not-loaded-in-queue"].explained_by == told.id
    assert found["internal-certificate-unset"].servers == (THERE,)


@pytest.mark.parametrize(("of_its_own", "host"), [(True, THERE), (False, "edge.fabrikam.com")])
def test_the_server_whose_queue_it_is(tmp_path: Path, of_its_own: bool, host: str) -> None:
    """It stays the one to mend where its own log says so, or nothing tells of the other one."""
    for name in (HERE, THERE):
        export = Export(name)
        if name == HERE and of_its_own:
            export.transport(60, 12012)
        export.clutter(90)
        export.write(tmp_path / name)
    (tmp_path / "queue.txt").write_text(CANNOT_LOAD.replace("HOST", host))
    found = findings(tmp_path)
    assert "internal-certificate-not-loaded-at-next-server" not in found
    waiting = found["internal-certificate-not-loaded-in-queue"]
    assert waiting.servers == (HERE,)
    assert f"Get-TransportService {HERE}" in steps(waiting)


HELD: Final = {
    "netstat": """C:\\>netstat -ano | findstr ":25 "
  TCP    0.0.0.0:25             0.0.0.0:0              ABHÖREN         3388
  TCP    [::]:25                [::]:0                 ABHÖREN         3388

C:\\>tasklist /fi "pid eq 3388"

Abbildname                     PID Sitzungsname       Sitz.-Nr. Speichernutzung
========================= ======== ================ =========== ===============
NAME.exe                      3388 Services                   0        41.220 K
""",
    "netstat -b": """C:\\>netstat -anob

Active Connections

  Proto  Local Address          Foreign Address        State           PID
  TCP    0.0.0.0:25             0.0.0.0:0              LISTENING       3388
 [NAME.exe]
  TCP    0.0.0.0:80             0.0.0.0:0              LISTENING       4
""",
    "PowerShell": """[PS] C:\\>Get-NetTCPConnection -LocalPort 25 -State Listen

LocalAddress  LocalPort RemoteAddress RemotePort State  AppliedSetting OwningProcess
------------  --------- ------------- ---------- -----  -------------- -------------
::            25        ::            0          Listen                3388

[PS] C:\\>Get-Process -Id 3388

Handles  NPM(K)    PM(K)      WS(K)     CPU(s)     Id  SI ProcessName
-------  ------    -----      -----     ------     --  -- -----------
    412      31    41220      50312      12.45   3388   0 NAME

""",
}


def port_was_taken(folder: Path, *, speaks: bool) -> None:
    """Write logs of a front end that found port 25 taken and runs on, with or without a word."""
    export = Export(HERE)
    front_end = "MSExchangeFrontEndTransport"
    export.every(4, 1, 48, 12018, "mail.contoso.com", thumbprint("tls"), 1000, provider=front_end)
    export.restart(48, front_end)
    export.every(0.1, 48.1, 49, 1018, "0.0.0.0:25", "Default Frontend EX01", provider=front_end)
    if speaks:
        # Its good start was not written.
        export.every(
            4, 50, 88, 12018, "mail.contoso.com", thumbprint("tls"), 950, provider=front_end
        )
    export.every(1, 0, 90, 16028, "AcceptedDomainTable")
    for at in range(90):
        export.service(at, "wuauserv", 4)
    export.write(folder / "logs")


@pytest.mark.parametrize("how", HELD)
def test_a_program_has_the_port(tmp_path: Path, how: str) -> None:
    """What the server was asked tells who has it, and a service that runs may have no port."""
    port_was_taken(tmp_path, speaks=False)
    (tmp_path / "shell.txt").write_text(HELD[how].replace("NAME", "relay"), "utf-8")
    found = findings(tmp_path)
    assert "failed-start-passed" not in found
    refused = found["listener-refused"]
    assert str(refused.verdict) == "broken"
    assert "relay" in str(refused.cause)
    assert "netstat" not in steps(refused)


def test_another_process_lives_on(tmp_path: Path) -> None:
    """Without a word of its own nothing shows that the service has its port again."""
    port_was_taken(tmp_path, speaks=False)
    found = findings(tmp_path)
    assert "failed-start-passed" not in found
    assert str(found["listener-refused"].verdict) == "at-risk"


@pytest.mark.parametrize("how", HELD)
def test_the_service_has_its_port_again(tmp_path: Path, how: str) -> None:
    """It writes for days, and has the port itself: that is over."""
    port_was_taken(tmp_path, speaks=True)
    (tmp_path / "shell.txt").write_text(HELD[how].replace("NAME", "MSExchangeFrontendTransport"))
    found = findings(tmp_path)
    assert "failed-start-passed" in found
    assert "listener-refused" not in found


@pytest.mark.parametrize(
    ("of", "services"),
    [
        (
            {"MSExchangeTransport": 12024, "MSExchangeFrontEndTransport": 12023},
            "MSExchangeFrontEndTransport, MSExchangeTransport",
        ),
        (
            {"MSExchangeTransport": 12024, "MSExchangeTransportDelivery": 12024},
            "MSExchangeTransport, MSExchangeDelivery",
        ),
        ({"MSExchangeFrontEndTransport": 12023}, "MSExchangeFrontEndTransport"),
    ],
)
def test_each_process_that_lost_it_is_restarted(
    tmp_path: Path, of: dict[str, int], services: str
) -> None:
    """Whichever process wrote last, all that lost the certificate go by the new one only then."""
    mark = thumbprint("role")
    export = Export(HERE)
    export.every(4, 1, 48, 12017, mark, "1700")
    export.cmdlet(48, "Remove-ExchangeCertificate", f'-Thumbprint "{mark}" -Confirm "False"')
    for number, (process, event) in enumerate(of.items()):
        with_it = thumbprint(f"other {process}")
        export.every(3, 49 + number, 88, event, mark, with_it, provider=process)
    export.clutter(90)
    export.write(tmp_path)
    (restart,) = (
        str(step)
        for step in findings(tmp_path)["internal-certificate-deleted"].remedy
        if "Restart the service" in str(step)
    )
    assert f"`Restart-Service {services}`" in restart


BARE: Final = """[PS] C:\\>Get-SendConnector | fl

Name                   : Relay
TlsCertificateName     : <I>CN=Contoso CA<S>CN=mail.contoso.com
SourceTransportServers : {EX01}
SmartHosts             : {mx.fabrikam.com}
Enabled                : True

C:\\>certutil -store my
my "Personal"
================ Certificate 0 ================
Serial Number: 4a3b9c1d2e0f11223344556677889900
Issuer: CN=Contoso CA
 NotBefore: 1/15/2025 1:00 AM
 NotAfter: END 1:00 AM
Subject: CN=mail.contoso.com
Non-root Certificate
Cert Hash(sha1): MARK
KEY
CertUtil: -store command completed successfully.
"""
NO_KEY: Final = "  No key provider information\nCannot find the certificate and private key."
KEY: Final = """  Key Container = 5d0c1f6a
  Provider = Microsoft RSA SChannel Cryptographic Provider"""


@pytest.mark.parametrize(
    ("end", "key", "renewed"),
    [
        ("12/15/2027", NO_KEY, False),
        ("1/15/2026", NO_KEY, True),
        ("1/15/2026", KEY, True),
    ],
)
def test_a_lost_key_is_no_expired_certificate(
    tmp_path: Path, end: str, key: str, renewed: bool
) -> None:
    """What lacks nothing but its key needs that; what is over needs a successor, key or not."""
    export = Export(HERE)
    name = "<I>CN=Contoso CA<S>CN=mail.contoso.com"
    export.every(1, 2, 88, 12014, name, "Relay", name)
    export.clutter(90)
    export.write(tmp_path / HERE)
    text = BARE.replace("MARK", thumbprint("bare")).replace("END", end).replace("KEY", key)
    (tmp_path / HERE / "store.txt").write_text(text)
    said = steps(findings(tmp_path)["named-certificate-expired"])
    assert ("-GenerateRequest" in said) is renewed
    assert ("Bring its key" in said) is not renewed


RELAY: Final = """[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl

CertificateDomains : {relay.contoso.local}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=Contoso CA
NotAfter           : 1/15/2026 12:00:00 AM
NotBefore          : 1/15/2024 12:00:00 AM
RootCAType         : Enterprise
Services           : SMTP
Status             : DateInvalid
Subject            : CN=relay.contoso.local
Thumbprint         : OLD

CertificateDomains : {relay.contoso.local}
HasPrivateKey      : True
IsSelfSigned       : True
Issuer             : CN=relay.contoso.local
NotAfter           : 1/17/2031 12:00:00 AM
NotBefore          : 1/17/2026 12:00:00 AM
RootCAType         : None
Services           : SMTP
Status             : Valid
Subject            : CN=relay.contoso.local
Thumbprint         : OWN

CertificateDomains : {*.contoso.com}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=Public CA
NotAfter           : 10/1/2026 12:00:00 AM
NotBefore          : 10/1/2025 12:00:00 AM
RootCAType         : ThirdParty
Services           : IIS, SMTP
Status             : Valid
Subject            : CN=*.contoso.com
Thumbprint         : WILD

[PS] C:\\>Get-ReceiveConnector -Server EX01 | fl

Identity           : EX01\\Relay EX01
Fqdn               : relay.contoso.local
TlsCertificateName :
AuthMechanism      : Tls
Bindings           : {BINDING}
TransportRole      : FrontendTransport
Enabled            : True
"""
SESSION: Final = """#Software: Microsoft Exchange Server
#Version: 15.0.0.0
#Log-type: SMTP Receive Protocol Log
#Date: 2026-03-05T00:00:00.000Z
#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,\
data,context
2026-03-05T09:00:00.000Z,EX01\\Relay EX01,08DE4A0000000000,1,10.0.0.1:25,10.0.0.7:4025,*,,\
Sending certificate
2026-03-05T09:00:00.010Z,EX01\\Relay EX01,08DE4A0000000000,2,10.0.0.1:25,10.0.0.7:4025,*,SENT,\
Certificate thumbprint
2026-03-05T09:00:00.100Z,EX01\\Relay EX01,08DE4A0000000000,3,10.0.0.1:25,10.0.0.7:4025,*,,\
TLS negotiation failed with error IllegalMessage
"""


def relay(folder: Path, binding: str, sent: str) -> dict[str, Finding]:
    """Diagnose a connector for which the expired certificate is picked."""
    marks = {"OLD": thumbprint("old"), "OWN": thumbprint("own"), "WILD": thumbprint("wild")}
    export = Export(HERE)
    export.every(
        2, 1, 88, 12016, "relay.contoso.local", marks["OLD"], provider="MSExchangeFrontEndTransport"
    )
    export.clutter(90)
    export.write(folder / HERE)
    text = RELAY.replace("BINDING", binding)
    for name, mark in marks.items():
        text = text.replace(f": {name}\n", f": {mark}\n")
    (folder / HERE / "lists.txt").write_text(text)
    (folder / HERE / "RECV20260305-1.LOG").write_text(SESSION.replace("SENT", marks[sent]))
    return findings(folder)


@pytest.mark.parametrize(("binding", "outside"), [("10.0.0.1:25", False), ("0.0.0.0:25", True)])
def test_what_a_connector_for_inside_is_given(tmp_path: Path, binding: str, outside: bool) -> None:
    """A certificate without its name is for the one that takes mail from anywhere."""
    said = steps(relay(tmp_path, binding, "OLD")["expired-certificate-preferred"])
    assert ("Set-ReceiveConnector" in said) is outside
    assert "`Restart-Service MSExchangeFrontEndTransport`" in said
    assert "MSExchangeTransport" not in said


def test_what_was_sent_had_expired(tmp_path: Path) -> None:
    """Sessions that end after that are a consequence; after a good one they are not."""
    found = relay(tmp_path / "old", "10.0.0.1:25", "OLD")
    assert "tls-negotiation-failed" not in found
    after = found["tls-failed-after-expired-certificate"]
    assert after.explained_by == found["expired-certificate-preferred"].id
    assert not found["expired-certificate-preferred"].questions
    found = relay(tmp_path / "wild", "10.0.0.1:25", "WILD")
    assert "tls-failed-after-expired-certificate" not in found
    assert "Nothing shows" in str(found["tls-negotiation-failed"].cause)


LISTED: Final = """[PS] C:\\>Get-ExchangeCertificate -Server HOST | fl

CertificateDomains : {mail.contoso.com}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=ISSUER
NotAfter           : 12/15/2026 3:00:00 PM
NotBefore          : 1/15/2026 3:00:00 PM
RootCAType         : ThirdParty
Services           : IIS, SMTP
Status             : Valid
Subject            : CN=mail.contoso.com
Thumbprint         : MARK

[PS] C:\\>Get-ReceiveConnector -Server HOST | fl

Identity           : HOST\\Default Frontend HOST
AuthMechanism      : Tls
Bindings           : {0.0.0.0:25}
Enabled            : True
Fqdn               : HOST.contoso.com
TlsCertificateName : <I>CN=Contoso CA 2<S>CN=mail.contoso.com
TransportRole      : FrontendTransport

"""


@pytest.mark.parametrize("theirs", ["Contoso CA 2", "Contoso CA 1"])
def test_one_event_has_one_answer(tmp_path: Path, theirs: str) -> None:
    """Where another server shows that a receive connector's name is right, nothing else is said of
    the name; where none does, it is told as stale.
    """
    name = "<I>CN=Contoso CA 2<S>CN=mail.contoso.com"
    for server, issuer in ((HERE, "Contoso CA 1"), (THERE, theirs)):
        host = server.partition(".")[0]
        export = Export(server)
        if server == HERE:
            export.every(
                1,
                2,
                88,
                12014,
                name,
                f"Default Frontend {host}",
                name,
                provider="MSExchangeFrontEndTransport",
            )
        export.clutter(90)
        export.write(tmp_path / server)
        text = LISTED.replace("HOST", host).replace("ISSUER", issuer)
        text = text.replace("MARK", thumbprint(f"{server} {issuer}"))
        (tmp_path / server / "lists.txt").write_text(text)
    found = findings(tmp_path)
    rules = {"certificate-on-another-server", "tls-certificate-name-stale"} & found.keys()
    if theirs == "Contoso CA 2":
        assert rules == {"certificate-on-another-server"}
        said = steps(found["certificate-on-another-server"])
        assert "Set-ReceiveConnector" not in said
        assert "would stop" not in said
    else:
        assert rules == {"tls-certificate-name-stale"}


OVERWRITTEN: Final = """**********************
Windows PowerShell transcript start
Machine: EX02 (Microsoft Windows NT 10.0.14393.0)
**********************
[PS] C:\\>New-ExchangeCertificate -Services SMTP

Confirm
Overwrite the existing default SMTP certificate?

Current certificate: 'OLD' (expires 11/03/2026 09:20:00)
Replace it with certificate: 'NEW' (expires 11/03/2031 19:43:51)
[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): y
WARNING: The internal transport certificate attribute for the local Edge Transport server has been \
updated. You must run New-EdgeSubscription again.

"""
SUBSCRIBED: Final = """**********************
Windows PowerShell transcript start
Machine: EX01 (Microsoft Windows NT 10.0.14393.0)
**********************
[PS] C:\\>New-EdgeSubscription -FileData ([System.IO.File]::ReadAllBytes("C:\\e.xml")) -Site "HQ"
ANSWER

[PS] C:\\>Get-EdgeSubscription | fl

Name   : EX02
Site   : contoso.com/Configuration/Sites/HQ
Domain : contoso.com
"""
REFUSED: Final = """New-EdgeSubscription : The Edge subscription file is not valid.
    + CategoryInfo          : InvalidData: (:) [New-EdgeSubscription], InvalidOperationException
    + FullyQualifiedErrorId : 7D5A1A0C,NewEdgeSubscription
"""


@pytest.mark.parametrize("answer", ["", REFUSED])
def test_what_was_tried_is_not_denied(tmp_path: Path, answer: str) -> None:
    """A subscription that was made and did not take is told with why; one that was refused is not
    one that was made.
    """
    for server in (HERE, THERE):
        export = Export(server)
        if server == HERE:
            export.every(2, 50, 88, 2018, "CN=EX02", "192.0.2.9")
        export.clutter(90)
        export.write(tmp_path / server)
    text = OVERWRITTEN.replace("OLD", thumbprint("old")).replace("NEW", thumbprint("new"))
    (tmp_path / "edge.txt").write_text(text)
    (tmp_path / "hub.txt").write_text(SUBSCRIBED.replace("ANSWER", answer))
    told = findings(tmp_path)["edge-default-overwritten"]
    assert ("did not take" in str(told.cause)) is not answer.startswith("New-")
    asked = " ".join(map(str, told.questions))
    assert ("subscribed again" in asked) is answer.startswith("New-")
    assert "New-EdgeSubscription -FileName" in steps(told)


REPORT: Final = """Delivery has failed to these recipients or groups:
anna@contoso.com

Diagnostic information for administrators:
Generating server: WRITER
anna@contoso.com
3/4/2026 9:14:31 AM - Server at contoso-com.mail.protection.outlook.com (104.47.11.10) returned \
'550 5.7.64 TenantAttribution; Relay Access Denied [ValidationStatus of 'VALUE' is STATUS] \
[AM6EUR05FT012.eop-eur05.prod.protection.outlook.com]'
Original message headers:
Received: from WRITER (10.12.0.11) by WRITER (10.12.0.11) with Microsoft SMTP Server
"""


@pytest.mark.parametrize(
    ("writer", "of"),
    [
        ("EX07.contoso.com", ("EX07.contoso.com",)),
        ("ex01.contoso.com", (HERE,)),
    ],
)
@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("", "EmptyCertificate"),
        ("*.contoso.com", "Expired"),
        ("mail.contoso.com", "SubjectMismatch"),
    ],
)
def test_a_report_is_of_the_server_that_wrote_it(
    tmp_path: Path, writer: str, of: tuple[str, ...], value: str, status: str
) -> None:
    """A report that a server of this side wrote is no hearsay, and of no other server."""
    export = Export(HERE)
    export.clutter(90)
    export.write(tmp_path / "logs")
    text = REPORT.replace("WRITER", writer).replace("VALUE", value).replace("STATUS", status)
    (tmp_path / "ndr.txt").write_text(text)
    found = findings(tmp_path)
    assert "reply-in-a-sentence" not in found
    assert found["tenant-attribution-in-queue"].servers == of


def test_a_sentence_with_an_empty_value_stays_one(tmp_path: Path) -> None:
    """Somebody who quotes the same reply in words has only said so."""
    export = Export(HERE)
    export.clutter(90)
    export.write(tmp_path / "logs")
    (tmp_path / "mail.txt").write_text(
        "Hi,\n\nsome of our mails came back with '550 5.7.64 TenantAttribution; Relay Access "
        "Denied [ValidationStatus of '' is EmptyCertificate]' and nobody here knows why they do.\n"
    )
    found = findings(tmp_path)
    assert "tenant-attribution-in-queue" not in found
    assert "reply-in-a-sentence" in found


SUCCESSOR: Final = """[PS] C:\\>Get-ExchangeCertificate -Server EX02 | fl

CertificateDomains : {mail.contoso.com}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=ISSUER
NotAfter           : 12/15/2027 3:00:00 PM
NotBefore          : 1/10/2026 3:00:00 PM
RootCAType         : ThirdParty
Services           : IIS, SMTP
Status             : Valid
Subject            : CN=mail.contoso.com
Thumbprint         : NEXT
"""


@pytest.mark.parametrize(
    ("issuer", "named"),
    [("Contoso CA 3", True), ("Contoso CA 2", False)],
)
def test_the_lists_tell_whether_connectors_need_another_name(
    tmp_path: Path, issuer: str, named: bool
) -> None:
    """What another server's list shows of the successor is neither left open nor asked for."""
    export = Export(HERE)
    export.clutter(90)
    export.write(tmp_path / "logs")
    old = LISTED.replace("HOST", "EX01").replace("ISSUER", "Contoso CA 2")
    old = old.replace(": 1/15/2026", ": 1/15/2025").replace("12/15/2026", "1/15/2026")
    old = old.replace("Valid", "DateInvalid").replace("MARK", thumbprint("over"))
    heir = SUCCESSOR.replace("ISSUER", issuer).replace("NEXT", thumbprint("next"))
    (tmp_path / "lists.txt").write_text(old + heir)
    told = findings(tmp_path)["named-certificate-expired"]
    said = steps(told)
    assert ("Set-ReceiveConnector" in said) is named
    assert "Only where issuer or subject" not in said
    assert not told.questions
