"""Reading: files in; events, facts told by texts, the inventory and a report of each file out."""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.unpacking import Unpacker
from certtrail.inputs.events import event_log
from certtrail.inputs.evidences import Evidences
from certtrail.inputs.instead import instead
from certtrail.inputs.likely import likely
from certtrail.inputs.nameless_lists import placed
from certtrail.inputs.opened import HEAD, LARGEST_TEXT, Head, Opened, Read
from certtrail.inputs.registry import structured, worded
from certtrail.inputs.relevance import not_needed, speaks_of_it
from certtrail.model.errors import InputError
from certtrail.model.input_reports import InputReport
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from certtrail.inputs.digests import Digests
    from certtrail.inputs.kind import Kind
    from certtrail.inputs.limits import Limits
    from certtrail.inputs.pictured import Pictured
    from certtrail.inputs.walk import FoundFile
    from certtrail.model.record_filter import RecordFilter

    Progress = Callable[[str, float], None]

_KNOWN: Final = phrase("an event log, an Exchange export, certificates, a mail log or console text")
_ASK_AGAIN: Final = phrase("ask for the export again, as .evtx from Event Viewer or wevtutil")


def read_files(
    files: Sequence[FoundFile],
    wanted: RecordFilter,
    progress: Progress | None = None,
    *,
    digests: Digests | None = None,
    local_zone: tzinfo | None = None,
    date_order: str = "",
    server: str = "",
    passwords: Sequence[str] = (),
    limits: Limits | None = None,
) -> Evidences:
    """Read every file by what it holds, never by its name; none of them stops the others.

    Args:
        files: what to read.
        wanted: the records wanted of the logs.
        progress: told the name of each file and how much of it is done, from 0 to 1.
        digests: of the files; without them the reports of logs have none.
        local_zone: of times in texts that do not tell theirs; None to find it out.
        date_order: of day, month and year in texts that leave it open; empty to find it out.
        server: of texts that name none.
        passwords: to try on encrypted archives.
        limits: on what an input may take.
    """
    digest = None if digests is None else digests.of
    with Unpacker(limits, passwords, digest) as unpacker:
        reads: list[Read] = []
        pictured: Pictured | None = None
        for file in unpacker.files(files):
            named = replace(file, server=server)
            reading = partial(
                read_file, wanted=wanted, progress=progress, digests=digests, date_order=date_order
            )
            if named.from_picture:
                from certtrail.inputs.pictured import Pictured

                pictured = pictured or Pictured(tuple(reads))
                work = partial(pictured.read, named, reading)
            else:
                work = partial(reading, named)
            reads.append(unpacker.budget.run(work, partial(given_up, named)))
            teller(file, progress)(1.0)
        reads += [Read(report) for report in unpacker.reports]
    settled = placed(reads, local_zone)
    return Evidences(tuple(sorted(settled, key=lambda read: read.report.name)))


def holds_log(file: FoundFile) -> bool:
    """Tell whether a file is an event log."""
    with suppress(OSError):
        return stat.S_ISREG(file.path.stat().st_mode) and event_log.recognise(_head(file))
    return False


def _head(file: FoundFile) -> Head:
    with file.path.open("rb") as opened:
        return Head(opened.read(HEAD), file.size)


def read_file(
    file: FoundFile,
    wanted: RecordFilter,
    progress: Progress | None,
    digests: Digests | None,
    date_order: str = "",
) -> Read:
    """Read one file by what it holds; arguments as of `read_files`."""
    try:
        mode = file.path.stat().st_mode
        if stat.S_ISDIR(mode):
            os.scandir(file.path).close()  # it is here because it does not let in; this says why
        if not stat.S_ISREG(mode):
            return _unread(
                file, "unreadable", phrase("It is not a regular file; give the file itself")
            )
        head = _head(file)
        if not head.size:
            return _unread(
                file,
                "empty",
                phrase("It is empty (0 bytes); {ask_again}", ask_again=_ASK_AGAIN),
                _digest(b""),
            )
        digest = partial(_digest_of, file, digests)
        return _read(Opened(file, head, wanted, teller(file, progress), digest, date_order))
    except OSError as error:
        return failed(file, error)


def _read(opened: Opened) -> Read:
    """Have a file read by the first kind that it is of, and if that gives nothing, as a text."""
    first: Read | None = None
    for kind in structured():
        if kind.recognise(opened.head):
            first = _read_by(kind, opened)
            if first is not None and not _is_in_vain(first):
                return first
            break
    if opened.head.text is None or opened.head.size > LARGEST_TEXT:
        return first or _left_out(opened)
    whole = replace(opened, head=Head(opened.file.path.read_bytes(), opened.head.size))
    for kind in worded():
        read = _read_by(kind, whole) if kind.recognise(whole.head) else None
        if read is not None and not (first and _is_in_vain(read)):
            return read
    return first or _left_out(whole)


def _is_in_vain(read: Read) -> bool:
    counts = read.report.records
    return not (read.report.complete or counts.decoded or counts.recovered or read.facts)


def _read_by(kind: Kind, opened: Opened) -> Read | None:
    try:
        return kind.read(opened)
    except InputError as error:
        return _unread(opened.file, kind.name, reason(error), opened.digest())


def teller(file: FoundFile, progress: Progress | None) -> Callable[[float], None]:
    """Make what tells how much of a file is done."""
    return (lambda _: None) if progress is None else partial(progress, file.name)


def failed(file: FoundFile, error: OSError) -> Read:
    """Make the report of a file that the system does not give."""
    why = error.strerror or type(error).__name__
    return _unread(
        file,
        "unreadable",
        phrase("It could not be read: {reason}; check its permissions", reason=why),
    )


def given_up(file: FoundFile, why: str) -> Read:
    """Make the report of a file whose reading was ended."""
    return _unread(file, "unreadable", phrase("It was not read: {why}", why=why))


def _left_out(opened: Opened) -> Read:
    """Make the report of what nobody understands."""
    file, text = opened.file, opened.head.text
    unneeded = not_needed(file, opened.head)
    kind = "unknown" if text is None else "text"
    if unneeded:
        return _read_for_nothing(opened, kind, unneeded)
    if told := instead(opened.head):
        return _unread(file, kind, told, opened.digest())
    if text is not None and opened.head.size > LARGEST_TEXT:
        long = phrase(
            "{what}, {size} MiB long, of which words are looked for in texts of at most {most} MiB",
            what=likely(opened.head),
            size=opened.head.size >> 20,
            most=LARGEST_TEXT >> 20,
        )
        return _unread(file, kind, _asking(long), opened.digest())
    named = file.asked_for or file.path.suffix.lower() == ".evtx"
    if text is not None and not named and not speaks_of_it(text):
        why = phrase(
            "Left aside: {what}, in which nothing is about Exchange, certificates or mail",
            what=likely(opened.head),
        )
        return _read_for_nothing(opened, kind, why)
    if text is not None and not named:
        why = phrase(
            "This looks like {what}; certtrail found nothing it could use in it",
            what=likely(opened.head),
        )
        return _unread(file, kind, why, opened.digest())
    return _unread(file, kind, _asking(likely(opened.head)), opened.digest())


def _asking(found: str) -> str:
    why = phrase("Left out: expected {known}, found {found}", known=_KNOWN, found=found)
    return phrase("{first}; {rest}", first=why, rest=_ASK_AGAIN)


def _read_for_nothing(opened: Opened, kind: str, why: str) -> Read:
    """Make the report of what was looked through, and has nothing for anybody."""
    note = phrase("{why}.", why=why)
    return Read(InputReport(opened.name, kind, opened.digest(), notes=(note,)))


def _unread(file: FoundFile, kind: str, why: str, digest: str = "") -> Read:
    problem = phrase("{why}.", why=why)
    return Read(InputReport(file.name, kind, digest, problems=(problem,), complete=False))


def _digest_of(file: FoundFile, digests: Digests | None) -> str:
    if file.sha256:
        return file.sha256
    if digests is not None:
        return digests.of(file.path)
    return _digest(file.path.read_bytes()) if file.size <= LARGEST_TEXT else ""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
