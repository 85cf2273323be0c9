"""Cabinets (.cab): their members; the library unpacks all of one at once, so it is measured before.

What comes out stands in the headers, and the library holds each block to it. What the headers leave
out is told: bytes of the cabinet, and bytes that are unpacked and belong to no file.
"""

from __future__ import annotations

import struct
from functools import partial
from typing import TYPE_CHECKING

from certtrail.inputs.archives.cabinet_headers import is_one_of_several, promised
from certtrail.inputs.archives.member import Member, Packed
from certtrail.inputs.archives.other_archives import unother
from certtrail.inputs.archives.unread import BrokenError
from certtrail.inputs.archives.zip_gaps import LEAST
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
    content = packed.path.read_bytes()
    _measured(content, packed)
    if is_one_of_several(content):
        yield from unother(packed)
        raise BrokenError(phrase("it is one of several cabinets, and the rest is in the others"))
    import cabarchive

    files: list[tuple[str, bytes]] = []

    class Files(cabarchive.CabArchive):
        """Keeps also those that are called alike."""

        def __setitem__(self, name: str, file: cabarchive.CabFile) -> None:
            files.append((name, file.buf or b""))

    try:
        Files(content)
    except cabarchive.NotSupportedError:
        yield from unother(packed)
        return
    except cabarchive.CorruptionError as error:
        why = phrase("it is packed in a way (LZX, Quantum) that is not read here, or damaged")
        said = str(error)
        told = phrase("{why}: {error}", why=why, error=said) if said else why
        raise BrokenError(told) from error
    for name, file in files:
        yield Member(name, partial(_read, file))


def _measured(content: bytes, packed: Packed) -> None:
    """Demand that what the headers promise is within limits; tell what they do not name.

    Raises:
        LimitError: it is not.
    """
    limits = packed.limits
    try:
        all_ = promised(content, limits.whole)
    except struct.error:
        return  # it is cut off, which the library says
    if max(all_.out, all_.files) > limits.whole:
        size = limits.whole >> 20
        raise LimitError(
            phrase("a cabinet of more than {size} MiB is not unpacked here", size=size)
        )
    most = max(limits.ratio_from, limits.ratio * len(content))
    if all_.packed > len(content) or all_.files > all_.out or all_.out > most:
        raise LimitError(
            phrase("more than {ratio} times its size comes out of it", ratio=limits.ratio)
        )
    lost = all_.of_no_file() + all_.of_nothing(content)
    if lost >= LEAST:
        packed.problems.append(
            phrase(
                "{size|count} bytes of it belong to none of its members, and were not read; unpack "
                "it elsewhere, or ask for it again.",
                size=lost,
            )
        )


def _read(content: bytes) -> Iterator[bytes]:
    yield content
