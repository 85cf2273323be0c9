"""What every format gives that holds files: members, and errors that say why one is not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final, Self

from certtrail.inputs.limits import LimitError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from certtrail.inputs.carriers.picture_reader import PictureReader
    from certtrail.inputs.limits import Limits

BLOCK: Final = 1 << 18
SPECIAL: Final = phrase("it is a link or a device, not a file")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive, or what a mail or document carries.

    Attributes:
        name: as the archive has it.
        read: gives its bytes in blocks; raises LockedError or BrokenError. It must be done with
            before the next member is asked for.
        refused: why it is not unpacked at all; empty for an ordinary file.
        lost: how many characters of it, which is a text, could not be decoded.
        aside: where it is refused, nothing is lost by that.
        stored: it is a file in that of a picture, and was not read from what the picture shows.
        sent: when the mail was sent that it is the body of, in seconds since 1970 UTC.
    """

    name: str
    read: Callable[[], Iterator[bytes]]
    refused: str = ""
    aside: bool = False
    lost: int = 0
    stored: bool = False
    sent: int | None = None

    @classmethod
    def of(cls, name: str, content: bytes) -> Member:
        """Make a member of bytes at hand."""
        return cls(name, lambda: iter((content,)))

    @classmethod
    def of_text(cls, name: str, text: str) -> Member:
        """Make a member of a text."""
        content = text.encode("utf-8", "replace")
        return cls(name, lambda: iter((content,)), lost=text.count("\ufffd"))

    @classmethod
    def without(cls, name: str, refused: str, *, aside: bool = False) -> Member:
        """Make a member that is not unpacked, and say why."""
        return cls(name, lambda: iter(()), refused, aside)


@dataclass(frozen=True, slots=True)
class Packed:
    """What is to be unpacked.

    Attributes:
        path: where it is.
        passwords: to try, in order.
        limits: on what its library may need.
        place: a folder for what has to be unpacked at once.
        pictures: reads what is on them; only there for pictures.
        inside: it came out of another file.
        problems: gets a sentence for what is lost beside the members.
        notes: gets a sentence for oddities that lose nothing.
    """

    path: Path
    passwords: Sequence[str]
    limits: Limits
    place: Path
    pictures: PictureReader | None
    inside: bool
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def whole(self) -> bytes:
        """Read all of it.

        Raises:
            LimitError: it is larger than is held at once.
        """
        if self.path.stat().st_size > self.limits.whole:
            size = self.limits.whole >> 20
            raise LimitError(phrase("it is larger than {size} MiB", size=size))
        return self.path.read_bytes()


@dataclass(frozen=True, slots=True)
class ContainerFormat:
    """A format of files that hold others.

    Attributes:
        kind: as reports write it: `archive`, `mail`, `document` or `picture`.
        members: gives what it holds.
        last: it is unpacked after all others.
    """

    kind: str
    members: Callable[[Packed], Iterator[Member]]
    last: bool = False

    @classmethod
    def of(cls, kind: str, module: str, function: str, *, last: bool = False) -> Self:
        """Make a format of which the module is loaded when there is a file of it.

        Args:
            kind: as above.
            module: in `certtrail.inputs`.
            function: of that module, which gives the members.
            last: as above.
        """
        return cls(kind, partial(_members, module, function), last)


def _members(module: str, function: str, packed: Packed) -> Iterator[Member]:
    members: Iterator[Member] = getattr(import_module(f"certtrail.inputs.{module}"), function)(
        packed
    )
    return members
