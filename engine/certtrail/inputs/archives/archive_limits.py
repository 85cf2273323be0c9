"""What an archive may grow to: limits on depth, members, bytes and ratio."""

from __future__ import annotations

from dataclasses import dataclass

from certtrail.text.message import phrase


class LimitError(Exception):
    """An archive that exceeds a limit: says which, and how to go on."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on what comes out of all archives of one run.

    Attributes:
        depth: archives inside archives.
        members: in all archives together.
        total: bytes that come out of all archives together.
        ratio: bytes out for one byte in, once `ratio_from` bytes came out of an archive.
        whole: bytes of an archive whose library needs all of it at once.
        parts: bytes of all parts of a document that is a zip.
        pictures: that are read, in all inputs together.
        picture_seconds: that there are for all of them.
    """

    depth: int = 8
    members: int = 100_000
    total: int = 64 << 30
    ratio: int = 1000
    ratio_from: int = 64 << 20
    whole: int = 256 << 20
    parts: int = 128 << 20
    pictures: int = 60
    picture_seconds: float = 300.0


@dataclass(slots=True)
class Spent:
    """What came out so far."""

    limits: Limits
    members: int = 0
    total: int = 0

    def member(self) -> None:
        """Count a member.

        Raises:
            LimitError: there are too many.
        """
        self.members += 1
        if self.members > self.limits.members:
            raise LimitError(
                phrase("it has more than {members} members", members=self.limits.members)
            )

    def out(self, size: int, out: int, packed: int) -> None:
        """Count bytes.

        Args:
            size: that have just come out.
            out: that have come out of this archive so far.
            packed: that the archive itself has.

        Raises:
            LimitError: there are too many.
        """
        self.total += size
        if self.total > self.limits.total:
            raise LimitError(
                phrase(
                    "more than {total} GiB come out of the archives", total=self.limits.total >> 30
                )
            )
        if out > self.limits.ratio_from and out > packed * self.limits.ratio:
            raise LimitError(
                phrase("more than {ratio} times its size comes out of it", ratio=self.limits.ratio)
            )
