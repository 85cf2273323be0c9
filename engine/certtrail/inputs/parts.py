"""One given file in, what is read of it out, ready to go to another process.

What has to be read beside all else, as a picture whose letters other evidence confirms, is not.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from certtrail.inputs.archives.unpacking import Unpacker
from certtrail.inputs.digests import Digests
from certtrail.inputs.reading import read_each

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from certtrail.inputs.limits import Limits
    from certtrail.inputs.opened import Read
    from certtrail.inputs.walk import FoundFile
    from certtrail.model.input_reports import InputReport
    from certtrail.model.record_filter import RecordFilter


@dataclass(frozen=True, slots=True)
class ReadPart:
    """What was read of one given file.

    Attributes:
        reads: of it, or of what is in it, in order.
        archives: reports of what holds others.
        ended: its reading was ended, or the system did not give all of it: another time, more may
            be read.
    """

    reads: tuple[Read, ...]
    archives: tuple[InputReport, ...]
    ended: bool = False

    def packed(self) -> Self:
        """Pack what the records of its logs say, see `Read.packed`."""
        return replace(self, reads=tuple(read.packed() for read in self.reads))

    def unpacked(self) -> Self:
        """Undo `packed`."""
        return replace(self, reads=tuple(read.unpacked() for read in self.reads))


def read_part(
    file: FoundFile,
    wanted: RecordFilter,
    progress: Callable[[str, float], None] | None = None,
    *,
    date_order: str,
    server: str,
    passwords: Sequence[str],
    limits: Limits | None,
) -> ReadPart | None:
    """Read one file, and what is in it; arguments as of `reading.read_files`.

    None where it has to be read beside all others: it holds pictures, or is not to be seen here.
    """
    if file.is_here and not os.path.lexists(file.path):
        return None
    paths = (file.path,) if file.is_here else ()
    with (
        Digests(paths) as digests,
        Unpacker(limits, passwords, digests.of, pictures=None) as unpacker,
    ):
        reads = read_each(
            unpacker,
            [file],
            wanted,
            progress,
            digests=digests,
            date_order=date_order,
            server=server,
        )
        if unpacker.waiting:
            return None
        unread = any(read.report.kind == "unreadable" for read in reads)
        ended = unpacker.budget.ended or unread
        return ReadPart(tuple(reads), tuple(unpacker.reports), ended)
