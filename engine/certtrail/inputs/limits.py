"""What reading an input may take: time, memory, what comes out of archives, depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MIB: Final = 1 << 20


class LimitError(Exception):
    """An input that exceeds a limit: says which, and how to go on."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on the work for each input, and on what comes out of all archives of one run.

    Attributes:
        seconds: of computing that an input may take, with all that is in it.
        seconds_from: bytes of an input from which on it may take longer.
        seconds_each: that it may take longer for each MiB more.
        memory: bytes that reading an input may take beside what is there before; where the system
            has no such limit, it is not held.
        depth: archives inside archives.
        members: in all archives together.
        total: bytes that come out of all archives together.
        ratio: bytes out for one byte in, once `ratio_from` bytes came out of an archive or input.
        whole: bytes of an archive whose library needs all of it at once.
        parts: bytes of all parts of a document that is a zip.
        pictures: that are read, in all inputs together.
        picture_seconds: that there are for all of them.
        listed: files and folders below one address of a store.
        listing_seconds: by the clock, that listing them may take.
        fetched: bytes of all files that are fetched from stores.
        fetch_seconds: by the clock, that a store may take to give a file.
        fetch_rate: bytes after which it may take a second more.
    """

    seconds: float = 15.0
    seconds_from: int = 10 * MIB
    seconds_each: float = 1.0
    memory: int = 768 * MIB
    depth: int = 8
    members: int = 100_000
    total: int = 64 << 30
    ratio: int = 1000
    ratio_from: int = 64 * MIB
    whole: int = 256 * MIB
    parts: int = 128 * MIB
    pictures: int = 60
    picture_seconds: float = 300.0
    listed: int = 100_000
    listing_seconds: float = 300.0
    fetched: int = 64 << 30
    fetch_seconds: float = 60.0
    fetch_rate: int = 64 << 10

    def seconds_for(self, size: int) -> float:
        """Say how many seconds an input of so many bytes may take."""
        return self.seconds + self.seconds_each * max(0, size - self.seconds_from) / MIB
