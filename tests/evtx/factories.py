"""Events as Exchange and Windows write them, and looks at the bytes that became of them."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING
from uuid import UUID

from samples.evtx_writer.log import EventToWrite, user_data

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TICKS = 133_500_000_012_345_678
SCM = UUID("555908d1-a6d7-4695-8e1e-26931d2012f4")
EVENTLOG = UUID("fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148")
THUMBPRINT = "3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B"


def transport(number: int = 0, strings: Sequence[str] = (THUMBPRINT, "2159")) -> EventToWrite:
    """Make a classic event as Exchange writes it."""
    return EventToWrite.classic(
        "MSExchangeTransport",
        12017,
        time=TICKS + number * 10_000_001,
        record_id=100_000 + number,
        computer="EX01.contoso.com",
        qualifiers=49156,
        level=2,
        task=12,
        data=list(strings),
    )


def service(number: int = 0) -> EventToWrite:
    """Make a manifest event with named data and a binary, as the service control manager does."""
    return EventToWrite.manifest(
        "Service Control Manager",
        7036,
        time=TICKS + number * 10_000_001,
        record_id=200_000 + number,
        computer="EX01.contoso.com",
        channel="System",
        provider_guid=SCM,
        source_name="Service Control Manager",
        qualifiers=16384,
        keywords=0x8080_0000_0000_0000,
        process=(812, 10_440),
        data={"param1": "Microsoft Exchange-Transport für Größe", "param2": "wird ausgeführt"},
        binary="MSExchangeTransport/4".encode("utf-16-le"),
    )


def cleared(number: int = 0) -> EventToWrite:
    """Make an event with user data, a user and activity ids."""
    return EventToWrite.manifest(
        "Microsoft-Windows-Eventlog",
        104,
        time=TICKS + number * 10_000_001,
        record_id=300_000 + number,
        computer="EX01.contoso.com",
        channel="System",
        provider_guid=EVENTLOG,
        user_sid="S-1-5-21-1004336348-1177238915-682003330-512",
        activity=UUID(int=2**127 + number),
        related_activity=UUID(int=77),
        task=104,
        user_data=user_data(
            "LogFileCleared",
            {"SubjectUserName": "admin", "Channel": "Application", "BackupPath": ""},
            "http://manifests.microsoft.com/win/2004/08/windows/eventlog",
        ),
    )


def chunks_of(path: Path) -> list[bytes]:
    """Split a log into its chunks."""
    data = path.read_bytes()
    return [data[start : start + 0x10000] for start in range(4096, len(data), 0x10000)]


def record_heads(path: Path) -> list[tuple[int, int]]:
    """Read id and FILETIME of the record headers."""
    heads = []
    for chunk in chunks_of(path):
        offset = 512
        while chunk[offset : offset + 4] == b"**\0\0":
            size, number, ticks = struct.unpack_from("<IQQ", chunk, offset + 4)
            heads.append((number, ticks))
            offset += size
    return heads


def chain(chunk: bytes, table: int, buckets: int) -> list[bytes]:
    """Follow a table of a chunk: names as their bytes, or templates as their GUIDs."""
    found = []
    for head in struct.unpack_from(f"<{buckets}I", chunk, table):
        offset = head
        while offset:
            if buckets == 64:
                (length,) = struct.unpack_from("<H", chunk, offset + 6)
                found.append(chunk[offset + 8 : offset + 8 + 2 * length])
            else:
                found.append(chunk[offset + 4 : offset + 20])
            (offset,) = struct.unpack_from("<I", chunk, offset)
    return found
