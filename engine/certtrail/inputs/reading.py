"""Reading: files in; events, facts told by texts, and an account of every file out."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from certtrail.accounts import InputAccount, RecordCount
from certtrail.evtx.reader import LogRead, LogReading, is_log, read_log
from certtrail.facts import Evidence, Fact
from certtrail.inputs.texts import decode
from certtrail.inputs.transcript import is_transcript, precedence_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from certtrail.inputs.digests import Digests
    from certtrail.inputs.walk import FoundFile
    from certtrail.selection import Selection

_HEAD: Final = 4096
_LARGEST_TEXT: Final = 32 * 1024 * 1024
_ASK_AGAIN: Final = "ask for the export again, as .evtx from Event Viewer or wevtutil"


@dataclass(frozen=True)
class Evidences:
    """All that was read.

    Attributes:
        logs: what was read of each log.
        told: facts that texts tell.
        inputs: an account of every file, sorted by name.
    """

    logs: tuple[LogRead, ...]
    told: tuple[Fact, ...]
    inputs: tuple[InputAccount, ...]

    @cached_property
    def events(self) -> pd.DataFrame:
        """The selected records of all logs in total order."""
        from certtrail import events

        return events.merge([log.events for log in self.logs])


@dataclass(frozen=True, slots=True)
class _Read:
    account: InputAccount
    log: LogRead | None = None
    told: tuple[Fact, ...] = ()


def read_files(
    files: Sequence[FoundFile],
    selection: Selection,
    progress: Callable[[str, float], None] | None = None,
    *,
    digests: Digests | None = None,
) -> Evidences:
    """Read every file by what it holds, never by its name; none of them stops the others.

    Args:
        files: what to read.
        selection: the records wanted of the logs.
        progress: told the name of each file and how much of it is done, from 0 to 1.
        digests: of the files; without them the accounts of logs have none.
    """
    read_one = partial(read_log, selection=selection)
    reads = [
        _read(
            file,
            partial(read_one, digest=None if digests is None else partial(digests.of, file.path)),
            progress,
        )
        for file in files
    ]
    return Evidences(
        tuple(read.log for read in reads if read.log is not None),
        tuple(fact for read in reads for fact in read.told),
        tuple(read.account for read in reads),
    )


def stream_logs(
    files: Sequence[FoundFile],
    accounts: list[InputAccount],
    start: Callable[[Path], LogReading],
    progress: Callable[[str, float], None] | None = None,
) -> Iterator[tuple[FoundFile, LogReading]]:
    """Read the event logs among the files bit by bit; yields after each bit.

    Args:
        files: what to read.
        accounts: gets the account of every file, also of those that are no logs, when it is done.
        start: makes the reading of one log.
        progress: told the name of each file and how much of it is done, from 0 to 1.
    """
    for file in files:
        if not _holds_log(file):
            accounts.append(_read(file, read_log, None).account)
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
        except OSError as error:
            accounts.append(_failed(file, error).account)


def _holds_log(file: FoundFile) -> bool:
    try:
        if not stat.S_ISREG(file.path.stat().st_mode):
            return False
        with file.path.open("rb") as opened:
            return is_log(opened.read(_HEAD))
    except OSError:
        return False


def _failed(file: FoundFile, error: OSError) -> _Read:
    reason = error.strerror or type(error).__name__
    return _unread(file, "unreadable", f"It could not be read: {reason}; check its permissions")


def _read(
    file: FoundFile,
    read_one: Callable[..., LogRead],
    progress: Callable[[str, float], None] | None,
) -> _Read:
    try:
        status = file.path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _unread(file, "unreadable", "It is not a regular file; give the file itself")
        if status.st_size == 0:
            return _unread(file, "empty", f"It is empty (0 bytes); {_ASK_AGAIN}", content=b"")
        with file.path.open("rb") as opened:
            head = opened.read(_HEAD)
        if is_log(head):
            return _log(file, read_one, status.st_size, progress)
        if status.st_size > _LARGEST_TEXT:
            return _other(file, None)
        return _other(file, file.path.read_bytes())
    except OSError as error:
        return _failed(file, error)


def _log(
    file: FoundFile,
    read_one: Callable[..., LogRead],
    size: int,
    progress: Callable[[str, float], None] | None,
) -> _Read:
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(file.name, done / size)

    log = read_one(file.path, file.name, progress=tell)
    return _Read(log.account, log)


def _other(file: FoundFile, content: bytes | None) -> _Read:
    """Read what is not a log: a console transcript, or something that is left out."""
    text = None if content is None else decode(content)
    if text is not None and content is not None and is_transcript(text):
        warnings = precedence_warnings(text, file.name)
        count = RecordCount(found=len(warnings), decoded=len(warnings))
        account = InputAccount(file.name, "transcript", _digest(content), count)
        return _Read(account, told=(*_transcript(file, text, warnings), *warnings))
    kind = "unknown" if text is None else "text"
    expected = (
        "expected an event log (ElfFile) or a console transcript with Exchange certificate commands"
    )
    found = "a text that is neither" if text is not None else "another kind of file"
    looks_like_a_log = file.path.suffix.lower() == ".evtx"
    if file.asked_for or looks_like_a_log:
        return _unread(
            file, kind, f"It was left out: {expected}, found {found}; {_ASK_AGAIN}", content=content
        )
    account = InputAccount(
        file.name,
        kind,
        _digest(content) if content is not None else "",
        notes=(f"Left out: {expected}, found {found}.",),
    )
    return _Read(account)


def _transcript(file: FoundFile, text: str, warnings: Sequence[Fact]) -> list[Fact]:
    """Make a `console-transcript` fact per server: the commands were at hand, warnings or not."""
    lines = text.count("\n") + 1
    servers = sorted({fact.server for fact in warnings}) or [""]
    place = f"{file.name}: console transcript of {lines} lines"
    return [
        Fact(
            "console-transcript",
            server,
            0,
            {"lines": lines},
            (Evidence("", server, "console", 1, file.name, place),),
        )
        for server in servers
    ]


def _unread(file: FoundFile, kind: str, why: str, content: bytes | None = None) -> _Read:
    digest = _digest(content) if content is not None else ""
    return _Read(InputAccount(file.name, kind, digest, problems=(f"{why}.",), complete=False))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
