"""Event logs (.evtx): a log in, its wanted records and its report out."""

from __future__ import annotations

from certtrail.evtx.reader import is_log, read_log
from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import Head, Opened, Read


def recognise(head: Head) -> bool:
    """Tell whether a file is an event log, however damaged its header."""
    return is_log(head.content)


def read(opened: Opened) -> Read:
    """Read a log."""
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        opened.progress(done / max(opened.head.size, 1))

    log = read_log(
        opened.file.path, opened.name, opened.wanted, progress=tell, digest=opened.digest
    )
    return Read(log.report, records=log.records, surroundings=log.surroundings)


KIND = Kind("evtx", "records", recognise, read)
