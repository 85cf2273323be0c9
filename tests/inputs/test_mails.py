"""Mails: the text and the files come out whatever a mail program did to them."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail import pipeline
from tests.inputs.carried import EVENT, THUMBPRINT, WARNING, Carried, carried

if TYPE_CHECKING:
    from pathlib import Path

LONG = f"The thumbprint is {THUMBPRINT} and Grüße from the console; " * 5
# The start of a PKCS #7 signature: what is in it, and that it is signed.
SIGNATURE = b"0\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0" + bytes(240)
NAME = "<I>CN=Contoso Issuing CA, O=Contoso<S>CN=mail.contoso.com"


def mail(**headers: str) -> EmailMessage:
    """Begin a mail."""
    made = EmailMessage()
    for name, value in {"From": "a@contoso.com", "To": "b@desk.example", **headers}.items():
        made[name] = value
    made["Subject"] = "case"
    made["Date"] = "Fri, 29 Mar 2024 09:00:00 +0000"
    made["Message-ID"] = "<1@contoso.com>"
    return made


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_a_body_in_every_transfer_encoding(tmp_path: Path, encoding: str, charset: str) -> None:
    """Soft line ends in the middle of a thumbprint, bytes of any charset: the text is the same."""
    made = mail()
    made.set_content(LONG, charset=charset, cte=encoding)
    found = carried(tmp_path, made.as_bytes())
    assert found.text("body.txt").strip() == LONG.strip()
    assert found.report.complete
    assert found.report.kind == "mail"


def test_a_page_alone_keeps_rows_and_names(tmp_path: Path) -> None:
    """Of a body that is only HTML, tables are rows, and `<I>...<S>...` is no tag."""
    made = mail()
    escaped = NAME.replace("<", "&lt;").replace(">", "&gt;")
    made.set_content(
        f"<p>Name:&nbsp;{escaped}</p><p>again {NAME}</p>"
        f"<table><tr><th>Thumbprint</th><th>Services</th></tr>"
        f"<tr><td>{THUMBPRINT[:20]}<b>{THUMBPRINT[20:]}</b></td><td>IP.WS..</td></tr></table>",
        subtype="html",
    )
    text = carried(tmp_path, made.as_bytes()).text("body.txt")
    assert text.splitlines() == [
        f"Name: {NAME}",
        f"again {NAME}",
        "Thumbprint\tServices",
        f"{THUMBPRINT}\tIP.WS..",
    ]


def test_the_same_told_twice_is_one_body(tmp_path: Path) -> None:
    """A mail with a page and its plain form is read once; what only one of them says is kept."""
    made = mail()
    made.set_content("See the list <https://contoso.com/x>\n[cid:image001.png@01]\nKey   True\n")
    made.add_alternative("<p>See the list</p><table><tr><td>Key<td>True</table>", subtype="html")
    found = carried(tmp_path, made.as_bytes())
    assert found.text("body.txt") == "See the list\nKey\tTrue\n"
    assert list(found.files) == ["body.txt"]

    made = mail()
    made.set_content(f"Only here: {THUMBPRINT}")
    made.add_alternative("<p>Read this in a browser</p>", subtype="html")
    found = carried(tmp_path, made.as_bytes())
    assert THUMBPRINT in found.text("body-plain.txt")
    assert "browser" in found.text("body.txt")


def test_broken_lines_that_go_on_are_joined(tmp_path: Path) -> None:
    """With format=flowed a line that ends in a blank goes on in the next one."""
    made = mail()
    made.set_content(f"a certificate \nwith {THUMBPRINT} \nis used\n> quoted \n> text\nend\n")
    made.set_param("format", "flowed")
    lines = carried(tmp_path, made.as_bytes()).text("body.txt").splitlines()
    assert lines == [f"a certificate with {THUMBPRINT} is used", "> quoted text", "end"]


def test_a_mail_in_a_mail_in_a_mail(tmp_path: Path) -> None:
    """A message inside is taken apart in its turn, named by its subject."""
    inner = MIMEText(EVENT)
    inner["Subject"] = "innermost / really"
    for level in range(3):
        outer = MIMEMultipart()
        outer["Subject"], outer["From"] = f"level {level}", "a@contoso.com"
        outer["Message-ID"] = f"<{level}@contoso.com>"
        outer.attach(MIMEMessage(inner))
        inner = outer  # type: ignore[assignment]
    found = carried(tmp_path, inner.as_bytes())
    assert found.text("level 1.eml/level 0.eml/innermost - really.eml/body.txt") == EVENT
    assert len(found.files) == 1


def test_why_a_mail_came_back_is_read(tmp_path: Path) -> None:
    """A report's parts are texts of their own: what people read, codes, and the mail's header."""
    report = """\
From: postmaster@contoso.com
Subject: Undeliverable
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; ex01.contoso.com

Final-Recipient: rfc822; b@desk.example
Diagnostic-Code: smtp; 454 4.7.5 expired
--b--
"""
    found = carried(tmp_path, report.encode())
    assert "454 4.7.5 expired" in found.text("delivery-status.txt")
    assert "ex01.contoso.com" in found.text("delivery-status.txt")
    assert "delivered" in found.text("body.txt")


def test_signatures_are_set_aside_with_a_word(tmp_path: Path) -> None:
    """A signature's certificates are the sender's, and none of Exchange's."""
    made = mail()
    made.set_content("signed")
    made.add_attachment(SIGNATURE, maintype="application", subtype="pkcs7-signature")
    found = carried(tmp_path, made.as_bytes())
    assert list(found.files) == ["body.txt"]
    assert found.report.complete
    assert any("signature" in note for note in found.report.notes)


def test_a_cut_mail_says_so(tmp_path: Path) -> None:
    """Without its last boundary the end of a part is missing."""
    made = mail()
    made.set_content("hello")
    made.add_attachment(b"x" * 5000, maintype="application", subtype="octet-stream", filename="a")
    found = carried(tmp_path, made.as_bytes()[:3000])
    assert "cut" in " ".join(found.report.problems)
    assert found.text("body.txt").strip() == "hello"
    assert found.files["a"].startswith(b"xxx")


def test_a_saved_page_with_its_pictures(tmp_path: Path) -> None:
    """A page saved whole (.mht) is a mail without people."""
    page = MIMEMultipart("related")
    page["From"], page["Subject"] = "<Saved by Blink>", "Certificates"
    page["MIME-Version"] = "1.0"
    html = MIMEText(f"<html><body>{THUMBPRINT}<img src=x></body></html>", "html")
    html["Content-Location"] = "https://ex01/ecp/list.aspx"
    style = MIMEText("p {}", "css")
    style["Content-Location"] = "https://ex01/ecp/a.css"
    page.attach(html)
    page.attach(style)
    found = carried(tmp_path, page.as_bytes())
    assert found.text("body.txt").strip() == THUMBPRINT
    assert set(found.files) == {"body.txt", "a.css"}


def test_a_mailbox_gives_each_mail(tmp_path: Path) -> None:
    """A file of several mails, as Thunderbird and Unix keep them."""
    box = mailbox.mbox(str(tmp_path / "box"))
    for number in range(3):
        made = mail()
        made.set_content(f"mail {number}\n\nFrom here on it is text\n{WARNING}\n")
        box.add(made)
    box.close()
    found = carried(tmp_path, (tmp_path / "box").read_bytes())
    assert list(found.files) == [f"{number}.eml/body.txt" for number in (1, 2, 3)]
    for number in (1, 2, 3):
        text = found.text(f"{number}.eml/body.txt")
        assert text.startswith(f"mail {number - 1}\n")
        assert "on it is text" in text


@pytest.mark.parametrize(
    "text",
    [
        "From: Ann\nSent: Friday\nTo: Bob\nSubject: RE: certificate\n\nHello",
        EVENT,
        "Date: 1\nSubject: 2\n\nx",
        "Thumbprint: 1\nSubject: CN=a\nIssuer: CN=b\n",
        "received: five\n and more",
        "not a header\nFrom: a\nMessage-ID: b\n\n",
    ],
)
def test_texts_that_only_look_like_a_mail(tmp_path: Path, text: str) -> None:
    """What people paste out of a mail is a text."""
    found = carried(tmp_path, text.encode())
    assert found.files == {"": text.encode()} or list(found.files) == ["x"]
    assert not found.reports


def test_what_is_in_a_mail_is_judged(tmp_path: Path) -> None:
    """The warning in a mail's body is a finding, with the mail's name as its place."""
    made = mail()
    made.set_content(WARNING)
    (tmp_path / "case.eml").write_bytes(made.as_bytes())
    found = pipeline.diagnose([tmp_path], engine="plain")
    assert {finding.rule for finding in found.findings} >= {"precedence-conflict"}
    assert found.findings[0].evidence[0].file == "case.eml/body.txt"


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters='/\\:"'),
    min_size=1,
    max_size=20,
).filter(lambda name: name == " ".join(name.split()) and name not in (".", ".."))


@st.composite
def mails(draw: Any) -> tuple[EmailMessage, list[str], list[bytes]]:
    """A mail of any shape: bodies, files, and mails inside."""
    made = mail()
    words = draw(st.lists(st.from_regex(r"[a-z]{6,12}", fullmatch=True), min_size=1, max_size=5))
    text = " ".join(words)
    form = draw(st.sampled_from(["plain", "html", "both"]))
    cte = draw(st.sampled_from(["quoted-printable", "base64"]))
    made.set_content(
        f"<p>{text}</p>" if form == "html" else text,
        subtype="html" if form == "html" else "plain",
        cte=cte,
    )
    if form == "both":
        made.add_alternative(f"<div>{text}</div>", subtype="html")
    files = draw(st.lists(st.tuples(NAMES, st.binary(min_size=1, max_size=200)), max_size=4))
    for name, content in files:
        content = b"\0" + content  # what is told to be anything else would be taken apart
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    if draw(st.booleans()):
        inner = mail()
        inner.set_content("inner words here")
        made.add_attachment(inner)
        words.append("inner")
    return made, words, [b"\0" + content for _, content in files]


@given(made=mails())
@settings(max_examples=60)
def test_nothing_of_any_mail_is_lost(
    made: tuple[EmailMessage, list[str], list[bytes]], tmp_path_factory: Any
) -> None:
    """Every word of every body and every byte of every file comes out."""
    message, words, files = made
    found: Carried = carried(tmp_path_factory.mktemp("mail"), message.as_bytes())
    texts = b"\n".join(content for name, content in found.files.items() if "body" in name)
    assert all(word.encode() in texts for word in words)
    assert sorted(files) == sorted(
        content for name, content in found.files.items() if content.startswith(b"\0")
    )
    assert all(report.complete for report in found.reports.values())


PARTS = """\
From: a@contoso.com
To: b@desk.example
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

{}
--x
Content-Type: text/plain

The body.
--x--
{}
"""


def test_what_stands_outside_of_the_parts_is_read(tmp_path: Path) -> None:
    """No mail program shows it."""
    found = carried(tmp_path, PARTS.format(EVENT, WARNING).encode())
    assert EVENT in found.text("body.txt")
    assert WARNING in found.text("body.txt")
    assert "The body." in found.text("body.txt")


def test_words_to_old_programs_are_not_the_mail(tmp_path: Path) -> None:
    """They stand in most mails with parts."""
    words = "This message is in MIME format. Your mail reader does not understand it."
    assert carried(tmp_path, PARTS.format(words, "").encode()).text("body.txt").strip() == (
        "The body."
    )


def test_a_transfer_encoding_that_nobody_knows_is_told(tmp_path: Path) -> None:
    """What it hides may be a log."""
    made = mail()
    made.set_content(EVENT, cte="base64")
    content = made.as_bytes()
    told = carried(tmp_path, content.replace(b": base64", b": x-foo")).report
    assert not told.complete
    assert "x-foo" in str(told.problems)
    for written in (b": BASE64 ", b": base64 (as ever)", b": base64;"):
        found = carried(tmp_path, content.replace(b": base64", written))
        assert found.text("body.txt").strip() == EVENT
        assert found.report.complete
