"""Events in a quoted mail: of somebody else's server, or of the customer's."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING, Final

import pytest

import certtrail
from certtrail import pipeline
from certtrail.model.vocabulary import Verdict

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5AA"
LIST: Final = (
    "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl Thumbprint,Subject,Services,"
    f"CertificateDomains\n\nThumbprint         : {A}\nSubject            : CN=EX01\n"
    "Services           : IMAP, POP, SMTP\n"
    "CertificateDomains : {EX01, EX01.contoso.com, mail.contoso.example}\n\n"
)
ASKED: Final = (
    "From: Dana <dana@contoso.com>\nSent: Thursday, November 19, 2026 4:05 PM\nTo: Support\n"
    "Subject: Are we affected, too?\n\nWe have no trouble. Can the same happen to us?\n\n"
)
ENGLISH: Final = "From: Jo <{0}>\nSent: Wednesday, November 18, 2026 8:12 PM\nSubject: a day\n\n"
GERMAN: Final = "Von: Jo <{0}>\nGesendet: Mittwoch, 18. November 2026 20:12\nBetreff: ein Tag\n\n"
WROTE: Final = "On Wed, Nov 18, 2026 at 8:12 PM Jo <{0}> wrote:\n\n"
BROKEN: Final = "On Wed, Nov 18, 2026 at 8:12 PM Jo Doe <{0}>\nwrote:\n\n"
FRIEND: Final = "jo@fabrikam.com"
SERVER: Final = "mx7.fabrikam.lan"


def event(server: str) -> str:
    """Write an event as Event Viewer copies it."""
    return (
        "Log Name:      Application\nSource:        MSExchangeTransport\n"
        "Date:          11/18/2026 6:31:09 AM\nEvent ID:      12024\n"
        "Task Category: TransportService\nLevel:         Warning\nKeywords:      Classic\n"
        f"User:          N/A\nComputer:      {server}\nDescription:\nMicrosoft Exchange could not "
        f"load the certificate with thumbprint of {B} from the personal store on the local "
        "computer.\n\n"
    )


def marked(text: str) -> str:
    """Quote a text, line by line."""
    return "".join(f"> {line}\n" for line in text.splitlines())


def servers(folder: Path, mail: str, *, beside: str = LIST) -> dict[str, Verdict]:
    """Give the servers that a diagnosis of a mail and what is sent with it is about."""
    (folder / "mail.txt").write_text(mail, encoding="utf-8")
    if beside:
        (folder / "list.txt").write_text(beside)
    return {one.name: one.verdict for one in pipeline.diagnose(folder).servers}


@pytest.mark.parametrize("head", [ENGLISH, GERMAN, WROTE, BROKEN])
@pytest.mark.parametrize("quote", [marked, str])
def test_a_friends_server_is_set_aside_and_told(tmp_path: Path, head: str, quote: type) -> None:
    """Its trouble is none of the customer's; the finding asks whether it is."""
    told = quote(head.format(FRIEND) + event(SERVER))
    assert servers(tmp_path, ASKED + told) == {"EX01": Verdict.UNKNOWN}
    found = pipeline.diagnose(tmp_path)
    (finding,) = (one for one in found.findings if one.rule == "stranger-quoted")
    assert SERVER in finding.cause
    assert "fabrikam.com" in finding.cause
    # Which event it is says whose certificate it means.
    assert "What is quoted of it: MSExchangeTransport 12024." in finding.cause
    assert "its own internal transport certificate" in finding.cause
    (report,) = (one for one in found.inputs if one.name == "mail.txt")
    assert any(note.startswith("Lines 8 to ") for note in report.notes)
    assert report.complete


def test_his_lists_go_with_it(tmp_path: Path) -> None:
    """A list in the same mail names no server, or his."""
    listed = f"Thumbprint : {B}\nSubject    : CN=mx7\nServices   : SMTP\n\n"
    mail = ASKED + marked(ENGLISH.format(FRIEND) + event(SERVER) + listed)
    assert servers(tmp_path, mail) == {"EX01": Verdict.UNKNOWN}
    shown = pipeline.read([tmp_path]).inventory.certificates
    assert {one.thumbprint for one in shown} == {A}


def test_as_a_mail_travels(tmp_path: Path) -> None:
    """The text in it begins without a head of its own."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "dana@contoso.com", "s@example.com", "12024"
    mail.set_content("Can this happen to us?\n\n" + marked(WROTE.format(FRIEND) + event(SERVER)))
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    (tmp_path / "list.txt").write_text(LIST)
    found = pipeline.diagnose(tmp_path)
    assert [one.name for one in found.servers] == ["EX01"]


@pytest.mark.parametrize(
    ("sender", "server"),
    [
        ("jo@contoso.com", SERVER),  # a colleague
        ("jo@mail.contoso.com", SERVER),
        ("jo@contoso.example", SERVER),  # a certificate names that domain
        (FRIEND, "mx7.contoso.com"),  # a provider who looks after the servers
        (FRIEND, "mx7.eu.contoso.com"),
        (FRIEND, "EX01.fabrikam.lan"),  # the list's own
        (FRIEND, "EX02.fabrikam.lan"),  # named alike
        (FRIEND, "mx7"),  # of no domain
    ],
)
def test_what_may_be_the_customers_stays(tmp_path: Path, sender: str, server: str) -> None:
    """One sign that it can be the customer's is enough."""
    found = servers(tmp_path, ASKED + marked(ENGLISH.format(sender) + event(server)))
    assert Verdict.BROKEN in found.values()


def test_the_only_evidence_stays(tmp_path: Path) -> None:
    """Nothing tells then that it is of somebody else."""
    found = servers(tmp_path, ASKED + marked(ENGLISH.format(FRIEND) + event(SERVER)), beside="")
    assert found == {SERVER: Verdict.BROKEN}


def test_what_stands_outside_of_the_quoted_part_stays(tmp_path: Path) -> None:
    """The customer has put the event there."""
    mail = ASKED + event(SERVER) + marked(ENGLISH.format(FRIEND) + event(SERVER))
    assert servers(tmp_path, mail)[SERVER] is Verdict.BROKEN


def test_below_the_marks_the_customer_writes_again(tmp_path: Path) -> None:
    """A marked part ends where its marks do."""
    mail = ASKED + marked(ENGLISH.format(FRIEND) + "Look.\n") + "\nOurs:\n\n" + event(SERVER)
    assert servers(tmp_path, mail)[SERVER] is Verdict.BROKEN


@pytest.mark.parametrize(("name", "strange"), [("Jo (Fabrikam)", True), ("Jo", False)])
def test_a_head_without_an_address_tells_by_the_name(
    tmp_path: Path, name: str, strange: bool
) -> None:
    """Whose organisation his name has is of that one; of a bare name nobody can say."""
    head = f"Von: {name}\nGesendet: Mittwoch, 18. November 2026 20:12\nBetreff: ein Tag\n\n"
    found = servers(tmp_path, f"Hello,\n\nhave we the same?\n\n{marked(head + event(SERVER))}")
    assert (SERVER not in found) == strange


def test_whom_a_mail_without_an_address_quotes_is_somebody_else(tmp_path: Path) -> None:
    """A provider tells of another customer, in marked lines of a mail that is not marked itself."""
    head = "From: Jo\nSent: Wednesday, November 18, 2026 8:12 PM\nSubject: a day\n\n"
    outer = ASKED.replace(" <dana@contoso.com>", "")
    quoted = f"-----Original Message-----\n{head}Seen elsewhere:\n\n{marked(event(SERVER))}"
    assert SERVER not in servers(tmp_path, outer + quoted)
    assert "EX09.contoso.com" in servers(
        tmp_path, outer + quoted.replace(SERVER, "EX09.contoso.com")
    )


def test_for_which_name_their_certificate_has_expired(tmp_path: Path) -> None:
    """It is told beside what is set aside, as it can be the one that this side refuses."""
    theirs = event(SERVER).replace("12024", "12016").rpartition("Description:\n")[0] + (
        "Description:\nThere is no valid SMTP Transport Layer Security (TLS) certificate for the "
        "FQDN of mx.fabrikam.com. The existing certificate for that FQDN has expired.\n\n"
    )
    told = {}
    for name, text in (("expired", theirs), ("lost", event(SERVER))):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "mail.txt").write_text(ASKED + marked(ENGLISH.format(FRIEND) + text))
        (folder / "list.txt").write_text(LIST)
        (fact,) = [
            fact
            for fact in certtrail.open(folder).analysis.facts.facts
            if fact.kind == "stranger-quoted"
        ]
        told[name] = fact.text("expired_for")
    assert told == {"expired": "mx.fabrikam.com", "lost": ""}


REPORT = """\
Generierender Server: {server}

jo@fabrikam.com
Remote Server returned '550 4.4.7 QUEUE.Expired; message expired' 24.11.2026 14:09:58 - Server at \
{refuser} (10.44.2.20) returned
'454 4.7.0 Temporary authentication failure'
"""


@pytest.mark.parametrize(
    ("server", "refuser", "ours"),
    [
        ("mx7.fabrikam.com", "store2.fabrikam.lan", False),
        # The customer's own, whether it waits for another of theirs or for somebody else.
        ("mx7.contoso.lan", "store2.contoso.lan", True),
        ("EX01.contoso.com", "store2.fabrikam.lan", True),
    ],
)
def test_a_report_of_non_delivery_is_its_writers(
    tmp_path: Path, server: str, refuser: str, ours: bool
) -> None:
    """A mail that waits between servers of somebody else is no queue of the customer's."""
    (tmp_path / "list.txt").write_text(
        "[PS] C:\\>Get-ExchangeCertificate -Server EX01.contoso.com | fl\n\n"
        f"Thumbprint         : {'A1' * 20}\nSubject            : CN=EX01\n"
        "Services           : SMTP\nCertificateDomains : {EX01, EX01.contoso.com}\n"
    )
    (tmp_path / "report.txt").write_text(REPORT.format(server=server, refuser=refuser))
    kinds = {fact.kind: fact for fact in certtrail.open(tmp_path).analysis.facts.facts}
    assert ("queue-error" in kinds) == ours
    assert ("stranger-quoted" in kinds) != ours
    if not ours:
        assert kinds["stranger-quoted"].text("refuser") == refuser
