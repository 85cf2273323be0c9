"""Lists in mails: what a mail's head and its sentences are must not become part of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

LIST: Final = """\
AccessRules        :
CertificateDomains : {mail.example.org, autodiscover.example.org}
HasPrivateKey      : True
Issuer             : CN=Example CA, O=Example, C=US
NotAfter           : 20/03/2027 23:59:59
Services           : IMAP, POP, IIS, SMTP
Status             : Valid
Subject            : CN=mail.example.org
Thumbprint         : 9479F6AC0FAA995370BE6ACB346C55F2264BD53D
"""
SHORT: Final = """\
Thumbprint : 9479F6AC0FAA995370BE6ACB346C55F2264BD53D
Services   : SMTP
"""
HEADS: Final = (
    (
        "From: a@example.org\nTo: b@example.org\nDate: Thu, 26 Nov 2026 11:20:04 +0000\n"
        "Subject: Mail\n"
    ),
    "From: A\nSent: Tuesday, 14 October 2025 11:02\nTo: B\nSubject: AW: no mail since 9:30\n",
    "Subject: mail is down\nFrom: A\n",
    "*From:* A\n*Subject:* Re: status : down\n",
)
WORDS: Final = (
    "Hello,\n\nwe rebooted at 02:30 on Tuesday.\n\nUninstalled again at 22:10 - no change.\n\n"
    "One of us tidied up, but not the mail.example.org one: it is there.\n\nThe list:\n"
)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("words", [WORDS, "Hello,\n\nat 9:30 this was shown:\n", ""])
@pytest.mark.parametrize("between", ["", "\n", "\n\n"])
def test_a_certificate_is_whole(tmp_path: Path, head: str, words: str, between: str) -> None:
    """Whatever the mail's head says, and whatever clocks stand in its words."""
    (tmp_path / "mail.txt").write_text(f"{head}\n{words}{between}{LIST}")
    (one,) = pipeline.read([tmp_path]).inventory.certificates
    assert one.subject == "CN=mail.example.org"
    assert one.services == frozenset({"IMAP", "POP", "IIS", "SMTP"})
    assert one.has_private_key is True


@pytest.mark.parametrize("head", HEADS)
def test_a_mails_subject_is_no_certificates(tmp_path: Path, head: str) -> None:
    """A short list behind a mail's head has no subject by it."""
    (tmp_path / "mail.txt").write_text(f"{head}\n{SHORT}")
    (one,) = pipeline.read([tmp_path]).inventory.certificates
    assert not one.subject
    assert one.services == frozenset({"SMTP"})


def test_a_second_mail_ends_the_list_of_the_first(tmp_path: Path) -> None:
    """Its head stands right behind."""
    (tmp_path / "mail.txt").write_text(f"{SHORT}{HEADS[0]}\nThe other:\n\n{LIST}")
    first, *_ = pipeline.read([tmp_path]).inventory.certificates
    assert first.services in (frozenset({"SMTP"}), frozenset({"IMAP", "POP", "IIS", "SMTP"}))
    assert first.subject in (None, "CN=mail.example.org")


def test_doubled_lines_of_a_list_are_still_taken_out(tmp_path: Path) -> None:
    """A blank line behind each line of a list, clocks in it, is of a mail program's making."""
    (tmp_path / "mail.txt").write_text(LIST.replace("\n", "\n\n"))
    (one,) = pipeline.read([tmp_path]).inventory.certificates
    assert one.subject == "CN=mail.example.org"


@pytest.mark.parametrize(
    "listed",
    [
        (
            "Server           Component    State\n------           ---------    -----\n"
            "EX01.contoso.com HubTransport Draining\n"
        ),
        "Server    : EX01.contoso.com\nComponent : HubTransport\nState     : Draining\n",
    ],
)
def test_the_state_of_a_component(listed: str) -> None:
    """A server in maintenance shows it."""
    found = told(f"[PS] C:\\>Get-ServerComponentState EX01 -Component HubTransport\n\n{listed}\n")
    (fact,) = found.of("component-state")
    assert fact.server == "EX01.contoso.com"
    assert (fact.text("component"), fact.text("state")) == ("HubTransport", "draining")


def test_a_component_of_something_else() -> None:
    """Only the command tells what has such a state."""
    listed = "Component : HubTransport\nState     : Draining\n"
    assert not told(f"Thumbprint\n\n{listed}\n").of("component-state")
