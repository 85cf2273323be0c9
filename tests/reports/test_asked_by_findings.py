"""What the letter says and asks for where no server's log is there, and a finding tells much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER

if TYPE_CHECKING:
    from pathlib import Path

UNSURE = "what you sent is not enough to tell whether there is certificate trouble"
DNS = (
    "LastError : 451 4.4.0 DNS query failed. The error was: SMTPSEND.DNS.NonExistentDomain; "
    "nonexistent domain\n"
)
TLS = (
    "Reason: [{LED=450 4.4.317 Cannot connect to remote server [Message=451 4.4.0 TLS negotiation "
    "failed with error SocketError] [LastAttemptedServerName=mail.fabrikam.com] "
    "[LastAttemptedIP=192.0.2.25:25]};{MSG=}]\n"
)
AUTH = """Subject : CN=Microsoft Exchange Server Auth Certificate
Services : SMTP
Status : {0}
Thumbprint : {1}
NotAfter : {2}

"""
FIRST, SECOND = (
    "D71A4447256B91A4DA6A7BAE3CED99FF9F8AA2A3",
    "4907D3272DEA4BD7E7105B333C244F860447E59F",
)
CURRENT = f"[PS] C:\\>Get-AuthConfig | fl\n\nCurrentCertificateThumbprint : {FIRST}\n"


def letter(tmp_path: Path, text: str) -> str:
    """Write the letter about a text."""
    path = tmp_path / "sent.txt"
    path.write_text(text, "utf-8")
    return reply(pipeline.diagnose(path, engine="plain"), Speech(ENGLISH_READER))


@pytest.mark.parametrize("text", [DNS, TLS])
def test_what_a_finding_tells_is_not_denied(tmp_path: Path, text: str) -> None:
    """Nor is asked for what stands there, or has to do with no certificate."""
    said = letter(tmp_path, text)
    assert UNSURE not in said
    assert "this is what we saw in what you sent" in said
    assert "Whether there is other certificate trouble" in said
    assert "Export-Clixml" not in said
    assert "send us both" not in said


def test_the_question_of_a_remark_goes_before_what_one_begins_with(tmp_path: Path) -> None:
    """Which of two Auth certificates is the current one no log tells."""
    both = AUTH.format("Valid", FIRST, "30/12/2028 12:17:54 PM")
    both += AUTH.format("Invalid", SECOND, "26/12/2020 6:48:50 PM")
    said = letter(tmp_path, both)
    assert SECOND in said
    assert "1. Which certificate does Get-AuthConfig name as the current one?" in said
    assert "wevtutil" not in said
    assert SECOND not in letter(tmp_path, both + CURRENT)


@pytest.mark.parametrize(
    "text",
    [
        'In my lab the queue said "454 4.7.0 Temporary authentication failure". What did you do?\n',
        "Since Monday mail is stuck, please help.\n",
    ],
)
def test_where_nothing_is_sure_one_begins_with_the_logs(tmp_path: Path, text: str) -> None:
    """Words alone lead nowhere."""
    said = letter(tmp_path, text)
    assert "wevtutil" in said
    assert "Get-ExchangeCertificate | Export-Clixml" in said


OAUTH = """Log Name:      Application
Source:        MSExchange OAuth
Event ID:      2004
Level:         Warning
Computer:      ex01.fabrikam.com
Description:
Unable to find the certificate with thumbprint 37C191846F81EB292B98DC0A8CC396B707879CEE in the \
current computer or the certificate is missing private key. The certificate is needed to sign the \
outgoing token.
"""


def test_only_what_bears_on_it_is_asked_for(tmp_path: Path) -> None:
    """Also where the verdict stays open; the computer stands in the event."""
    said = letter(tmp_path, OAUTH)
    assert "37C191846F81EB292B98DC0A8CC396B707879CEE" in said
    assert "the Application log" in said
    assert "Get-ReceiveConnector" not in said
    assert "System.evtx" not in said
    assert "on which server" not in said


ROWS = (
    "2026-01-20T09:00:00.000Z,Outbound to Office 365,08DE4A0000000000,2,192.0.2.1:25,192.0.2.2:25,"
    ">,STARTTLS,\n"
    "2026-01-20T09:00:00.050Z,Outbound to Office 365,08DE4A0000000000,4,192.0.2.1:25,192.0.2.2:25,"
    f"*,CN=mail.fabrikam.com CN=Fabrikam CA 0D92CFF6070B73AD5722EC8B4DA3389B {FIRST} "
    "mail.fabrikam.com,Sending certificate Certificate subject Certificate issuer name Certificate "
    "serial number Certificate thumbprint Certificate alternate names\n"
)
WORDS = "Hybrid: TLS negotiation failed with error UnknownCredentials\n\n"


@pytest.mark.parametrize("rows", [ROWS, ""])
def test_what_rows_beside_the_words_tell_is_used(tmp_path: Path, rows: str) -> None:
    """Connector and certificate are asked for where nothing tells them."""
    path = tmp_path / "words.txt"
    path.write_text(WORDS + rows, "utf-8")
    (finding,) = pipeline.diagnose(path, engine="plain").findings
    steps = "\n".join(map(str, finding.remedy))
    asked = "\n".join(map(str, finding.questions))
    assert finding.rule == "tls-error-in-words"
    assert finding.severity == "low"
    assert (f"Enable-ExchangeCertificate -Thumbprint {FIRST}" in steps) is bool(rows)
    assert ("Get-SendConnector 'Outbound to Office 365'" in steps) is bool(rows)
    assert ("Thumbprint NEW" in steps) is not bool(rows)
    assert ("On which server and connector" in asked) is not bool(rows)
    assert ("without the connector" in str(finding.cause)) is not bool(rows)


@pytest.mark.parametrize(("lines", "named", "rest"), [(2, 2, False), (3, 3, False), (5, 3, True)])
def test_more_than_one_unread_place_is_named(
    tmp_path: Path, lines: int, named: int, rest: bool
) -> None:
    """Up to three of a file; the others are counted."""
    masked = "".join(
        f"Subject    : CN=mail{number}.fabrikam.com\nNotAfter   : 2029-05-20\nStatus     : Valid\n"
        f"Thumbprint : 6F029E0D20605DBTRIM7016B787C4503FD0002C{number}\n\n"
        for number in range(lines)
    )
    said = letter(tmp_path, masked)
    assert said.count("paste the list again") == named
    assert ("more places, which are in the full report" in said) is rest


@pytest.mark.parametrize(("key", "told"), [("True", True), ("False", False)])
def test_whether_the_list_has_the_key_is_told(tmp_path: Path, key: str, told: bool) -> None:
    """Where it has, nothing new is made."""
    held = AUTH.format("Valid", "37C191846F81EB292B98DC0A8CC396B707879CEE", "2029-06-20 12:00:00")
    (tmp_path / "event.txt").write_text(OAUTH)
    (tmp_path / "list.txt").write_text(held.replace("\n\n", f"\nHasPrivateKey : {key}\n\n"))
    found = pipeline.diagnose(tmp_path, engine="plain")
    one = next(one for one in found.findings if "event-without-date" in one.rule)
    assert ("with its key" in str(one.cause)) is told
    assert ("without its key" in str(one.cause)) is not told
    assert any("New-ExchangeCertificate" in str(step) for step in one.remedy) is not told
