"""Event logs (.evtx): a log in, its wanted records and its report out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.evtx.reader import LogReading, is_log
from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import Head, Opened, Read
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.model.input_reports import InputReport


def recognise(head: Head) -> bool:
    """Tell whether a file is an event log, however damaged its header."""
    return is_log(head.content)


def read(opened: Opened) -> Read:
    """Read a log; what was read of it stays when that is ended before its time."""
    reading = LogReading(opened.file.path, opened.wanted)
    done = 0

    def all_read() -> Read:
        log = reading.read(opened.name, opened.digest())
        return Read(log.report, records=log.records, surroundings=log.surroundings)

    def stopped(why: str) -> Read:
        part = all_read()
        counts = part.report.records
        used = 0 if part.records is None else len(part.records.time)
        # The end may have come before what was just read was counted.
        more = max(0, used - counts.decoded - counts.recovered)
        counts = replace(counts, found=counts.found + more, decoded=counts.decoded + more)
        report = replace(part.report, records=counts)
        return replace(part, report=cut_short(report, done, opened.head.size, why))

    opened.keep(stopped)
    for more in reading.parts():
        done += more
        opened.progress(done / max(opened.head.size, 1))
    return all_read()


def cut_short(report: InputReport, done: int, size: int, why: str) -> InputReport:
    """Add to the report of a log where its reading was ended, and why.

    Args:
        report: of what was read.
        done: bytes that were read.
        size: of the log, in bytes.
        why: as a part of a sentence.
    """
    told = phrase(
        "It was read whole up to byte {done|count} of {size|count}, and behind that in part: "
        "{why}.",
        done=done,
        size=size,
        why=why,
    )
    return replace(report, problems=(*report.problems, told), complete=False)


KIND = Kind("evtx", "records", recognise, read)
