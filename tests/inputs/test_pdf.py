"""PDF: words come out in the lines in which they stand, pictures and files beside them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail import pipeline
from certtrail.inputs.carriers import pdf
from certtrail.inputs.carriers.rows import Box, lines_of
from certtrail.inputs.limits import Limits
from tests.inputs.carried import EVENT, THUMBPRINT, carried

if TYPE_CHECKING:
    from pathlib import Path

# What is on pictures takes long to read, and is not looked at here.
NOT_READ = Limits(pictures=0)


def made(pages: list[bytes], extra: dict[int, bytes] | None = None, catalog: bytes = b"") -> bytes:
    """Write a PDF: each page's content stream, with one font of fixed width, F."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R%b>>" % catalog,
        2: b"<</Type/Pages/Count %d/Kids[%b]>>"
        % (len(pages), b" ".join(b"%d 0 R" % (10 + 2 * n) for n in range(len(pages)))),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
        **(extra or {}),
    }
    for number, content in enumerate(pages):
        objects[10 + 2 * number] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 700 800]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>>>" % (11 + 2 * number)
        )
        packed = zlib.compress(content)
        objects[11 + 2 * number] = b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (
            len(packed),
            packed,
        )
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (max(objects) + 1, start)
    return bytes(out)


def text(lines: list[tuple[int, int, str]]) -> bytes:
    """Write words at places: x, y from the top, text."""
    parts = [b"BT /F 10 Tf"]
    for x, y, words in lines:
        escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        parts.append(b"1 0 0 1 %d %d Tm (%b) Tj" % (x, 790 - y, escaped.encode()))
    return b"\n".join([*parts, b"ET"])


def test_lines_columns_and_empty_lines(tmp_path: Path) -> None:
    """What is written in any order stands where it is read; columns stay apart."""
    page = text(
        [
            (200, 20, "Subject"),
            (20, 20, "Services"),
            (20, 32, "IP.WS.."),
            (200, 32, "CN=mail.contoso.com"),
            (20, 56, f"Thumbprint : {THUMBPRINT}"),
            (20, 68, "(in brackets) and <I>CN=a<S>CN=b"),
        ]
    )
    found = carried(tmp_path, made([page, text([(20, 20, "page two")])]))
    assert found.text("text.txt").splitlines() == [
        "Services                      Subject",
        "IP.WS..                       CN=mail.contoso.com",
        "",
        f"Thumbprint : {THUMBPRINT}",
        "(in brackets) and <I>CN=a<S>CN=b",
        "page two",
    ]
    assert found.report.complete


WORDS = st.from_regex(r"[A-Za-z0-9:=.,-]{1,10}", fullmatch=True)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=6), min_size=1, max_size=5), st.randoms())
@settings(max_examples=60)
def test_words_by_their_places(lines: list[list[str]], random: Any) -> None:
    """However words come, and however uneven a line stands, they are read in order."""
    boxes = []
    for number, line in enumerate(lines):
        x = 0
        for word in line:
            y = number * 12 + random.uniform(-1.5, 1.5)
            boxes.append(Box(x, y, x + 6 * len(word), y + 9, word))
            x += 6 * (len(word) + 1)
    random.shuffle(boxes)
    assert [line.split() for line in lines_of(boxes)] == lines


def test_a_page_that_is_a_picture(tmp_path: Path) -> None:
    """Its picture is a file; a page without words and pictures is drawn as one."""
    image = zlib.compress(bytes(100 * 40))
    picture = (
        b"<</Type/XObject/Subtype/Image/Width 100/Height 40/BitsPerComponent 8"
        b"/ColorSpace/DeviceGray/Filter/FlateDecode/Length %d>>stream\n%b\nendstream"
        % (len(image), image)
    )
    drawn = b"20 20 300 5 re f"
    content = made([b"100 0 0 40 0 0 cm /I Do", drawn], {4: picture})
    found = carried(tmp_path, content, NOT_READ)
    assert set(found.reports) == {"x", "x/page-1-1.png", "x/page-2-1.png"}
    assert all(found.reports[name].kind == "picture" for name in found.reports if name != "x")


def test_a_file_in_it(tmp_path: Path) -> None:
    """What somebody attached to it comes out by its name."""
    extra = {
        5: b"<</Length 5>>stream\na,b,c\nendstream",
        6: b"<</Type/Filespec/F(list.csv)/UF(list.csv)/EF<</F 5 0 R>>>>",
    }
    catalog = b"/Names<</EmbeddedFiles<</Names[(list.csv) 6 0 R]>>>>"
    found = carried(tmp_path, made([text([(20, 20, "see the file")])], extra, catalog))
    assert found.files["list.csv"] == b"a,b,c"


@pytest.mark.parametrize(
    ("catalog", "page", "found"),
    [
        (b"", b"/Annots[7 0 R]", True),
        (b"/AF[6 0 R]", b"", False),
        (b"", b"/Annots[8 0 R]", False),
    ],
)
def test_a_file_that_hangs_elsewhere(
    tmp_path: Path, catalog: bytes, page: bytes, *, found: bool
) -> None:
    """On a page it shows a paper clip; where the library does not look it is told."""
    extra = {
        5: b"<</Length 5>>stream\na,b,c\nendstream",
        6: b"<</Type/Filespec/F(list.csv)/UF(list.csv)/EF<</F 5 0 R>>>>",
        7: b"<</Type/Annot/Subtype/FileAttachment/Rect[20 20 40 40]/FS 6 0 R>>",
        8: b"<</Type/Annot/Subtype/RichMedia/Rect[20 20 40 40]/RichMediaContent"
        b"<</Assets<</Names[(list.csv) 6 0 R]>>>>>>",
    }
    content = made([text([(20, 20, "see the file")])], extra, catalog)
    content = content.replace(
        b"/Type/Page/", (page and b"/Type/Page" + page + b"/") or b"/Type/Page/"
    )
    (tmp_path / "a.pdf").write_bytes(content)
    read = pipeline.read(tmp_path).inputs
    assert ("a.pdf/list.csv" in [one.name for one in read]) == found
    told = [line for one in read for line in one.problems]
    assert any("hang on it" in line for line in told) != found


def test_damage_and_time_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is none, and one that takes too long, end with a line."""
    found = carried(tmp_path, b"%PDF-1.7\nnothing")
    assert "damaged" in found.report.problems[0]
    busy = text([(20, 20, "x" * 80)] * 4000)
    monkeypatch.setattr(pdf, "_SECONDS", 1.0)
    found = carried(tmp_path, made([text([(20, 20, "first")]), *[busy] * 60]))
    assert "more than 1 seconds" in found.report.problems[0]
    assert not found.report.complete


@given(st.integers(0, 99), st.binary(min_size=1, max_size=30))
@settings(max_examples=25)
def test_mangled_files_end(
    tmp_path_factory: pytest.TempPathFactory, place: int, noise: bytes
) -> None:
    """Whatever is wrong with one, there is a report."""
    content = made([text([(20, 20, "words")])])
    at = len(content) * place // 100
    found = carried(
        tmp_path_factory.mktemp("pdf"), content[:at] + noise + content[at + 9 :], NOT_READ
    )
    assert found.files or found.reports


QUOTED: Final = EVENT.encode().replace(b"(", b"\\(").replace(b")", b"\\)")
HELLO: Final = text([(20, 20, "Hello all, see you on Monday.")])
WIDE: Final = EVENT.encode("utf-16-be").hex().encode()
COMMENT: Final = EVENT.encode().replace(b"\n", b"\n%")
BESIDE: Final = {
    "a title": made([HELLO], {5: b"<</Title(%b)>>" % QUOTED}),
    "a wide title": made(
        [HELLO], {5: b"<</Title<FEFF%b>>>" % EVENT.encode("utf-16-be").hex().encode()}
    ),
    "an action": made([HELLO], {5: b"<</S/JavaScript/JS(%b)>>" % QUOTED}, b"/OpenAction 5 0 R"),
    "an object of an earlier state": made([HELLO], {5: b"(%b)" % QUOTED}),
    "a stream that nobody shows": made(
        [HELLO], {5: b"<</Length %d>>stream\n%b\nendstream" % (len(EVENT), EVENT.encode())}
    ),
    "words behind the end": made([HELLO]) + b"\n" + EVENT.encode(),
    "a comment": made([HELLO]).replace(
        b"2 0 obj", b"%" + EVENT.encode().replace(b"\n", b"\n%") + b"\n2 0 obj", 1
    ),
}


@pytest.mark.parametrize("where", BESIDE)
def test_what_no_page_shows_is_read_or_told(tmp_path: Path, where: str) -> None:
    """Where it may be evidence; an ordinary title says nothing."""
    (tmp_path / "a.pdf").write_bytes(BESIDE[where])
    found = pipeline.read(tmp_path)
    assert len(found.records) or not all(one.complete for one in found.inputs)


def test_what_a_page_shows_is_read_once(tmp_path: Path) -> None:
    """Also where its words are not packed, and a title names what it is about."""
    lines = [(20, 20 + 12 * number, line) for number, line in enumerate(EVENT.splitlines())]
    shown = text(lines)
    whole = made([shown], {5: b"<</Title(MSExchangeTransport 12015)>>"})
    packed = zlib.compress(shown)
    length = b"<</Length %d/Filter/FlateDecode>>" % len(packed)
    plain = whole.replace(length, b"<</Length %d>>" % len(shown))
    for content in (whole, plain.replace(packed, shown)):
        (tmp_path / "a.pdf").write_bytes(content)
        assert [one.name for one in pipeline.read(tmp_path).inputs] == ["a.pdf", "a.pdf/text.txt"]
