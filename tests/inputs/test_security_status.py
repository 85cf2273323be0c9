"""A reply with the status of Windows alone: the next server was reached, and TLS failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

TLS: Final = "tls-breaks-off-in-queue"
NETWORK: Final = "queue-without-certificate-cause"
WHOLE: Final = (
    "Reason: [{{LED=450 4.4.317 Cannot connect to remote server [Message={0}] "
    "[LastAttemptedServerName=mail.fabrikam.com] [LastAttemptedIP=192.0.2.5:25] "
    "[AM7EUR06FT010.eop-eur06.prod.protection.outlook.com 2026-11-03T09:12:00.123Z 08DC]}};"
    "{{MSG=}};{{FQDN=mail.fabrikam.com}};{{IP=192.0.2.5}};{{LRT=11/3/2026 9:12:00 AM}}]\n"
)


@pytest.mark.parametrize("before", ["451 4.4.0 Security status ", "Security status "])
@pytest.mark.parametrize(
    ("status", "known"),
    [("IllegalMessage", True), ("AlgorithmMismatch", True), ("SomethingOfTomorrow", False)],
)
def test_tls_failed_with_a_server_that_was_reached(
    tmp_path: Path, before: str, status: str, known: bool
) -> None:
    """Whatever the word is, it is not told as if nobody was reached."""
    text = WHOLE.format(before + status)
    (fact,) = told(text).of("queue-error")
    assert fact.text("reason") == "tls-negotiation-failed"
    assert fact.text("status") == (status if known else "")
    (tmp_path / "trace.txt").write_text(text)
    (finding,) = pipeline.diagnose(tmp_path, engine="plain").findings
    assert finding.rule == TLS
    steps = "\n".join(map(str, finding.remedy))
    assert "Test-NetConnection" not in steps
    assert "Make, renew and enable no certificate" in steps
    assert ("openssl s_client -starttls smtp" in steps) is known


@pytest.mark.parametrize("status", ["CertExpired", "CertUnknown"])
def test_a_status_that_is_about_the_certificate(tmp_path: Path, status: str) -> None:
    """Then nobody is told that no certificate is to be looked at."""
    (tmp_path / "trace.txt").write_text(WHOLE.format(f"451 4.4.0 Security status {status}"))
    (finding,) = pipeline.diagnose(tmp_path, engine="plain").findings
    assert f"{status} is about the certificate that came" in str(finding.cause)
    steps = "\n".join(map(str, finding.remedy))
    assert "openssl s_client" in steps
    assert "Make, renew and enable no certificate" not in steps


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("Socket error code 10060", "network"),
        ("451 4.4.0 TLS negotiation failed with error SocketError", "tls-negotiation-failed"),
        ("UntrustedRoot", "receiver-certificate-refused"),
        ("451 5.7.3 STARTTLS is required to send mail", "own-starttls-missing"),
    ],
)
def test_others_are_read_as_ever(message: str, reason: str) -> None:
    """The network, TLS in its own words, a certificate, and none offered."""
    (fact,) = told(WHOLE.format(message)).of("queue-error")
    assert fact.text("reason") == reason


def test_words_about_a_security_status_are_none() -> None:
    """An author's, of anything."""
    assert not told("Please review the security status of the Exchange mail server.").of(
        "queue-error"
    )
