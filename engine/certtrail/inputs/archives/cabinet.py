"""Cabinets (.cab): their members; the library holds all of one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from certtrail.inputs.archives.member import Member, Packed
from certtrail.inputs.archives.other_archives import unother
from certtrail.inputs.archives.unread import BrokenError
from certtrail.inputs.limits import LimitError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator


def uncab(packed: Packed) -> Iterator[Member]:
    """Give the members of a cabinet."""
    if packed.path.stat().st_size > packed.limits.whole:
        size = packed.limits.whole >> 20
        raise LimitError(
            phrase("a cabinet of more than {size} MiB is not unpacked here", size=size)
        )
    import cabarchive

    try:
        archive = cabarchive.CabArchive(packed.path.read_bytes())
    except cabarchive.NotSupportedError:
        yield from unother(packed)
        return
    except cabarchive.CorruptionError as error:
        why = phrase("it is packed in a way (LZX, Quantum) that is not read here, or damaged")
        raise BrokenError(phrase("{why}: {error}", why=why, error=error)) from error
    for name, file in archive.items():
        yield Member(name, partial(_read, file.buf or b""))


def _read(content: bytes) -> Iterator[bytes]:
    yield content
