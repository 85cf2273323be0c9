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
