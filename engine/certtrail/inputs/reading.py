"""Reading: files in; events, facts told by texts, the inventory and an account of each file out."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.unpacking import Unpacker
from certtrail.inputs.events import event_log
from certtrail.inputs.events.merging import merge
from certtrail.inputs.likely import likely
from certtrail.inputs.opened import HEAD, LARGEST_TEXT, Head, Opened, Read
from certtrail.model.errors import InputError
from certtrail.model.input_reports import InputAccount
from certtrail.model.inventory import Inventory
from certtrail.model.record_filter import NOTHING
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import tzinfo
    from pathlib import Path

    import pandas as pd

    from certtrail.evtx.reader import LogReading
    from certtrail.inputs.digests import Digests
    from certtrail.inputs.kind import Kind
    from certtrail.inputs.walk import FoundFile
    from certtrail.model.fact import Fact
    from certtrail.model.record_filter import Selection
    from certtrail.model.records import Records

    Progress = Callable[[str, float], None]

_KNOWN: Final = phrase("an event log, an Exchange export, certificates, a mail log or console text")
_ASK_AGAIN: Final = phrase("ask for the export again, as .evtx from Event Viewer or wevtutil")


@dataclass(frozen=True)
class Evidences:
    """All that was read.

    Attributes:
        reads: what became of each file, sorted by name.
    """

    reads: tuple[Read, ...]

    @property
    def inputs(self) -> tuple[InputAccount, ...]:
        """An account of every file, sorted by name."""
        return tuple(read.account for read in self.reads)

    @property
    def told(self) -> tuple[Fact, ...]:
        """The facts that texts tell."""
        return tuple(fact for read in self.reads for fact in read.told)

    @property
    def inventory(self) -> Inventory:
        """What all files describe of certificates, connectors and settings."""
        return Inventory.joined(read.inventory for read in self.reads)

    @cached_property
    def records(self) -> Records:
        """The selected records of all files in total order."""
        told = [(read.text, read.records) for read in self.reads if read.records is not None]
        return merge(
            [part for text, part in told if not text], [part for text, part in told if text]
        )

    @cached_property
    def events(self) -> pd.DataFrame:
        """The same as a frame."""
        from certtrail.model import events

        return events.frame(self.records)


def read_files(
    files: Sequence[FoundFile],
    selection: Selection,
    progress: Progress | None = None,
    *,
    digests: Digests | None = None,
    local_zone: tzinfo | None = None,
    passwords: Sequence[str] = (),
) -> Evidences:
    """Read every file by what it holds, never by its name; none of them stops the others.

    Args:
        files: what to read.
        selection: the records wanted of the logs.
        progress: told the name of each file and how much of it is done, from 0 to 1.
        digests: of the files; without them the accounts of logs have none.
        local_zone: of times in texts that do not tell theirs; None to find it out.
        passwords: to try on encrypted archives.
    """
    digest = None if digests is None else digests.of
    with Unpacker(passwords=passwords, digest=digest) as unpacker:
        reads = []
        for file in unpacker.files(files):
            reads.append(_read(file, selection, progress, digests))
            _teller(file, progress)(1.0)
        reads += [Read(account) for account in unpacker.accounts]
    if any(read.text for read in reads):
        from certtrail.inputs.events.local_time import settle

        reads = settle(reads, local_zone)
    return Evidences(tuple(sorted(reads, key=lambda read: read.account.name)))


def stream_logs(
    files: Sequence[FoundFile],
    accounts: list[InputAccount],
    start: Callable[[Path], LogReading],
    progress: Progress | None = None,
    selection: Selection = NOTHING,
    passwords: Sequence[str] = (),
) -> Iterator[tuple[FoundFile, LogReading | Read]]:
    """Read the event logs among the files bit by bit, and any other file whole.

    Yields after each bit of a log, and what became of each other file.

    Args:
        files: what to read.
        accounts: gets the account of every file, also of those that are no logs, when it is done.
        start: makes the reading of one log.
        progress: told the name of each file and how much of it is done, from 0 to 1.
        selection: the records wanted of texts.
        passwords: to try on encrypted archives.
    """
    with Unpacker(passwords=passwords) as unpacker:
        for file in unpacker.files(files):
            if not _holds_log(file):
                read = _read(file, selection, progress, None)
                accounts.append(read.account)
                yield file, read
                continue
            reading = start(file.path)
            done = 0
            try:
                for more in reading.parts():
                    done += more
                    if progress is not None:
                        progress(file.name, done / max(file.size, 1))
                    yield file, reading
                accounts.append(reading.account(file.name))
                _teller(file, progress)(1.0)
            except OSError as error:
                accounts.append(_failed(file, error).account)
        accounts += unpacker.accounts


def _holds_log(file: FoundFile) -> bool:
    try:
        if not stat.S_ISREG(file.path.stat().st_mode):
            return False
        return event_log.recognise(_head(file))
    except OSError:
        return False


def _head(file: FoundFile) -> Head:
    with file.path.open("rb") as opened:
        return Head(opened.read(HEAD), file.size)


def _read(
    file: FoundFile,
    selection: Selection,
    progress: Progress | None,
    digests: Digests | None,
) -> Read:
    try:
        if not stat.S_ISREG(file.path.stat().st_mode):
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
        opened = Opened(
            file, head, selection, _teller(file, progress), partial(_digest_of, file, digests)
        )
        if event_log.recognise(head):
            return _recognised(opened, event_log.KIND)
        # Loaded late: where all is event logs, as it mostly is, the other kinds' loading is felt.
        from certtrail.inputs.registry import STRUCTURED, WORDED

        for kind in STRUCTURED:
            if kind.recognise(head):
                return _recognised(opened, kind)
        if head.text is not None and head.size <= LARGEST_TEXT:
            whole = replace(opened, head=Head(file.path.read_bytes(), head.size))
            for kind in WORDED:
                if kind.recognise(whole.head):
                    return _recognised(whole, kind)
        return _left_out(opened)
    except OSError as error:
        return _failed(file, error)


def _recognised(opened: Opened, kind: Kind) -> Read:
    try:
        return kind.read(opened)
    except InputError as error:
        return _unread(opened.file, kind.name, reason(error), opened.digest())


def _teller(file: FoundFile, progress: Progress | None) -> Callable[[float], None]:
    return (lambda _: None) if progress is None else partial(progress, file.name)


def _failed(file: FoundFile, error: OSError) -> Read:
    why = error.strerror or type(error).__name__
    return _unread(
        file,
        "unreadable",
        phrase("It could not be read: {reason}; check its permissions", reason=why),
    )


def _left_out(opened: Opened) -> Read:
    """Make the account of what nobody understands."""
    file = opened.file
    kind = "unknown" if opened.head.text is None else "text"
    found = likely(opened.head)
    if kind == "text" and opened.head.size > LARGEST_TEXT:
        found = phrase(
            "{what}, {size} MiB long, of which words are looked for in texts of at most {most} MiB",
            what=found,
            size=opened.head.size >> 20,
            most=LARGEST_TEXT >> 20,
        )
    why = phrase("Left out: expected {known}, found {found}", known=_KNOWN, found=found)
    if file.asked_for or file.path.suffix.lower() == ".evtx":
        asked = phrase("{first}; {rest}", first=why, rest=_ASK_AGAIN)
        return _unread(file, kind, asked, opened.digest())
    note = phrase("{why}.", why=why)
    return Read(InputAccount(file.name, kind, opened.digest(), notes=(note,)))


def _unread(file: FoundFile, kind: str, why: str, digest: str = "") -> Read:
    problem = phrase("{why}.", why=why)
    return Read(InputAccount(file.name, kind, digest, problems=(problem,), complete=False))


def _digest_of(file: FoundFile, digests: Digests | None) -> str:
    if file.sha256:
        return file.sha256
    if digests is not None:
        return digests.of(file.path)
    return _digest(file.path.read_bytes()) if file.size <= LARGEST_TEXT else ""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
