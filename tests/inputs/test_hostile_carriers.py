"""Mails, documents and pictures made to do harm: each ends with a line, within its limits."""

from __future__ import annotations

import io
import resource
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import certtrail
from certtrail.inputs.carriers import pdf
from certtrail.inputs.limits import Limits
from tests.inputs.archives import zipped
from tests.inputs.carried import EVENT, FREE, carried, compound, message, run, word

if TYPE_CHECKING:
    from collections.abc import Callable

ENGINE: Final = Path(certtrail.__file__).parents[1]
MIB: Final = 1 << 20
HEAD: Final = b"From: a@b\nMIME-Version: 1.0\nMessage-ID: <1@a>\nSubject: x\n"


def inflated(name: str, parts: dict[str, bytes], before: bytes, fill: bytes, after: bytes) -> bytes:
    """Pack parts, one of which unpacks to 300 MiB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            if each != name:
                archive.writestr(each, content)
        with archive.open(name, "w") as file:
            file.write(before)
            for _ in range(300):
                file.write(fill * (MIB // len(fill)))
            file.write(after)
    return out.getvalue()


def blown(fill: bytes, start: bytes = b"", end: bytes = b"") -> bytes:
    """Write a Word document of which the text unpacks to 300 MiB."""
    parts = word("BODY")
    before, after = parts["word/document.xml"].split(b"BODY")
    return inflated("word/document.xml", parts, before + start, fill, end + after)


def entities() -> bytes:
    """Write a document that says a little very often, and fetches a file."""
    names = [f"e{number}" for number in range(12)]
    said = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "aaaaaaaaaa">{said}'
        '<!ENTITY file SYSTEM "file:///etc/hostname">]>'
        '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&e11;&file;</w:t></w:r></w:p></w:body>'
        "</w:document>"
    )
    return zipped({**word(""), "word/document.xml": xml.encode()})


def nested(levels: int) -> bytes:
    """Write a mail in a mail in a mail."""
    mail = HEAD + b"\nend"
    for _ in range(levels):
        mail = HEAD + b"Content-Type: message/rfc822\n\n" + mail
    return mail


def parts_in_parts(levels: int) -> bytes:
    """Write a mail of parts of parts."""
    inner = b"Content-Type: text/plain\n\nend"
    for level in range(levels):
        head = b"Content-Type: multipart/mixed; boundary=b%d\n\n" % level
        inner = head + b"--b%d\n%b\n--b%d--\n" % (level, inner, level)
    return HEAD + inner


def flooded_pdf() -> bytes:
    """Write a page of which the content unpacks to 150 MB."""
    packer = zlib.compressobj(9)
    words = b"BT /F 1 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n" * 20_000
    content = b"".join(packer.compress(words) for _ in range(150)) + packer.flush()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 700 800]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(content), content),
    )
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % each for each in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Size 5/Root 1 0 R>>\n%%EOF"


def png(wide: int, high: int) -> bytes:
    """Write a picture that says how large it is and has nothing of it."""
    size = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", size), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def patched(at: int, value: int) -> bytes:
    """Write a mail of Outlook with another number in its header."""
    content = bytearray(compound(message(texts={0x1000: EVENT * 50})))
    content[at : at + 4] = struct.pack("<I", value)
    return bytes(content)


def looped() -> bytes:
    """Write a compound file of which every sector is followed by the first."""
    content = compound(message(texts={0x1000: EVENT * 50}))
    (tables,) = struct.unpack_from("<I", content, 0x2C)
    return content[: -512 * tables] + bytes(512 * tables)


CASES: dict[str, Callable[[], bytes]] = {
    "blanks in word": lambda: blown(b" "),
    "text in word": lambda: blown(b"x", b"<w:p><w:r><w:t>", b"</w:t></w:r></w:p>"),
    "tables in word": lambda: zipped(word("<w:tbl><w:tr><w:tc>" * 100_000)),
    "entities": entities,
    "mails in mails": lambda: nested(500),
    "parts in parts": lambda: parts_in_parts(2000),
    "a long subject": lambda: HEAD[:-1] + b"=?utf-8?q?a?= " * 400_000 + b"\n\nbody\n",
    "many headers": lambda: HEAD + b"X-A: a\n" * 300_000 + b"\nbody\n",
    "lines of a mail": lambda: HEAD + b"\n" + b"=\n" * 4_100_000,
    "names in pieces": lambda: (
        HEAD
        + b"Content-Disposition: attachment; "
        + b"".join(b'filename*%d="a"; ' % number for number in range(10_000))
        + b"\n\nx"
    ),
    "tables in a page": lambda: b"<html>" + b"<table><tr><td>x" * 50_000,
    "italics in a page": lambda: b"<html>" + b"<i>CN=a" * 100_000,
    "groups in rich text": lambda: b"{\\rtf1 " + b"{}" * 500_000,
    "a picture of 10 gigabytes": lambda: png(100_000, 100_000),
    "a picture like a line": lambda: png(1_000_000, 20),
    "a picture of nothing": lambda: png(100, 100)[:60],
    "tables of a compound file": lambda: patched(44, 0x7FFFFFFF),
    "small tables": lambda: patched(64, 0x7FFFFFFF),
    "tables of tables": lambda: patched(72, 0x7FFFFFFF),
    "a first sector that is none": lambda: patched(48, FREE - 9),
    "sectors in a circle": looped,
}
UNHARMED: Final = {
    *("a long subject", "many headers", "names in pieces", "tables in a page"),
    *("italics in a page", "groups in rich text"),
}


@pytest.mark.parametrize("name", CASES)
def test_it_ends_with_a_line_within_limits(tmp_path: Path, name: str) -> None:
    """By the command, with 6 GiB to address: a line, an exit code, in time."""
    (tmp_path / "x").write_bytes(CASES[name]())

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))

    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "certtrail", "inputs", str(tmp_path / "x")],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        preexec_fn=limited,
        env={"PYTHONPATH": str(ENGINE)},
    )
    assert time.monotonic() - started < 300
    assert "Traceback" not in done.stderr
    assert done.returncode in ((0, 3) if name in UNHARMED else (3,)), done.stdout[-400:]
    if done.returncode == 3:
        assert "problem:" in done.stdout


def test_a_page_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes too long, or too much, is ended."""
    monkeypatch.setattr(pdf, "_SECONDS", 2.0)
    found = carried(tmp_path, flooded_pdf())
    assert "paste its text" in found.report.problems[0]


def test_ten_thousand_attachments(tmp_path: Path) -> None:
    """Each has its report, whatever it is called, and none leaves its place."""
    part = (
        b"--b\nContent-Type: text/plain\n"
        b'Content-Disposition: attachment; filename="../../../a\x1b[2J/C:\\%d.txt"\n\nhello %d\n'
    )
    mail = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
    mail += b"".join(part % (number, number) for number in range(10_000)) + b"--b--\n"
    found = carried(tmp_path, mail)
    assert len(found.files) == 10_000
    assert all(".." not in name and not name.startswith("/") for name in found.files)
    assert not list(tmp_path.parent.glob("*.txt"))


def test_depth_and_bytes_of_carriers_are_those_of_archives(tmp_path: Path) -> None:
    """Mails in mails count as archives in archives do; what comes out counts, too."""
    found = carried(tmp_path, nested(20), Limits(depth=5))
    deepest = found.reports[max(found.reports, key=len)]
    assert "deeper than is unpacked" in deepest.problems[0]
    media = {**word(run("words")), "word/media/a.bin": bytes(8 * MIB)}
    found = carried(tmp_path, zipped(media), Limits(total=MIB))
    assert "come out" in found.report.problems[0]
    assert found.text("text.txt").strip() == "words"
