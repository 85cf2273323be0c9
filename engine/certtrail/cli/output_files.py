"""Brings a report to where it was asked for: a file that appears whole or not at all, or stdout."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


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


def write_whole(path: Path, text: str, *, private: bool = False) -> None:
    """Write the file so that nobody ever sees a part of it; a private one is for its owner only.

    Raises:
        OSError: it cannot be written; what stood at the path before is still there.
    """
    with (
        whole(path, private=private) as part,
        part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out,
    ):
        out.write(text)


@contextmanager
def whole(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Yield a path to write to, which takes the place of `path` when all went well.

    Args:
        path: where it shall be.
        private: only its owner may read it.

    Raises:
        OSError: it cannot be written; what stood at the path before is still there.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", suffix=".part", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(0o600 if private else 0o666 & ~_umask())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Return the mask that new files get: mkstemp makes them private, a report is to be shared."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_out(text: str) -> bool:
    """Write to stdout; False when its reader has gone away."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        abandon_stdout()
        return False
    return True


def abandon_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush does not complain."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
