"""The words of an event in an alert: nobody is asked for a record that is at hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

ALERT: Final = (
    "Alert: MSExchangeTransport 12014\nResolution state: New\n"
    "Alert description: Microsoft Exchange could not find a certificate that contains the domain "
    "name mail.contoso.com in the personal store on the local computer. Therefore, it is unable to "
    "support the STARTTLS SMTP verb for the connector Relay with a FQDN parameter of "
    "mail.contoso.com.\n"
)


def logged(number: int, name: str) -> dict[str, object]:
    """Make a record of EX01."""
    return {
        "time": "2026-11-16T15:38:12Z",
        "computer": "EX01.contoso.com",
        "channel": "Application",
        "provider": "MSExchangeTransport",
        "event_id": number,
        "record_id": 7,
        "data": [name, "Relay", name],
    }


@pytest.mark.parametrize(
    ("number", "name", "known"),
    [
        (12014, "mail.contoso.com", True),
        # Another name, and another event for the same one.
        (12014, "smtp.contoso.com", False),
        (12018, "mail.contoso.com", False),
    ],
)
def test_only_what_no_record_tells_is_asked_for(
    number: int, name: str, known: bool, tmp_path: Path
) -> None:
    """The alert itself has no date of the event."""
    record = logged(number, name)
    (tmp_path / "alert.txt").write_text(ALERT)
    (tmp_path / "log.jsonl").write_text(json.dumps(record) + "\n")
    alert, _ = pipeline.read([tmp_path]).inputs
    assert alert.complete == known
    assert any("log.jsonl holds the record" in note for note in alert.notes) == known


COPY: Final = (
    "Source: MSExchangeTransport\nEvent ID: 12014\nComputer: {server}.contoso.com\nLevel: Error\n"
    "Description:\nMicrosoft Exchange could not find a certificate that contains the domain name "
    "{name} in the personal store on the local computer. Therefore, it is unable to support the "
    "STARTTLS SMTP verb for the connector {connector} with a FQDN parameter of {name}.\n"
)


@pytest.mark.parametrize(
    ("server", "name", "connector", "same"),
    [
        ("EX01", "mail.contoso.com", "Relay", True),
        ("EX01", "contoso.com", "Relay", False),  # the end of another name
        ("EX02", "mail.contoso.com", "Relay", False),
        ("EX01", "mail.contoso.com", "Partner", False),
    ],
)
def test_a_copy_without_its_date_is_the_record_of_the_same_event(
    server: str, name: str, connector: str, tmp_path: Path, *, same: bool
) -> None:
    """What another server logged, or the same one of something else, does not stand for it."""
    record = logged(12014, "mail.contoso.com")
    text = COPY.format(server=server, name=name, connector=connector)
    (tmp_path / "copy.txt").write_text(text)
    (tmp_path / "log.jsonl").write_text(json.dumps(record) + "\n")
    copy, _ = pipeline.read([tmp_path]).reads
    assert ("event-told" not in {fact.kind for fact in copy.facts}) == same
    assert copy.report.complete == same
