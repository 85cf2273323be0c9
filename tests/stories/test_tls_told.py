"""TLS that did not come about, as a reply tells it or somebody's words: one finding that knows it."""
# ruff: noqa: E501 (replies are not wrapped here)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

TRACE: Final = (
    "This is what the trace has for us:\n\nReason: [{{LED=450 4.4.317 Cannot connect to remote server [Message=451 4.4.0 TLS "
    "negotiation failed with error {error}] [LastAttemptedServerName={host}] [LastAttemptedIP=xxx] "
    "[DM6NAM12FT012.eop-nam12.prod.protection.outlook.com 2023-03-07T18:46:06.378Z 08DB1DF24DB12D84]}};{{MSG=4. Out\n"
)
QUEUE: Final = (
    "Identity      : MX7\\8\nStatus        : Retry\nMessageCount  : 4\nNextHopDomain : mx.contoso.org\n"
    "LastError     : 451 4.4.0 TLS negotiation failed with error {error}\n"
)
LEAD: Final = "tls-breaks-off-in-queue"


def found(folder: Path, text: str) -> dict[str, Finding]:
    """Diagnose a text, and give the findings by rule, in their order."""
    (folder / "mail.txt").write_text(text)
    return {one.rule: one for one in pipeline.diagnose(folder, engine="plain").findings}


@pytest.mark.parametrize("host", ["mail.contoso.org", "xxx"])
def test_a_reply_of_exchange_online_is_known(tmp_path: Path, host: str) -> None:
    """Not as a reply that no rule knows, nor for a queue on this side; a mask is no name."""
    findings = found(tmp_path, TRACE.format(error="SocketError", host=host))
    assert list(findings) == [LEAD]
    lead = findings[LEAD]
    steps = "\n".join((*lead.remedy, *lead.confirm))
    assert "TLS 1.2" in steps
    assert "Get-Queue" not in steps
    assert ("mail.contoso.org" in steps) == (host != "xxx")
    assert "xxx:25" not in steps


@pytest.mark.parametrize(
    ("error", "named"),
    [
        ("NoCredentials", "has no private key"),
        ("InvalidToken", "no TLS that this side understands"),
    ],
)
def test_a_queue_of_ours_is_known(tmp_path: Path, error: str, named: str) -> None:
    """A missing key is one, and a device on the way another."""
    lead = found(tmp_path, QUEUE.format(error=error))[LEAD]
    assert named in lead.cause
    assert any("Get-Queue" in one for one in lead.confirm)
    assert any("Enable-ExchangeCertificate" in one for one in lead.remedy) == (
        error == "NoCredentials"
    )


@pytest.mark.parametrize(
    ("error", "rule"),
    [
        ("UnknownCredentials", "tls-error-in-words"),
        ("SocketError", "tls-error-in-words-not-of-a-key"),
    ],
)
def test_words_alone_are_words(tmp_path: Path, error: str, rule: str) -> None:
    """No mail waits by them."""
    text = f'The log said "TLS negotiation failed with error {error}" when we looked at it.\n'
    assert list(found(tmp_path, text)) == [rule]


def test_an_error_above_rows_that_break_off_is_told(tmp_path: Path) -> None:
    """The rows that somebody copied with it do not take it back."""
    rows = (
        "2026-01-20T09:00:00.000Z,Outbound,08DE4A,1,192.0.2.1:25,192.0.2.2:25,<,220 ready,\n"
        "2026-01-20T09:00:01.000Z,Outbound,08DE4A,2,192.0.2.1:25,192.0.2.2:25,>,STARTTLS,\n"
    )
    text = f"Hybrid: TLS negotiation failed with error UnknownCredentials\n\n{rows}"
    assert "tls-error-in-words" in found(tmp_path, text)


REFUSED: Final = "454 4.7.5 Certificate validation failure, Reason:UntrustedRoot"


@pytest.mark.parametrize(
    ("host", "online"),
    [
        ("contoso-org.mail.protection.outlook.com", True),
        ("*-mail-onmicrosoft-com.mail.protection.outlook.com", True),
        ("mx.fabrikam.org", False),
        ("outlook.com.fabrikam.org", False),
    ],
)
def test_nobody_asks_microsoft_for_another_certificate(
    tmp_path: Path, host: str, online: bool
) -> None:
    """Of Exchange Online it is the roots of this side, of others also what they show."""
    text = (
        "Identity      : MX7\\8\nStatus        : Retry\nMessageCount  : 4\nNextHopDomain : contoso.org\n"
        f"LastError     : [{{LED={REFUSED}}};{{MSG=}};{{FQDN={host}}};{{IP=192.0.2.4}};{{LRT=1/20/2026 9:00:00 AM}}]\n"
    )
    steps = "\n".join(found(tmp_path, text)["peer-certificate-refused-in-queue"].remedy)
    assert ("DigiCert Global Root G2" in steps) == online
    assert ("Ask those who run the next server" in steps) != online
