"""Evidence where nobody looks in a document: read, or told; of ordinary ones nothing is said."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

import docx
import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from certtrail import pipeline
from tests.inputs.archives import zipped
from tests.inputs.carried import EVENT, run, word
from tests.inputs.test_pdf import made, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from certtrail.model.input_reports import InputReport

HELLO: Final = "<w:p>" + run("Hello all, see you on Monday.") + "</w:p>"
W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
KIND: Final = "application/vnd.openxmlformats-officedocument"
XML_EVENT: Final = (
    "<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='MSExchangeTransport'/><EventID Qualifiers='32772'>12015</EventID>"
    "<Level>2</Level><TimeCreated SystemTime='2024-03-29T07:50:02Z'/>"
    "<EventRecordID>7</EventRecordID><Channel>Application</Channel>"
    "<Computer>EX01.contoso.com</Computer></System></Event></Events>"
)


def paragraphs(lines: str, space: str = "w") -> str:
    """Write lines as paragraphs."""
    return "".join(
        f"<{space}:p><{space}:r><{space}:t xml:space='preserve'>{escape(line)}</{space}:t>"
        f"</{space}:r></{space}:p>"
        for line in lines.splitlines()
    )


def typed(parts: dict[str, bytes], types: str) -> bytes:
    """Pack the parts of a document with a list of types."""
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return zipped(
        {"[Content_Types].xml": f'<Types xmlns="{space}">{types}</Types>'.encode()} | parts
    )


def body(content: str) -> bytes:
    """Write the main part of a Word document."""
    return f'<w:document xmlns:w="{W}"><w:body>{content}</w:body></w:document>'.encode()


def override(name: str, kind: str) -> str:
    """Write the type of a part."""
    return f'<Override PartName="/{name}" ContentType="{KIND}.{kind}+xml"/>'


MAIN: Final = "wordprocessingml.document.main"
ALONE: Final = override("word/document.xml", MAIN)
SLIDE: Final = '<p:sld xmlns:p="http://schemas.openxmlformats.org/p" xmlns:a="http://a">{}</p:sld>'
OPEN: Final = "application/vnd.oasis.opendocument."


def opened(kind: str, content: str, **more: bytes) -> bytes:
    """Pack an OpenDocument."""
    spaces = " ".join(f'xmlns:{one}="urn:oasis:{one}"' for one in ("o", "text", "table", "draw"))
    parts = {
        "mimetype": (OPEN + kind).encode(),
        "content.xml": f"<o:d {spaces}>{content}</o:d>".encode(),
    }
    return zipped(parts | {name.replace("__", "/"): each for name, each in more.items()}, method=0)


def alternative(choice: str) -> bytes:
    """Write a document of which old programs show the event."""
    other = f"<mc:Fallback>{paragraphs(EVENT)}</mc:Fallback>"
    inner = f"<mc:AlternateContent><mc:Choice Requires='zz'>{choice}</mc:Choice>{other}"
    return zipped(word(f"{HELLO}{inner}</mc:AlternateContent>"))


def note(kind: bytes, key: bytes, page: bytes) -> bytes:
    """Write a PDF with a note."""
    told = EVENT.replace("(", "[").replace(")", "]").replace("\n", "\\r").encode()
    one = b"<</Type/Annot/Subtype/%b/Rect[50 100 500 600]/%b(%b)/DA(/F 8 Tf)>>" % (kind, key, told)
    whole = made([page], {5: one}, b"/AcroForm<</Fields[5 0 R]>>")
    return whole.replace(b"/Contents 11 0 R", b"/Contents 11 0 R/Annots[5 0 R]")


def doubled() -> bytes:
    """Pack two parts of one name."""
    parts = {"word/media/EX01.txt": EVENT.encode(), "word/media/EX02.txt": b"Hello"}
    return zipped(word(HELLO, parts)).replace(b"EX02", b"EX01")


LINES: Final = "".join(f"<text:p>{escape(line)}</text:p>" for line in EVENT.splitlines())
ROW: Final = "<table:table-row><table:table-cell{}>{}</table:table-cell></table:table-row>"
BOX: Final = (
    f"<table:shapes><draw:frame><draw:text-box>{LINES}</draw:text-box></draw:frame></table:shapes>"
)
DATED: Final = ' o:date-value="2024-03-29"'
HELLO_ROW: Final = ROW.format("", "<text:p>Hello</text:p>")
RTF: Final = EVENT.replace("\n", "\\par\n")
READ: Final = {
    "no type": typed(
        {"word/document.xml": body(HELLO), "word/footnotes.xml": body(paragraphs(EVENT))}, ALONE
    ),
    "a type by its suffix": typed(
        {"word/x.xml": body(paragraphs(EVENT))},
        f'<Default Extension="xml" ContentType="{KIND}.{MAIN}+xml"/>',
    ),
    "a type in other letters": typed(
        {"word/document.xml": body(paragraphs(EVENT)), "word/x.xml": body(HELLO)},
        override("word/Document.XML", MAIN) + override("word/x.xml", MAIN),
    ),
    "a layout": typed(
        {
            "ppt/slides/slide1.xml": SLIDE.format(paragraphs("Hello", "a")).encode(),
            "ppt/slideLayouts/l.xml": SLIDE.format(paragraphs(EVENT, "a")).encode(),
        },
        override("ppt/slides/slide1.xml", "presentationml.slide")
        + override("ppt/slideLayouts/l.xml", "presentationml.slideLayout"),
    ),
    "beside properties": zipped(word(HELLO, {"docProps/EX01.txt": EVENT.encode()})),
    "a program's part": zipped(
        word(HELLO, {"word/activeX/EX01.zip": zipped({"a": EVENT.encode()})})
    ),
    "a comment in properties": zipped(
        word(HELLO)
        | {
            "docProps/core.xml": f'<c xmlns="http://schemas.openxmlformats.org/p">{EVENT}</c>'.encode()
        }
    ),
    "event XML": zipped(word(HELLO) | {"word/embeddings/x.xml": XML_EVENT.encode()}),
    "event XML as a drawing": zipped(word(HELLO) | {"word/x.vml": XML_EVENT.encode()}),
    "a value in its text": zipped(word(f"{HELLO}<w:p><w:x w:name={quoteattr(EVENT)}/></w:p>")),
    "text in no run": zipped(word(f"{HELLO}<w:p>{escape(EVENT)}</w:p>")),
    "a comment in its text": zipped(word(f"{HELLO}<!-- {escape(EVENT)} -->")),
    "an alternative": alternative("<zz:x xmlns:zz='urn:zz'/>"),
    "an alternative beside a text": alternative("<w:p>" + run("Hello again") + "</w:p>"),
    "two of one name": doubled(),
    "a thumbnail": opened(
        "text", "<text:p>Hello</text:p>", Thumbnails__a=zipped({"a": EVENT.encode()})
    ),
    "event XML in OpenDocument": opened(
        "text", "<text:p>Hello</text:p>", **{"x.xml": XML_EVENT.encode()}
    ),
    "a text box on a sheet": opened("spreadsheet", f"<table:table>{BOX}{HELLO_ROW}</table:table>"),
    "a text that says it is a date": opened(
        "spreadsheet",
        f"<table:table>{ROW.format(DATED, LINES)}</table:table>",
    ),
    "a note on a page": note(b"FreeText", b"Contents", text([(20, 20, "Hello all")])),
    "a field of a form": note(b"Widget/FT/Tx/T(a)", b"V", text([(20, 20, "Hello all")])),
    "RTF for other programs": (
        f"{{\\rtf1\\fromhtml1 {{\\*\\htmltag <p>Hello</p>}}\\htmlrtf {RTF}\\htmlrtf0 }}".encode()
    ),
}


def reports_of(content: bytes, folder: Path) -> list[InputReport]:
    """Read a document; gives the reports of it and all in it."""
    (folder / "case.bin").write_bytes(content)
    return list(pipeline.read([folder]).inputs)


@pytest.mark.parametrize("how", READ)
def test_it_is_read(tmp_path: Path, how: str) -> None:
    """The event in it, wherever it stands."""
    reports = reports_of(READ[how], tmp_path)
    assert any(one.kind not in ("archive", "document") and one.records.found for one in reports)


def shortened(name: str) -> bytes:
    """Pack a document of which the directory tells a part shorter than it is."""
    shown = body(HELLO)
    hiding = shown + EVENT.encode()
    content = bytearray(zipped(word(HELLO) | {name: hiding}, zipfile.ZIP_STORED))
    size, crc = struct.pack("<I", len(hiding)), struct.pack("<I", zlib.crc32(hiding))
    for start in (content.find(crc + size + size), content.rfind(crc + size + size)):
        content[start : start + 4] = struct.pack("<I", zlib.crc32(shown))
        content[start + 8 : start + 12] = struct.pack("<I", len(shown))
    return bytes(content)


def workbook(
    change: Callable[[Worksheet], object] = str, sheet: str = "", strings: str = "", cells: str = ""
) -> bytes:
    """Make a workbook, its cells as Excel has them: their texts are in a list that they share.

    Args:
        change: made to the sheet.
        sheet: more XML at the end of it.
        strings: more XML at the end of the list.
        cells: more XML behind the last cell.
    """
    book = openpyxl.Workbook()
    book.active.append(["Hello", "all"])
    change(book.active)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    place = "xl/worksheets/sheet1.xml"
    for number, shown in enumerate(("Hello", "all")):
        parts[place] = parts[place].replace(
            f't="inlineStr"><is><t>{shown}</t></is>', f't="s"><v>{number}</v>'
        )
    parts[place] = parts[place].replace("</row>", f"{cells}</row>", 1)
    parts[place] = parts[place].replace("</worksheet>", f"{sheet}</worksheet>")
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{space}"><si><t>Hello</t></si><si><t>all</t></si>{strings}</sst>'
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    for name, end, more in (
        ("[Content_Types].xml", "</Types>", override("xl/sharedStrings.xml", SHARED)),
        (
            "xl/_rels/workbook.xml.rels",
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{relation}" Target="/xl/sharedStrings.xml"/>',
        ),
    ):
        parts[name] = parts[name].replace(end, more + end)
    return zipped({name: each.encode() for name, each in parts.items()})


SHARED: Final = "spreadsheetml.sharedStrings"


def checked(**texts: str) -> Callable[[Worksheet], object]:
    """Give what adds a validation to a sheet, with texts for who types."""
    return lambda sheet: sheet.add_data_validation(
        DataValidation(type="whole", operator="greaterThan", formula1="0", sqref="A1", **texts)
    )


def headed(sheet: Worksheet) -> None:
    """Put the event into the heading of the print."""
    sheet.oddHeader.left.text = EVENT


def footed(sheet: Worksheet) -> None:
    """Put the event into the footing of the first page."""
    sheet.HeaderFooter.differentFirst = True
    sheet.firstFooter.right.text = EVENT


def symbols(font: str, base: int) -> bytes:
    """Make a document whose letters stand as symbols."""
    lines = (
        "".join(f'<w:sym w:font="{font}" w:char="{base + ord(one):04X}"/>' for one in line)
        for line in EVENT.splitlines()
    )
    return zipped(word(HELLO + "".join(f"<w:p><w:r>{line}</w:r></w:p>" for line in lines)))


BESIDE: Final = {
    "a heading of the print": workbook(headed),
    "a footing of the print": workbook(footed),
    "a prompt": workbook(checked(prompt=EVENT)),
    "an error": workbook(checked(error=EVENT)),
    "a comment in a sheet": workbook(sheet=f"<!-- {EVENT} -->"),
    "a scenario": workbook(
        sheet=f"<scenarios><scenario name='x' comment={quoteattr(EVENT)}/></scenarios>"
    ),
    "a formula": workbook(cells=f'<c r="C1"><f>IF(A1=1,"{escape(EVENT)}",1)</f><v>1</v></c>'),
    "a comment in strings": workbook(strings=f"<!-- {EVENT} -->"),
    "a string of no cell": workbook(strings=f"<si><t>{escape(EVENT)}</t></si>"),
    "lines of no cell": workbook(
        strings="".join(f"<si><t>{escape(line)}</t></si>" for line in EVENT.splitlines())
    ),
    "how a word is spoken": workbook(
        strings=f"<si><t>x</t><rPh sb='0' eb='1'><t>{escape(EVENT)}</t></rPh></si>",
        cells='<c r="C1" t="s"><v>2</v></c>',
    ),
    "how a cell is spoken": workbook(
        cells='<c r="C1" t="inlineStr"><is><t>x</t><rPh sb="0" eb="1"><t>'
        f"{escape(EVENT)}</t></rPh></is></c>"
    ),
    "a comment of OpenDocument": opened("text", f"<!-- {EVENT} --><text:p>Hello</text:p>"),
    "a hidden text": opened(
        "text", f"<text:p>Hello<text:hidden-text text:string-value={quoteattr(EVENT)}/></text:p>"
    ),
    "a variable": opened(
        "text", f"<text:variable-decl o:string-value={quoteattr(EVENT)}/><text:p>Hello</text:p>"
    ),
    "a value of a cell": opened(
        "spreadsheet",
        f"<table:table>{ROW.format(f' o:string-value={quoteattr(EVENT)}', '')}</table:table>",
    ),
    "a formula of a cell": opened(
        "spreadsheet",
        f"<table:table>{ROW.format(f' table:formula={quoteattr(EVENT)}', '')}</table:table>",
    ),
    "a scenario of OpenDocument": opened(
        "spreadsheet",
        f"<table:table><table:scenario table:comment={quoteattr(EVENT)}/></table:table>",
    ),
    "a prompt of OpenDocument": opened(
        "spreadsheet",
        f"<table:content-validation><table:help-message>{LINES}</table:help-message>"
        f"</table:content-validation><table:table>{HELLO_ROW}</table:table>",
    ),
    "symbols": symbols("Symbol", 0xF000),
    "symbols of a font": symbols("Arial", 0),
    "private symbols of a font": symbols("Arial", 0xF000),
}


@pytest.mark.parametrize("where", BESIDE)
def test_what_no_cell_shows_is_read_or_told(tmp_path: Path, where: str) -> None:
    """Headings, prompts, formulas, strings that are left; letters that stand as symbols."""
    reports = reports_of(BESIDE[where], tmp_path)
    assert any(one.records.found for one in reports if one.kind == "event-text") or not all(
        one.complete for one in reports
    )


def formulas() -> bytes:
    """Make a workbook of formulas that nobody has computed."""
    book = openpyxl.Workbook()
    for line in EVENT.splitlines():
        book.active.append([f'="{line.replace(chr(34), "")}"'])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TOLD: Final = {
    "moved away": zipped(word(f"{HELLO}<w:moveFrom>{paragraphs(EVENT)}</w:moveFrom>")),
    "deleted": zipped(
        word(f"{HELLO}<w:del>{paragraphs(EVENT).replace('w:t', 'w:delText')}</w:del>")
    ),
    "behind the told size": shortened("word/document.xml"),
    "behind all parts": zipped(word(HELLO)) + EVENT.encode(),
    "formulas": formulas(),
    "a comment of RTF": f"{{\\rtf1\\ansi Hello\\par {{\\info{{\\doccomm {RTF}}}}}}}".encode(),
    "a form": opened("text", f"<o:forms><o:f x={quoteattr(EVENT)}/></o:forms><text:p>Hi</text:p>"),
}


@pytest.mark.parametrize("how", TOLD)
def test_it_is_told(tmp_path: Path, how: str) -> None:
    """What no program shows, or nobody has computed, is not read; the report says so."""
    assert not all(one.complete for one in reports_of(TOLD[how], tmp_path))


def titled() -> bytes:
    """Make a document of which the properties name what it is about."""
    document = docx.Document()
    document.core_properties.title = "MSExchangeTransport 12024 on EX01"
    document.add_paragraph("Hello all, see you on Monday.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def summed() -> bytes:
    """Make a workbook with computed formulas, one of them to an empty text."""
    book = openpyxl.Workbook()
    book.active.append(["Hello", "all"])
    out = io.BytesIO()
    book.save(out)
    cells = '<c r="C1"><f>1+1</f><v>2</v></c><c r="D1" t="str"><f>""</f><v></v></c></row>'
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</row>", cells.encode())
    return zipped(parts)


ORDINARY: Final = {
    "a workbook": workbook(
        checked(prompt="A number, please"),
        sheet="<!-- made by a program -->",
        strings="<si><t>was once here</t></si>",
    ),
    "arrows": zipped(
        word(HELLO + '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r></w:p>')
    ),
    "a title": titled(),
    "formulas": summed(),
    "a title of RTF": b"{\\rtf1\\ansi Hello all\\par {\\info{\\title MSExchangeTransport 12024}}}",
    "a page in RTF": (
        b"{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag <p>}Hello all{\\*\\htmltag </p>}"
        b"\\htmlrtf \\bullet\\tab\\htmlrtf0 }"
    ),
    "layouts": typed(
        {
            "ppt/slides/slide1.xml": SLIDE.format(paragraphs("Hello all", "a")).encode(),
            "ppt/slideLayouts/l.xml": SLIDE.format(paragraphs("Click to edit", "a")).encode(),
        },
        override("ppt/slides/slide1.xml", "presentationml.slide")
        + override("ppt/slideLayouts/l.xml", "presentationml.slideLayout"),
    ),
    "deleted words": zipped(word(f"{HELLO}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>")),
    "parts of programs": zipped(
        word(HELLO)
        | {
            "word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "word/fonts/font1.odttf": bytes(range(256)),
            "docProps/thumbnail.jpeg": b"\xff\xd8\xff",
            "customXml/item1.xml": b'<p:properties xmlns:p="http://schemas.microsoft.com/x">E-mail</p:properties>',
        }
    ),
    "a sheet with a date": opened(
        "spreadsheet",
        f"<table:table>{ROW.format(DATED, '<text:p>3/29/24</text:p>')}</table:table>",
    ),
    "a link on a page": made(
        [text([(20, 20, "Hello all")])], {5: b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]>>"}
    ).replace(b"/Contents 11 0 R", b"/Contents 11 0 R/Annots[5 0 R]"),
}


@pytest.mark.parametrize("how", ORDINARY)
def test_an_ordinary_one_is_complete(tmp_path: Path, how: str) -> None:
    """Nothing is said of its parts, and no more comes out of it."""
    reports = reports_of(ORDINARY[how], tmp_path)
    assert all(one.complete for one in reports), [one.problems for one in reports]
    assert len(reports) <= 2
