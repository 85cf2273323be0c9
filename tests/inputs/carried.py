"""What comes out of a file that carries others, and files made for that."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.unpacking import Unpacker
from certtrail.inputs.walk import FoundFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from certtrail.inputs.limits import Limits
    from certtrail.model.input_reports import InputReport

THUMBPRINT: Final = "7A1B2C3D4E5F60718293A4B5C6D7E8F901234567"
OTHER: Final = "0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293"
EVENT: Final = f"""\
Log Name:      Application
Source:        MSExchangeTransport
Date:          3/29/2024 7:50:02 AM
Event ID:      12015
Task Category: TransportService
Level:         Error
Keywords:      Classic
User:          N/A
Computer:      EX01.contoso.com
Description:
An internal transport certificate expired. Thumbprint:{THUMBPRINT}"""
WARNING: Final = f"""\
[PS] C:\\>Enable-ExchangeCertificate -Thumbprint {OTHER} -Services SMTP
WARNING: This certificate will not be used for external TLS connections with an FQDN of \
'mail.contoso.com' because the CA-signed certificate with thumbprint '{THUMBPRINT}' takes \
precedence. The following receive/send connectors match that FQDN: Default Frontend EX01."""
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@dataclass(frozen=True)
class Carried:
    """What came out.

    Attributes:
        files: by their names, without the carrier's.
        reports: of all that was taken apart, by name.
    """

    files: dict[str, bytes]
    reports: dict[str, InputReport]

    def text(self, name: str) -> str:
        """Give a member as text."""
        return self.files[name].decode()

    @property
    def report(self) -> InputReport:
        """The carrier's own."""
        return self.reports["x"]


def carried(
    folder: Path, content: bytes, limits: Limits | None = None, passwords: Sequence[str] = ()
) -> Carried:
    """Take a file apart that nobody would know by its name."""
    path = folder / "x"
    path.write_bytes(content)
    files = {}
    with Unpacker(limits, passwords) as unpacker:
        for file in unpacker.files([FoundFile(path, "x", asked_for=False)]):
            files[file.name.removeprefix("x/")] = file.path.read_bytes()
    return Carried(files, {report.name: report for report in unpacker.reports})


def word(body: str, parts: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """Give the parts of a Word document, written by hand."""
    spaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}.{name[5:-4].rstrip("0123456789")}+xml"/>'
        for name in (parts or {})
        if name.endswith(".xml")
    )
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
            f"{listed}</Types>"
        ).encode(),
        "word/document.xml": (
            f'<?xml version="1.0"?><w:document {spaces}><w:body>{body}</w:body></w:document>'
        ).encode(),
        **(parts or {}),
    }


def run(text: str) -> str:
    """Write a run of text in Word's XML."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<w:r><w:t xml:space="preserve">{escaped}</w:t></w:r>'


Tree = dict[str, "bytes | Tree"]


def compound(tree: Tree) -> bytes:
    """Write a compound file: a storage is a dict, a stream is bytes."""
    entries: list[tuple[str, int, int, int, bytes]] = []  # name, type, child, right, content

    def add(name: str, value: bytes | Tree) -> int:
        number = len(entries)
        if isinstance(value, bytes):
            entries.append((name, 2, FREE, FREE, value))
            return number
        entries.append((name, 1 if number else 5, FREE, FREE, b""))
        children = [add(*item) for item in value.items()]
        for one, following in zip(children, [*children[1:], FREE], strict=True):
            entries[one] = (*entries[one][:3], following, entries[one][4])
        first = children[0] if children else FREE
        entries[number] = (*entries[number][:2], first, FREE, b"")
        return number

    add("Root Entry", tree)
    small, large = _Sectors(64), _Sectors(512)
    starts = [(small if len(each[4]) < 4096 else large).add(each[4]) for each in entries]
    starts[0] = large.add(bytes(small.content))
    directory = b""
    for (name, kind, child, right, content), start in zip(entries, starts, strict=True):
        raw = name.encode("utf-16-le")
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
        directory += struct.pack("<III", FREE, right, child) + bytes(36)
        size = len(content) if kind != 5 else len(small.content)
        directory += struct.pack("<IQ", 0 if kind == 1 else start, size)
    first = large.add(directory)
    small.table += [FREE] * (-len(small.table) % 128)
    small_table = large.add(struct.pack(f"<{len(small.table)}I", *small.table))
    tables = 1
    while tables * 128 < len(large.table) + tables:
        tables += 1
    places = list(range(len(large.table), len(large.table) + tables))
    table = large.table + [FAT] * tables
    table += [FREE] * (tables * 128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    numbers = (0, tables, first, 0, 4096, small_table, len(small.table) // 128, END, 0)
    header += struct.pack("<IIIIIIIII", *numbers)
    header += struct.pack("<109I", *places, *[FREE] * (109 - len(places)))
    return header + bytes(large.content) + struct.pack(f"<{len(table)}I", *table)


class _Sectors:
    """Sectors of one size, and the table of which follows which."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.content = bytearray()
        self.table: list[int] = []

    def add(self, content: bytes) -> int:
        """Add a stream; gives where it starts."""
        if not content:
            return END
        start, count = len(self.table), -(-len(content) // self._size)
        self.table.extend([*range(start + 1, start + count), END])
        self.content.extend(content.ljust(count * self._size, b"\0"))
        return start


def properties(start: int, numbers: Mapping[int, int] | None = None) -> bytes:
    """Write the list of a mail's properties that are numbers."""
    entries = (
        struct.pack("<HHIii", 3, which, 6, value, 0) for which, value in (numbers or {}).items()
    )
    return bytes(start) + b"".join(entries)


def message(
    *,
    texts: Mapping[int, str] | None = None,
    binaries: Mapping[int, bytes] | None = None,
    files: Sequence[Tree] = (),
    numbers: Mapping[int, int] | None = None,
    start: int = 32,
) -> Tree:
    """Give the streams of a mail as Outlook saves it; properties by their numbers."""
    tree: Tree = {"__properties_version1.0": properties(start, numbers)}
    for which, text in (texts or {}).items():
        tree[f"__substg1.0_{which:04X}001F"] = text.encode("utf-16-le")
    for which, content in (binaries or {}).items():
        tree[f"__substg1.0_{which:04X}0102"] = content
    for number, each in enumerate(files):
        tree[f"__attach_version1.0_#{number:08X}"] = each
    return tree


def attached(name: str, content: bytes | Tree) -> Tree:
    """Give the streams of an attachment: bytes, or a mail inside."""
    tree: Tree = {
        "__properties_version1.0": properties(8, {0x3705: 1 if isinstance(content, bytes) else 5}),
        "__substg1.0_3707001F": name.encode("utf-16-le"),
    }
    if isinstance(content, bytes):
        tree["__substg1.0_37010102"] = content
    else:
        tree["__substg1.0_3701000D"] = content
    return tree
