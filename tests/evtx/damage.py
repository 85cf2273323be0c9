"""Damage that logs suffer, by chance; and what other parsers still read in a damaged log."""

from __future__ import annotations

import random
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pyevtx

import evtx
from certtrail.evtx import index

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHUNK: Final = index.CHUNK
_SPOTS: Final = (0, 8, 16, 24, 32, 40, 44, 48, 52, 120, 124, 128, 384)
_ID: Final = re.compile(r'SystemTime="20\d\d-.*<EventRecordID>(\d+)</', re.DOTALL)


def _flip(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at] ^= 1 << chance.randrange(8)


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _zeros(data: bytearray, chance: random.Random) -> None:
    at, size = chance.randrange(len(data)), chance.choice([8, 600, 5000, 70_000])
    data[at : at + size] = bytes(len(data[at : at + size]))


def _size(data: bytearray, chance: random.Random) -> None:
    record = _record(data, chance)
    real = int.from_bytes(data[record + 4 : record + 8], "little")
    lie = chance.choice(
        [0, 8, real + 8, 2 * real, 0x7FFF_FFFF, 0xFFFF_FFFF, chance.randrange(1 << 32)]
    )
    data[record + 4 : record + 8] = (lie & 0xFFFF_FFFF).to_bytes(4, "little")


def _tail(data: bytearray, chance: random.Random) -> None:
    record = _record(data, chance)
    end = record + int.from_bytes(data[record + 4 : record + 8], "little")
    data[end - 4 : end] = chance.randbytes(4) if end <= len(data) else data[end - 4 : end]


def _magic(data: bytearray, chance: random.Random) -> None:
    record = _record(data, chance)
    data[record : record + 4] = chance.choice([bytes(4), chance.randbytes(4)])


def _inside(data: bytearray, chance: random.Random) -> None:
    at = _record(data, chance) + 24 + chance.randrange(200)
    data[at : at + 1] = chance.randbytes(1)


def _header(data: bytearray, chance: random.Random) -> None:
    at = _chunk(data, chance) + chance.choice(_SPOTS)
    data[at : at + 4] = chance.choice([bytes(4), b"\xff" * 4, chance.randbytes(4)])


def _file_header(data: bytearray, chance: random.Random) -> None:
    at = chance.choice([0, 8, 16, 24, 32, 36, 40, 42, 120, 124])
    data[at : at + 2] = chance.randbytes(2)


def _repeat(data: bytearray, chance: random.Random) -> None:
    one, other = _chunk(data, chance), _chunk(data, chance)
    data[other : other + CHUNK] = data[one : one + CHUNK]


def _garbage(data: bytearray, chance: random.Random) -> None:
    data += chance.randbytes(chance.choice([1, 511, 4000, 66_000]))


def _record(data: bytearray, chance: random.Random) -> int:
    return max(0, data.find(index.RECORD_MAGIC, chance.randrange(len(data))))


def _chunk(data: bytearray, chance: random.Random) -> int:
    return index.HEADER + CHUNK * chance.randrange(max(1, (len(data) - index.HEADER) // CHUNK))


KINDS: Final[tuple[Callable[[bytearray, random.Random], None], ...]] = (
    _flip,
    _cut,
    _zeros,
    _size,
    _tail,
    _magic,
    _inside,
    _header,
    _file_header,
    _repeat,
    _garbage,
)


def damaged(content: bytes, seed: int) -> bytes:
    """Damage a log in one to five ways; the same seed does the same."""
    chance = random.Random(seed)
    data = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5])):
        if data:
            chance.choice(KINDS)(data, chance)
    return bytes(data)


def wheel_ids(path: Path) -> list[int]:
    """List the ids of the records, with a time of our days, that the `evtx` wheel reads."""
    try:
        records = evtx.PyEvtxParser(str(path)).records()
    except (RuntimeError, OSError):
        return []
    found: list[int] = []
    while True:
        try:
            record = next(records)
        except StopIteration:
            return found
        except RuntimeError:
            continue
        found += _ids(str(record and record["data"]))


def libevtx_ids(path: Path) -> list[int]:
    """List the same for libevtx, with the records that it recovers."""
    file = pyevtx.file()
    found: list[int] = []
    try:
        file.open(str(path))
    except OSError:
        return found
    for count, get in (
        (file.get_number_of_records, file.get_record),
        (file.get_number_of_recovered_records, file.get_recovered_record),
    ):
        for number in range(int(_or_none(count) or 0)):
            record = _or_none(partial(get, number))
            found += _ids(str(record and _or_none(record.get_xml_string)))
    file.close()
    return found


def _or_none(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (OSError, UnicodeDecodeError, ValueError, SystemError):
        return None


def _ids(xml: str) -> list[int]:
    match = _ID.search(xml)
    return [int(match[1])] if match else []
