"""What consoles and queues say, at any width: prompts, refusals, errors."""
# ruff: noqa: E501 (wordings that are not wrapped here are easier to compare)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail.inputs.cleaning.cleaned import clean
from certtrail.inputs.console.asked_services import asked_services
from certtrail.inputs.console.paste import Paste
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from certtrail.model.fact import Fact

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"
WIDTHS: Final = (40, 61, 79, 80, 100, 120, 200, 10_000)
CHOICES: Final = '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"):'
PROMPT: Final = (
    f"[PS] C:\\>Enable-ExchangeCertificate -Thumbprint {B} -Services SMTP -Server EX01",
    "",
    "Confirm",
    "Overwrite the existing default SMTP certificate?",
    "",
    f"Current certificate: '{A}' (expires 12/1/2026 12:00:00 AM)",
    f"Replace it with certificate: '{B}' (expires 2/24/2027 11:59:59 PM)",
)


def wrapped(lines: tuple[str, ...], width: int) -> str:
    """Wrap as a console does: at its last column, in the middle of words."""
    cut = [line[at : at + width] for line in lines for at in range(0, max(len(line), 1), width)]
    return "\r\n".join(cut)


def talk(text: str) -> list[Fact]:
    """Scan a text for questions, refusals and replies."""
    return list(told(text).facts)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("typed", "answer"),
    [(" y", "yes"), (" N", "no"), ("", "yes"), (" a", "yes"), ("L", "no"), (" x", "unknown")],
)
def test_the_prompt_and_its_answer(width: int, typed: str, answer: str) -> None:
    """Both thumbprints and what was typed, at any width; nothing typed takes the default."""
    fact, *commands = talk(wrapped((*PROMPT, CHOICES + typed, "[PS] C:\\>"), width))
    assert fact.kind == "overwrite-prompt"
    assert all(each.fields["smtp"] for each in commands)
    assert fact.server == "EX01"
    expires = {"current_expires": 1796083200, "replacement_expires": 1803513599}
    ends = expires | {"ends_earlier": False, "final": answer != "unknown"}
    assert fact.fields == {"current": A, "replacement": B, "answer": answer} | ends


def asked(text: str) -> list[Fact]:
    """Give the questions of a text; the command that asks is a fact of its own."""
    return [fact for fact in talk(text) if fact.kind == "overwrite-prompt"]


def test_a_prompt_without_its_answer() -> None:
    """Where the text ends nothing is assumed."""
    for end in ((), (CHOICES,)):
        (fact,) = asked(wrapped((*PROMPT, *end), 80))
        assert fact.fields["answer"] == "unknown"


def test_quoted_in_a_mail() -> None:
    """Reply marks before each line do no harm."""
    quoted = "\n".join(
        f"> > {line}" for line in wrapped((*PROMPT, f"{CHOICES} n", ""), 80).split("\r\n")
    )
    (fact,) = asked(quoted)
    assert fact.fields["answer"] == "no"


REFUSALS: Final = (
    (
        (
            "The internal transport certificate cannot be removed because that would cause the "
            "Microsoft Exchange Transport service to stop. To replace it create a new one."
        ),
        "removal-refused",
        {"reason": "internal", "thumbprint": B},
    ),
    (
        "The default certificate cannot be removed.",
        "removal-refused",
        {"reason": "default", "thumbprint": B},
    ),
    (
        (
            "The internal transport certificate for the local server was damaged or missing in Active "
            "Directory. The problem has been fixed."
        ),
        "internal-certificate-message",
        {"reason": "damaged-or-missing"},
    ),
    (
        (
            "The internal transport certificate attribute for the local Edge Transport server has been "
            "updated."
        ),
        "internal-certificate-message",
        {"reason": "edge-updated"},
    ),
)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("text", "kind", "fields"), REFUSALS)
def test_refusals(width: int, text: str, kind: str, fields: dict[str, str]) -> None:
    """The wordings, wrapped at any width."""
    command = f"[PS] C:\\>Remove-ExchangeCertificate -Thumbprint {B}"
    found = talk(wrapped((command, text), width))
    (act,) = (one for one in found if one.kind == "console-command")
    assert act.fields["refused"] is (fields["reason"] in ("internal", "default"))
    (fact,) = (one for one in found if one.kind != "console-command")
    assert fact.kind == kind
    assert fact.fields == fields
    assert not talk(f"A page says that sometimes one reads {text[0].lower()}{text[1:]}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_removal_that_send_connectors_forbid(width: int) -> None:
    """It is a refusal, in its wrapper, and names the connectors."""
    text = (
        "A special Rpc error occurs on server EX01: These certificates are tagged with following "
        "Send Connectors : Internet. Removing and replacing certificates would break the mail flow."
    )
    (refused,) = talk(wrapped((text,), width))
    assert (refused.kind, refused.server) == ("removal-refused", "EX01")
    assert refused.fields == {"reason": "send-connectors", "connectors": "Internet"}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("inner", "reason", "code"),
    [
        ((f"The certificate with thumbprint {A} was found but is not valid for use with Exchange "
         "Server (reason: PrivateKeyMissing)."), "not-valid", "PrivateKeyMissing"),
        (f"The certificate with thumbprint {A} was not found.", "thumbprint-not-found", ""),
        ("Something that nobody knows.", "other", ""),
    ],
)  # fmt: skip
def test_wrapped_errors(width: int, inner: str, reason: str, code: str) -> None:
    """The inner text is classified, and the server is known."""
    for start in (
        "A special Rpc error occurs on server EX02: ",
        (
            "The Exchange Certificate operation has failed with an exception on server EX02.  The error "
            "message is: "
        ),
    ):
        (fact,) = talk(wrapped((start + inner,), width))
        assert (fact.kind, fact.server) == ("exchange-refusal", "EX02")
        assert fact.fields["reason"] == reason
        assert fact.fields.get("code", "") == code


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (("454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be "
         "found."), "tls-certificate-name-not-found"),
        ("451 4.4.395 Target host responded with error. -> 454 4.7.0 Temporary authentication failure",
         "authentication-failed"),
        ("454 4.7.0 Failed to establish appropriate TLS channel: UntrustedRoot", "tls-channel-failed"),
        ("451 5.7.3 Cannot load Internal Transport Certificate. Exchange Server authentication failed.",
         "internal-certificate-not-loaded"),
        ("451 5.7.3 STARTTLS is required to send mail", "starttls-required"),
        ("450 4.4.101 Proxy session setup failed on Frontend", "proxy-session-failed"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("width", WIDTHS)
def test_queue_errors(text: str, reason: str, width: int) -> None:
    """The error, and the next hop of the queue that has it."""
    listed = ("Identity : EX01\\12", "NextHopDomain : contoso.com", f"LastError : {text}", "", "x")
    text = "\n".join(listed[:2]) + "\n" + wrapped(listed[2:], width)
    (fact,) = told(text).of("queue-error")
    assert fact.fields["reason"] == reason
    assert fact.server == "EX01"
    assert fact.fields["next_hop"] == "contoso.com"


@pytest.mark.parametrize(
    "text",
    [
        "421 4.4.1 Connection timed out",
        "451 4.4.0 DNS query failed",
        "454 4.7.0 too many connections",
        "Overwrite the existing file? [Y] Yes [N] No",
        "The default gateway cannot be removed.",
    ],
)
def test_near_misses(text: str) -> None:
    """Errors about other things are left alone."""
    assert not talk(text)


@settings(max_examples=60)
@given(st.text(max_size=40), st.integers(0, 3000), st.integers(0, 60))
def test_mangled_talk_never_crashes(noise: str, place: int, cut: int) -> None:
    """Whatever is in a text, facts have typed fields."""
    text = wrapped((*PROMPT, CHOICES, *(line for line, _, _ in REFUSALS)), 80)
    mangled = text[:place] + noise + text[place + cut :]
    for fact in talk(mangled):
        assert all(value != "" for value in fact.fields.values())
        assert fact.evidence


@pytest.mark.parametrize(
    "text",
    [
        (
            "A colleague deleted the old certificate on Wednesday. Outbound mail piled up\n"
            "(454 4.7.0 Temporary authentication failure). On Thursday morning we did this:\n"
        ),
        "Since then the mail waited (454 4.7.0 Temporary authentication failure) until Monday.\n",
        "Mail was stuck with \u201c454 4.7.0 Temporary authentication failure\u201d. We restarted it.\n",
        "Seit gestern steht die Post \u201e454 4.7.0 Temporary authentication failure\u201c. Was tun wir?\n",
    ],
)
def test_a_reply_in_brackets_is_quoted(text: str) -> None:
    """It ends with its bracket or mark, and no queue has it."""
    (fact,) = talk(text)
    assert fact.fields["reason"] == "quoted"
    assert fact.fields["text"] == "454 4.7.0 Temporary authentication failure"


def test_what_exchange_online_waits_for_is_not_here() -> None:
    """A trace of Exchange Online tells what this side did not offer."""
    (fact,) = talk(
        "Message trace:\nReason: [{LED=450 4.4.317 Cannot connect to remote server [Message=451 5.7.3 "
        "STARTTLS is required to send mail] [LastAttemptedServerName=mail.contoso.com]};{MSG=}]\n"
    )
    assert fact.fields["reason"] == "own-starttls-missing"


@pytest.mark.parametrize(
    ("line", "services"),
    [
        ("Since last week the scanners cannot sign in by IMAP any more.", ["IMAP"]),
        ("Seit gestern melden sich die IMAP4-Scanner nicht mehr an.", ["IMAP"]),
        ("Our devices fetch mail by POP3 and some of them by IMAP.", ["POP", "IMAP"]),
        ("Services           : IMAP, POP, IIS, SMTP", []),
        ("The certificate cannot be used for IMAP SSL/TLS connections now.", []),
        ("IMAP", []),
        ("The POPULAR scanner of the ward is out of order.", []),
    ],
)
def test_a_sentence_tells_that_a_service_is_used(line: str, services: list[str]) -> None:
    """What Exchange prints of it, and a list, do not."""
    text = "\r\n".join((line, "", *PROMPT, f"{CHOICES} n"))
    found = asked_services(Paste(clean(text), "mail.txt", "EX01"))
    assert sorted(fact.text("service") for fact in found) == sorted(services)
