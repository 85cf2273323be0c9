"""Objects in documents: the file that one shows, and whatever else stands in it, come out."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from tests.inputs.archives import zipped
from tests.inputs.carried import EVENT, THUMBPRINT, Tree, carried, compound, run, word

if TYPE_CHECKING:
    from pathlib import Path

NATIVE = "\x01Ole10Native"
LIST = f"Thumbprint : {THUMBPRINT}\nServices   : SMTP\nSubject    : CN=EX01\n".encode()
MISSING = (
    b"Log Name:      Application\nSource:        MSExchangeTransport\n"
    b"Date:          3/13/2026 7:50:02 AM\nEvent ID:      12014\nLevel:         Error\n"
    b"Computer:      EX01.contoso.com\nDescription:\nMicrosoft Exchange could not find a "
    b"certificate that contains the domain name mail.contoso.com in the personal store on the "
    b"local computer. Therefore, it is unable to support the STARTTLS SMTP verb for the connector "
    b"Default Frontend EX01 with a FQDN parameter of mail.contoso.com.\n"
)
# What programs write beside a file: the sort of object, how it is shown, and its picture.
ORDINARY: Tree = {
    "\x01CompObj": b"\1\0\xfe\xff\3\n\0\0\xff\xff\xff\xff" + b"OLE Package\0" * 4,
    "\x01Ole": b"\1\0\0\2" + bytes(16),
    "\x03ObjInfo": b"\x40\0\3\0\1\0",
    "\x02OlePres000": b"\xff\xff\xff\xff\3\0\0\0" + bytes(range(256)) * 20,
}


def packager(content: bytes, size: int | None = None, path: bytes = b"c:\\a.txt\0") -> bytes:
    """Write what the Packager does, as MS-OLEDS and its readers describe it."""
    told = len(content) if size is None else size
    inner = b"\2\0a.txt\0" + path + struct.pack("<II", 0x30000, 9) + b"c:\\a.txt\0"
    inner += struct.pack("<I", told) + content
    return struct.pack("<I", len(inner)) + inner


def in_unicode(*names: str) -> bytes:
    """Write names as later versions of the Packager repeat them behind the file."""
    return b"".join(struct.pack("<I", len(name)) + name.encode("utf-16-le") for name in names)


def in_document(thing: bytes) -> bytes:
    """Embed an object in a Word document."""
    return zipped(word(f"<w:p>{run('see the file')}</w:p>", {"word/embeddings/o.bin": thing}))


BESIDE: list[Tree] = [
    {NATIVE: packager(LIST + MISSING, len(LIST))},
    {NATIVE: packager(LIST) + MISSING},
    {NATIVE: packager(LIST) + in_unicode("c:\\a.txt", "a.txt", "c:\\a.txt") + MISSING},
    {NATIVE: packager(LIST) + in_unicode("c:\\a.txt", MISSING.decode(), "c:\\a.txt")},
    {NATIVE: packager(LIST, path=MISSING.replace(b"\n", b"\r\n") + b"\0")},
    {NATIVE: packager(LIST), "Package": MISSING},
    {NATIVE: packager(LIST), "CONTENTS": MISSING},
    {NATIVE: packager(LIST), "event.txt": MISSING},
    {NATIVE: packager(LIST), "Sub": {"CONTENTS": MISSING}},
    {NATIVE: packager(LIST), "Sub": {NATIVE: packager(MISSING)}},
    {NATIVE: packager(LIST), "Sub": {"Sub": {"any": zipped({"a.txt": MISSING})}}},
    {NATIVE: packager(LIST), "\x01CompObj": MISSING},
    {"Package": LIST, "CONTENTS": MISSING},
    {"CONTENTS": LIST, "\x02OlePres000": MISSING},
]


@pytest.mark.parametrize("tree", BESIDE)
def test_what_stands_beside_the_file_that_is_shown(tmp_path: Path, tree: Tree) -> None:
    """Another stream, another storage, behind its end, before it: the event is found."""
    (tmp_path / "case.docx").write_bytes(in_document(compound({**ORDINARY, **tree})))
    diagnosis = pipeline.diagnose([tmp_path / "case.docx"], engine="plain")
    assert "starttls-certificate-missing" in {finding.rule for finding in diagnosis.findings}


@pytest.mark.parametrize(
    "tree",
    [
        {NATIVE: packager(LIST)},
        {NATIVE: packager(LIST) + bytes(600)},
        {NATIVE: packager(LIST) + in_unicode("c:\\users\\a\\a.txt", "a.txt", "c:\\a.txt")},
        {NATIVE: packager(LIST) + in_unicode("c:\\" + "long " * 50, "a.txt", "c:\\a.txt")},
        {"Package": LIST},
        {"CONTENTS": LIST},
    ],
)
def test_what_programs_write_of_an_object_is_no_file(tmp_path: Path, tree: Tree) -> None:
    """Its sort, its picture, its names once more: one file comes out, and nothing is said."""
    found = carried(tmp_path, compound({**ORDINARY, **tree}))
    assert list(found.files.values()) == [LIST]
    assert found.report.complete
    assert not found.report.problems


@pytest.mark.parametrize("tree", [{NATIVE: packager(EVENT.encode(), 5000)}])
def test_a_file_larger_than_its_object_is_told(tmp_path: Path, tree: Tree) -> None:
    """What is there of it is read."""
    found = carried(tmp_path, compound(tree))
    assert list(found.files.values()) == [EVENT.encode()]
    assert "It is cut or damaged" in "".join(found.report.problems)


def test_an_old_document_beside_a_file_is_told(tmp_path: Path) -> None:
    """The file is read, and what cannot be is named."""
    tree: Tree = {"Package": LIST, "WordDocument": b"x" * 5000}
    found = carried(tmp_path, compound(tree))
    assert LIST in found.files.values()
    assert "save it as .docx" in "".join(found.report.problems)


def test_streams_that_share_their_place_are_refused(tmp_path: Path) -> None:
    """A thousand names for the same bytes make no thousand files."""
    made = compound({"Package": LIST, **{f"s{number}": b"x" * 5000 for number in range(9)}})
    start = made.index("s0".encode("utf-16-le").ljust(64, b"\0"))
    size = struct.pack("<IQ", 1, len(made))
    for number in range(9):
        at = made.index(f"s{number}".encode("utf-16-le").ljust(64, b"\0"), start) + 116
        made = made[:at] + size + made[at + 12 :]
    found = carried(tmp_path, made)
    assert not found.files
    assert "larger than the file" in "".join(found.report.problems)
