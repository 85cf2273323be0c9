"""Messages of known events in any wrapping: no head, a headline, a number and a source in words."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "90158F1DC655C04E65E91198EA507562A837ECC4"
# As Microsoft's pages on the events have them, and as administrators quote those without a page.
MESSAGES: Final = {
    ("MSExchangeTransport", 12013): (
        f"Microsoft Exchange could not load the certificate with thumbprint of {A} from the "
        "personal store on the local computer. This certificate was configured for "
        "authentication with other Exchange servers. Mail flow to other Exchange servers "
        "could be affected by this error. If the certificate with this thumbprint still "
        f"exists in the personal store, run Enable-ExchangeCertificate {A} -Services SMTP to "
        "resolve the issue. If the certificate does not exist in the personal store, restore "
        "it from backup by using the Import-ExchangeCertificate cmdlet, or create a new "
        "certificate for the FQDN or the server enabled for SMTP by running the following "
        "command: New-ExchangeCertificate -DomainName serverfqdn -Services SMTP."
    ),
    ("MSExchangeTransport", 12019): (
        "The remote internal transport certificate expired. Certificate subject: CN=edge01."
    ),
    ("MSExchangeTransport", 1035): (
        "Inbound authentication failed with error LogonDenied for Receive connector Default "
        "EX01. The authentication mechanism is Ntlm. The source IP address of the client who "
        "tried to authenticate to Microsoft Exchange is [192.0.2.7]."
    ),
    ("MSExchangeTransport", 1036): (
        "Inbound direct trust authentication failed for certificate CN=edge01. The source IP "
        "address of the server that tried to authenticate to Microsoft Exchange is "
        "[192.0.2.7]. Make sure EdgeSync is running properly."
    ),
    ("MSExchangeTransport", 2003): (
        "Send connector Smart host has failed to authenticate with 192.0.2.9:587. The "
        "response from the remote site is 535 5.7.3 Authentication unsuccessful."
    ),
    ("MSExchangeTransport", 2015): (
        "Send connector To Fabrikam couldn't connect to remote domain fabrikam.com. The send "
        "connector requires Transport Layer Security (TLS) authentication, but is unable to "
        "establish TLS with the receiving server for the remote domain. Check this "
        "connector's authentication setting and the EHLO response from the remote server "
        "mx.fabrikam.com."
    ),
    ("MSExchangeTransport", 2016): (
        "An authentication credential initialization error LogonDenied occurred with Send "
        "connector Relay. The authentication mechanism used was ExchangeAuth. The name of "
        "the server that we were trying to authenticate to was SMTPSVC/ex02.contoso.com."
    ),
    ("MSExchangeTransport", 2017): (
        "Outbound authentication failed with error TargetUnknown for Send connector Relay. "
        "The authentication mechanism is Gssapi. The target is SMTPSVC/ex02.contoso.com."
    ),
    ("MSExchangeTransport", 2018): (
        "Outbound direct trust authentication failed for certificate CN=edge01. The target "
        "IP address of the Exchange server that Microsoft Exchange tried to authenticate to "
        "is [192.0.2.7]. Make sure EdgeSync is running properly."
    ),
    ("MSExchangeTransport", 11012): (
        "A message from domain-secured domain 'fabrikam.com' on connector 'Partner' could "
        "not be authenticated because the server did not use Transport Layer Security (TLS)."
    ),
    ("MSExchangeTransport", 11015): (
        "A message from domain-secured domain 'fabrikam.com' on connector 'Partner' failed "
        "to authenticate because the Transport Layer Security (TLS) certificate does not "
        "contain the domain name."
    ),
    ("MSExchangeTransport", 11022): (
        "Failed to confirm domain capabilities "
        "'mail.protection.outlook.com:AcceptOorgProtocol' on connector 'From cloud' because "
        "validation of the Transport Layer Security (TLS) certificate failed with status "
        "'RevocationOffline'. Contact the administrator of 'mail.protection.outlook.com' to "
        "resolve the problem, or remove the domain from the TlsDomainCapabilities list of "
        "the Receive connector."
    ),
    ("MSExchangeTransport", 11024): (
        f"Remote certificate with thumbprint '{A}' contains '300' subject alternative names "
        "and exceeds the limit of 256. Subject alternative names of this certificate will be "
        "ignored."
    ),
    ("MSExchangeTransport", 12011): (
        "Microsoft Exchange couldn't register the service principal name SmtpSvc: The "
        "directory service is busy"
    ),
    ("MSExchange EdgeSync", 1033): (
        "EdgeSync failed to decrypt the credential for Edge Transport server "
        "edge01.contoso.com using the private key of the default Exchange certificate with "
        f"exception Bad Data.\n. The certificate's thumbprint is {B} and its subject is "
        "CN=mail.contoso.com. Use either Enable-ExchangeCertificate or "
        "New-ExchangeCertificate to set the proper Exchange default certificate and "
        "re-subscribe the Edge Transport server edge01.contoso.com again."
    ),
    ("MSExchange EdgeSync", 10104): (
        "Microsoft Exchange couldn't match certificate when contacting edge01.contoso.com. "
        "The connection was stopped."
    ),
    ("Schannel", 36870): (
        "A fatal error occurred when attempting to access the TLS server credential private "
        "key. The error code returned from the cryptographic module is 0x8009030D. The "
        "internal error state is 10001."
    ),
    ("Schannel", 36871): (
        "A fatal error occurred while creating a TLS client credential. The internal error "
        "state is 10013."
    ),
    ("Schannel", 36887): (
        "A fatal alert was received from the remote endpoint. The TLS protocol defined fatal "
        "alert code is 46."
    ),
}
CAPABILITIES: Final = MESSAGES["MSExchangeTransport", 11022]


def events(text: str) -> list[tuple[object, object]]:
    """Give the events that a text tells without their date."""
    return [(one.fields["source"], one.fields["event"]) for one in told(text).of("event-told")]


@pytest.mark.parametrize("event", MESSAGES, ids=str)
def test_the_message_alone_is_the_event(event: tuple[str, int]) -> None:
    """Among somebody's words, however its lines were broken, in whatever quotation marks."""
    message = MESSAGES[event]
    for said in (message, message.replace(" ", "\n", 9), message.replace("'", "\u2019")):
        assert events(f"Hello,\nwhat does this mean?\n\n{said}\n\nKind regards") == [event]


@pytest.mark.parametrize("event", MESSAGES, ids=str)
def test_a_headline_names_the_event(event: tuple[str, int]) -> None:
    """A number and a source on one line or on two, with nothing else."""
    source, number = event
    for head in (
        f"Event {number}\n{source}\nError:\n",
        f"{source} {number}\n",
        f"Event ID {number} ({source}): ",
        f"Ereignis-ID {number}, Quelle {source}\nFehler\n",
        f"{source} - Event {number} - ",
    ):
        (fact,) = told(f"{head}{MESSAGES[event]}\n\nWhat now?").of("event-told")
        assert (fact.fields["source"], fact.fields["event"]) == event
        assert fact.fields["form"] == "copy"


def test_what_is_filled_in_comes_out() -> None:
    """Of a page's typographic quotation marks, too."""
    said = CAPABILITIES.replace("'", "\u2018", 1).replace("'", "\u2019")
    (fact,) = told(f"Event 11022\nMSExchangeTransport\nError:\n{said}\n").of("event-told")
    assert fact.fields["status"] == "RevocationOffline"
    assert fact.fields["connector"] == "From cloud"
    (fact,) = told(MESSAGES["MSExchange EdgeSync", 1033]).of("event-told")
    assert fact.fields["edge"] == "edge01.contoso.com"
    assert fact.fields["thumbprint"] == B
    assert fact.fields["subject"] == "CN=mail.contoso.com"


def test_the_headline_tells_which_process_it_was() -> None:
    """All of transport's have the same messages."""
    front_end = "MSExchangeFrontEndTransport"
    assert events(f"{front_end} 11022\n{CAPABILITIES}") == [(front_end, 11022)]


@pytest.mark.parametrize(
    "text",
    [
        (
            "Failed to confirm domain capabilities '%1' on connector '%2' because validation of "
            "the Transport Layer Security (TLS) certificate failed with status '%3'. Contact the "
            "administrator of '%4' to resolve the problem"
        ),
        "Event 11022, MSExchangeTransport\nIt came again tonight, and nobody knows why mail waits.",
        "MSExchangeTransport 12012\n\nWhat is that, and should we be afraid of it at all?",
        (
            "Event 11022 of MSExchangeTransport says that the domain capabilities of a connector "
            "could not be confirmed, most often with status RevocationOffline. Contact the "
            "administrator."
        ),
        (
            "We read: the internal transport certificate that is used for SMTP authentication by "
            "Microsoft Exchange could not be read from Active Directory. The certificate may be "
            "missing."
        ),
        "EdgeSync failed to decrypt the credential for an Edge Transport server, says the log.",
    ],
    ids=["a page", "words below", "words below a gap", "a sentence", "nothing filled in", "a part"],
)
def test_words_about_an_event_are_none(text: str) -> None:
    """Pages, and what people write."""
    assert events(text) == []


def test_what_has_nothing_filled_in_counts_under_its_number() -> None:
    """A page about it has the same words, and no headline of a record."""
    message = (
        "The internal transport certificate that is used for SMTP authentication by "
        "Microsoft Exchange could not be read from Active Directory. The certificate may be "
        "missing."
    )
    assert events(f"MSExchangeTransport 12012\n{message}") == [("MSExchangeTransport", 12012)]


def test_an_event_that_goes_on_is_not_the_one_that_ends() -> None:
    """12024 begins as 12013 does."""
    shorter = MESSAGES["MSExchangeTransport", 12013]
    longer = (
        f"{shorter} Meanwhile, an ephemeral, self-signed certificate with thumbprint {B} is used."
    )
    assert events(longer) == [("MSExchangeTransport", 12024)]


def test_many_beginnings_take_no_square() -> None:
    """A text that begins a message again and again, and never ends one."""

    def spent(times: int) -> float:
        text = "Failed to confirm domain capabilities 'a' on connector 'b' " * times
        begun = time.process_time()
        assert events(f"{text}\n\n{CAPABILITIES.replace('status', 'status of %1')}") == []
        return time.process_time() - begun

    spent(10)
    assert spent(8_000) < 20 * max(spent(1_000), 0.05)


FRONT_END: Final = "MSExchangeFrontEndTransport"
# As a German and a Russian server may write 12014; no page has these, and any words would do.
IN_GERMAN: Final = (
    "Microsoft Exchange konnte kein Zertifikat mit dem Domänennamen mail.contoso.com finden. Daher "
    "kann das SMTP-Verb STARTTLS für den Connector Default Frontend EX01 nicht unterstützt werden."
)
IN_RUSSIAN: Final = "Microsoft Exchange не удалось найти сертификат: mail.contoso.com."


@pytest.mark.parametrize("head", ["Ereignis", "Событие", "Händelse", "Zdarzenie", "Evento"])
@pytest.mark.parametrize("message", [IN_GERMAN, IN_RUSSIAN])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_message_in_any_language_stands_below_a_headline(
    head: str, message: str, gap: str
) -> None:
    """As Event Viewer shows it: the headline, a gap, the message in the language of the server."""
    text = f"{head} 12014, {FRONT_END}{gap}{message}\n"
    (fact,) = told(text).of("event-told")
    assert (fact.fields["source"], fact.fields["event"]) == (FRONT_END, 12014)
    assert fact.fields["name"] == "mail.contoso.com"


@pytest.mark.parametrize(
    "words",
    [
        "Das kommt seit Montag auf mail.contoso.com, wir wissen nicht weiter.",
        "Wir haben auf mail.contoso.com den Connector Default Frontend EX01 neu angelegt.",
        "Stimmt mail.contoso.com am Connector Default Frontend EX01 noch?",
        "Microsoft Exchange läuft auf mail.contoso.com, ich sehe nichts.",
        "Microsoft Exchange Server 2019 auf mail.contoso.com, zwei Knoten.",
    ],
)
def test_somebodys_words_below_a_headline_are_none(words: str) -> None:
    """They speak of themselves and ask, or have too little of the event."""
    assert events(f"Ereignis 12014, {FRONT_END}\n\n{words}\n") == []


@pytest.mark.parametrize(
    ("below", "told_of"),
    [
        (f"Das Zertifikat mit dem Fingerabdruck {A} konnte nicht geladen werden.", True),
        ("Seit Montag steht das da, was sollen wir tun?", False),
    ],
)
def test_what_may_be_a_message_is_not_left_aside(below: str, told_of: bool, tmp_path: Path) -> None:
    """With too little to judge it, it is named as not read; what somebody says is left aside."""
    (tmp_path / "event.txt").write_text(
        f"Ereignis 12024, MSExchangeTransport\n\n{below}\n", "utf-8"
    )
    found = pipeline.diagnose(tmp_path)
    (report,) = found.inputs
    assert not found.findings
    assert any("It tells of event 12024" in str(one) for one in report.problems) is told_of
    assert any("words for people" in str(one) for one in report.notes) is not told_of
