"""Brings a report to where it was asked for: a file that appears whole or not at all, or stdout."""

from __future__ import annotations

import errno
import glob
import os
import re
import stat
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from io import TextIOBase, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from certtrail.runtime import held, holding
from certtrail.text.outgoing import OutgoingBytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from certtrail.text.outgoing import AnyOutgoing, Outgoing


class Door:
    """A stream that takes only what was made safe for its medium."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: Outgoing) -> None:
        """Write a text."""
        self._stream.write(text)


NOT_PLAIN: Final = "it is no plain file, such as a report is written to"
_PART: Final = ".part"
_RANDOM: Final = re.compile(r"[a-z0-9_]{8}")  # what tempfile puts into a name
_OLD: Final = 3600.0
"""Seconds after which what was left half-written is nobody's, where no lock can tell."""


class _Closed(TextIOBase):
    """The place of a standard output that is closed: whoever writes to it hears of it."""

    def write(self, text: str, /) -> int:
        del text
        raise OSError(errno.EBADF, "it is closed; write to a file with -o")

    @property
    def buffer(self) -> BinaryIO:
        raise OSError(errno.EBADF, "it is closed; write to a file with -o")


class _Forgiving(TextIOWrapper):
    """Standard error that may be full or gone: a report is not lost with what is told of it."""

    def write(self, text: str, /) -> int:
        with suppress(OSError, ValueError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            super().flush()


def ready_streams() -> None:
    """Make the process's standard streams fit for any text, and for being closed or full."""
    sys.stdout = sys.stdout or _Closed()
    out: BinaryIO
    if sys.stderr is None:
        out, encoding = Path(os.devnull).open("wb"), "utf-8"  # noqa: SIM115 - to the very end
    else:  # it stays open as sys.__stderr__
        out, encoding = sys.stderr.buffer, sys.stderr.encoding
    sys.stderr = _Forgiving(out, encoding=encoding, line_buffering=True)
    for stream in (sys.stdout, sys.stderr):
        use_utf8(stream)


def use_utf8(stream: object) -> None:
    """Make a text stream take any character.

    A pipe or a file gets UTF-8 whatever the code page. A terminal keeps its encoding, with what it
    cannot show spelled out.
    """
    if isinstance(stream, TextIOWrapper):
        if stream.isatty():
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def overwritten_input(output: Path, inputs: Iterable[Path]) -> Path | None:
    """Return the input that writing to this path would overwrite, or None."""
    if not output.exists():
        return None
    for given in inputs:
        if given.exists() and output.samefile(given):
            return given
        if given.is_dir() and output.resolve().is_relative_to(given.resolve()):
            return output
    return None


def is_plain(path: Path) -> bool:
    """Tell whether a report can take the place of what is there: a file, or nothing."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return True


def write_whole(path: Path, report: AnyOutgoing, *, private: bool = False) -> None:
    """Write the file so that nobody ever sees a part of it; a private one is for its owner only.

    Raises:
        OSError: it cannot be written; what stood at the path before is still there.
    """
    with whole(path, private=private) as part:
        if isinstance(report, OutgoingBytes):
            part.write_bytes(report)
            return
        with part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
            Door(out).write(report)


@contextmanager
def whole(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Yield a path to write to, which takes the place of `path` when all went well.

    Args:
        path: where it shall be.
        private: only its owner may read it.

    Raises:
        OSError: it cannot be written; what stood at the path before is still there.
    """
    if not is_plain(path):
        raise OSError(errno.EINVAL, NOT_PLAIN)
    path = Path(os.path.realpath(path))  # a link that the user named stays one
    _sweep(path)
    handle, name = tempfile.mkstemp(prefix=_part_of(path), suffix=f"{_PART}~", dir=path.parent)
    os.close(handle)
    fresh = Path(name)
    part = fresh.with_name(fresh.name.removesuffix("~"))
    try:
        with holding(part):
            yield part
            part.chmod(0o600 if private else 0o666 & ~_umask())
            part.replace(path)
    except BaseException:
        for left in (fresh, part):
            left.unlink(missing_ok=True)
        raise


def _part_of(path: Path) -> str:
    return f".{path.name[:60]}.certtrail-"


def _sweep(path: Path) -> None:
    """Remove what a run that was killed left of this file, and nothing that somebody else made."""
    for part in path.parent.glob(f"{glob.escape(_part_of(path))}*{_PART}"):
        with suppress(OSError):
            if not _RANDOM.fullmatch(part.name.removeprefix(_part_of(path)).removesuffix(_PART)):
                continue
            if part.is_symlink() or not part.is_file():
                continue
            with held(part) as dead:
                if dead or time.time() - part.stat().st_mtime > _OLD:
                    part.unlink()


def _umask() -> int:
    """Return the mask that new files get: mkstemp makes them private, a report is to be shared."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_out(report: AnyOutgoing) -> bool:
    """Write to stdout; False when its reader has gone away."""
    try:
        if isinstance(report, OutgoingBytes):
            binary: BinaryIO = sys.stdout.buffer
            binary.write(report)
        else:
            Door(sys.stdout).write(report)
        sys.stdout.flush()
    except BrokenPipeError:
        abandon_stdout()
        return False
    return True


def abandon_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush does not complain."""
    with suppress(OSError):  # where it is closed, it has no number
        place = sys.stdout.fileno()
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, place)
        os.close(nothing)
