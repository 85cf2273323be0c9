"""Evidence behind a text, in its last tag, in a signature or in the digits of Rich Text Format."""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.archives import zipped
from tests.inputs.carried import EVENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from certtrail.model.input_reports import InputReport

WIDE: Final = ("utf-16-le", "utf-16-be")
FIRST: Final = "The first export, with nothing in it: Grüße, 证书一二三\n" * 3
PLAIN: Final = json.dumps(
    [
        {
            "Id": 1000,
            "ProviderName": "Foo",
            "TimeCreated": "2024-03-29T07:49:02Z",
            "MachineName": "EX01.contoso.com",
            "LogName": "Application",
            "Message": "Größe",
            "RecordId": 6,
        }
    ],
    ensure_ascii=False,
)
THEME: Final = {
    "[Content_Types].xml": b"<Types/>",
    "_rels/.rels": b"<Relationships/>",
    "theme/theme/theme1.xml": b"<a:theme name='Office'/>",
    "theme/theme/_rels/themeManager.xml.rels": b"<Relationships/>",
}
SIGNATURE: Final = b"\x89\x01\x33" + bytes(range(1, 256)) + bytes(52)


def reports(folder: Path, name: str, content: bytes) -> Sequence[InputReport]:
    """Give what is told of a file, and of what is in it."""
    (folder / name).write_bytes(content)
    return pipeline.read([folder]).inputs


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("wide", WIDE)
def test_the_other_byte_order_behind(tmp_path: Path, wide: str, mark: str) -> None:
    """The event is read, whichever half of a letter comes first."""
    (other,) = {*WIDE} - {wide}
    text = f"\ufeff{FIRST}".encode(wide) + f"{mark}{EVENT}".encode(other) + FIRST.encode(wide)
    (tmp_path / "a.txt").write_bytes(text)
    assert list(pipeline.read([tmp_path]).records.event_id) == [12015]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize(
    "packed",
    [zipped({"a.txt": EVENT.encode()}), gzip.compress(b"a" * 999)],
    ids=["zip", "gzip"],  # else their times would be in the names
)
def test_a_packed_file_behind_a_text(tmp_path: Path, encoding: str, packed: bytes) -> None:
    """It is told, also where a code page has a letter for each of its bytes."""
    text = f"{PLAIN}{' ' * 9000}".encode(encoding)
    (whole,) = reports(tmp_path, "a.json", text)
    assert whole.complete
    (report,) = reports(tmp_path, "a.json", text + packed)
    assert not report.complete


@pytest.mark.parametrize("quote", ["'", '"', ""])
@pytest.mark.parametrize("sign", ["", " a > b ", "<p>", "<p class=x {}y{}>"])
def test_the_last_tag_never_closes(tmp_path: Path, quote: str, sign: str) -> None:
    """What no browser shows of it is read, or told."""
    other = '"' if quote == "'" else "'"
    before = sign.format(f"title={other}", other) if quote else ""
    page = f"<html><body><p>Hello</p><p title={quote}{before}{EVENT}"
    (tmp_path / "a.htm").write_text(page)
    found = pipeline.read([tmp_path])
    told = not all(one.complete for one in found.inputs)
    assert told or list(found.records.event_id) == [12015]


def signed(content: bytes) -> bytes:
    """Write a mail whose signature has this content."""
    armour = base64.encodebytes(content).decode()
    return (
        "From: a@b.c\nTo: d@e.f\nSubject: signed\nDate: Fri, 29 Mar 2024 08:00:00 +0000\n"
        'MIME-Version: 1.0\nContent-Type: multipart/signed; boundary="x"\n\n'
        "--x\nContent-Type: text/plain\n\nHello all, see you on Monday.\n"
        "--x\nContent-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n\n"
        f"{armour}=abcd\n-----END PGP SIGNATURE-----\n--x--\n"
    ).encode()


@pytest.mark.parametrize(
    "packets", [SIGNATURE, SIGNATURE * 2, b"\xc2\x05abcde", b"\x88\x03abc", SIGNATURE[:90]]
)
def test_signatures_tell_nothing(tmp_path: Path, packets: bytes) -> None:
    """In both forms of their lengths, several of them, and one that was cut."""
    assert all(one.complete for one in reports(tmp_path, "a.eml", signed(packets)))


@pytest.mark.parametrize(
    "packed", [gzip.compress(EVENT.encode()), SIGNATURE + b"PK\3\4" * 9], ids=["gzip", "signature"]
)
def test_what_is_armoured_as_a_signature_and_is_none(tmp_path: Path, packed: bytes) -> None:
    """Its words for itself do not count."""
    assert not all(one.complete for one in reports(tmp_path, "a.eml", signed(packed)))


def rich(word: str, content: bytes) -> bytes:
    """Write Rich Text Format with a file in digits."""
    digits = content.hex()
    lines = "\n".join(digits[at : at + 128] for at in range(0, len(digits), 128))
    return f"{{\\rtf1\\ansi Hello all, see you on Monday.\\par {{\\*\\{word} {lines}}}}}".encode()


@pytest.mark.parametrize("word", ["datastore", "themedata", "other"])
@pytest.mark.parametrize(
    "content",
    [
        EVENT.encode(),
        EVENT.encode("utf-16-le"),
        gzip.compress(EVENT.encode()),
        zipped({"a.txt": EVENT.encode()}),
        zipped(THEME | {"theme/theme/theme1.xml": EVENT.encode()}),
        zipped(THEME)[:-30],
    ],
    ids=["text", "utf-16", "gzip", "zip", "theme", "cut theme"],
)
def test_digits_of_rich_text_that_may_be_evidence(
    tmp_path: Path, word: str, content: bytes
) -> None:
    """They are not read, and that is told."""
    assert not all(one.complete for one in reports(tmp_path, "a.rtf", rich(word, content)))


@pytest.mark.parametrize(
    ("word", "content"),
    [
        ("themedata", zipped(THEME | {"theme/media/image1.jpeg": bytes(range(256)) * 9})),
        ("colorschememapping", b"<?xml version='1.0'?><a:clrMap bg1='lt1'/>" * 5),
        ("datastore", b"\1\5\0\0\2\0\0\0MsXml2.SAXXMLReader\xd0\xcf\x11\xe0" + bytes(600)),
    ],
)
def test_what_word_writes_is_no_evidence(tmp_path: Path, word: str, content: bytes) -> None:
    """Every document of it has a theme, colours and a store of data."""
    assert all(one.complete for one in reports(tmp_path, "a.rtf", rich(word, content)))
