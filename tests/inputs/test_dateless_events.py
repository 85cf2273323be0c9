"""Events that a text tells without their date: judged for what they say, and never as of now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.model.vocabulary import Verdict
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
MESSAGE: Final = (
    "There is no valid SMTP Transport Layer Security (TLS) certificate for the FQDN of "
    "ex01.contoso.com. The existing certificate for that FQDN has expired. The continued use of "
    "that FQDN will cause mail flow problems."
)
COPY: Final = "Log Name: Application\nSource: MSExchangeTransport\nEvent ID: 12016\n"
COMPUTER: Final = "Computer: EX01.contoso.com\n"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (f"{COPY}Description:\n{MESSAGE}\n", "copy"),
        (f"{COPY}{MESSAGE}\n", "copy"),
        (f"Application\nMSExchangeTransport\nError\n12016\n{MESSAGE}\n", "words"),
        (f'The log states: "{MESSAGE}" What now?', "words"),
        (f"Log Name: ApplicationSource: MSExchangeTransportEvent ID: 12016{MESSAGE}", "copy"),
    ],
    ids=["with labels", "without the last label", "a lost table", "quoted", "run together"],
)
def test_what_it_says_is_a_fact(text: str, form: str) -> None:
    """In whatever form, with the name that it tells."""
    (fact,) = told(text).of("event-told")
    assert fact.fields["event"] == 12016
    assert fact.fields["form"] == form
    assert fact.fields["name"] == "ex01.contoso.com"
    assert fact.time == 0


@pytest.mark.parametrize(
    "text",
    [
        f"{COPY}Description:\n{MESSAGE.replace('ex01.contoso.com', '%1')}\n",
        COPY,
        f"{COPY}\nSince then all mail waits, and I do not know why.\n",
        "12016 means that there is no valid SMTP Transport Layer Security (TLS) certificate.",
        f'You may see "An internal transport certificate expired. Thumbprint:%1" of {A}.',
    ],
    ids=["a placeholder", "no message", "somebody's words", "a part", "a page"],
)
def test_what_is_no_event_is_none(text: str) -> None:
    """Rules of monitors, pages about events, and heads alone."""
    assert not told(text).of("event-told")


def rules(folder: Path) -> set[str]:
    """Give the rules that fire on what is in a folder."""
    return {one.rule for one in pipeline.diagnose([folder], engine="plain").findings}


def test_a_server_is_at_risk_at_most_and_the_report_asks_for_the_date(tmp_path: Path) -> None:
    """When it was logged is not told."""
    (tmp_path / "a.txt").write_text(f"{COPY}{COMPUTER}Description:\n{MESSAGE}\n")
    diagnosis = pipeline.diagnose([tmp_path], engine="plain")
    (finding,) = (one for one in diagnosis.findings if one.rule == "starttls-event-without-date")
    (server,) = diagnosis.servers
    assert server.verdict is Verdict.AT_RISK
    assert "When it was logged is not told" in finding.cause
    assert any("without its date" in each for each in diagnosis.inputs[0].problems)
    assert not diagnosis.inputs[0].complete


def test_a_record_of_the_same_event_counts_in_its_place(tmp_path: Path) -> None:
    """Whatever text has it."""
    (tmp_path / "a.txt").write_text(f"{COPY}{COMPUTER}Description:\n{MESSAGE}\n")
    dated = f"{COPY}Date: 13/02/2026 09:35:58\n{COMPUTER}Description:\n{MESSAGE}\n"
    (tmp_path / "b.txt").write_text(dated)
    assert "starttls-event-without-date" not in rules(tmp_path)


def test_a_record_of_another_event_does_not(tmp_path: Path) -> None:
    """The same number, about another name."""
    (tmp_path / "a.txt").write_text(f"{COPY}{COMPUTER}Description:\n{MESSAGE}\n")
    dated = f"{COPY}Date: 13/02/2026 09:35:58\n{COMPUTER}Description:\n{MESSAGE}\n"
    (tmp_path / "b.txt").write_text(dated.replace("ex01.contoso.com", "relay.contoso.com"))
    assert "starttls-event-without-date" in rules(tmp_path)


def test_no_source_is_made_up(tmp_path: Path) -> None:
    """All processes of transport write the same message; what to restart goes by the source."""
    (tmp_path / "mail.txt").write_text(f'Hello,\nthe log states: "{MESSAGE}"\nWhat now?\n')
    diagnosis = pipeline.diagnose([tmp_path], engine="plain")
    (finding,) = (one for one in diagnosis.findings if one.rule == "starttls-event-without-date")
    assert "Which process of transport logged it the text does not tell." in finding.cause
    said = " ".join((finding.cause, *(one.line for one in finding.evidence)))
    assert "MSExchangeTransport" not in said + " ".join(map(str, diagnosis.inputs[0].problems))


def test_a_source_that_is_told_is_said(tmp_path: Path) -> None:
    """By a label; of what only one source writes, by the message alone."""
    front_end = COPY.replace("MSExchangeTransport", "MSExchangeFrontEndTransport")
    (tmp_path / "a.txt").write_text(f"{front_end}Description:\n{MESSAGE}\n")
    diagnosis = pipeline.diagnose([tmp_path], engine="plain")
    (finding,) = (one for one in diagnosis.findings if one.rule == "starttls-event-without-date")
    assert "Its source is MSExchangeFrontEndTransport." in finding.cause
    schannel = (
        "A fatal alert was received from the remote endpoint. The TLS protocol defined fatal "
        "alert code is 46."
    )
    (fact,) = told(f'Our Exchange says "{schannel}" since Monday.').of("event-told")
    assert fact.fields["logged_by"] == "Schannel"


def test_a_record_of_any_process_is_that_of_words_without_a_source(tmp_path: Path) -> None:
    """The text tells none, so that it can be any."""
    (tmp_path / "a.txt").write_text(f'The log states: "{MESSAGE}" What now?\n')
    dated = f"{COPY}Date: 13/02/2026 09:35:58\n{COMPUTER}Description:\n{MESSAGE}\n"
    (tmp_path / "b.txt").write_text(
        dated.replace("MSExchangeTransport", "MSExchangeFrontEndTransport")
    )
    assert "starttls-event-without-date" not in rules(tmp_path)


LOST: Final = (
    f"Microsoft Exchange could not load the certificate with thumbprint of {A} from the personal "
    "store on the local computer. This certificate was configured for authentication with other "
    "Exchange servers. Meanwhile, an ephemeral, self-signed certificate with thumbprint "
    "90158F1DC655C04E65E91198EA507562A837ECC4 is being used."
)


def test_a_lost_certificate_is_looked_for_before_another_is_made(tmp_path: Path) -> None:
    """Its key may be there still; what stands in for it is told."""
    head = "Source: MSExchangeTransport\nEvent ID: 12024\n"
    (tmp_path / "a.txt").write_text(f"{head}Description:\n{LOST}\n")
    (finding,) = pipeline.diagnose([tmp_path], engine="plain").findings
    steps = [
        next((at for at, step in enumerate(finding.remedy) if command in step), -1)
        for command in (
            f"Get-ChildItem Cert:\\LocalMachine\\My\\{A}",
            f"certutil -repairstore my {A}",
            f"Enable-ExchangeCertificate -Thumbprint {A} -Services SMTP",
            "New-ExchangeCertificate",
        )
    ]
    assert -1 not in steps
    assert steps == sorted(steps)
    assert "In its place was one that the process made in memory, 90158F1DC6" in finding.cause
    assert finding.impact.startswith("If it still cannot be loaded (12024)")


def test_an_expired_one_is_not_repaired(tmp_path: Path) -> None:
    """12015 names what is loaded: nothing has to be linked or enabled again."""
    head = "Source: MSExchangeTransport\nEvent ID: 12015\n"
    said = f"An internal transport certificate expired. Thumbprint:{A}"
    (tmp_path / "a.txt").write_text(f"{head}Description:\n{said}\n")
    (finding,) = pipeline.diagnose([tmp_path], engine="plain").findings
    steps = " ".join(finding.remedy)
    assert "repairstore" not in steps
    assert "Enable-ExchangeCertificate" not in steps
    assert "stood in for it" not in finding.cause
    assert "-Server" not in steps


def test_a_long_message_is_cut_between_words() -> None:
    """What is left of a word reads as another one."""
    long = f"{MESSAGE} {'Verify the configuration of that connector. ' * 12}"
    (fact,) = told(f"{COPY}Description:\n{long}\n").of("event-told")
    begin, _, dots = str(fact.fields["text"]).rpartition(" ")
    assert dots == "…"
    assert long.startswith(f"{begin} ")
    assert fact.evidence[0].line.endswith(" …")


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("We have this once a day since Monday: ", ""),
        ('I have repeated events that state: "', '" The FQDN above is internal.'),
        ("Seen on Monday. ", ""),
        ("Das steht im Protokoll: \u201e", "\u201c Was nun?"),
        ("", ""),
    ],
)
def test_what_somebody_tells_around_it_is_not_what_it_says(before: str, behind: str) -> None:
    """Below a headline with source and number, the message begins where its own words do."""
    text = f"Event 12016, MSExchangeTransport\n{before}{MESSAGE}{behind}\n"
    (fact,) = told(text).of("event-told")
    assert fact.text("text") == " ".join(MESSAGE.split())
    assert fact.text("form") == "copy"


SAID: Final = (
    'Event 12014 says "Microsoft Exchange could not find a certificate that contains the domain '
    "name {name} in the personal store on the local computer. Therefore, it is unable to support "
    "the STARTTLS SMTP verb for the connector {connector} with a FQDN parameter of {name}."
    '" What now?'
)


@pytest.mark.parametrize(
    ("name", "connector", "found"),
    [
        ("<name>", "<connector>", 0),
        ("<FQDN>", "<connector name>", 0),
        ("mail.contoso.com", "Default Frontend EX01", 1),
        # Who hides what is his has seen the event all the same.
        ("<redacted>", "<our connector>", 1),
        ("mail.<domain>.com", "Default Frontend <server>", 1),
        ("<I>CN=CA<S>CN=mail.contoso.com", "Partners", 1),
    ],
)
def test_a_page_has_placeholders(name: str, connector: str, found: int) -> None:
    """It explains an event, which nobody has seen there."""
    assert len(told(SAID.format(name=name, connector=connector)).of("event-told")) == found
