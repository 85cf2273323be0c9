"""Warnings that give the end as a date: what is left is counted to it; its clock is no hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
SERVED: Final = (
    "The STARTTLS certificate will expire soon: subject: mail.contoso.com, thumbprint: {}, {}."
)
INTERNAL: Final = "An internal transport certificate will expire soon. Thumbprint:{}, {}"


def head(number: int, date: str = "2/1/2023 9:49:03 AM") -> str:
    """Write the head of a copied record."""
    return (
        f"Log Name:      Application\nSource:        MSExchangeTransport\nDate:          {date}\n"
        f"Event ID:      {number}\nComputer:      EX01.contoso.com\nDescription:\n"
    )


def finding(folder: Path, text: str, rule: str) -> Finding:
    """Give the finding of a rule on a text."""
    (folder / "event.txt").write_text(text, "utf-8")
    found = pipeline.diagnose([folder], engine="plain").findings
    (one,) = (each for each in found if each.rule == rule)
    return one


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("08.03.2023 11:49:08", "2023-03-08 11:49"),
        ("08.03.2023 11:49:42", "2023-03-08 11:49"),
        ("3/8/2023 11:49:08 AM", "2023-03-08 11:49"),
        ("8/3/2023 11:49:08", "2023-03-08 11:49"),
        ("2023-03-08 11:49:08", "2023-03-08 11:49"),
        ("13/04/2023 23:59:59", "2023-04-13 23:59"),
        ("8.3.2023 11.49.08", "2023-03-08 11:49"),
    ],
)
def test_the_end_is_the_date(tmp_path: Path, written: str, day: str) -> None:
    """Of two orders the one that Exchange warns of, within 90 days."""
    text = head(12018) + SERVED.format(A, f"expires: {written}")
    one = finding(tmp_path, text, "starttls-certificate-expiring")
    assert f"about {day}" in one.cause
    assert written in one.cause
    assert "last warning named" not in one.cause
    assert str(one.severity) == "low"


def test_so_it_is_of_the_internal_certificate(tmp_path: Path) -> None:
    """And of the strings of a record, which have the same date."""
    text = head(12017) + INTERNAL.format(A, "expires: 3/8/2023 11:49:08 AM")
    one = finding(tmp_path, text, "internal-certificate-expiring")
    assert "about 2023-03-08 11:49" in one.cause
    assert str(one.severity) == "medium"


def test_a_record_has_it_as_a_string(tmp_path: Path) -> None:
    """Third of three, where older versions have the hours."""
    text = (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        '<Provider Name="MSExchangeTransport"/><EventID>12018</EventID><Level>2</Level>'
        '<TimeCreated SystemTime="2023-02-01T09:49:03.0000000Z"/><EventRecordID>7</EventRecordID>'
        "<Channel>Application</Channel><Computer>EX01.contoso.com</Computer></System><EventData>"
        f"<Data>mail.contoso.com</Data><Data>{A}</Data><Data>08.03.2023 11:49:08</Data>"
        "</EventData></Event>"
    )
    one = finding(tmp_path, text, "starttls-certificate-expiring")
    assert "about 2023-03-08 11:49 UTC" in one.cause


def test_a_date_that_can_be_two_is_only_quoted(tmp_path: Path) -> None:
    """Both within the window."""
    text = head(12018) + SERVED.format(A, "expires: 3/4/2023 11:49:08")
    one = finding(tmp_path, text, "starttls-certificate-expiring")
    assert "3/4/2023 11:49:08" in one.cause
    assert "about" not in one.cause


@pytest.mark.parametrize("hours", [8, 720, 2159])
def test_hours_stay_hours(tmp_path: Path, hours: int) -> None:
    """As in the wording before."""
    text = head(12018) + SERVED.format(A, f"hours remaining: {hours}")
    one = finding(tmp_path, text, "starttls-certificate-expiring")
    assert "the last warning named" in one.cause


def test_a_masked_thumbprint_loses_nothing_else(tmp_path: Path) -> None:
    """An author put a word in its place: the date and the name are there, and it is no list."""
    text = head(12018) + SERVED.format("THUMBPRINT", "expires: 08.03.2023 11:49:08")
    one = finding(tmp_path, text, "starttls-expiring-not-told-which")
    assert "08.03.2023 11:49:08" in one.cause
    pasted = text.replace("\n", "\n\n").replace("Date:          2/1/2023 9:49:03 AM\n\n", "")
    one = finding(tmp_path, pasted, "starttls-event-without-date")
    assert "08.03.2023 11:49:08" in one.cause
    report = pipeline.diagnose([tmp_path], engine="plain").inputs[0]
    assert not any("paste the list again" in each for each in report.problems)
