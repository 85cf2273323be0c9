"""Files in, all that was read of them out: each by itself, from a store or by whoever is free."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from certtrail.fleet.hands import Alone
from certtrail.inputs.archives.unpacking import Unpacker
from certtrail.inputs.digests import Digests
from certtrail.inputs.opened import Read
from certtrail.inputs.parts import ReadPart, read_part
from certtrail.inputs.reading import given_up, read_each, settled
from certtrail.store.reading_key import HowRead
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from certtrail.fleet.hands import Hands
    from certtrail.inputs.evidences import Evidences
    from certtrail.inputs.limits import Limits
    from certtrail.inputs.walk import FoundFile
    from certtrail.model.record_filter import RecordFilter
    from certtrail.store.kept_store import KeptStore

_LOST = phrase("one process after another ended on it; ask for it in another form")


def read_on(
    hands: Hands,
    store: KeptStore | None,
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

    What a worker does not see, and what has pictures in it, is read here. What the hands read is
    kept in the store, where there is one, and what it has is not read.
    """
    reading = partial(
        read_part,
        wanted=wanted,
        # Of what is far away only the end is heard.
        progress=progress if isinstance(hands, Alone) else None,
        date_order=date_order,
        server=server,
        passwords=tuple(passwords),
        limits=limits,
    )
    work = partial(_packed, reading)
    how = HowRead(wanted, date_order, server, limits)
    run = None if store is None else store.run(how, encrypted=bool(passwords))
    found = {} if run is None else run.find(files)
    kept: dict[FoundFile, ReadPart | None] = {file: part.packed() for file, part in found.items()}

    def done(file: FoundFile, part: ReadPart | None) -> None:
        if run is not None:
            run.keep(file, part)
        if progress is not None:
            progress(file.name, 1.0)

    def lost(file: FoundFile) -> ReadPart:
        return ReadPart((given_up(file, _LOST),), (), ended=True)

    fresh = [file for file in files if file not in kept]
    parts = {**kept, **dict(zip(fresh, hands.each(work, fresh, lost=lost, done=done), strict=True))}
    left = [file for file in files if parts[file] is None]
    known = [part for file in files if (part := parts[file]) is not None]
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


def _packed(reading: Callable[[FoundFile], ReadPart | None], file: FoundFile) -> ReadPart | None:
    """Read one file; what its records say is ready to be sent, and to wait for the others."""
    part = reading(file)
    return None if part is None else part.packed()
