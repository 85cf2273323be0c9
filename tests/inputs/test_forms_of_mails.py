"""What a mail tells in one of its forms, or beside them, and no other form does: read, or told."""

from __future__ import annotations

import struct
from html import escape
from typing import TYPE_CHECKING, Any, Final

import compressed_rtf
import pytest

from certtrail import pipeline
from tests.inputs.carried import EVENT, WARNING, Tree, attached, carried, compound, message
from tests.inputs.test_mails import mail
from tests.inputs.test_outlook import BODY, HTML, RTF, SUBJECT, mapi, tnef

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.evidences import Evidences

ONE_LINE: Final = EVENT.replace("\n", " ")
UNREADABLE: Final = {
    "letters apart": " ".join(ONE_LINE),
    "one line": ONE_LINE,
    "words glued": ONE_LINE.replace("Event ID", "EventID").replace("Source:", "Source"),
    "no marks": "<br>".join(EVENT.replace(":", " ").splitlines()),
    "labels and values apart": "<br>".join(EVENT.replace(":      ", ":<br>").splitlines()),
    "one row": f"<table><tr><td>{'<td>'.join(EVENT.splitlines())}</table>",
}
RICH: Final = EVENT.replace("\n", "\\par\n").encode()


def read(folder: Path, content: bytes) -> Evidences:
    """Read a mail."""
    (folder / "a").write_bytes(content)
    return pipeline.read(folder / "a")


def both(plain: str, page: str) -> bytes:
    """Write a mail that tells a text in two forms."""
    made = mail()
    made.set_content(plain)
    made.add_alternative(f"<p>{page}</p>", subtype="html")
    return made.as_bytes()


@pytest.mark.parametrize("kind", ["eml", "msg", "tnef"])
@pytest.mark.parametrize("how", UNREADABLE)
def test_the_form_that_can_be_read_is_read(tmp_path: Path, how: str, kind: str) -> None:
    """A page may have the same letters, and not the lines by which they are read."""
    html = {HTML: f"<p>{UNREADABLE[how]}</p>".encode()}
    content = {
        "eml": both(EVENT, UNREADABLE[how]),
        "msg": compound(message(texts={BODY: EVENT}, binaries=html)),
        "tnef": tnef([(0x800C, EVENT.encode()), (0x9003, mapi(html))]),
    }[kind]
    assert list(read(tmp_path, content).records.event_id) == [12015]


PROSE: Final = (
    "We have renewed the certificate of the server on Monday, and since then no mail comes "
    "in from the other side; could you please look at what we send to you?"
)


@pytest.mark.parametrize(
    ("plain", "page"),
    [
        (EVENT, "<br>".join(escape(EVENT).splitlines())),
        (PROSE.replace("since ", "since\n"), PROSE),
        ("*Thumbprint*: _a_\n- one\n\n----\n> quoted\n", "<b>Thumbprint</b>: a<br>one<br>quoted"),
        ("Name\nServices\nEX01\nIP\n", "<table><tr><td>Name<td>Services<tr><td>EX01<td>IP</table>"),
    ],
)
def test_what_a_mail_program_made_of_a_page_is_no_second_body(
    tmp_path: Path, plain: str, page: str
) -> None:
    """It breaks long lines and writes cells below each other."""
    assert list(carried(tmp_path, both(plain, page)).files) == ["body.txt"]


def test_what_two_forms_tell_is_counted_once(tmp_path: Path) -> None:
    """An event and a warning that are read in both."""
    for told in (EVENT, WARNING):
        page = "<br>".join(escape(f"Dear all\n{told}").splitlines())
        content = both(f"Dear\nall\n{told}", page)
        assert len(carried(tmp_path, content).files) == 2
        (tmp_path / "a.eml").write_bytes(content)
        (finding,) = pipeline.diagnose([tmp_path / "a.eml"], engine="plain").findings
        assert len(finding.evidence) == 1


def beside(**more: Any) -> bytes:
    """Write a mail of Outlook with more in it."""
    made: Tree = message(texts={SUBJECT: "s", BODY: "hello all"})
    return compound(made | more)


PROPERTY: Final = "__substg1.0_"
WITHIN: Final = attached("x.txt", b"hello") | {
    "__attach_version1.0_#00000000": attached("y.txt", EVENT.encode())
}
READ: Final = {
    "old letters": beside(**{f"{PROPERTY}1000001E": EVENT.encode()}),
    "bytes": beside(**{f"{PROPERTY}10000102": EVENT.encode()}),
    "a page in letters": beside(**{f"{PROPERTY}1013001E": f"<pre>{EVENT}</pre>".encode()}),
    "a property of nobody": beside(**{f"{PROPERTY}66660102": EVENT.encode()}),
    "the subject": beside(**{f"{PROPERTY}0037001F": EVENT.encode("utf-16-le")}),
    "of a recipient": beside(
        **{"__recip_version1.0_#00000000": {f"{PROPERTY}37010102": EVENT.encode()}}
    ),
    "attached to a recipient": beside(
        **{
            "__recip_version1.0_#00000000": {
                "__attach_version1.0_#00000000": attached("x.txt", EVENT.encode())
            }
        }
    ),
    "within an attachment": beside(**{"__attach_version1.0_#00000000": WITHIN}),
    "a property of winmail": tnef([(0x9003, mapi({0x6666: EVENT.encode()}))]),
    "wide letters in winmail": tnef([(0x9003, mapi({0x6666: EVENT.encode("utf-16-le")}))]),
    "an attribute of winmail": tnef([(0x800C, b"hello"), (0x8004, EVENT.encode())]),
    "behind the properties of winmail": tnef([(0x9003, mapi({BODY: b"hi"}) + EVENT.encode())]),
    "two contents of a file": tnef(
        [(0x9002, bytes(14)), (0x800F, EVENT.encode()), (0x800F, b"hello")]
    ),
}


@pytest.mark.parametrize("how", READ)
def test_what_stands_beside_the_body_is_read(tmp_path: Path, how: str) -> None:
    """No mail program shows it."""
    assert list(read(tmp_path, READ[how]).records.event_id) == [12015]


def rich(content: bytes) -> bytes:
    """Write rich text."""
    return b"{\\rtf1\\ansi hello\\par " + content + b"}"


PIECES: Final = [ONE_LINE[at : at + 16] for at in range(0, len(ONE_LINE), 16)]
HIDDEN: Final = {
    "a hidden group": rich(b"{\\*\\foo " + RICH + b"}"),
    "bytes as they are": rich(b"\\bin9000 " + RICH),
    "instead of other letters": rich(
        b"\\uc16 " + b"".join(b"\\u32 " + each.encode() for each in PIECES)
    ),
    "in a picture": rich(b"{\\pict\\pngblip " + RICH + b"}"),
    "behind digits": rich(b"{\\*\\foo " + b"0123456789" * 110_000 + b"}{\\*\\foo " + RICH + b"}"),
}


@pytest.mark.parametrize("form", ["rtf", "msg", "tnef"])
@pytest.mark.parametrize("how", HIDDEN)
def test_what_rich_text_hides_is_told(tmp_path: Path, how: str, form: str) -> None:
    """In a file and in the body of a mail."""
    packed = {RTF: compressed_rtf.compress(HIDDEN[how], compressed=False)}
    content = {
        "rtf": HIDDEN[how],
        "msg": compound(message(binaries=packed)),
        "tnef": tnef([(0x9003, mapi(packed))]),
    }[form]
    assert not carried(tmp_path, content).report.complete


def test_letters_for_old_programs_are_told_once(tmp_path: Path) -> None:
    """They are what the document shows."""
    content = rich(b"".join(b"\\u%d %c" % (each, each) for each in ONE_LINE.encode()))
    assert carried(tmp_path, content).report.complete


def test_a_formatted_body_that_is_cut_is_told(tmp_path: Path) -> None:
    """Its header says how large it is."""
    packed = compressed_rtf.compress(rich(b"") + RICH, compressed=False)
    for size in (9, len(packed) + 500):
        content = packed[:4] + struct.pack("<I", size) + packed[8:]
        report = carried(tmp_path, compound(message(binaries={RTF: content}))).report
        assert "is cut" in "".join(report.problems)
    found = carried(tmp_path, compound(message(binaries={RTF: packed})))
    assert found.report.complete


def test_an_ordinary_mail_is_complete(tmp_path: Path) -> None:
    """Its headers, addresses and times are no evidence."""
    content = beside(
        **{
            f"{PROPERTY}007D001F": ("Received: from EX01 (mail) with SMTP\r\n" * 50).encode(
                "utf-16-le"
            ),
            f"{PROPERTY}0E1D001F": "MSExchangeTransport 12015".encode("utf-16-le"),
            f"{PROPERTY}300B0102": b"SMTP:A@CONTOSO.COM\0",
            "__recip_version1.0_#00000000": {f"{PROPERTY}3003001F": "a@b".encode("utf-16-le")},
            "__nameid_version1.0": {f"{PROPERTY}00020102": bytes(32)},
        }
    )
    found = carried(tmp_path, content)
    assert list(found.files) == ["body.txt"]
    assert found.report.complete


HEAD: Final = "From: a@b.c\nTo: d@e.f\nSubject: s\nMIME-Version: 1.0\n"
FOLDED: Final = EVENT.replace("\n", "\n ")
UU: Final = "begin 644 x.txt\n%hello\n`\nend\n"
AS_UU: Final = f"{HEAD}Content-Transfer-Encoding: x-uuencode\n\n"
PARTS: Final = f"{HEAD}Content-Type: multipart/mixed; boundary=x\n\n"
AS_PAGE: Final = f"{HEAD}Content-Type: text/html\n\n<html><body>Hello all "
AROUND: Final = {
    "before a file": f"{AS_UU}{EVENT}\n{UU}",
    "behind a file": f"{AS_UU}{UU}{EVENT}\n",
    "a header": f"{HEAD}X-A: {FOLDED}\n\nhello\n",
    "a header of a part": f"{PARTS}--x\nContent-Description: {FOLDED}\n\nhello\n--x--\n",
    "a type of a page": f'{AS_PAGE}<!doctype html "{EVENT}"></body></html>',
    "a tag that ends": f'{AS_PAGE}<p>x</p title="{EVENT}"></body></html>',
    "an attribute twice": f'{AS_PAGE}<p title="a" title="{EVENT}">x</p></body></html>',
    "names of attributes": f"{AS_PAGE}<p {EVENT}>x</p></body></html>",
}


@pytest.mark.parametrize("how", AROUND)
def test_what_stands_around_a_mails_text_is_read(tmp_path: Path, how: str) -> None:
    """Beside what is encoded, in headers, and where a page has no text."""
    assert list(read(tmp_path, AROUND[how].encode()).records.event_id) == [12015]


def test_what_an_attribute_tells_is_told_once(tmp_path: Path) -> None:
    """It stands in a tag, too."""
    page = f'{AS_PAGE}<p title="{escape(EVENT)}">x</p></body></html>'
    assert set(carried(tmp_path, page.encode()).files) == {"body.txt", "attributes.txt"}
