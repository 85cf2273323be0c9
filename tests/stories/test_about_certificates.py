"""Texts about certificates, such as pages, tickets and how-tos: they are no evidence of a case."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
TEXTS: Final = {
    "page of an event": (
        "Event 12014 means that Microsoft Exchange could not find a certificate that contains a "
        "domain name in the personal store on the local computer. The article explains what to "
        "check first, and when the event can be left alone."
    ),
    "page of 12024": (
        "When the transport service cannot load its internal transport certificate it logs event "
        "12024 and runs on an ephemeral self-signed one until that is mended."
    ),
    "message in prose": (
        'You may see "Microsoft Exchange could not load the certificate with thumbprint of '
        f'{A} from the personal store on the local computer" after a certificate was removed.'
    ),
    "how to renew": (
        "To renew the certificate run New-ExchangeCertificate and then Enable-ExchangeCertificate "
        f"-Thumbprint {A} -Services SMTP, and answer No when asked to overwrite the default."
    ),
    "how to remove": (
        "Never remove a certificate with Remove-ExchangeCertificate before its successor has "
        "taken over; the cmdlet refuses the internal transport certificate anyway."
    ),
    "queue in a forum": (
        "Has anybody seen 454 4.7.5 The certificate specified in TlsCertificateName of the "
        "SendConnector could not be found? We do not have it, but a colleague asked."
    ),
    "queue in a blog": (
        'A common reply is "454 4.7.0 Temporary authentication failure", which most often comes '
        "from a clock that is wrong or a service principal name that is missing."
    ),
    "release notes": (
        "Fixed: mail to hybrid recipients could be deferred with 451 5.7.3 STARTTLS is required "
        "to send mail when the connector was made with the wizard."
    ),
    "news": (
        "Public authorities will issue certificates of 200 days from March 2026, of 100 days from "
        "March 2027 and of 47 days from March 2029; plan for automation."
    ),
    "monitoring rule": (
        "Our monitoring opens a ticket for MSExchangeTransport 12014, 12015, 12016, 12017, 12018, "
        "12023 and 12024, and closes it when none was logged for a day."
    ),
    "training": (
        "Question 7: a server logs 12017 with 2160 hours left. Is mail flow at risk today? "
        "Discuss, and say which cmdlet shows the certificate concerned."
    ),
    "plan": (
        "On Saturday we replace mail.contoso.com; the new certificate has the same subject and "
        "issuer, so the connectors need no change. Nobody expects an interruption."
    ),
    "thanks": (
        "Thank you, the certificate works now, and event 12014 did not come back. You can close "
        "the ticket. Have a nice week."
    ),
    "policy": (
        "Certificates for SMTP must have a key of 2048 bits or more, and their private keys must "
        "not be exportable; thumbprints are kept in the inventory."
    ),
    "tool": (
        "openssl s_client -starttls smtp shows what a server presents. If it prints Didn't find "
        "STARTTLS in server response, the server does not offer it."
    ),
    "warning in a manual": (
        "The shell may warn that a certificate takes precedence for a name. The manual says which "
        "one wins, and that a restart is needed before it is used."
    ),
    "German": (
        "Das Ereignis 12014 besagt, dass kein Zertifikat mit dem gesuchten Namen gefunden wurde. "
        "Bei uns tritt es nicht auf."
    ),
    "French": (
        "L'événement 12017 prévient que le certificat expire bientôt. Chez nous il n'apparaît pas."
    ),
    "Chinese": "事件 12024 表示无法加载内部传输证书。我们的服务器上没有这个事件。",
    "colleague": (
        "As I remember, the last time it was the antivirus and not the certificate, although "
        "everybody looked at event 12023 for two days."
    ),
}


def _mail(text: str) -> str:
    return f"From: dana@contoso.com\nTo: help@example.net\nSubject: certificates\n\n{text}\n"


WRAPPED: Final[dict[str, Callable[[str], str]]] = {
    "plain": lambda text: f"{text}\n",
    "quoted": lambda text: f"> {text}\n>\n> Regards\n",
    "page": lambda text: f"<html><body><h1>Note</h1><p>{html.escape(text)}</p></body></html>",
    "Markdown": lambda text: f"# Note\n\n- {text}\n",
    "mail": _mail,
    "chat": lambda text: f"[10:15] Dana Reed: {text}\n[10:17] Lee: ok\n",
}


@pytest.mark.parametrize("name", TEXTS)
def test_they_give_no_finding(tmp_path: Path, name: str) -> None:
    """In whatever form, at most a hint that something was quoted; no server is made up."""
    for form, wrap in WRAPPED.items():
        suffix = {"mail": "eml", "page": "html"}.get(form, "txt")
        (tmp_path / f"{form}.{suffix}").write_text(wrap(TEXTS[name]), "utf-8")
    diagnosis = pipeline.diagnose([tmp_path], engine="plain")
    assert [each.rule for each in diagnosis.findings if each.severity != "info"] == []
    assert [each.name for each in diagnosis.servers] == []
    read = {each.name.partition(".")[0] for each in diagnosis.inputs}
    assert set(WRAPPED) <= read


def test_they_are_a_hundred() -> None:
    """As many as there are texts in each form, all different."""
    assert len(TEXTS) * len(WRAPPED) >= 100
    assert len(set(TEXTS.values())) == len(TEXTS)
