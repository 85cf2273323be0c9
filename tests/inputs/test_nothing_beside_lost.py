"""What stands beside what was read, in one file or in another: it is read or told, never lost."""

from __future__ import annotations

import binascii
import gzip
import json
from base64 import b64encode
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Final

import compressed_rtf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from certtrail import pipeline
from certtrail.inputs.events.merging import merge
from certtrail.model.record import Record
from certtrail.model.records import Records
from certtrail.text.instants import SECOND
from tests.inputs.carried import EVENT, OTHER, THUMBPRINT, carried, compound, message
from tests.inputs.certificates import certificate
from tests.inputs.test_mails import mail
from tests.inputs.test_outlook import BODY, HTML, RTF, mapi, tnef

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from certtrail.inputs.evidences import Evidences

HARMLESS: Final = """\
Log Name:      Application
Source:        Foo
Date:          3/29/2024 7:49:02 AM
Event ID:      1000
Level:         Information
Computer:      EX01.contoso.com
Description:
All is well.
"""
MESSAGE: Final = EVENT.rpartition("Description:\n")[2]
LEFT: Final = {
    "no date": EVENT.replace("Date:          3/29/2024 7:50:02 AM\n", ""),
    "a day alone": EVENT.replace(" 7:50:02 AM", ""),
    "no number": EVENT.replace("12015", "not known"),
    "a label twice": EVENT.replace("Event ID", "Event ID:      1000\nEvent ID"),
    "two labels": EVENT.replace("Event ID", "Ereignis-ID:      1000\nEvent ID"),
    "the message alone": MESSAGE,
    "another message": (
        "Microsoft Exchange could not find a certificate that contains the domain name "
        "mail.contoso.com in the personal store on the local computer."
    ),
}
XML: Final = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='Foo'/><EventID>1000</EventID>"
    "<TimeCreated SystemTime='2024-03-29T07:49:02Z'/><EventRecordID>1</EventRecordID>"
    "<Channel>Application</Channel><Computer>EX01.contoso.com</Computer></System></Event>"
)


def read(folder: Path, name: str, text: str) -> Evidences:
    """Read a text as a file."""
    (folder / name).write_text(text, "utf-8")
    return pipeline.read(folder / name)


def problems(found: Evidences) -> str:
    """Give all that was not read."""
    return "\n".join(problem for each in found.reads for problem in each.report.problems)


def numbers(found: Evidences) -> list[int]:
    """Give the ids of the records, in their order."""
    return [int(each) for each in found.records.event_id]


@pytest.mark.parametrize("left", LEFT)
def test_an_event_that_cannot_be_placed_is_told(tmp_path: Path, left: str) -> None:
    """Also where another one was read in the same text."""
    found = read(tmp_path, "a.txt", f"{HARMLESS}\n\n{LEFT[left]}\n")
    assert problems(found).startswith("Line ")
    assert not found.reads[0].report.complete


@pytest.mark.parametrize(
    "beside",
    [
        "Dear all,\n\nwe saw 12015 on Monday. What does it mean?\n\nRegards\n",
        f"The answer was:\n\n{MESSAGE}\n",
        "Source: a colleague\nDate: Monday\nSubject: certificates\n",
        "Event ID 12015 is what MSExchangeTransport logs when it is too late.\n",
    ],
)
def test_words_and_quotes_beside_an_event_are_no_trouble(tmp_path: Path, beside: str) -> None:
    """A message that is told once more says nothing else."""
    found = read(tmp_path, "a.txt", f"{beside}\n\n{EVENT}\n")
    assert numbers(found) == [12015]
    assert problems(found) == ""


@pytest.mark.parametrize(
    "written",
    [
        EVENT.replace("MSExchangeTransport", "MSExchange Transport"),
        EVENT.translate({each: each + 0xFEE0 for each in range(33, 127)}),
    ],
)
def test_a_source_that_is_written_otherwise_is_known(tmp_path: Path, written: str) -> None:
    """With a blank of a scanner's making, and with letters as wide as Chinese ones."""
    found = read(tmp_path, "a.txt", written)
    assert numbers(found) == [12015]
    assert set(found.records.provider) == {"MSExchangeTransport"}


def test_a_row_without_a_date_costs_no_row_behind_it(tmp_path: Path) -> None:
    """A table that a console printed goes on behind it."""
    rows = "".join(
        f"3/29/2024 {clock}  1201{digit} Error            text\n"
        for clock, digit in (("7:50:02 AM", 3), ("          ", 4), ("7:51:02 AM", 5))
    )
    head = (
        "   ProviderName: MSExchangeTransport\n\n"
        "TimeCreated            Id LevelDisplayName Message\n"
        "-----------            -- ---------------- -------\n"
    )
    found = read(tmp_path, "a.txt", head + rows)
    assert numbers(found) == [12013, 12015]
    assert "Line 6" in problems(found)


@pytest.mark.parametrize("before", [EVENT, f"<!--\n{EVENT}\n-->", f"<Log>{EVENT}</Log>"])
def test_text_before_the_first_event_of_xml_is_told(tmp_path: Path, before: str) -> None:
    """It is in none of its tags."""
    found = read(tmp_path, "a.xml", f"<Events>\n{before}\n{XML}</Events>")
    assert "before the first event" in problems(found)


@pytest.mark.parametrize("behind", ["</System>", "</EventData>", "<EventData>"])
@pytest.mark.parametrize("events", [1, 400])
def test_text_between_the_parts_of_an_event_is_told(
    tmp_path: Path, behind: str, events: int
) -> None:
    """Also where many are read at once."""
    data = f"</System><EventData><Data>{THUMBPRINT}</Data></EventData>"
    whole = XML.replace("</System>", data)
    whole = whole.replace("Foo", "MSExchangeTransport").replace("1000", "12015")
    found = read(tmp_path, "a.xml", f"<Events>{whole * events}</Events>")
    assert problems(found) == ""
    odd = whole.replace(behind, f"{behind}\n{EVENT}")
    found = read(tmp_path, "a.xml", f"<Events>{whole * events}{odd}{whole * events}</Events>")
    assert f"Event {events + 1}: text stands between its parts" in problems(found)
    assert found.reads[0].report.records.decoded == 2 * events + 1


@pytest.mark.parametrize(
    "before",
    [
        "",
        "<!-- exported for Contoso Exchange -->",
        (
            "<QueryList><Query Id='0'><Select Path='Application'>"
            "*[System[Provider[@Name='MSExchangeTransport']]]</Select></Query></QueryList>"
        ),
    ],
)
def test_what_ordinarily_stands_there_is_not(tmp_path: Path, before: str) -> None:
    """A remark, and by what the events were selected."""
    found = read(tmp_path, "a.xml", f"<Events>\n{before}\n{XML}</Events>")
    assert problems(found) == ""
    assert found.reads[0].report.records.decoded == 1


def test_records_behind_many_certificates_are_read(tmp_path: Path) -> None:
    """One Export-Clixml of several things, the first of which decide what kind it is."""
    space = 'xmlns="http://schemas.microsoft.com/powershell/2004/04"'
    kind = "Deserialized.Microsoft.Exchange.Management.SystemConfigurationTasks.ExchangeCertificate"
    pad = "x" * 700
    certificates = "".join(
        f"<Obj RefId='{n}'><TN RefId='{n}'><T>{kind}</T></TN><Props>"
        f"<S N='Thumbprint'>{n:040X}</S><S N='Pad'>{pad}</S></Props></Obj>"
        for n in range(1, 121)
    )
    record = (
        "<Obj RefId='999'><TN RefId='999'><T>System.Diagnostics.Eventing.Reader.EventLogRecord</T>"
        "</TN><Props><I32 N='Id'>12015</I32><S N='ProviderName'>MSExchangeTransport</S>"
        "<S N='LogName'>Application</S><S N='MachineName'>EX01</S><I64 N='RecordId'>7</I64>"
        f"<DT N='TimeCreated'>2024-03-29T07:50:02Z</DT><S N='Message'>{MESSAGE}</S></Props></Obj>"
    )
    text = f"<Objs Version='1.1.0.1' {space}>{certificates}{record}</Objs>"
    found = read(tmp_path, "a.xml", text)
    assert numbers(found) == [12015]
    assert len(found.inventory.certificates) == 120
    assert problems(found) == ""
    broken = read(tmp_path, "a.xml", text.replace("2024-03-29T07", "yesterday"))
    assert "TimeCreated" in problems(broken)


@pytest.mark.parametrize("kind", ["ExchangeCertificate", "EventLogRecord"])
@pytest.mark.parametrize(
    ("stray", "told"),
    [
        (f"<!-- {EVENT} -->", True),
        (EVENT, True),
        ("<!-- exported on Monday -->", False),
        ("\n\n", False),
    ],
)
def test_text_between_objects_is_told(tmp_path: Path, kind: str, stray: str, told: bool) -> None:
    """An export of PowerShell's has none, nor comments."""
    one = (
        f"<Obj RefId='1'><TN RefId='1'><T>System.{kind}</T></TN><Props><I32 N='Id'>1</I32>"
        "<S N='ProviderName'>Foo</S><DT N='TimeCreated'>2024-03-29T07:50:02Z</DT>"
        f"<S N='Thumbprint'>{OTHER}</S></Props></Obj>"
    )
    space = 'xmlns="http://schemas.microsoft.com/powershell/2004/04"'
    for inside in (f"{one}{stray}", f"{stray}{one}", one.replace("</Obj>", f"{stray}</Obj>")):
        found = read(tmp_path, "a.xml", f"<Objs Version='1.1.0.1' {space}>{inside}</Objs>")
        assert ("Text stands between" in problems(found)) is told


def test_an_event_within_an_event_of_json_is_told(tmp_path: Path) -> None:
    """Properties have objects of their own; events stand in none of them."""
    one = {
        "TimeCreated": "2024-03-29T07:50:02Z", "Id": 12015, "ProviderName": "MSExchangeTransport",
        "MachineName": "EX01", "RecordId": 7, "LogName": "Application", "Level": 2,
        "Properties": [{"Value": THUMBPRINT}], "Bookmark": {"BookmarkXml": "x"}, "Message": MESSAGE,
    }  # fmt: skip
    found = read(tmp_path, "a.json", json.dumps([one]))
    assert problems(found) == ""
    for held in ([one], {"deep": [[one]]}):
        outer = {**one, "Id": 1000, "ProviderName": "Foo", "Held": held}
        found = read(tmp_path, "a.json", json.dumps([outer, outer]))
        assert "Item 2: an event within a property" in problems(found)


def test_what_stands_beside_the_fields_of_our_own_records_is_told(tmp_path: Path) -> None:
    """Nobody reads it, whatever it holds."""
    row = {
        "time": "2024-03-29T07:50:02Z", "computer": "EX01", "channel": "Application",
        "provider": "Foo", "event_id": 1000, "qualifiers": None, "level": 2, "task": 1,
        "record_id": 7, "data": ["all is well"], "file": "a.evtx", "binary": None,
    }  # fmt: skip
    assert problems(read(tmp_path, "a.jsonl", json.dumps(row))) == ""
    for held in ({**row, "event_id": 12014}, ["Event 12014"]):
        found = read(tmp_path, "a.jsonl", json.dumps({**row, "x": held}))
        assert "Line 1: an event within a property" in problems(found)
    names, cells = f"{OWN},note", f"{OWN_ROW},event 12014 of MSExchangeTransport"
    assert "no columns note" in problems(read(tmp_path, "a.csv", f"{names}\n{cells}\n"))


HEAD: Final = "Level,Date and Time,Source,Event ID,Task Category"
ROW: Final = "Information,3/29/2024 7:50:02 AM,Foo,1000,None,all is well"
SECOND_ROW: Final = "Error,3/29/2024 7:50:02 AM,MSExchangeTransport,12015,None,text"
OWN: Final = "time,computer,channel,provider,event_id,qualifiers,level,task,record_id,data,binary"
OWN_ROW: Final = "2024-03-29T07:50:02Z,EX01,Application,MSExchangeTransport,12015,,2,1,7,[],"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (f"{HEAD},Message,{HEAD}", f"{ROW},{SECOND_ROW}"),
        (HEAD, f"{ROW},{SECOND_ROW}"),
        (f"{HEAD},Message,Event ID", f"{ROW},12015"),
        (f"{HEAD},Message,Id", f"{ROW},12015"),
        (f"{OWN},event_id", f"{OWN_ROW},1000"),
        (OWN, f"{OWN_ROW},{SECOND_ROW}"),
    ],
)
@pytest.mark.parametrize("rows", [1, 300])
def test_cells_that_are_not_read_are_told(tmp_path: Path, head: str, row: str, rows: int) -> None:
    """Two tables side by side, a heading twice, rows with more cells than headings."""
    found = read(tmp_path, "EX01.csv", "\n".join([head, *[row] * rows, ""]))
    assert not found.reads[0].report.complete
    assert found.reads[0].report.records.decoded == rows


@pytest.mark.parametrize("more", ["", ",,,", ",see you there"])
def test_ordinary_tables_are_read_in_full(tmp_path: Path, more: str) -> None:
    """Event Viewer leaves out a heading; people write remarks beside a table."""
    assert problems(read(tmp_path, "EX01.csv", f"{HEAD}\n{ROW}{more}\n{ROW}\n")) == ""


def row(computer: str, *strings: str, **changes: int) -> Record:
    """Make a record that a text tells."""
    made = {"time": 7 * SECOND, "record_id": 0, **changes}
    return Record(
        made["time"], computer, "Application", "MSExchangeTransport", 12014, None, None, None,
        made["record_id"], list(strings), None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        (row("EX01", "mail.a", "To A"), row("EX01", "mail.b", "To B"), 2),
        (row("EX01", "mail.a", "To A"), row("EX01", "Mail.A", "To  A"), 1),
        (row("EX01", "mail.a", "To A"), row("EX01.contoso.com", "mail.a"), 1),
        (row("EX01.lab.local", THUMBPRINT), row("EX01.contoso.com", THUMBPRINT), 2),
        (row("EX01", f"x {THUMBPRINT}"), row("EX01", f"y {OTHER}"), 2),
        (row("EX01", "mail.a"), row("EX01", "mail.a", time=8 * SECOND), 2),
        (row("EX01", "mail.a", record_id=5), row("EX01", "mail.b", record_id=5), 2),
        (row("EX01", "mail.a", record_id=5), row("EX01", "mail.a", record_id=5), 1),
    ],
)
def test_records_that_say_different_things_are_two(one: Record, other: Record, kept: int) -> None:
    """At the start of a service several events of one kind come in a second."""
    merged = merge([], [Records.of([one], "a.csv"), Records.of([other], "b.csv")])
    assert len(merged) == kept
    assert len(merge([Records.of([one], "a.evtx")], [Records.of([other], "b.csv")])) == kept


def test_the_words_of_a_body_do_not_make_it_told(tmp_path: Path) -> None:
    """A page that has all words of the plain form, in another order, does not tell the same."""
    made = mail()
    made.set_content(EVENT)
    words = escape(" ".join(sorted(EVENT.split())))
    made.add_alternative(f"<p>These are words: {words}</p>", subtype="html")
    assert carried(tmp_path, made.as_bytes()).text("body-plain.txt").strip() == EVENT


def test_a_list_with_numbers_is_one_body(tmp_path: Path) -> None:
    """A mail program numbers the items of a page where it makes a plain text of it."""
    made = mail()
    made.set_content(
        "Please\n\n  1. stop the service\n  2. start it\n\n> From: Jo <mailto:j@a.b>\n"
    )
    made.add_alternative(
        "<p>Please</p><ol><li>stop the service<li>start it</ol><p>From: Jo</p>", subtype="html"
    )
    assert list(carried(tmp_path, made.as_bytes()).files) == ["body.txt"]


@pytest.mark.parametrize("form", ["msg", "tnef"])
def test_each_form_of_an_outlook_body_is_read(tmp_path: Path, form: str) -> None:
    """One with formats stands beside another, and is left out where it says the same."""
    for told in (THUMBPRINT, OTHER):
        rich = compressed_rtf.compress(rb"{\rtf1\ansi " + told.encode() + b"}")
        forms = {RTF: rich, HTML: f"<p>{THUMBPRINT}</p>".encode()}
        content = (
            compound(message(texts={BODY: f" {THUMBPRINT}\n"}, binaries=forms))
            if form == "msg"
            else tnef([(0x800C, THUMBPRINT.encode()), (0x9003, mapi(forms))])
        )
        found = carried(tmp_path, content)
        assert found.text("body.txt").strip() == THUMBPRINT
        if told == OTHER:
            assert found.text("body-page.txt").strip() == OTHER
        else:
            assert list(found.files) == ["body.txt"]


def test_every_body_of_winmail_is_read(tmp_path: Path) -> None:
    """An attribute that comes twice replaces nothing."""
    found = carried(tmp_path, tnef([(0x800C, EVENT.encode()), (0x800C, b"hello all")]))
    assert EVENT in found.text("body.txt")


@pytest.mark.parametrize("kind", ["pkcs7-signature", "x-pkcs7-signature", "pgp-signature"])
@pytest.mark.parametrize("content", [EVENT.encode(), b"ElfFile\0" + bytes(99), b"0" * 70_000])
def test_what_only_says_that_it_is_a_signature_is_read(
    tmp_path: Path, kind: str, content: bytes
) -> None:
    """The type of a part is words of whoever wrote the mail."""
    made = mail()
    made.set_content("Hello, the log is in the mail.")
    made.add_attachment(content, maintype="application", subtype=kind, filename="a.log")
    assert carried(tmp_path, made.as_bytes()).files["a.log"] == content


def test_a_pgp_signature_is_set_aside(tmp_path: Path) -> None:
    """With the lines that programs write into its head."""
    block = (
        "-----BEGIN PGP SIGNATURE-----\nVersion: GnuPG v2\nComment: GPGTools - https://gpgtools\n\n"
        "iQEzBAEBCAAdFiEEsomething/with+letters==\n=abcd\n-----END PGP SIGNATURE-----\n"
    )
    made = mail()
    made.set_content("signed")
    made.add_attachment(block.encode(), maintype="application", subtype="pgp-signature")
    found = carried(tmp_path, made.as_bytes())
    assert list(found.files) == ["body.txt"]
    assert found.report.complete


def uuencoded(content: bytes) -> str:
    """Write a file as uuencode does."""
    lines = [binascii.b2a_uu(content[at : at + 45]).decode() for at in range(0, len(content), 45)]
    return f"begin 644 a.log\n{''.join(lines)}`\nend\n"


WRITTEN: Final = {
    "uuencode": uuencoded(EVENT.encode()),
    "uuencode, blanks lost": "\n".join(map(str.rstrip, uuencoded(EVENT.encode()).split("\n"))),
    "base64": b64encode(EVENT.encode()).decode(),
    "base64 in lines": binascii.b2a_base64(gzip.compress(EVENT.encode())).decode(),
    "hexadecimal": gzip.compress(EVENT.encode()).hex(),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_a_file_that_a_text_spells_is_read_or_told(tmp_path: Path, how: str) -> None:
    """In a mail it is an attachment; a text says on which line it is."""
    made = mail()
    made.set_content(f"Hello, the log is below.\n\n{WRITTEN[how]}\n\nRegards\n")
    (tmp_path / "a.eml").write_bytes(made.as_bytes())
    assert numbers(pipeline.read(tmp_path / "a.eml")) == [12015]
    for before in ("", HARMLESS):
        found = read(tmp_path, "a.txt", f"Hello\n{before}\n\n{WRITTEN[how]}\n")
        assert "a file written as letters" in problems(found)


@pytest.mark.parametrize(
    "text",
    [
        b64encode(bytes(range(256)) * 4).decode(),
        "DKIM-Signature: v=1; b=" + b64encode(bytes(range(200))).decode(),
        "The path is C:/a/b and https://contoso.com/" + "abc/" * 90,
        bytes(range(256)).hex(),
        "Let us begin 644 now\nand end here\n",
    ],
)
def test_keys_and_signatures_are_no_files(tmp_path: Path, text: str) -> None:
    """They have the same letters."""
    assert "written as letters" not in problems(read(tmp_path, "a.txt", f"Hello\n{text}\n"))


def lines_of(content: bytes, width: int, between: str = "\n") -> str:
    """Write bytes as base64 in lines."""
    letters = b64encode(content).decode()
    return between.join(letters[at : at + width] for at in range(0, len(letters), width))


def uneven(content: bytes) -> str:
    """Write bytes as base64 in lines of which no two are alike."""
    letters, at = b64encode(content).decode(), 0
    lines: list[str] = []
    while at < len(letters):
        lines.append(letters[at : at + 5 + len(lines) % 30])
        at += len(lines[-1])
    return "\n".join(lines)


@pytest.mark.parametrize(
    "content", [EVENT.encode(), gzip.compress(EVENT.encode())], ids=["text", "gzip"]
)
@pytest.mark.parametrize("before", ["", "please\nsee\nword\n", "words\n\n"])
@pytest.mark.parametrize(
    "write",
    [
        *(partial(lines_of, width=width) for width in (4, 8, 20, 32, 39)),
        partial(lines_of, width=32, between='" +\n"'),
        partial(lines_of, width=32, between="\n\n"),
        partial(lines_of, width=32, between="\n> "),
        uneven,
    ],
)
def test_a_file_in_short_lines_is_read_or_told(
    tmp_path: Path, content: bytes, before: str, write: Callable[[bytes], str]
) -> None:
    """However few letters a line has, and whatever words stand on the lines before."""
    text = f"Hello all.\n{before}{write(content)}\n\nRegards, Jo.\n"
    assert "a file written as letters" in problems(read(tmp_path, "a.txt", text))
    made = mail()
    made.set_content(text)
    (tmp_path / "a.eml").write_bytes(made.as_bytes())
    assert numbers(pipeline.read(tmp_path / "a.eml")) == [12015]


def test_a_certificate_without_marks_is_read_or_told(tmp_path: Path) -> None:
    """One between its marks is read where it stands."""
    made = certificate().public_bytes(Encoding.DER)
    for width in (32, 64):
        found = read(tmp_path, "a.txt", f"Hello all.\n\n{lines_of(made, width)}\n\nRegards.\n")
        assert "a file written as letters" in problems(found)
    pem = certificate().public_bytes(Encoding.PEM).decode()
    found = read(tmp_path, "a.txt", f"Hello all, here it is:\n\n{pem}\n\nRegards.\n")
    assert "a file written as letters" not in problems(found)


def test_words_alone_on_lines_are_no_file(tmp_path: Path) -> None:
    """Names, thumbprints and numbers."""
    words = "\n".join(["EX01", "transport", "Enabled", THUMBPRINT, OTHER, "MIIS"] * 20)
    assert "written as letters" not in problems(read(tmp_path, "a.txt", f"Hello.\n{words}\n"))


def test_many_labels_on_one_line_are_looked_at_once(tmp_path: Path) -> None:
    """Not the rest of the line for each of them: of so many that would take minutes."""
    line = "LastError : 451 4.4.0 454 4.7.5 Certificate validation failure " * 8_000
    found = read(tmp_path, "a.txt", f"[PS] C:\\>Get-Queue | fl\n\n{line}\n")
    assert "of computing" not in problems(found)
    assert [fact.kind for fact in found.facts if fact.kind == "queue-error"]
