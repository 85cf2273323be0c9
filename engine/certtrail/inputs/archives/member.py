"""What every archive format gives: members, and errors that say why one cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.archives.archive_limits import Limits

BLOCK: Final = 1 << 18
SPECIAL: Final = phrase("it is a link or a device, not a file")


class LockedError(Exception):
    """A member that needs a password, or another one."""


class BrokenError(Exception):
    """A member or archive that cannot be unpacked: says why."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive.

    Attributes:
        name: as the archive has it.
        read: gives its bytes in blocks; raises LockedError or BrokenError. It must be done with
            before the next member is asked for.
        refused: why it is not unpacked at all; empty for an ordinary file.
    """

    name: str
    read: Callable[[], Iterator[bytes]]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Packed:
    """An archive to unpack.

    Attributes:
        path: where it is.
        passwords: to try, in order.
        limits: on what its library may need.
        place: a folder for what has to be unpacked at once.
    """

    path: Path
    passwords: Sequence[str]
    limits: Limits
    place: Path


Format = Callable[[Packed], Iterator[Member]]
