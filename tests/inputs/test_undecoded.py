"""Bytes that are no characters: they are told with number and place, and cost nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

THUMBPRINT: Final = "A1" * 20
LIST: Final = (
    "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\nThumbprint : {}\n"
    "Services   : IMAP, SMTP\nSubject    : CN=mail.contoso.com, O=Größe\n"
)
EVENTS: Final = (
    '<Events><Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
    '<Provider Name="MSExchangeTransport"/><EventID>12014</EventID>'
    '<TimeCreated SystemTime="2026-02-01T00:00:00Z"/><EventRecordID>1</EventRecordID>'
    "<Channel>Application</Channel><Computer>EX01</Computer></System><EventData>\n"
    "<Data>Größe?</Data></EventData></Event></Events>"
)
CSV: Final = (
    "TimeCreated,Id,ProviderName,LevelDisplayName,MachineName,Message\n"
    "2026-02-01T07:50:02Z,12014,MSExchangeTransport,Error,EX01,Größe?\n"
)
LONE: Final = {"utf-16-le": b"\x00\xd8", "utf-16-be": b"\xd8\x00", "utf-8-sig": b"\xff"}
TEXTS: Final = {"a.txt": LIST.format(THUMBPRINT) + "?", "a.xml": EVENTS, "a.csv": CSV}


def spoilt(text: str, encoding: str) -> bytes:
    """Write a text with bytes that are no character where it has a question mark."""
    codec = encoding.removesuffix("-sig")
    mark = "\ufeff".encode(codec)
    before, after = text.split("?")
    return mark + before.encode(codec) + LONE[encoding] + after.encode(codec)


@pytest.mark.parametrize("encoding", LONE)
@pytest.mark.parametrize("name", TEXTS)
def test_the_first_place_is_told(tmp_path: Path, encoding: str, name: str) -> None:
    """The rest is read, with its letters."""
    (tmp_path / name).write_bytes(spoilt(TEXTS[name], encoding))
    found = pipeline.read(tmp_path / name)
    (report,) = found.inputs
    line = TEXTS[name].split("?")[0].count("\n") + 1
    assert not report.complete
    assert any(f"the first of them on line {line};" in text for text in report.problems)
    if name == "a.txt":
        (one,) = found.inventory.certificates
        assert (one.thumbprint, one.subject) == (THUMBPRINT, "CN=mail.contoso.com, O=Größe")
    else:
        assert report.records.decoded == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", TEXTS)
def test_sound_texts_are_as_before(tmp_path: Path, encoding: str, name: str) -> None:
    """Also one in which a letter was lost before, and one of a code page."""
    lost = "" if encoding == "cp1252" else "\ufffd"
    (tmp_path / name).write_bytes(TEXTS[name].replace("?", lost).encode(encoding))
    (report,) = pipeline.read(tmp_path / name).inputs
    told = (*report.problems, *report.notes)
    assert not any("decoded" in text or "guessed" in text for text in told)


def test_a_bad_line_costs_the_others_no_letter(tmp_path: Path) -> None:
    """A text of UTF-8 in which one line is of a code page: only that one is guessed."""
    text = LIST.format(THUMBPRINT) + "Issuer     : CN=Größe\nFriendly   : Größe\n"
    bad = "Größe\n".encode("cp1252") + b"\x81\n"
    (tmp_path / "a.txt").write_bytes(text.encode() + bad)
    found = pipeline.read(tmp_path / "a.txt")
    (one,) = found.inventory.certificates
    assert one.subject == "CN=mail.contoso.com, O=Größe"
    (report,) = found.inputs
    assert any("2 lines are no UTF-8" in text and "line 8" in text for text in report.notes)
    assert any("1 characters could not be decoded" in text for text in report.problems)


def test_a_cut_wide_text_is_told(tmp_path: Path) -> None:
    """Half a character at its end."""
    (tmp_path / "a.txt").write_bytes(LIST.format(THUMBPRINT).encode("utf-16")[:-1])
    (report,) = pipeline.read(tmp_path / "a.txt").inputs
    assert any("1 characters could not be decoded" in text for text in report.problems)


def test_the_body_of_a_mail_is_looked_at_too(tmp_path: Path) -> None:
    """What is decoded on the way is told by the mail."""
    head = (
        b"From: a@b.c\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-16\n\n"
    )
    body = "Thumbprint".encode("utf-16") + b"\x00\xd8" + " x\n".encode("utf-16-le")
    (tmp_path / "a.eml").write_bytes(head + body)
    reports = {one.name: one for one in pipeline.read(tmp_path / "a.eml").inputs}
    assert any("could not be decoded" in text for text in reports["a.eml"].notes)
