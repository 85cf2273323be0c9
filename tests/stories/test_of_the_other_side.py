"""What is the other side's, or no certificate's at all, is told as that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.model.vocabulary import Severity, Verdict
from certtrail.pipeline import diagnose
from certtrail.reports.formats import render

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

EXPIRED: Final = """$ openssl s_client -connect HOST:25 -starttls smtp
CONNECTED(00000003)
depth=0 CN = HOST
verify error:num=10:certificate has expired
notAfter=Nov 14 12:00:00 2026 GMT
---
Certificate chain
 0 s:CN = HOST
   i:C = US, O = Contoso CA, CN = R11
---
Verify return code: 10 (certificate has expired)

"""
WAITS: Final = """Identity      : EX01\\118
NextHopDomain : HOP
Status        : Retry
LastError     : 454 4.7.5 Certificate validation failure, Reason:CertificateExpired.

"""
NDR: Final = """Diagnostic information for administrators:

Generating server: EX01.contoso.com

"""


def findings(folder: Path, text: str) -> dict[str, Finding]:
    """Diagnose a text; give the findings by their rules."""
    (folder / "mail.txt").write_text(text)
    return {one.rule: one for one in diagnose([folder], engine="plain").findings}


@pytest.mark.parametrize(
    ("host", "hop", "theirs"),
    [
        ("mx.fabrikam.com", "fabrikam.com", True),
        ("mx.fabrikam.com", "mx.fabrikam.com", True),
        ("mx.fabrikam.com", "relecloud.com", False),
        ("fabrikam.com", "mx.fabrikam.com", False),
        ("fabrikam.com", "com", False),
    ],
)
def test_the_host_of_the_next_hop(tmp_path: Path, host: str, hop: str, theirs: bool) -> None:
    """A host of the domain that mail waits for is the partner's; another may be one's own."""
    text = EXPIRED.replace("HOST", host) + WAITS.replace("HOP", hop)
    found = findings(tmp_path, text)
    assert ("partner-server-asked" in found) is theirs
    assert ("expired-certificate-presented" in found) is not theirs


def test_replies_to_several_recipients(tmp_path: Path) -> None:
    """Each reply is its own, and keeps its words to the end, apostrophes or not."""
    replies = (
        "bob@fabrikam.com\nServer at fabrikam.com (203.0.113.41) returned '454 4.7.0 TLS not "
        "available due to temporary reason'\n\ncarl@relecloud.com\n#< #5.2.2 smtp;552 5.2.2 "
        "mailbox full> #SMTP#\n"
    )
    found = findings(tmp_path, NDR + replies)
    causes = [str(one.cause) for one in found.values()]
    assert any("552 5.2.2 mailbox full" in cause and "454" not in cause for cause in causes)
    assert any("TLS not available" in cause and "552" not in cause for cause in causes)
    assert found["refused-by-the-other-side"].severity is Severity.INFO


def test_a_sender_that_is_refused(tmp_path: Path) -> None:
    """A refusal of all that a server sends is not everyday."""
    reply = "jo@fabrikam.com\nmx1.fabrikam.com\nRemote Server returned '550 5.7.1 SPF fail'\n"
    found = findings(tmp_path, NDR + reply)
    assert found["refused-by-the-other-side"].severity is Severity.MEDIUM


BY_POLICY: Final = "receiver-certificate-over-by-policy"
OVER: Final = "4.7.322 certificate-expired: Destination mail server's certificate is expired"
TLSA: Final = "4.7.323 tlsa-invalid: The domain failed DANE validation"
OF_FABRIKAM: Final = """[PS] C:\\>Get-ReceiveConnector -Server EX01 | fl

Identity           : EX01\\Default Frontend EX01
Fqdn               : mail.fabrikam.com
AuthMechanism      : Tls, Integrated
Bindings           : {0.0.0.0:25}
"""


def policy(reply: str) -> str:
    """Write a reply about a server of fabrikam.com."""
    return (
        f"jo@fabrikam.com\nRemote server returned '450 {reply} "
        "[LastAttemptedServerName=mx.fabrikam.com] [LastAttemptedIP=203.0.113.7]'\n\n"
    )


@pytest.mark.parametrize(
    ("reply", "rule", "severity"),
    [(OVER, BY_POLICY, "LOW"), (TLSA, "dane-or-mta-sts-in-queue", "MEDIUM")],
)
def test_what_a_policy_is_refused_for(tmp_path: Path, reply: str, rule: str, severity: str) -> None:
    """Of one that has expired it is known what is wrong, and it is no matter of the policy."""
    found = findings(tmp_path, NDR + policy(reply))
    assert {BY_POLICY, "dane-or-mta-sts-in-queue"} & set(found) == {rule}
    assert found[rule].severity is Severity[severity]
    assert reply in str(found[rule].cause)


@pytest.mark.parametrize(
    ("listed", "ours"), [(OF_FABRIKAM, True), (OF_FABRIKAM.replace("fabrikam", "contoso"), False)]
)
def test_a_policy_of_our_own_domain(tmp_path: Path, listed: str, ours: bool) -> None:
    """Then mail from outside does not come, and renewing it is the first thing."""
    found = findings(tmp_path, NDR + policy(OVER) + listed)[BY_POLICY]
    assert found.severity is (Severity.MEDIUM if ours else Severity.LOW)
    steps = " ".join(map(str, found.remedy))
    assert ("nothing to be set on this side" in steps) is not ours
    assert "Renew" in steps or not ours


@pytest.mark.parametrize(
    ("reply", "looks"),
    [
        ("450 4.2.0 <jo@fabrikam.com>: Recipient address rejected: Greylisted", False),
        ("451 4.7.500 Server busy. Please try again later from [192.0.2.4].", False),
        ("432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded", False),
        ("454 4.7.0 Temporary failure of the session", True),
        ("421 4.4.2 Something happened", True),
    ],
)
def test_replies_that_nobody_knows(tmp_path: Path, reply: str, looks: bool) -> None:
    """The certificates of a session are looked at where the reply can be about TLS."""
    text = WAITS.replace("HOP", "fabrikam.com").partition("LastError")[0]
    found = findings(tmp_path, f"{text}LastError     : {reply}\n\n")
    steps = " ".join(map(str, found["queue-error-quoted"].remedy))
    assert ("ProtocolLoggingLevel" in steps) is looks


def test_a_server_of_which_nothing_can_be_judged(tmp_path: Path) -> None:
    """It is named; it is not said that none was recognised."""
    (tmp_path / "console.txt").write_text(
        "[PS] C:\\>Get-ExchangeServer | fl Name,Edition,AdminDisplayVersion\n\n"
        "Name                : EX07\nEdition             : StandardEvaluation\n"
        "AdminDisplayVersion : Version 15.2 (Build 1748.10)\n\n"
    )
    found = diagnose([tmp_path], engine="plain")
    assert [(one.name, one.verdict) for one in found.servers] == [("EX07", Verdict.UNKNOWN)]
    assert "No Exchange server was recognised" not in str(render(found, "text"))
    (tmp_path / "console.txt").write_text("Good morning\n")
    assert "No Exchange server was recognised" in str(
        render(diagnose([tmp_path], engine="plain"), "text")
    )
