"""A case in which everybody has a name that no other text knows, to look for it in reports."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

A, B, C = (thumbprint(f"planted {name}") for name in "abc")

_NAMES: Final = """
    quokkaserv wobbleton pelicanx narwhalbox ostrichnode capybarahost tardigrade okapiedge
    krumhorn zwiebel quastel ingrid brimble crabtree fenella gwendolyn thaddeus ludmilla
    splendorama blatherwick gallumph snarkrelay flummox jabberwock
    fenwick mumblecore pomfret higgledy grimshaw murgatroyd
    zanzibarco umbertide petrichor ossian bartholdi vexillum
    bandersnatch crinkum tatterdemalion whiffle peregrino lollygag 203.0.113.77 198.51.100.9
"""
PLANTED: Final = tuple(_NAMES.split())
"""Names of servers, domains, people, organisations, connectors, files, and in free text."""


def event(
    provider: str,
    channel: str,
    event_id: int,
    computer: str,
    number: int,
    data: str,
    rest: str = "",
) -> str:
    """Write an event as XML."""
    return (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        f'<Provider Name="{provider}"/><EventID>{event_id}</EventID><Level>2</Level>'
        f'<TimeCreated SystemTime="2026-03-0{1 + number % 8}T0{number % 9}:00:00.0000000Z"/>'
        f"<EventRecordID>{number}</EventRecordID><Channel>{channel}</Channel>"
        f"<Computer>{computer}</Computer></System>{data}{rest}</Event>"
    )


def _data(*strings: str) -> str:
    return (
        "<EventData>" + "".join(f"<Data>{escape(each)}</Data>" for each in strings) + "</EventData>"
    )


def named(**named: str) -> str:
    """Write its data, each under a name."""
    told = "".join(f'<Data Name="{name}">{escape(text)}</Data>' for name, text in named.items())
    return f"<EventData>{told}</EventData>"


def audit(
    number: int, computer: str, name: str, parameters: str, user: str, error: str = ""
) -> str:
    """Write an event of the audit log of cmdlets."""
    strings = [name, parameters, user, *[""] * 8, error, *[""] * 5]
    return event(
        "MSExchange CmdletLogs",
        "MSExchange Management",
        6 if error else 1,
        computer,
        number,
        _data(*strings),
    )


def _logs() -> str:
    computer = "QUOKKASERV.wobbleton.example"
    transport = ("MSExchangeTransport", "Application")
    events = [
        event(*transport, 12014, computer, 1, _data("mail.zanzibarco.example", "To Blatherwick")),
        event(*transport, 12018, computer, 2, _data("smtp.umbertide", A, "20")),
        event(*transport, 12024, computer, 3, _data(A, B)),
        event(*transport, 12017, "PELICANX", 4, _data(C, "12")),
        event(*transport, 12023, "PELICANX", 5, _data(A)),
        event(*transport, 2019, "CAPYBARAHOST", 6, _data("bandersnatch")),
        event(*transport, 9217, computer, 6, _data("crinkum broke", "the tatterdemalion")),
        event("Bartholdi Backup Agent", "Application", 77, computer, 7, _data("x")),
        event("Vexillum", "Vexillum/Ops", 78, computer, 8, _data("x")),
        event(
            "Microsoft-Windows-Eventlog",
            "System",
            104,
            computer,
            9,
            "",
            "<UserData><LogFileCleared><SubjectUserName>krumhorn</SubjectUserName>"
            "<SubjectDomainName>WOBBLETON</SubjectDomainName><Channel>Application</Channel>"
            "</LogFileCleared></UserData>",
        ),
        audit(10, computer, "Remove-ExchangeCertificate", f'-Thumbprint "{A}"', "zwiebel"),
        audit(
            11,
            computer,
            "Enable-ExchangeCertificate",
            f'-Thumbprint "{B}" -Services "SMTP" -Server "NARWHALBOX"',
            "wobbleton.example/Users/Ingrid Quastel",
        ),
        audit(
            12,
            computer,
            "Set-SendConnector",
            '-Identity "Internet Gallumph" '
            '-TlsCertificateName "<I>CN=Splendorama CA<S>CN=mx.petrichor"',
            "WOBBLETON\\thaddeus",
        ),
        audit(
            13,
            computer,
            "Remove-ExchangeCertificate",
            f'-Thumbprint "{C}"',
            "ludmilla",
            error="The internal transport certificate cannot be removed; ask whiffle about it.",
        ),
        audit(
            14, computer, "New-EdgeSubscription", "-FileName C:\\murgatroyd\\edge.xml", "zwiebel"
        ),
        event(
            "Microsoft-Windows-PowerShell",
            "Microsoft-Windows-PowerShell/Operational",
            4104,
            computer,
            15,
            named(
                MessageNumber="1",
                MessageTotal="1",
                ScriptBlockId="x",
                ScriptBlockText="# as peregrino said\nGet-ChildItem Cert:\\LocalMachine\\My\\"
                f"{A} | Remove-Item -Force; Enable-ExchangeCertificate -Server OSTRICHNODE",
                Path="C:\\Scripts\\Gwendolyn\\renew.ps1",
            ),
        ),
        event(
            "MSExchange EdgeSync",
            "Application",
            1035,
            computer,
            16,
            _data("OKAPIEDGE", "lollygag could not be found"),
        ),
    ]
    return "<Events>" + "".join(events) + "</Events>"


_ERROR: Final = (
    "LastError : 454 4.7.5 The certificate specified in TlsCertificateName of Snarkrelay could not "
    "be found; murgatroyd"
)
_REFUSED: Final = (
    "The internal transport certificate cannot be removed because that would cause the Microsoft "
    "Exchange Transport service to stop."
)
_LISTS: Final = f"""[PS] C:\\Users\\brimble>Get-ExchangeCertificate -Server TARDIGRADE | fl

AccessRules        : {{}}
CertificateDomains : {{mail.zanzibarco.example, ossian}}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=Splendorama CA, O=Splendorama, L=Jabberwock
NotAfter           : 3/9/2026 8:00:00 AM
NotBefore          : 3/9/2025 8:00:00 AM
PublicKeySize      : 2048
Services           : IMAP, POP, IIS, SMTP
Status             : Valid
Subject            : CN=mail.zanzibarco.example, OU=Grimshaw, O=Splendorama
Thumbprint         : {B}

[PS] C:\\Users\\brimble>Get-ReceiveConnector | fl

Identity           : TARDIGRADE\\Inbound Flummox
Fqdn               : mail.zanzibarco.example
Bindings           : {{198.51.100.9:25}}
AuthMechanism      : Tls
TlsCertificateName :
Server             : TARDIGRADE

[PS] C:\\Users\\brimble>Get-SendConnector | fl

Identity               : Snarkrelay
Fqdn                   : smtp.umbertide
TlsCertificateName     : <I>CN=Splendorama CA, O=Splendorama<S>CN=mx.petrichor
SourceTransportServers : {{TARDIGRADE, QUOKKASERV}}
SmartHosts             : {{[203.0.113.77]}}

[PS] C:\\Users\\brimble>Get-Queue -Server TARDIGRADE

Identity          DeliveryType          Status MessageCount NextHopDomain
--------          ------------          ------ ------------ -------------
TARDIGRADE\\7     SmartHostConnectorDel Retry  12           higgledy

{_ERROR}

[PS] C:\\Users\\brimble>Remove-ExchangeCertificate -Thumbprint {C} # for bandersnatch
{_REFUSED}
"""

_PROTOCOL: Final = (
    "#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n"
    "#Log-type: SMTP Receive Protocol Log\r\n#Date: 2026-03-04T13:00:00.000Z\r\n"
    "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,"
    "event,data,context\r\n"
    "2026-03-04T13:00:01.000Z,TARDIGRADE\\Inbound Flummox,08DE1,0,198.51.100.9:25,"
    "203.0.113.77:4000,*,,TLS negotiation failed with error crinkum\r\n"
    f"2026-03-04T13:00:02.000Z,TARDIGRADE\\Inbound Flummox,08DE1,1,198.51.100.9:25,"
    f'203.0.113.77:4000,*,"CN=mail.zanzibarco.example, O=Splendorama {B}",Sending certificate\r\n'
)


def _zip(**members: bytes | str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def write(folder: Path) -> Path:
    """Write the case: logs, lists, a transcript, a protocol log, a mail, archives, broken files."""
    case = folder / "case"
    case.mkdir()
    (case / "Application QUOKKASERV.xml").write_text(_logs(), encoding="utf-8")
    (case / "higgledy-piggledy.txt").write_text(_LISTS, encoding="utf-8")
    (case / "RECV20260304-1.LOG").write_text(_PROTOCOL, encoding="utf-8")
    (case / "Pomfret.evtx").write_bytes(b"ElfFile\x00" + b"\x00" * 5000)
    (case / "grimshaw.pfx").write_bytes(b"\x30\x82\x00")
    (case / "Fenwick-logs.zip").write_bytes(
        _zip(mumblecore__ostrichnode_evtx=b"no log", mumblecore__x_fenwick=b"?")
    )
    mail = EmailMessage()
    mail["From"] = "Fenella Crabtree <fenella@wobbleton.example>"
    mail["Subject"] = "Lollygag at Splendorama"
    mail["Date"] = "Wed, 04 Mar 2026 10:00:00 +0000"
    mail.set_content(f"On tardigrade:\n\n{_LISTS}\n\nBest, Fenella")
    mail.add_attachment(b"?", maintype="application", subtype="zip", filename="ludmilla.zip")
    (case / "murgatroyd.eml").write_bytes(bytes(mail))
    export = Export(server="CAPYBARAHOST.wobbleton.example")
    export.every(4, 0, 90, 12024, A, B)
    export.cmdlet(5, "Remove-ExchangeCertificate", f'-Thumbprint "{A}"')
    export.cleared(20, "Application")
    export.clutter(60, 10)
    export.write(case / "Umbertide logs")
    return case
