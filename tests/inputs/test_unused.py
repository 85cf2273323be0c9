"""Texts that nothing was found in: named as what they are, with what to send instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
SENTENCE: Final = (
    "The STARTTLS certificate will expire soon: subject: mail.contoso.com, "
    f"thumbprint: {A}, hours remaining: 7. Run the New-ExchangeCertificate cmdlet."
)


@pytest.mark.parametrize(
    ("text", "told_of"),
    [
        ("LogName=Application\nEventCode=12017\nSourceName=MSExchangeTransport\n", "Splunk"),
        ('{"winlog": {"event_id": "12017", "provider_name": "MSExchangeTransport"}}', "Winlogbeat"),
        ("E1 MSWinEventLog\t1\tApplication\t47\tMSExchangeTransport\n", "Snare"),
        (
            "Get-ExchangeCertificate | fl\nRestart-Service MSExchangeTransport",
            "commands",
        ),
        (f"My colleague says of it: {SENTENCE}", "without its date"),
        ("Certificate \ufffd\ufffd\ufffd of Exchange, MSExchangeTransport", "encoding"),
    ],
)
def test_what_it_is(tmp_path: Path, text: str, told_of: str) -> None:
    """It is not called console text when it is none."""
    path = tmp_path / "a.txt"
    path.write_text(text)
    (report,) = pipeline.read([path]).inputs
    assert not report.complete
    assert any(told_of in problem for problem in report.problems)


def test_a_sentence_of_an_event_is_no_broken_list() -> None:
    """Its thumbprint is whole; nothing has to be pasted again."""
    assert not told(SENTENCE).problems


def test_a_text_that_ends_in_nul(tmp_path: Path) -> None:
    """A control of Windows ends what is copied out of it with one."""
    path = tmp_path / "a.rtf"
    path.write_bytes(
        b"{\\rtf1\\ansi Thumbprint : " + A.encode() + b"\\par Services : SMTP\\par}\r\n\0"
    )
    found = pipeline.read([path])
    assert {one.thumbprint for one in found.inventory.certificates} == {A}


GERMAN: Final = (
    "Ereignis[0]:\n  Protokollname: Application\n  Quelle: MSExchangeTransport\n"
    "  Datum: 2026-06-11T09:00:00.000\n  Ereignis-ID: 12015\n  Aufgabe: TransportService\n"
    "  Ebene: Fehler\n  Opcode: Info\n  Schl\u00fcsselwort: Klassisch\n  Benutzer: N/A\n{}"
    "  Computer: OST1.ostsee.local\n  Beschreibung: \nEin Zertifikat ist abgelaufen: "
    f"{A}\n"
)


@pytest.mark.parametrize(
    "more", ["", "  Benutzername: N/A\n", "  Benutzername: N/A\n  Sitzung: 1\n", "  X: 1\n  Y: 2\n"]
)
def test_lines_that_are_added_shift_nothing(tmp_path: Path, more: str) -> None:
    """A label that is known outranks the place of a line."""
    path = tmp_path / "a.txt"
    path.write_text(GERMAN.format(more), encoding="utf-8")
    assert list(pipeline.read([path]).records.computer) == ["OST1.ostsee.local"]


def test_json_of_a_collector(tmp_path: Path) -> None:
    """Properties that mean what those of the shell mean are read."""
    path = tmp_path / "a.json"
    path.write_text(
        '{"EventTime": "2026-06-22 09:00:00", "Hostname": "EX01.contoso.com", "EventID": 12015, '
        '"SourceName": "MSExchangeTransport", "Channel": "Application", "Message": '
        f'"An internal transport certificate expired. Thumbprint:{A}"}}'
    )
    records = pipeline.read([path]).records
    assert (list(records.computer), list(records.event_id)) == (["EX01.contoso.com"], [12015])


def test_an_emptied_row_of_a_workbook_is_none(tmp_path: Path) -> None:
    """Separators alone are no record that was lost."""
    path = tmp_path / "a.csv"
    rows = "2026-06-22 09:00:00;MSExchangeTransport;12015;EX01;Thumbprint: " + A
    path.write_text(f"TimeCreated;ProviderName;Id;MachineName;Message\n{rows}\n;;;;\n")
    (report,) = pipeline.read([path]).inputs
    assert report.complete
    assert report.records.found == 1
