"""Makes a log like a busy transport server's Application log, of any size.

A block of records is encoded once, by the project's own encoder. Every further copy of it gets
record ids, times and checksums of its own, so that gigabytes take seconds.

    python -m benchmarks.make_log big.evtx --megabytes 4000
"""

from __future__ import annotations

import random
import struct
import tempfile
import zlib
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click
import numpy as np
import yaml
from samples.evtx_writer.log import EventToWrite, Quirks, write_log

from certtrail.evtx import index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

BLOCK: Final = 15_000
"""Records that are encoded; the rest are copies of them."""
COMPUTER: Final = "MAIL1.contoso.com"
_FIRST_TICKS: Final = 133_800_000_000_000_000
_STEP: Final = 10_000_000 * 7  # a record every 7 seconds
# Ids and times that occur nowhere else, so that their places in the encoded bytes can be found.
_MARK: Final = 0x7A5A_0000_0000_0000
_MARK_TICKS: Final = 0x01DB_5A5A_0000_0000
_SYLLABLES: Final = ("mail", "route", "queue", "ad", "sync", "Exchange", "Store", "Proxy", "cert")


class _Mix:
    """Makes events as chance has it, the same on every run."""

    def __init__(self, transport: float, wanted: float) -> None:
        text = Path(__file__).with_name("mix.yaml").read_text(encoding="utf-8")
        self.entries: dict[str, list[dict[str, Any]]] = yaml.safe_load(text)
        self.random = random.Random(20_24)
        self.transport = transport
        self.wanted = wanted

    def events(self, count: int) -> Iterator[EventToWrite]:
        chosen = [
            self.random.random() < self.transport
            and ("wanted" if self.random.random() < self.wanted else "transport")
            for _ in range(count)
        ]
        if "wanted" not in chosen:
            chosen[count // 2] = "wanted"
        for number, kind in enumerate(chosen):
            yield self._event(number, self._entry(kind or "other"))

    def _entry(self, kind: str) -> dict[str, Any]:
        entries = self.entries[kind]
        if kind == "other":
            entries = entries + self.entries["manifest"]
        return self.random.choices(entries, [entry["often"] for entry in entries])[0]

    def _event(self, number: int, entry: dict[str, Any]) -> EventToWrite:
        text = self._text(entry["words"])
        where = {
            "time": _MARK_TICKS + number,
            "record_id": _MARK + number,
            "computer": COMPUTER,
            "level": entry["level"],
        }
        if "guid" in entry:
            named = dict.fromkeys(entry["names"], text)
            return EventToWrite.manifest(
                entry["provider"],
                entry["id"],
                channel="Application",
                provider_guid=UUID(entry["guid"]),
                data=named,
                **where,
            )
        filled = [
            part.format(
                number=self.random.randrange(3, 250), print=f"{self.random.getrandbits(160):040X}"
            )
            for part in entry["data"]
        ]
        return EventToWrite.classic(
            entry["provider"],
            entry["id"],
            qualifiers=entry["qualifiers"],
            task=entry["task"],
            data=[*filled, text] if text else filled,
            **where,
        )

    def _text(self, words: Sequence[int]) -> str:
        count = self.random.randint(*words)
        return " ".join(
            "".join(self.random.choices(_SYLLABLES, k=2)) + str(self.random.randrange(90))
            for _ in range(count)
        )


def make_log(
    path: Path,
    *,
    megabytes: float = 0,
    records: int = 0,
    transport: float = 0.05,
    wanted: float = 0.02,
) -> int:
    """Write a synthetic Application log; return how many records it has.

    Args:
        path: where.
        megabytes: of 1,000,000 bytes; 0 for as many as `records` need.
        records: 0 for as many as `megabytes` hold.
        transport: the share of MSExchangeTransport among the records.
        wanted: the share of certificate events among those.
    """
    block = encoded(transport, wanted, min(BLOCK, records or BLOCK))
    return write_copies(block, path, megabytes=megabytes, records=records)


def encoded(transport: float, wanted: float, records: int = BLOCK) -> Block:
    """Encode the records that logs are made of.

    Args:
        transport: as of `make_log`.
        wanted: as of `make_log`.
        records: how many.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "block.evtx"
        write_log(path, _Mix(transport, wanted).events(records), Quirks(renumbered_ids=True))
        return Block(path.read_bytes())


def write_copies(block: Block, path: Path, *, megabytes: float = 0, records: int = 0) -> int:
    """Write a log of copies of a block; return how many records it has.

    Args:
        block: of `encoded`.
        path: where.
        megabytes: as of `make_log`.
        records: as of `make_log`.
    """
    done = 0
    with path.open("wb") as file:
        file.write(bytes(index.HEADER))
        while True:
            most = int((megabytes * 1e6 - file.tell()) // index.CHUNK) if megabytes else None
            if most is not None and most <= 0:
                break
            if records and done >= records:
                break
            done += block.copy(file, done, most)
        chunks = (file.tell() - index.HEADER) // index.CHUNK
        file.seek(0)
        file.write(_file_header(chunks, done + 1))
    return done


class Block:
    """The encoded records and where their ids and times stand."""

    def __init__(self, content: bytes) -> None:
        self.bytes = np.frombuffer(content[index.HEADER :], np.uint8).copy()
        self.chunks = len(self.bytes) // index.CHUNK
        raw = self.bytes.tobytes()
        starts, ids, times = [], [], []
        self.free: list[int] = []
        self.counts: list[int] = []
        number = 0
        for base in range(0, len(raw), index.CHUNK):
            (free,) = struct.unpack_from("<I", raw, base + 48)
            self.free.append(free)
            at, before = base + index.RECORDS, number
            while at < base + free:
                (size,) = struct.unpack_from("<I", raw, at + 4)
                body = at + index.RECORD_HEADER
                starts.append(at)
                ids.append(raw.index(struct.pack("<Q", _MARK + number), body, at + size))
                times.append(raw.index(struct.pack("<Q", _MARK_TICKS + number), body, at + size))
                at += size
                number += 1
            self.counts.append(number - before)
        self.starts, self.ids, self.times = map(np.array, (starts, ids, times))

    def of_computer(self, name: str) -> Block:
        """Give the same records of another computer, whose name is as long."""
        if len(name) != len(COMPUTER):
            raise ValueError(f"expected a name of {len(COMPUTER)} characters, found {name}")
        raw = self.bytes.tobytes().replace(COMPUTER.encode("utf-16-le"), name.encode("utf-16-le"))
        made = copy(self)
        made.bytes = np.frombuffer(raw, np.uint8).copy()
        return made

    def copy(self, file: Any, done: int, most: int | None) -> int:
        """Append at most `most` chunks with the ids after `done`; return how many records."""
        chunks = self.chunks if most is None else min(most, self.chunks)
        count = sum(self.counts[:chunks])
        data = self.bytes[: chunks * index.CHUNK]
        number = done + 1 + np.arange(count, dtype=np.uint64)
        ticks = _FIRST_TICKS + number * np.uint64(_STEP)
        _put(data, self.ids[:count], number)
        _put(data, self.times[:count], ticks)
        _put(data, self.starts[:count] + 8, number)
        _put(data, self.starts[:count] + 16, ticks)
        first = done + 1
        view = data.data
        for chunk in range(chunks):
            base, last = chunk * index.CHUNK, first + self.counts[chunk] - 1
            struct.pack_into("<4Q", view, base + 8, first, last, first, last)
            records = zlib.crc32(view[base + index.RECORDS : base + self.free[chunk]])
            struct.pack_into("<I", view, base + 52, records)
            header = zlib.crc32(view[base + 128 : base + 512], zlib.crc32(view[base : base + 120]))
            struct.pack_into("<I", view, base + 124, header)
            first = last + 1
        file.write(view)
        return count


def _put(data: NDArray[np.uint8], at: NDArray[np.int64], value: NDArray[np.uint64]) -> None:
    data[at[:, None] + np.arange(8)] = value.astype("<u8").view(np.uint8).reshape(-1, 8)


def _file_header(chunks: int, next_id: int) -> bytes:
    """Write the file header; its count of chunks is cut where a log has more than it can hold."""
    head = bytearray(index.HEADER)
    numbers = (0, chunks - 1, next_id, 128, 1, 3, index.HEADER, chunks & 0xFFFF)
    struct.pack_into("<8s3QIHHHH", head, 0, index.FILE_MAGIC, *numbers)
    struct.pack_into("<I", head, 124, zlib.crc32(head[:120]))
    head[128:175] = b"Written by certtrail. Synthetic: not evidence.\0"
    return bytes(head)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--megabytes", default=200.0, show_default=True)
@click.option("--sparse", is_flag=True, help="One record in a thousand is the transport's.")
def main(path: Path, megabytes: float, sparse: bool) -> None:
    """Write a synthetic log of that size to PATH."""
    transport, wanted = (0.001, 0.02) if sparse else (0.05, 0.02)
    records = make_log(path, megabytes=megabytes, transport=transport, wanted=wanted)
    size = path.stat().st_size / 1e6
    print(f"{path}: {records} records, {size:.0f} MB, {size * 1e6 / records:.0f} bytes a record")


if __name__ == "__main__":
    main()
