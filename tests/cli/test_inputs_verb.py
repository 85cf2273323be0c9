"""`certtrail inputs`, met as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from certtrail.cli.main import cli
from tests.places import SAMPLES

WRITTEN: Final = {
    "a.bin": b"wOF2" + bytes(60),
    "b.xml": b"<settings><a/></settings>",
    "c.txt": b"remember to buy milk",
    "d.evt": b"\x30\x00\x00\x00LfLe" + bytes(80),
    "e.json": b'{"a": 1}',
    "f.dat": bytes(300),
    "g.raw": bytes(range(1, 9)) * 40,
}
LIKELY: Final = {
    "a.bin": "WOFF2 Font",
    "b.xml": "<settings>",
    "c.txt": "buy milk",
    "d.evt": "(.evt)",
    "e.json": "JSON",
    "f.dat": "zero bytes",
    "g.raw": "01 02 03",
}


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["inputs", *map(str, arguments)])


@pytest.mark.parametrize("name", WRITTEN)
def test_what_nobody_understands_is_described(tmp_path: Path, name: str) -> None:
    """A file of no known kind is listed, with what it likely is."""
    (tmp_path / name).write_bytes(WRITTEN[name])
    result = run(tmp_path)
    assert LIKELY[name] in result.stdout
    # Of a text one can say that it is about other things; of other bytes nobody can.
    aside = name in ("b.xml", "c.txt", "e.json")
    assert ("left aside" if aside else "not read") in result.stdout
    assert result.exit_code == (0 if aside else 3)


def test_a_file_that_was_named_and_not_understood_counts_as_unread(tmp_path: Path) -> None:
    """What the user named on purpose has to be of use."""
    (tmp_path / "e.json").write_bytes(WRITTEN["e.json"])
    assert run(tmp_path / "e.json").exit_code == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Server: EX01.contoso.com\r\n", 0),
        ("Hello,\n\nsince Monday there is event 12024: what now?\nRegards, Jo\n", 0),
        ("Der Export kam mit 'wevtutil epl'. Das Zertifikat war abgelaufen; danke!", 0),
        ("From: Jo\nDate: Sat, 28 Nov 2026 18:20:11 -0500\nSubject: 12018\n\nIs it bad?", 0),
        ("Von: Jo\r\nGesendet: 27.11.2026 16:31\r\nAn: Support\r\nBetreff: 64\r\n\r\nHallo", 0),
        ("发件人: 王磊\n发送时间: 2026/11/25 10:12\n主题: 事件 1035\n\n邮件正常。谢谢", 0),
        ("差出人\uff1a田中\n送信日時\uff1a2026/11/25 10:12\n件名\uff1a12017\n\nお願いします。", 0),
        ("De : J\nEnvoyé : 27/11/2026 16:31\nÀ : S\nCc : T\nObjet : 12017\n\nMerci.", 0),
        ("Hi,\nit began.\n\nOn 11/25/2026 4:31 PM, Kim Larson wrote:\n> Please look.\n", 0),
        ("Please run Enable-ExchangeCertificate?\n\nTel: +44 20 7946 0000\nWeb: www.x.org", 0),
        ("Hi, our PRTG shows a Schannel alert of Exchange all day long. Is it bad?", 0),
        ("[EXTERNAL] Hello,\n1.\tmail stopped on 2026-11-25 at ten\n2.\twhat now?", 0),
        ("From: Jo\nSubject: x\n\nSource: MSExchangeTransport\nWhat: 12024\nWhen: today", 3),
        ("Source: MSExchangeTransport\nDate: today\nTo: us\nSubject: 12024", 3),
        ("From: Jo\nSubject: x\n\n27.11.2026 10:00:17 MSExchangeTransport said 12024", 3),
        ("From: Jo\nSubject: x\n\nWarning,27.11.2026 10:00:17,MSExchangeTransport,12024", 3),
        ("Protokollname: Anwendung\nQuelle:   MSExchangeTransport\nWer: X\nWas: 12024", 3),
        ("TimeCreated\tId\nyesterday\t12024\n", 3),
        ("Jo took " + "7C" * 20 + " out, the one of 12024, on Friday.", 0),
        ("Which one is it,\n" + "7C" * 20 + " or\n" + "8D" * 20 + "?\nBoth look alike to me.", 0),
        ("Hi, mail stands still since 12015 came up.   /Kim", 0),
        ("12024 ephemeral\n" + "7C" * 20, 3),
        ("Fingerabdruck: " + "7C" * 20 + " wurde f\u00fcr Exchange nicht gefunden worden", 3),
        (
            "It reads: a STARTTLS certificate will expire soon: subject: EX01, it has the "
            "thumbprint " + "7C" * 20 + " and some hours remaining",
            3,
        ),
        ("Id      Source\n12024   MSExchangeTransport", 3),
        ("12024;MSExchangeTransport;Warnung;gestern;EX01;x\n", 3),
    ],
)
def test_words_for_people_are_no_lost_evidence(tmp_path: Path, text: str, code: int) -> None:
    """A letter or a note is left aside, named or not; what may be of an export is not."""
    (tmp_path / "note.txt").write_text(text)
    result = run(tmp_path / "note.txt")
    assert result.exit_code == code, result.stdout
    assert ("words for people" in " ".join(result.stdout.split())) == (not code)
    # It is no log all the same.
    assert CliRunner().invoke(cli, ["diagnose", str(tmp_path / "note.txt")]).exit_code == 3


def test_each_file_with_its_kind_and_number(tmp_path: Path) -> None:
    """As JSON: kind, what was counted, and that found = decoded + recovered + skipped."""
    (tmp_path / "font").write_bytes(WRITTEN["a.bin"])
    result = run(SAMPLES / "precedence", tmp_path, "--format", "json")
    listed = {Path(item["file"]).name: item for item in json.loads(result.stdout)}
    assert listed["Application.evtx"]["kind"] == "evtx"
    assert listed["Application.evtx"]["counts"] == "records"
    assert listed["console.txt"]["kind"] == "transcript"
    assert listed["font"]["kind"] == "unknown"
    assert not listed["font"]["understood"]
    for item in listed.values():
        assert item["found"] == item["decoded"] + item["recovered"] + item["skipped"]
        assert len(item["sha256"]) == 64


def test_hostile_names_and_words_are_shown_harmless(tmp_path: Path) -> None:
    """Control characters in a file's words do not reach the terminal."""
    (tmp_path / "x").write_bytes(b"\x1b[2Jhello")
    assert "\x1b" not in run(tmp_path).stdout
