"""A text that shows an event and no record of it is named for what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import diagnose
from certtrail.inputs.events.named_events import named_events

if TYPE_CHECKING:
    from pathlib import Path

SCREENSHOT = """\
Event Properties - Event {number}, MSExchangeTrans...
General  Details
{sentence}
Log Name:    Application
Source:      MSExchangeTrans   Logged:  05/06/2026 11:
Event ID:    {number}                      Task Category: TransportService
"""
SENTENCES = {
    12014: "support the\nSTARTTLS SMTP verb for the connector Defa",
    12015: "An internal transport certificate\nexpired. Thumbprint: 12AB",
    12016: "There is no valid SMTP Transport Layer Security (TLS)\ncertificate for the FQDN of ma",
    12018: "The STARTTLS certificate will expire\nsoon: subject: mail.con",
    12024: "configured for authentication\nwith other Exchange servers. Mean",
}


def said(text: str, folder: Path) -> str:
    """Give what a report says of a file that it could not read."""
    (folder / "screen.txt").write_text(text, "utf-8")
    (report,) = diagnose(folder).inputs
    return " ".join(map(str, (*report.problems, *report.notes)))


@pytest.mark.parametrize("number", SENTENCES)
def test_the_event_is_named_and_what_it_needs_is_asked_for(number: int, tmp_path: Path) -> None:
    """The source is cut and the date has no minutes, so it is no record; its number stays."""
    told = said(SCREENSHOT.format(number=number, sentence=SENTENCES[number]), tmp_path)
    assert f"event {number} (" in told
    assert ".evtx" in told
    assert "the lists of certificates and connectors" in told


def test_a_sentence_alone_names_its_event(tmp_path: Path) -> None:
    """The number was cut off, and only one event says so."""
    told = said("General | Details | x | y |\n unable to support the STARTTLS SMTP verb", tmp_path)
    assert "event 12014 (" in told


@pytest.mark.parametrize(
    "text",
    [
        "port | 12014 | open | tcp |\nmail server scan",
        "certificate order | 2026-12014 | paid | MSExchange licence |",
        "MSExchange | ticket | 12021 | closed | mail",
    ],
)
def test_other_numbers_are_no_events(text: str, tmp_path: Path) -> None:
    """A number without a sentence or a source, within another number, or of another matter."""
    assert "It tells of event" not in said(text, tmp_path)


def test_what_can_be_read_of_a_cut_record_is_told() -> None:
    """Its time as written, its source, and the begin of the computer; of two records neither."""
    sentence = (
        "Microsoft Exchange could not find a certificate that contains the domain name a.example "
        "in the personal store on the local computer. Therefore, it is unable to support the "
        "STARTTLS SMTP verb for the connector Relay with a FQDN parameter of a.example."
    )
    labels = "\nSource: MSExchangeFrontEndTransport Logged: 3/11/2025 8:04:51 AM\nComputer: HLM-E\n"
    told = str(named_events(sentence + labels))
    assert "the time 3/11/2025 8:04:51 AM, as it is written there" in told
    assert "the source MSExchangeFrontEndTransport" in told
    assert "begins with HLM-E" in told
    other = labels.replace("HLM-E", "XYZ-1").replace("8:04:51", "9:00:00")
    two = str(named_events(sentence + labels + other))
    assert "HLM-E" not in two
    assert "8:04:51" not in two
    assert "neither when nor where" in str(named_events(sentence))
