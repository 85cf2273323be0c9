"""Reading: files in; events, facts told by texts, the inventory and a report of each file out."""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from certtrail.inputs.all_together import bounded
from certtrail.inputs.archives.unpacking import Unpacker
from certtrail.inputs.changed_files import with_change
from certtrail.inputs.digests import FileState
from certtrail.inputs.events import event_log
from certtrail.inputs.events.clock_sides import by_true_clocks
from certtrail.inputs.evidences import Evidences
from certtrail.inputs.nameless_lists import placed
from certtrail.inputs.not_read import ASK_AGAIN, unread
from certtrail.inputs.opened import HEAD, LARGEST_TEXT, Head, Opened, Read
from certtrail.inputs.registry import structured, worded
from certtrail.inputs.told_elsewhere import without_told_elsewhere
from certtrail.inputs.told_twice import told_once
from certtrail.inputs.undecoded import with_undecoded
from certtrail.model.errors import InputError
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

_MANY: Final = 50_000
"""Records that may wait as they are: some 30 MB."""


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
    pack: bool = False,
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
        pack: have what the records of many logs say wait packed, for who looks at it once.
    """
    digest = None if digests is None else digests.of
    with Unpacker(limits, passwords, digest) as unpacker:
        reads = read_each(
            unpacker,
            files,
            wanted,
            progress,
            digests=digests,
            date_order=date_order,
            server=server,
            pack=pack,
        )
        reads += [Read(report) for report in unpacker.reports]
    return settled(reads, local_zone)


def settled(reads: Sequence[Read], local_zone: tzinfo | None) -> Evidences:
    """Put together what was read of all files, in any order; the zone is as of `read_files`."""
    ordered = sorted(reads, key=lambda read: read.report.name)
    known = bounded(without_told_elsewhere(told_once(ordered)))
    return Evidences(tuple(by_true_clocks(placed(known, local_zone))))


def read_each(
    unpacker: Unpacker,
    files: Sequence[FoundFile],
    wanted: RecordFilter,
    progress: Progress | None,
    *,
    digests: Digests | None,
    date_order: str,
    server: str,
    before: Sequence[Read] = (),
    pack: bool = False,
) -> list[Read]:
    """Read every file that comes out of these; arguments as of `read_files`.

    The unpacker has the reports of what holds others afterwards; `before` is what was read of other
    files, to read pictures by.
    """
    reads: list[Read] = []
    waiting = 0
    pictured: Pictured | None = None
    for file in unpacker.files(files):
        named = replace(file, server=server)
        kept: list[Callable[[str], Read]] = []
        reading = partial(
            read_file,
            wanted=wanted,
            progress=progress,
            digests=digests,
            date_order=date_order,
            keep=kept.append,
        )
        if named.from_picture:
            from certtrail.inputs.pictured import Pictured

            pictured = pictured or Pictured((*before, *reads))
            work = partial(pictured.read, named, reading)
        else:
            work = partial(reading, named)
        read = unpacker.budget.run(work, partial(_ended, named, kept))
        reads.append(read.packed() if pack and waiting > _MANY else read)
        waiting += 0 if read.records is None else len(read.records)
        teller(file, progress)(1.0)
    return reads


def holds_log(file: FoundFile) -> bool:
    """Tell whether a file is an event log."""
    with suppress(OSError):
        plain = not file.refused and stat.S_ISREG(file.path.stat().st_mode)
        return plain and event_log.recognise(_head(file))
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
    keep: Callable[[Callable[[str], Read]], None] = lambda _: None,
) -> Read:
    """Read one file by what it holds; arguments as of `read_files`, `keep` as of `Opened`."""
    try:
        if file.refused:
            return unread(file, "unreadable", file.refused)
        mode = file.path.stat().st_mode
        if stat.S_ISDIR(mode):
            os.scandir(file.path).close()  # it is here because it does not let in; this says why
        if not stat.S_ISREG(mode):
            return unread(
                file, "unreadable", phrase("It is not a regular file; give the file itself")
            )
        head = _head(file)
        if not head.size:
            return unread(
                file,
                "empty",
                phrase("It is empty (0 bytes); {ask_again}", ask_again=ASK_AGAIN),
                _digest(b""),
            )
        digest = partial(_digest_of, file, digests)
        tell = teller(file, progress)
        opened = Opened(file, head, wanted, tell, digest, date_order, keep)
        before = FileState.at(file.path)
        read = with_undecoded(_read(opened), opened, digests)
        if digests is not None and read.report.sha256:
            before = digests.seen_as(file.path) or before
        return with_change(read, before, FileState.at(file.path))
    except OSError as error:
        return failed(file, error)


def _read(opened: Opened) -> Read:
    """Have a file read by the first kind that it is of, and if that gives nothing, as a text."""
    first: Read | None = None
    for kind in structured():
        if kind.recognise(opened.head):
            first = _read_by(kind, opened)
            if first is not None and first.beside:
                return _with_beside(first, opened)
            if first is not None and not _is_in_vain(first):
                return first
            break
    if opened.head.text is None or opened.head.size > LARGEST_TEXT:
        return first or _left_out(opened)
    whole = replace(opened, head=Head(opened.file.path.read_bytes(), opened.head.size))
    read = _worded(whole)
    if read is not None and not (first and _is_in_vain(read)):
        return read
    return first or _left_out(whole)


def _left_out(opened: Opened) -> Read:
    from certtrail.inputs.left_aside import left_out

    return left_out(opened)


def _worded(whole: Opened) -> Read | None:
    """Have a text read by the first that finds anything in it."""
    reads = (_read_by(kind, whole) for kind in worded() if kind.recognise(whole.head))
    return next((read for read in reads if read is not None), None)


def _with_beside(first: Read, opened: Opened) -> Read:
    """Have the text read, too, that stands beside what a kind has read."""
    from certtrail.inputs.joined_reads import joined
    from certtrail.inputs.letters import is_prose

    content = first.beside.encode("utf-8", "replace")
    second = _worded(replace(opened, head=Head(content, len(content))))
    return joined(first, second, prose=is_prose(first.beside))


def _is_in_vain(read: Read) -> bool:
    counts = read.report.records
    return not (read.report.complete or counts.decoded or counts.recovered or read.facts)


def _read_by(kind: Kind, opened: Opened) -> Read | None:
    try:
        return kind.read(opened)
    except InputError as error:
        return unread(opened.file, kind.name, reason(error), opened.digest())


def teller(file: FoundFile, progress: Progress | None) -> Callable[[float], None]:
    """Make what tells how much of a file is done."""
    return (lambda _: None) if progress is None else partial(progress, file.name)


def failed(file: FoundFile, error: OSError) -> Read:
    """Make the report of a file that the system does not give."""
    why = error.strerror or type(error).__name__
    return unread(
        file,
        "unreadable",
        phrase("It could not be read: {reason}; check its permissions", reason=why),
    )


def _ended(file: FoundFile, kept: Sequence[Callable[[str], Read]], why: str) -> Read:
    """Give what was read of a file whose reading was ended, or the report that nothing was."""
    if kept:
        try:
            return kept[-1](why)
        # The end came anywhere, so that what was under way may be half made, and there may be no
        # memory for it; then nothing of the file is used, and its report says so.
        except Exception:  # noqa: S110 - told by what follows
            pass
    return given_up(file, why)


def given_up(file: FoundFile, why: str) -> Read:
    """Make the report of a file whose reading was ended."""
    return unread(file, "unreadable", phrase("It was not read: {why}", why=why))


def _digest_of(file: FoundFile, digests: Digests | None) -> str:
    if file.sha256:
        return file.sha256
    if digests is not None:
        return digests.of(file.path)
    return _digest(file.path.read_bytes()) if file.size <= LARGEST_TEXT else ""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
