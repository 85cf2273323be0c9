"""What is known and not read says what to send instead, and is never read in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from tests.inputs.archives import zipped

if TYPE_CHECKING:
    from pathlib import Path

TYPES = b'<Types xmlns="x"><Override PartName="/%b" ContentType="application/%b"/></Types>'
KNOWN = {
    "pcapng": (b"\x0a\x0d\x0d\x0a\x1c\0\0\0" + bytes(40), "capture"),
    "pcap": (b"\xd4\xc3\xb2\xa1\2\0\4\0" + bytes(40), "capture"),
    "reg": ("Windows Registry Editor Version 5.00\r\n".encode("utf-16"), "registry"),
    "old reg": (b"REGEDIT4\r\n[HKEY_LOCAL_MACHINE\\X]\r\n", "registry"),
    "evt": (b"0\0\0\0LfLe" + bytes(60), ".evtx"),
    "pst": (b"!BDN" + bytes(100), ".msg"),
    "one": (bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + bytes(40), "OneNote"),
    "lnk": (bytes.fromhex("4c0000000114020000000000c000000000000046"), "points to"),
    "url": (b"[InternetShortcut]\r\nURL=https://a\r\n", "page"),
    "mp4": (b"\0\0\0\x18ftypmp42" + bytes(40), "film"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(40), "PNG"),
    "emf": (b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(60), "PNG"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><path/></svg>", "PNG"),
    "dump": (b"PAGEDU64" + bytes(60), "dump"),
    "edb": (b"\0\0\0\0\xef\xcd\xab\x89" + bytes(60), ".edb"),
    "sqlite": (b"SQLite format 3\0" + bytes(60), "database"),
    "program": (b"MZ" + bytes(80), "program"),
    "wim": (b"MSWIM\0\0\0" + bytes(60), "disk"),
    "xml workbook": (b"<Workbook xmlns='urn:x'><a/></Workbook>", ".xlsx"),
    "encrypted mail": (b"0\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03" + bytes(60), "encrypt"),
    "pgp": (b"-----BEGIN PGP MESSAGE-----\n\nabc\n", "encrypt"),
    "vsdx": (
        zipped(
            {
                "[Content_Types].xml": TYPES % (b"visio/d.xml", b"vnd.ms-visio.drawing.main+xml"),
                "visio/d.xml": b"<a/>",
            }
        ),
        "PDF",
    ),
    "xlsb": (
        zipped(
            {
                "[Content_Types].xml": TYPES
                % (b"xl/w.bin", b"vnd.ms-excel.sheet.binary.macroEnabled.main"),
                "xl/w.bin": b"x",
            }
        ),
        ".xlsx",
    ),
}


@pytest.mark.parametrize("name", KNOWN)
def test_each_kind_says_what_to_send(tmp_path: Path, name: str) -> None:
    """A sentence that fits, and exit code 3 as something was not read."""
    content, words = KNOWN[name]
    (tmp_path / "x").write_bytes(content)
    reports = pipeline.read([tmp_path]).inputs
    assert not reports[0].complete
    assert words in " ".join(reports[0].problems)
