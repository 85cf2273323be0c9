"""The letter answers what was asked: who is well, what was seen, and what is asked of whom."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from certtrail import diagnose
from certtrail.model.vocabulary import Verdict
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER
from tests.stories.exports import BEGIN, Export
from tests.stories.told import E1, X

if TYPE_CHECKING:
    from pathlib import Path

DAY = 24  # hours
YEAR = 365 * DAY


def letter(folder: Path) -> str:
    """Write the reply to the customer."""
    return reply(diagnose(folder, engine="plain"), Speech(ENGLISH_READER))


def broken(server: str, folder: Path, days: int = 6) -> None:
    """Write the log of a server that cannot load its certificate."""
    export = Export(server)
    export.every(4, 1, days * DAY, 12024, X, E1)
    export.clutter(days * DAY, step=2)
    export.write(folder / server)


def well(server: str, folder: Path, after: int = 0) -> None:
    """Write the log of a server that is well, so many hours later."""
    export = Export(server)
    for hour in range(after, after + 8 * DAY, 2):
        export.transport(hour, 16028)
        export.transport(hour, 326, provider="ESENT")
        export.transport(hour, 106, provider="MSExchange Common")
    export.write(folder / server)


@pytest.mark.parametrize("later", [False, True], ids=["today", "long ago"])
def test_it_says_which_servers_are_well(tmp_path: Path, later: bool) -> None:
    """They are what the customer asks about, however much is wrong with another one."""
    broken("OLD.contoso.com", tmp_path)
    for name in ("EX01.contoso.com", "EX02.contoso.com"):
        well(name, tmp_path, after=YEAR if later else 0)
    text = letter(tmp_path)
    # What is broken goes first.
    well_ones = "What you sent shows no certificate trouble on EX01.contoso.com, EX02.contoso.com."
    assert text.splitlines()[2] == "what we found so far:"
    assert text.index("- The configured") < text.index(well_ones) < text.index("To be sure")
    # Of a machine of which it is asked whether it exists nothing else is asked.
    asked = text[text.index("To be sure") :]
    assert ("still exist" in asked) is later
    assert ("Get-ExchangeCertificate" in asked) is not later
    assert ("1. " in asked and "2. " in asked) is not later


def test_all_well_or_none_is_said_as_before(tmp_path: Path) -> None:
    """Nobody is told twice."""
    well("EX01.contoso.com", tmp_path / "a")
    assert "we found no trouble with the certificates" in letter(tmp_path / "a")
    broken("OLD.contoso.com", tmp_path / "b")
    assert "found no trouble" not in letter(tmp_path / "b")


def test_chosen_records_are_asked_for_and_no_work_of_the_customers(tmp_path: Path) -> None:
    """The whole log is among what to send, with its command, and nobody is told to ask for it."""
    rows = "".join(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='MSExchangeTransport'/><EventID>16028</EventID>"
        f"<TimeCreated SystemTime='2026-03-{2 + number:02d}T03:57:09Z'/>"
        f"<EventRecordID>{1000 + 77 * number}</EventRecordID><Channel>Application</Channel>"
        "<Computer>EX01.contoso.com</Computer></System><EventData/></Event>"
        for number in range(9)
    )
    (tmp_path / "app.xml").write_text(f"<Events>{rows}</Events>")
    text = letter(tmp_path)
    assert "Ask for" not in text
    asked = text[text.index("Please send us:") :]
    assert "the whole Application log, with records of every level\n   wevtutil epl" in asked
    assert asked.count('wevtutil epl "Application"') == 1
    assert "Please send the whole log" not in asked
    # What was seen stands first, and what cannot be told after it.
    assert text.splitlines()[2] == "this is what we saw in what you sent:"
    assert "Whether there is other certificate trouble on EX01.contoso.com" in text


def test_an_all_clear_names_what_it_does_not_cover(tmp_path: Path) -> None:
    """Of certificates that mail does not use, the expired one is told, as users see that one."""
    well("EX01.contoso.com", tmp_path)
    (tmp_path / "list.txt").write_text(
        f"[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\nThumbprint : {X}\n"
        "Subject    : CN=owa.contoso.com\nServices   : IIS\nStatus     : DateInvalid\n"
        "NotBefore  : 2/1/2025 1:00:00 AM\nNotAfter   : 2/20/2026 1:00:00 AM\n"
        f"\nThumbprint : {E1}\nSubject    : CN=EX01\nServices   : SMTP\nStatus     : Valid\n"
        "NotBefore  : 2/1/2025 1:00:00 AM\nNotAfter   : 2/20/2030 1:00:00 AM\n"
    )
    text = letter(tmp_path)
    assert "- the Application log of EX01.contoso.com, 2026-03-02 06:00 to " in text
    assert "2 certificates that lists of EX01.contoso.com have" in text
    assert "nothing of the certificates of websites" in text
    expired = text[text.index("has expired and that mail does not use") :]
    assert X in expired
    assert E1 not in expired


@pytest.mark.parametrize("nightly", [True, False])
def test_what_a_scanner_leaves_is_counted(tmp_path: Path, nightly: bool) -> None:
    """Who asks about Schannel's errors gets their number and hours, and from where it logged on.

    Where they keep no hours nobody can be named, and a healthy server is left in peace.
    """
    export = Export("EX01.contoso.com")
    export.clutter(8 * DAY, step=2)
    for day in range(8):
        for number in range(3):
            at = day * DAY + 21 + number / 20 + (0 if nightly else day)
            export.schannel(at, 36874, "TLS 1.0")
        where = ("LogonDenied", "Client Frontend EX01", "Login", "192.0.2.77")
        export.transport(at, 1035, *where, provider="MSExchangeFrontEndTransport")
    export.write(tmp_path)
    text = letter(tmp_path)
    assert ("24 records of TLS sessions that did not come about" in text) is nightly
    assert ("between 03:00 UTC and 03:06 UTC, on 8 days" in text) is nightly
    assert ("came from 192.0.2.77" in text) is nightly
    assert ("Make, renew or reissue no certificate for this" in text) is nightly


def test_steps_stand_below_what_they_are_about(tmp_path: Path) -> None:
    """A cause without steps of its own leaves the answer to what it explains; that is told, too."""
    export = Export("EX01.contoso.com")
    export.clutter(6 * DAY, step=2)
    export.every(3, 3 * DAY, 6 * DAY, 2022)
    export.every(3, 3 * DAY, 6 * DAY, 12020, "CN=mx.fabrikam.com, O=Fabrikam")
    export.write(tmp_path)
    (tmp_path / "queue.txt").write_text(
        "[PS] C:\\>Get-Queue -Server EX01 | fl\n\nIdentity      : EX01\\9\n"
        "NextHopDomain : mx.fabrikam.com\nMessageCount  : 12\nStatus        : Retry\n"
        "LastError     : 454 4.7.5 Certificate validation failure, Reason:CertificateExpired\n"
    )
    text = letter(tmp_path)
    assert "theirs to renew" in text
    assert text.index("theirs to renew") < text.index("What to do:")
    assert "returned after two days" in text
    assert "Find the server whose certificate has this subject" not in text


def test_what_is_mended_is_told_once_and_asks_for_nothing(tmp_path: Path) -> None:
    """A list shows the new certificate: one story, no removal in the letter, nothing to send."""
    export = Export("EX01.contoso.com")
    export.every(5, 1, 5 * DAY, 12017, X, "HOURS-700")
    export.clutter(20 * DAY, step=3)
    export.write(tmp_path)
    (tmp_path / "service.txt").write_text(
        "[PS] C:\\>Get-TransportService EX01 | fl Name,Int*\n\n"
        f"Name                                   : EX01\n"
        f"InternalTransportCertificateThumbprint : {E1}\n"
    )
    text = letter(tmp_path)
    assert text.count("The trouble with the old certificate is mended.") == 1
    assert text.count(f"{E1}") == 1
    assert "Remove-ExchangeCertificate" not in text
    assert "send us" not in text


OWN_LIST = f"""[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl

CertificateDomains : {{EX01, EX01.contoso.com}}
HasPrivateKey      : True
IsSelfSigned       : True
Issuer             : CN=EX01
NotAfter           : 9/2/2030 9:00:00 AM
NotBefore          : 9/2/2025 9:00:00 AM
Services           : IIS
Status             : Valid
Subject            : CN=EX01
Thumbprint         : {X}

[PS] C:\\>
"""


def test_one_shut_key_is_one_fault(tmp_path: Path) -> None:
    """12014 names no certificate; only the one whose key is shut has the name that it misses."""
    export = Export("EX01.contoso.com")
    export.every(8, 30, 6 * DAY, 12024, X, E1)
    export.every(9, 31, 6 * DAY, 12014, "EX01.contoso.com", "Default EX01")
    for hour in range(30, 6 * DAY, 9):
        export.schannel(hour, 36870, "server", "0x8009030D", "10001", "EdgeTransport")
    export.clutter(6 * DAY, step=2)
    export.write(tmp_path / "EX01")
    (tmp_path / "EX01" / "list.txt").write_text(OWN_LIST)
    found = diagnose(tmp_path, engine="plain")
    shut = [one for one in found.findings if one.rule == "private-key-inaccessible"]
    assert [one.thumbprints for one in shut] == [(X,)]
    text = letter(tmp_path)
    assert "THUMBPRINT" not in text
    assert "answer No" not in text


def test_waiting_for_dns_says_nothing_of_certificates(tmp_path: Path) -> None:
    """The server stays well, the letter says so, and nothing more is asked."""
    well("EX01.contoso.com", tmp_path)
    (tmp_path / "EX01.contoso.com" / "queue.txt").write_text(
        "[PS] C:\\>Get-Queue -Server EX01 | fl\n\n"
        "Identity      : EX01\\7\nNextHopDomain : fabrikam.com\nMessageCount  : 25\n"
        "LastError     : 451 4.4.0 DNS query failed\n\n[PS] C:\\>\n"
    )
    found = diagnose(tmp_path, engine="plain")
    assert [str(one.verdict) for one in found.servers] == ["healthy"]
    text = letter(tmp_path)
    assert "shows no certificate trouble on EX01.contoso.com" in text
    assert "Resolve-DnsName -Name fabrikam.com -Type MX" in text
    assert "Please" not in text


def test_what_is_ruled_out_is_no_patient(tmp_path: Path) -> None:
    """A domain controller's log is said to be one, once; its findings are not told as ours."""
    well("EX01.contoso.com", tmp_path)
    other = Export("DC01.contoso.com")
    for hour in range(0, 8 * DAY, 2):
        other.transport(hour, 4, provider="Microsoft-Windows-Kerberos-Key-Distribution-Center")
        other.windows_warns(hour, "CN=DC01")
    other.write(tmp_path / "DC01")
    text = letter(tmp_path)
    assert text.count("DC01.contoso.com") == 1
    assert "show nothing of Exchange" in text
    assert "Please send" not in text


def test_who_told_the_cause_is_asked_for_no_logs(tmp_path: Path) -> None:
    """A name that two accounts have is proven; a warning beside it that is true asks for none."""
    export = Export("EX02.contoso.com")
    export.every(4, 1, 4 * DAY, 12017, X, "HOURS-1370")
    export.every(1, 50, 4 * DAY, 1035, "LogonDenied", "Default EX02", "ExchangeAuth", "192.0.2.51")
    export.clutter(4 * DAY, step=2)
    export.write(tmp_path / "EX02")
    kdc = "".join(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        "<Provider Name='Microsoft-Windows-Kerberos-Key-Distribution-Center'/><EventID>11</EventID>"
        f"<TimeCreated SystemTime='{BEGIN + timedelta(hours=hour):%Y-%m-%dT%H:%M:%SZ}'/>"
        f"<EventRecordID>{hour}</EventRecordID>"
        "<Channel>System</Channel><Computer>DC01.contoso.com</Computer></System><EventData>"
        "<Data Name='Name'>SMTPSVC/EX02.contoso.com</Data>"
        "<Data Name='Type'>DS_SERVICE_PRINCIPAL_NAME</Data></EventData></Event>"
        for hour in range(50, 4 * DAY)
    )
    (tmp_path / "dc.xml").write_text(f"<Events>{kdc}</Events>")
    text = letter(tmp_path)
    assert "Two accounts have the service name" in text
    assert "nothing has to be done at once" in text
    assert "What does setspn -X show" in text
    assert "wevtutil" not in text
    assert "Application logs of at least two" not in text


@pytest.mark.parametrize("known", [True, False], ids=["by its host name", "by its subject only"])
def test_a_peers_log_is_asked_for_by_its_name(tmp_path: Path, known: bool) -> None:
    """Who sent the log of one side is not asked whether it has a peer whose log that is."""
    export = Export("HUB01.contoso.com")
    if known:
        export.every(4, 1, 4 * DAY, 10104, "edge01.contoso.com", provider="MSExchange EdgeSync")
    else:
        export.every(4, 1, 4 * DAY, 1036, "O=Contoso", "192.0.2.7")
    export.clutter(4 * DAY, step=2)
    export.write(tmp_path)
    asked = [line for line in letter(tmp_path).splitlines() if "Can the Application log" in line]
    peer = "edge01.contoso.com" if known else "the peer"
    (line,) = asked
    assert f"Can the Application log of {peer} be exported, too?" in line
    assert line.endswith("(HUB01.contoso.com)") is not known


def test_an_all_clear_names_the_service_that_finds_no_certificate(tmp_path: Path) -> None:
    """What clients fetch mail by is mail, too, for who reads the first sentence only."""
    well("EX01.contoso.com", tmp_path / "a")
    assert "finds no certificate" not in letter(tmp_path / "a")
    export = Export("EX01.contoso.com")
    for hour in range(0, 8 * DAY, 2):
        export.transport(hour, 16028)
        export.transport(hour, 326, provider="ESENT")
        export.transport(hour, 106, provider="MSExchange Common")
    export.every(DAY, DAY, 8 * DAY, 2007, "pop.contoso.com", provider="MSExchangePOP3")
    export.write(tmp_path / "b")
    first, second = letter(tmp_path / "b").splitlines()[2:4]
    assert first.startswith("we found no trouble with the certificates")
    assert second == (
        "But POP on EX01.contoso.com finds no certificate with its host name since 2026-03-03 "
        "06:00 UTC: see below."
    )


LIST = (
    "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\nThumbprint         : {0}\n"
    "Subject            : CN=mail.contoso.com\nCertificateDomains : {{mail.contoso.com}}\n"
    "HasPrivateKey      : True\nIsSelfSigned       : False\nIssuer             : CN=Contoso CA\n"
    "Services           : SMTP\nStatus             : {1}\n"
    "NotBefore          : 2/1/2025 1:00:00 AM\nNotAfter           : 2/20/2030 1:00:00 AM\n\n"
)
ASKED = (
    "C:\\>openssl s_client -connect mail.contoso.com:{port} -starttls smtp\nCONNECTED(000001AC)\n"
    "---\nCertificate chain\n 0 s:CN=mail.contoso.com\n   i:CN=Contoso CA\n"
    "   v:NotBefore: Feb  1 01:00:00 2025 GMT; NotAfter: Feb 20 01:00:00 2030 GMT\n---\n"
    "subject=CN=mail.contoso.com\nissuer=CN=Contoso CA\nVerify return code: 0 (ok)\n---\n"
    "250 XRDST\n\n"
)


@pytest.mark.parametrize(("port", "status", "said"), [(25, "Valid", True), (443, "Valid", False)])
def test_an_all_clear_says_what_was_measured(
    tmp_path: Path, port: int, status: str, said: bool
) -> None:
    """Who asked his port 25 gets the answer; that of a website is no port for mail."""
    well("EX01.contoso.com", tmp_path)
    text = LIST.format(X, status) + ASKED.format(port=port)
    (tmp_path / "list.txt").write_text(text)
    told = letter(tmp_path)
    assert "we found no trouble" in told
    sentence = f"mail.contoso.com:25 was asked: STARTTLS is offered there, with {X}"
    assert (sentence in told) is said


def test_an_all_clear_says_what_the_smtp_log_shows(tmp_path: Path) -> None:
    """The certificate that the list has was sent in a session."""
    well("EX01.contoso.com", tmp_path)
    (tmp_path / "list.txt").write_text(LIST.format(X, "Valid"))
    row = (
        "2026-03-08T09:0{0}:00.000Z,EX01\\Default Frontend EX01,08DE4A0000000000,{0},"
        "192.0.2.1:25,192.0.2.2:25,"
    )
    (tmp_path / "RECV20260308-1.LOG").write_text(
        "#Software: Microsoft Exchange Server\n#Version: 15.0.0.0\n"
        "#Log-type: SMTP Receive Protocol Log\n#Date: 2026-03-08T00:00:00.000Z\n"
        "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,"
        "remote-endpoint,event,data,context\n"
        + row.format(1)
        + "*,,Sending certificate\n"
        + row.format(2)
        + "*,CN=mail.contoso.com,Certificate subject\n"
        + row.format(3)
        + f"*,{X},Certificate thumbprint\n"
    )
    told = letter(tmp_path)
    assert f"The SMTP logs of EX01.contoso.com show that it sends {X}" in told


def test_no_title_stands_alone(tmp_path: Path) -> None:
    """Of a server most likely removed the letter says when it was, that nothing is to be done for
    it if so, and asks whether it exists; what holds nobody up is told, too, beside that.
    """
    broken("OLD.contoso.com", tmp_path)
    for name in ("EX01.contoso.com", "EX02.contoso.com"):
        well(name, tmp_path, after=40 * DAY)
    rows = "".join(
        f"\nName                : {name}\nEdition             : Enterprise\n"
        f"AdminDisplayVersion : Version 15.2 (Build 2562.17)\nServerRole          : Mailbox\n"
        for name in ("EX01", "EX02")
    )
    (tmp_path / "servers.txt").write_text(f"[PS] C:\\>Get-ExchangeServer | fl\n{rows}")
    text = letter(tmp_path)
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("- The configured"))
    assert lines[at].endswith("; of before, on a server most likely removed (OLD.contoso.com)")
    under = "\n".join(lines[at : lines.index("", at)])
    assert "The logs of OLD.contoso.com end" in under
    assert "Seen: " in under
    assert "1. Nothing is to be done for it if OLD.contoso.com was removed." in under
    assert text.count("Does OLD.contoso.com, whose logs end") == 1
    bare = [
        line
        for line, after in zip(lines, (*lines[1:], ""), strict=True)
        if line.startswith("- ") and not after.startswith("  ")
    ]
    assert bare == []


def test_noise_that_frightens_is_answered(tmp_path: Path) -> None:
    """Who is well and has alerts of Schannel is told that they prove nothing; who has none is not
    told of any.
    """
    well("EX01.contoso.com", tmp_path / "a")
    assert "Schannel" not in letter(tmp_path / "a")
    well("EX01.contoso.com", tmp_path / "b")
    said = "A fatal alert was received from the remote endpoint. The TLS protocol defined fatal"
    rows = "".join(
        f'"{(BEGIN + timedelta(hours=hour)).isoformat()}","EX01.contoso.com","Schannel","36887",'
        f'"Error","System","{said} alert code is 70."\n'
        for hour in (7, 31, 90)
    )
    head = (
        '"TimeCreated","MachineName","ProviderName","Id","LevelDisplayName","LogName","Message"\n'
    )
    (tmp_path / "b" / "System.csv").write_text(head + rows)
    (server,) = diagnose(tmp_path / "b", engine="plain").servers
    assert server.verdict is Verdict.HEALTHY
    assert "(3 times in what Schannel wrote" in server.why
    assert "on EX01.contoso.com proves nothing about a certificate" in letter(tmp_path / "b")


@pytest.mark.parametrize("counted", [True, False])
def test_few_among_many_are_asked_for_by_themselves(tmp_path: Path, counted: bool) -> None:
    """The newest of many records do not hold the few that a count names."""
    cut = (
        "   ProviderName: MSExchangeTransport\n\n"
        "TimeCreated                     Id LevelDisplayName Message\n"
        "-----------                     -- ---------------- -------\n"
        "11/24/2026 1:41:20 PM        12018 Error            The STARTTLS certificate will ex...\n"
    )
    count = "Name  : 12018\nCount : 118\n\nName  : 12024\nCount : 2\n\n"
    asked = "PS C:\\> Get-WinEvent -FilterHashtable @{LogName='Application'} | group Id | fl\n\n"
    (tmp_path / "chat.txt").write_text((asked + count if counted else "") + cut)
    text = letter(tmp_path)
    assert "MaxEvents 20000" in text
    assert ("Id=12013,12015,12017,12019,12023,12024" in text) is counted


def test_the_reason_of_a_verdict_names_what_leads(tmp_path: Path) -> None:
    """An expired certificate is no reason of mail that waits as nobody answers at port 25."""
    export = Export("EX01.contoso.com")
    export.every(4, 1, 3 * DAY, 12015, X)
    export.write(tmp_path / "log")
    queues = "".join(
        f"Identity      : EX01\\{at}\nNextHopDomain : {name}\nMessageCount  : 3\n"
        "LastError     : [{LED=441 4.4.1 Error encountered while communicating with primary target "
        'IP address: "Failed to connect. Winsock error code: 10060, Win32 error code: 10060." '
        "Attempted failover to alternate host, but that did not succeed.};"
        f"{{FQDN=mx.{name}}};{{IP=192.0.2.{at}}}]\n\n"
        for at, name in ((8, "fabrikam.com"), (9, "tailspintoys.com"))
    )
    (tmp_path / "queues.txt").write_text(f"[PS] C:\\>Get-Queue -Server EX01 | fl\n\n{queues}")
    (server,) = diagnose(tmp_path, engine="plain").servers
    assert server.verdict is Verdict.AT_RISK
    assert server.why.startswith("What leads is about something else than its certificates: The ")
    assert "Beside that: The internal transport certificate has expired" in server.why


def test_it_leaves_out_no_last_step_alone(tmp_path: Path) -> None:
    """Often the last one is what makes the others count: here Setup has to be run again."""
    (tmp_path / "setup.txt").write_text(
        'The following error was generated when "$error.Clear();\n'
        '          Install-ExchangeCertificate -services "IIS, POP, IMAP" -DomainController $x\n'
        '        " was run: "Microsoft.Exchange.Management.SystemConfigurationTasks.'
        "AddAccessRuleUnauthorizedAccessException: Insufficient rights to grant Network Service "
        f"access to the certificate with thumbprint {'7A' * 20}. ---> "
        "System.Security.Cryptography.CryptographicException: Keyset does not exist\n",
        "utf-8",
    )
    text = letter(tmp_path)
    assert re.search(r"^  \d{1,2}\. Then run Setup again", text, re.MULTILINE)
    assert "... and 1 more step" not in text
