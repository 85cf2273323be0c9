"""Files in, all that was read of them out: each read by a process of a cluster that sees it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from certtrail.inputs.archives.unpacking import Unpacker
from certtrail.inputs.digests import Digests
from certtrail.inputs.opened import Read
from certtrail.inputs.parts import ReadPart, read_part
from certtrail.inputs.reading import given_up, read_each, settled
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from certtrail.fleet.cluster import Cluster
    from certtrail.inputs.evidences import Evidences
    from certtrail.inputs.limits import Limits
    from certtrail.inputs.walk import FoundFile
    from certtrail.model.record_filter import RecordFilter

_LOST = phrase("one process after another ended on it; ask for it in another form")


def read_on(
    cluster: Cluster,
    files: Sequence[FoundFile],
    wanted: RecordFilter,
    progress: Callable[[str, float], None] | None,
    *,
    local_zone: tzinfo | None,
    date_order: str,
    server: str,
    passwords: Sequence[str],
    limits: Limits,
) -> Evidences:
    """Read every file, as `inputs.reading.read_files` does; arguments as there.

    What a worker does not see, and what has pictures in it, is read here.
    """
    work = partial(
        read_part,
        wanted=wanted,
        date_order=date_order,
        server=server,
        passwords=tuple(passwords),
        limits=limits,
    )

    def tell(file: FoundFile) -> None:
        if progress is not None:
            progress(file.name, 1.0)

    def lost(file: FoundFile) -> ReadPart:
        return ReadPart((given_up(file, _LOST),), ())

    parts = cluster.each(work, files, lost=lost, done=tell)
    left = [file for file, part in zip(files, parts, strict=True) if part is None]
    known = [part for part in parts if part is not None]
    reads = [read for part in known for read in part.reads]
    archives = [report for part in known for report in part.archives]
    with (
        Digests(file.path for file in left if file.is_here) as digests,
        Unpacker(limits, passwords, digests.of) as unpacker,
    ):
        reads += read_each(
            unpacker,
            left,
            wanted,
            progress,
            digests=digests,
            date_order=date_order,
            server=server,
            before=reads,
        )
        archives += unpacker.reports
    return settled([*reads, *map(Read, archives)], local_zone)
