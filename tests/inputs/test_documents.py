"""Documents: Word, PowerPoint, OpenDocument, HTML and RTF give their text, in order, and files."""

from __future__ import annotations

import base64
import struct
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail import pipeline
from certtrail.inputs.carriers.hypertext import page
from certtrail.inputs.carriers.rtf import read_rtf
from tests.inputs.archives import zipped
from tests.inputs.carried import EVENT, THUMBPRINT, WARNING, carried, compound, run, word
from tests.inputs.pictures import picture

if TYPE_CHECKING:
    from pathlib import Path

PARAGRAPH = "<w:p>{}</w:p>"


def document(body: str, parts: dict[str, bytes] | None = None) -> bytes:
    """Write a Word document by hand."""
    return zipped(word(body, parts))


def test_a_document_that_a_library_wrote(tmp_path: Path) -> None:
    """Runs are joined, tables are rows, heads and feet are there, a picture is a file."""
    made = docx.Document()
    made.add_heading("Case")
    paragraph = made.add_paragraph("Thumb")
    paragraph.add_run("print : ").bold = True
    for part in (THUMBPRINT[:7], THUMBPRINT[7:30], THUMBPRINT[30:]):
        paragraph.add_run(part)
    table = made.add_table(2, 3)
    for row in range(2):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(1, 1).text = "two\nlines"
    made.add_picture(BytesIO(picture(8, 8)))
    made.sections[0].header.paragraphs[0].text = "the head"
    made.sections[0].footer.paragraphs[0].text = "the foot"
    out = BytesIO()
    made.save(out)
    found = carried(tmp_path, out.getvalue())
    assert [line for line in found.text("text.txt").splitlines() if line] == [
        "the head",
        "Case",
        f"Thumbprint : {THUMBPRINT}",
        "00\t01\t02",
        "10\ttwo lines\t12",
        "the foot",
    ]
    assert found.report.kind == "document"
    assert found.report.complete
    assert found.reports["x/image1.png"].kind == "picture"


def test_a_document_written_by_hand(tmp_path: Path) -> None:
    """Tabs, line ends and text boxes are text; what was taken out, or says it again, is not."""
    box = "<w:txbxContent>" + PARAGRAPH.format(run("in a box")) + "</w:txbxContent>"
    body = (
        PARAGRAPH.format(
            "<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
            "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/></w:r>"
        )
        + PARAGRAPH.format("<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>" + run("kept"))
        + PARAGRAPH.format("<w:moveFrom>" + run("moved away") + "</w:moveFrom>")
        + PARAGRAPH.format(
            "<w:r><mc:AlternateContent><mc:Choice>" + box + "</mc:Choice>"
            "<mc:Fallback>" + box + "</mc:Fallback></mc:AlternateContent></w:r>"
        )
        + PARAGRAPH.format(
            "<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>" + run("<I>CN=a<S>CN=b")
        )
    )
    comment = (
        '<w:comments xmlns:w="w"><w:comment>'
        + PARAGRAPH.format("<w:r><w:t>what is this?</w:t></w:r>")
        + "</w:comment></w:comments>"
    )
    found = carried(tmp_path, document(body, {"word/comments.xml": comment.encode()}))
    assert found.text("text.txt").split("\n") == [
        *("a\tb", "c-", "kept", "", "in a box", "", "<I>CN=a<S>CN=b", "what is this?", "")
    ]


def test_what_is_embedded_comes_out(tmp_path: Path) -> None:
    """A log, a document, and what the Packager of Windows wraps, each by its own name."""
    native = b"\2\0export.csv\0C:\\logs\\export.csv\0\0\0\3\0\4\0\0\0C:\\\0\5\0\0\0a,b,c"
    wrapped = compound({"\x01Ole10Native": len(native).to_bytes(4, "little") + native})
    inner = document(PARAGRAPH.format(run("inside")))
    parts = {
        "word/embeddings/oleObject1.bin": wrapped,
        "word/embeddings/report.docx": inner,
        "word/afchunk.html": b"<html><p>a chunk</p></html>",
        "word/theme/theme1.xml": b"<a/>",
        "docProps/thumbnail.jpeg": b"\xff\xd8\xff",
    }
    found = carried(tmp_path, document(PARAGRAPH.format(run("outside")), parts))
    assert found.files["oleObject1.bin/export.csv"] == b"a,b,c"
    assert found.text("report.docx/text.txt") == "inside\n"
    assert found.text("afchunk.html/text.txt") == "a chunk\n"
    assert found.text("text.txt") == "outside\n"
    assert len(found.files) == 4


def test_slides_in_their_order(tmp_path: Path) -> None:
    """PowerPoint writes its slides as files, of which the tenth is behind the ninth."""
    kind = "application/vnd.openxmlformats-officedocument.presentationml"
    numbers = range(1, 12)
    types = "".join(
        f'<Override PartName="/ppt/slides/slide{n}.xml" ContentType="{kind}.slide+xml"/>'
        for n in numbers
    )
    parts = {"[Content_Types].xml": f'<Types xmlns="x">{types}</Types>'.encode()}
    for n in numbers:
        text = f"<a:p><a:r><a:t>slide {n}</a:t></a:r></a:p>"
        parts[f"ppt/slides/slide{n}.xml"] = f'<p xmlns:a="a">{text}</p>'.encode()
    lines = carried(tmp_path, zipped(parts)).text("text.txt").split()
    assert lines[1::2] == [str(n) for n in numbers]


def test_an_open_document(tmp_path: Path) -> None:
    """LibreOffice's blanks, tabs and tables are text; what was deleted is not."""
    content = (
        '<o:document xmlns:o="o" xmlns:t="t" xmlns:b="b"><o:body><o:text>'
        "<t:tracked-changes><t:p>gone</t:p></t:tracked-changes>"
        '<t:h>Case</t:h><t:p>a<t:s t:c="3"/>b<t:tab/>c<t:line-break/>d<t:span>e</t:span></t:p>'
        "<b:table><b:table-row><b:table-cell><t:p>x</t:p></b:table-cell>"
        "<b:table-cell><t:p>y</t:p></b:table-cell></b:table-row></b:table>"
        "</o:text></o:body></o:document>"
    )
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": content.encode(),
        "Pictures/shot.png": picture(8, 8),
        "meta.xml": b"<a/>",
    }
    found = carried(tmp_path, zipped(parts, method=0))
    assert found.text("text.txt") == "Case\na   b\tc\nde\nx\ty\n"
    assert set(found.reports) == {"x", "x/shot.png"}

    parts["META-INF/manifest.xml"] = b'<m:manifest xmlns:m="m"><m:encryption-data/></m:manifest>'
    found = carried(tmp_path, zipped(parts, method=0))
    assert "password" in found.report.problems[0]
    assert not found.files


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\nb\n"),
        ("<p>a</p><p>&nbsp;</p><p>b</p>", "a\n \nb\n"),
        ("a<br>b<br/><br>c", "a\nb\n\nc"),
        ("<div>a <b>b</b>\n c</div>", "a b c\n"),
        ("<p>ab<span>cd</span>ef</p>", "abcdef\n"),
        ("<pre>a   b\n  c</pre>", "a   b\n  c\n"),
        ("<pre>a<br/>\nb<br/>\n</pre>", "a\nb\n"),
        ("<div style='x:y; white-space: pre-wrap'>a   b</div>", "a   b\n"),
        ("<style>p {}</style><script>x()</script>a<!-- no -->", "a"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a\tb\nc\n"),
        ("<table><tr><td><p>a</p><p>b</p><td>c</table>", "a b\tc\n"),
        ("<table><tr><td></td><td>b</td></tr></table>", "b\n"),
        ("<table><tr><td>menu<td><pre>a\nb</pre></table>", "menu\na\nb\n"),
        ("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>", "a\tb\nc\n"),
        ("<ul><li>a<li>b</ul>", "a\nb\n"),
        ("<input value='CN=a'><input type=password value=p>", "CN=a"),
        ("<i>CN=a<s>CN=b</s></i>", "<I>CN=a<S>CN=b"),
        ("<i>a <s>b</s></i>", "a b"),
        ("&lt;I&gt;CN=a&lt;S&gt;CN=b", "<I>CN=a<S>CN=b"),
        ("", ""),
    ],
)
def test_a_page_as_somebody_would_read_it(html: str, text: str) -> None:
    """Lines, rows and blanks as a browser shows them."""
    assert page(html.encode()).text.strip("\n") == text.strip("\n")


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "windows-1251", "shift_jis"])
def test_a_page_says_what_its_characters_are(tmp_path: Path, charset: str) -> None:
    """By its mark, or by its own declaration."""
    words = "日本 Thumbprint" if charset == "shift_jis" else "Отпечаток"
    html = f"<html><meta charset={charset}><body>{words}</body></html>"
    assert carried(tmp_path, html.encode(charset)).text("text.txt").strip() == words


def test_pictures_written_into_a_page(tmp_path: Path) -> None:
    """A page saved as one file has its pictures in its tags."""
    data = base64.b64encode(picture(8, 8)).decode()
    html = f'<html><p>x</p><img src="data:image/png;base64,{data}"><img src="http://a/b.png">'
    found = carried(tmp_path, html.encode())
    assert found.reports["x/picture-1.png"].kind == "picture"


@given(st.lists(st.lists(st.from_regex(r"[A-Za-z0-9.=<>&]{1,12}", fullmatch=True), min_size=2)))
def test_any_table_keeps_its_cells(rows: list[list[str]]) -> None:
    """Rows are lines and cells stand between tabs, whatever is in them."""
    html = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    lines = page(f"<table>{html}</table>".encode()).text.splitlines()
    assert [line.split("\t") for line in lines] == rows


RTF = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Calibri;}{\f1\fcharset204 A;}}
{\*\generator Riched20;}{\info{\title secret}}\pard\f0 Thumb\b print\b0  : \'e4\u8364?\f1 \'cf\f0
\par next\tab col\line{\field{\*\fldinst HYPERLINK x}{\fldrslt shown}}\par
\trowd\cellx1\cellx2\intbl a\cell b\cell\row\trowd c\cell d\cell\row
{\*\shppict{\pict\pngblip PNG}}{\nonshppict{\pict\wmetafile8 00}}{\*\unknown x}
\{end\}\par}"""


def test_rich_text(tmp_path: Path) -> None:
    """Code pages of fonts, Unicode, rows and pictures; not what only programs read."""
    content = RTF.replace(b"PNG", picture(8, 8).hex().encode())
    found = carried(tmp_path, content)
    assert found.text("text.txt") == "Thumbprint : ä€П\nnext\tcol\nshown\na\tb\nc\td\n{end}\n"
    assert found.reports["x/picture-1.png"].kind == "picture"


def test_a_page_inside_rich_text() -> None:
    """What a mail program kept of a page is put together again."""
    content = (
        rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}Name {\*\htmltag84 &lt;}\htmlrtf <\htmlrtf0 I"
        rb"{\*\htmltag84 &gt;}\htmlrtf >\htmlrtf0 CN=a\htmlrtf\par\htmlrtf0{\*\htmltag72 </p>}"
        rb"{\*\htmltag <table><tr><td>}x{\*\htmltag </td><td>}y{\*\htmltag </td></tr></table>}}"
    )
    assert read_rtf(content).page.text == "Name <I>CN=a\nx\ty\n"


@given(st.text(st.characters(codec="utf-16", exclude_categories=("Cs", "Cc"))))
def test_any_letters_in_rich_text(text: str) -> None:
    """Letters beyond a code page come in halves, with a stand-in behind each."""
    units = text.encode("utf-16-le")
    numbers = [number for (number,) in struct.iter_unpack("<h", units)]
    written = "".join(f"\\u{number}?" for number in numbers)
    assert read_rtf(f"{{\\rtf1\\uc1 {written}}}".encode()).page.text == text


@pytest.mark.parametrize("name", ["docx", "html", "rtf"])
def test_what_is_in_a_document_is_judged(tmp_path: Path, name: str) -> None:
    """The same warning in each of them is the same finding."""
    lines = WARNING.splitlines()
    made: dict[str, Any] = {
        "docx": lambda: document("".join(PARAGRAPH.format(run(line)) for line in lines)),
        "html": lambda: ("<html>" + "".join(f"<p>{escape(line)}</p>" for line in lines)).encode(),
        "rtf": lambda: (
            rb"{\rtf1 %b}" % rb"\par ".join(line.replace("\\", "\\\\").encode() for line in lines)
        ),
    }
    (tmp_path / f"case.{name}").write_bytes(made[name]())
    found = pipeline.diagnose([tmp_path], engine="plain")
    assert {finding.rule for finding in found.findings} == {"precedence-conflict"}
    assert found.complete


def test_an_event_in_a_document_keeps_its_lines(tmp_path: Path) -> None:
    """A copied event is ten lines and a description, whatever carries it."""
    content = document("".join(PARAGRAPH.format(run(line)) for line in EVENT.splitlines()))
    assert carried(tmp_path, content).text("text.txt").strip() == EVENT
