"""Replies that stand whole in somebody's sentence: what decides in them is not cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

THUMBPRINT = "94E711DD84BC285CD2911DAC3D0C9E3ABB29671E"
TRIED = (
    "450 4.4.317 Cannot connect to remote server [Message={0} Expected Subject: mail.fabrikam.com. "
    f"Presented Subject: CN=mail.fabrikam.com. Thumbprint: {THUMBPRINT}.] "
    "[LastAttemptedServerName=mail.fabrikam.com] [LastAttemptedIP=192.0.2.7:25] "
    "[SmtpSecurity=-1;-1] [DM6NAM11FT035.eop-nam11.prod.protection.outlook.com "
    "2026-11-04T16:37:07.429Z 08DD2CB85E2FE9DB]"
)
BEFORE = (
    "Hello, our validation fails with ",
    "Seit gestern bleiben Mails von Exchange Online liegen, es steht da: ",
    "Depuis hier le courrier reste bloqu\u00e9 avec ",
    "We see since yesterday in the trace that mail waits, and ",
    "",
)


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("marks", ['"{}".', "{}. What can we do?", "{}\n", "({})."])
@pytest.mark.parametrize("status", ["CertificateExpired", "UntrustedRoot", "SubjectMismatch"])
def test_a_whole_reply_counts_wherever_it_stands(before: str, marks: str, status: str) -> None:
    """With its full stops, the machine that was tried, and the time that its server wrote."""
    (fact,) = told(before + marks.format(TRIED.format(status))).of("queue-error")
    assert fact.fields["reason"] == "receiver-certificate-refused"
    assert fact.fields["status"] == status
    assert fact.fields["host"] == "mail.fabrikam.com"
    assert THUMBPRINT in fact.text("text")
    assert fact.evidence[0].time == 1_793_810_227 * 10**9


def test_a_report_is_the_same_in_a_sentence(tmp_path: Path) -> None:
    """As on a line of its own."""
    reports = []
    for name, before in (("in.txt", BEFORE[0]), ("alone.txt", f"{BEFORE[0]}\n\n")):
        path = tmp_path / name
        path.write_text(f"{before}{TRIED.format('CertificateExpired')}.\n", "utf-8")
        (finding,) = pipeline.diagnose(path, engine="plain").findings
        reports.append((finding.rule, finding.severity, finding.count))
    assert reports[0] == reports[1]
    assert reports[0][1] == "high"


@pytest.mark.parametrize(
    "sentence",
    [
        "Queue is stuck: 454 4.7.5 Certificate validation failure, reason:untrustedroot}};{0}.",
        "our queue says: 454 4.7.5 Certificate validation failure, Reason:UntrustedRoot}};{0}.",
    ],
)
def test_the_end_of_a_queue_error_in_a_sentence_counts(sentence: str) -> None:
    """With the name and the address of the next server."""
    fields = "{FQDN=mail.fabrikam.com};{IP=192.0.2.7}"
    (fact,) = told(sentence.format(fields)).of("queue-error")
    assert fact.fields["reason"] == "peer-certificate-refused"
    assert fact.fields["host"] == "mail.fabrikam.com"


@pytest.mark.parametrize(
    "sentence",
    [
        (
            'Some may write "450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot] '
            '[LastAttemptedServerName=mail.contoso.com]". Ask them what came.'
        ),
        "Since then the mail waited (450 4.7.320 Certificate validation failed) until Monday.",
        (
            "The admin of last year got this error: 450 4.4.317 Cannot connect to remote server "
            "[Message=CertificateExpired Expected Subject: a.com. Presented: b. I do not know more."
        ),
        (
            "I saw this: 450 4.4.317 Cannot connect to remote server [Message=CertificateExpired] "
            "[LastAttemptedServerName=xxx] [LastAttemptedIP=xxx]. What is it?"
        ),
    ],
)
def test_a_part_is_only_quoted(sentence: str) -> None:
    """It does not tell which machine was tried, and how."""
    (fact,) = told(sentence).of("queue-error")
    assert fact.fields["reason"] == "quoted"
    assert fact.text("text").endswith(("]", "failed", "Subject: a.com"))


def test_an_older_mail_stays_of_its_time(tmp_path: Path) -> None:
    """Whole as it is: what a newer mail does not repeat was so then."""
    path = tmp_path / "mails.txt"
    path.write_text(
        "From: Kim\nDate: Mon, 10 Nov 2025 16:31:00 +0100\nSubject: RE: mail\n\nAll is well.\n\n"
        f"> On Tue, 4 Nov 2025 at 10:12, Kim wrote:\n> It fails with\n"
        f"> {TRIED.format('UntrustedRoot')}\n"
        "> Please help.\n",
        "utf-8",
    )
    (finding,) = pipeline.diagnose(path, engine="plain").findings
    assert finding.severity == "info"
    assert "2025-11-04" in str(finding.cause)


def test_an_article_only_shows_it() -> None:
    """Above its resolution."""
    article = (
        f"Symptoms\nMail fails with {TRIED.format('UntrustedRoot')}.\n"
        "Cause\nThe chain.\nResolution\nInstall it.\n"
    )
    assert all(fact.fields["reason"] == "quoted" for fact in told(article).of("queue-error"))


@pytest.mark.parametrize(
    ("error", "says", "never"),
    [
        ("450 4.4.316 Connection refused [Message=Socket error code 10061]", "TCP", "Get-Queue"),
        (
            "450 4.4.317 Cannot connect to remote server [Message=Security status IllegalMessage]",
            "TLS broke off",
            "Test-NetConnection",
        ),
    ],
)
def test_what_a_quoted_part_says_is_told(tmp_path: Path, error: str, says: str, never: str) -> None:
    """And nothing is looked for on the side where no mail waits."""
    path = tmp_path / "mail.txt"
    path.write_text(f"Mail gets stuck on the side of O365 with Reason: [{{LED={error}.\n", "utf-8")
    (finding,) = pipeline.diagnose(path, engine="plain").findings
    assert finding.severity == "info"
    assert says in str(finding.cause)
    assert never not in "\n".join(map(str, finding.remedy))
