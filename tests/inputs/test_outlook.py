"""Mails that Outlook saved or sent in its own format: bodies, files, and mails inside."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import compressed_rtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inputs.carried import (
    EVENT,
    THUMBPRINT,
    Tree,
    attached,
    carried,
    compound,
    message,
    properties,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SUBJECT, BODY, RTF, HTML = 0x0037, 0x1000, 0x1009, 0x1013
HTML_IN_RTF = rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}%s{\*\htmltag72 </p>}}"


def test_a_mail_with_files_and_a_mail(tmp_path: Path) -> None:
    """The body, each file by its long name, and of a mail inside the same in a folder."""
    inner = message(
        texts={BODY: "inner words"}, files=[attached("deep.bin", b"\1" * 9000)], start=24
    )
    made = message(
        texts={SUBJECT: "case", BODY: EVENT},
        files=[attached("event.txt", EVENT.encode()), attached("FW: case", inner)],
    )
    found = carried(tmp_path, compound(made))
    assert found.text("body.txt") == EVENT
    assert found.text("event.txt") == EVENT
    assert found.text("FW: case/body.txt") == "inner words"
    assert found.files["FW: case/deep.bin"] == b"\1" * 9000
    assert found.report.kind == "mail"
    assert found.report.complete
    assert "'case'" in found.report.notes[0]


@pytest.mark.parametrize("compress", [True, False])
def test_a_body_that_is_only_rich_text(tmp_path: Path, compress: bool) -> None:
    """Outlook keeps a page within compressed rich text."""
    packed = compressed_rtf.compress(HTML_IN_RTF % THUMBPRINT.encode(), compressed=compress)
    found = carried(tmp_path, compound(message(binaries={RTF: packed})))
    assert found.text("body.txt") == f"{THUMBPRINT}\n"


@pytest.mark.parametrize(("number", "charset"), [(65001, "utf-8"), (1251, "cp1251"), (0, "utf-8")])
def test_a_body_that_is_only_a_page(tmp_path: Path, number: int, charset: str) -> None:
    """The mail says what the page's characters are; else its bytes tell."""
    made = message(binaries={HTML: "<p>Отпечаток</p>".encode(charset)}, numbers={0x3FDE: number})
    assert carried(tmp_path, compound(made)).text("body.txt") == "Отпечаток\n"


def test_texts_of_old_outlooks(tmp_path: Path) -> None:
    """Before Unicode the mail says its code page."""
    made = message(numbers={0x3FFD: 1251})
    made["__substg1.0_1000001E"] = "Отпечаток".encode("cp1251")
    assert carried(tmp_path, compound(made)).text("body.txt") == "Отпечаток"


def test_what_is_not_in_the_mail_is_said(tmp_path: Path) -> None:
    """A link to a file, an object of another program, a body that is damaged."""
    link = attached("there.txt", b"")
    del link["__substg1.0_37010102"]
    link["__properties_version1.0"] = properties(8, {0x3705: 2})
    thing: Tree = {
        "__properties_version1.0": properties(8, {0x3705: 6}),
        "__substg1.0_3001001F": "drawing".encode("utf-16-le"),
        "__substg1.0_3701000D": {"CONTENTS": b"x"},
    }
    made = message(texts={BODY: "words"}, binaries={RTF: b"x" * 40}, files=[link, thing])
    found = carried(tmp_path, compound(made))
    problems = "\n".join(found.report.problems)
    assert "there.txt: left out, as it is only a link" in problems
    assert "drawing: left out, as it is an object" in problems
    assert "formatted body was not read" in problems
    assert found.text("body.txt") == "words"


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        ("EncryptedPackage", "password"),
        ("WordDocument", ".docx"),
        ("Workbook", ".xlsx"),
        ("PowerPoint Document", ".pptx"),
        ("VisioDocument", "PDF"),
        ("whatever", "compound file"),
    ],
)
def test_other_compound_files_are_named(tmp_path: Path, stream: str, words: str) -> None:
    """What is not read says what it is and what to send instead."""
    found = carried(tmp_path, compound({stream: b"x" * 5000}))
    assert words in found.report.problems[0]
    assert not found.report.complete
    assert found.report.kind == "document"


@given(
    place=st.integers(0, 100),
    noise=st.binary(min_size=1, max_size=40),
    cut=st.booleans(),
)
@settings(max_examples=150)
def test_damage_is_said_or_harmless(
    place: int, noise: bytes, cut: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is damaged, something is said, or all of the text is there."""
    made = message(texts={BODY: EVENT * 20}, files=[attached("a.txt", b"a" * 6000)])
    content = compound(made)
    at = len(content) * place // 101
    mangled = content[:at] + noise + (b"" if cut else content[at + len(noise) :])
    found = carried(tmp_path_factory.mktemp("msg"), mangled)
    if not found.reports or not found.report.complete:
        return
    # Bytes of texts and of names have no checksum: they are other bytes then.
    assert sum(map(len, found.files.values())) >= len(EVENT * 20) + 6000 - 2 * len(noise)


def tnef(attributes: list[tuple[int, bytes]]) -> bytes:
    """Write winmail.dat: each attribute with its level, type, size and checksum."""
    out = b"\x78\x9f\x3e\x22\1\0"
    for number, value in attributes:
        out += struct.pack("<BHHI", 1, number, 6, len(value)) + value
        out += struct.pack("<H", sum(value) & 0xFFFF)
    return out


def mapi(values: Mapping[int, bytes]) -> bytes:
    """Write properties: a number, a named one, then those given, in bytes."""
    out = struct.pack("<I", len(values) + 2) + struct.pack("<HHI", 3, 0x0E07, 1)
    name = "Keywords\0".encode("utf-16-le")
    out += struct.pack("<HH", 0x101F, 0x8001) + bytes(16) + struct.pack("<II", 1, len(name))
    out += name.ljust(-(-len(name) // 4) * 4, b"\0") + struct.pack("<II", 1, 2) + b"a\0\0\0"
    for number, value in values.items():
        padded = value.ljust(-(-len(value) // 4) * 4, b"\0")
        out += struct.pack("<HHII", 0x0102, number, 1, len(value)) + padded
    return out


def test_winmail(tmp_path: Path) -> None:
    """The body in rich text, a file in each of both forms."""
    packed = compressed_rtf.compress(HTML_IN_RTF % THUMBPRINT.encode())
    name = "certificates.txt\0".encode("utf-16-le")
    content = tnef(
        [
            (0x9007, struct.pack("<II", 1252, 0)),
            (0x9003, mapi({RTF: packed})),
            (0x9002, bytes(14)),
            (0x8010, b"old.txt\0"),
            (0x800F, b"old content"),
            (0x9002, bytes(14)),
            (0x9005, mapi({0x3707: name, 0x3701: b"new content"})),
        ]
    )
    found = carried(tmp_path, content)
    assert found.text("body.txt") == f"{THUMBPRINT}\n"
    assert found.text("old.txt") == "old content"
    assert found.text("certificates.txt") == "new content"
    assert found.report.complete
    found = carried(tmp_path, content[:-10])
    assert "cut" in found.report.problems[0]
