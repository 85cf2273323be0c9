"""A file of a store: content in, a file that appears whole or not at all; content out, if sound.

It begins with its format and a digest of all that follows. Nothing but a plain file of a bounded
size is ever opened, and no link is followed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from pathlib import Path

FORMAT: Final = 1
"""Of all files of a store; another one is not read."""
PART: Final = ".part~"
"""How the name of a file ends that is not there yet."""
_MAGIC: Final = f"certtrail store {FORMAT}\n".encode()
_DIGEST: Final = 64
_JUNCTION: Final = 0xA000_0003
_FLAGS: Final = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)  # fmt: skip


class BrokenFileError(ValueError):
    """A file is not what a store has written; says what it is, as a part of a sentence."""


def write(path: Path, content: bytes) -> None:
    """Write a file, in place of what is there; its folder is made.

    Raises:
        OSError: it cannot be written.
    """
    for folder in (path.parent.parent, path.parent):
        see_folder(folder)
    part = path.with_name(f".{secrets.token_hex(12)}{PART}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(part, flags, 0o666), "wb") as file:
            file.write(_MAGIC + _digest(content) + b"\n")
            file.write(content)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def read(path: Path, most: int) -> bytes | None:
    """Read a file; None where there is none.

    Args:
        path: of it.
        most: bytes that it may have.

    Raises:
        BrokenFileError: it is not what `write` wrote.
    """
    head = len(_MAGIC) + _DIGEST + 1
    if not all(is_folder(folder) or not os.path.lexists(folder) for folder in path.parents[:2]):
        raise BrokenFileError(phrase("its folder is a link, or none"))
    try:
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise BrokenFileError(phrase("it is no plain file"))
            if found.st_size > most + head:
                raise BrokenFileError(phrase("it is larger than any of a store"))
            content = file.read(most + head + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BrokenFileError(
            phrase("it cannot be read ({error})", error=error.strerror or error)
        ) from error
    if not content.startswith(_MAGIC):
        raise BrokenFileError(phrase("it is of another format"))
    if content[len(_MAGIC) : head] != _digest(content[head:]) + b"\n":
        raise BrokenFileError(phrase("it is broken or cut"))
    return content[head:]


def see_folder(folder: Path) -> None:
    """Make a folder of a store where there is none.

    Raises:
        OSError: it cannot be made, or is a link, which could lead anywhere.
    """
    with suppress(FileExistsError):
        folder.mkdir(parents=True)
    if not is_folder(folder):
        raise NotADirectoryError(None, "it is no folder, or a link", str(folder))


def is_folder(path: Path) -> bool:
    """Tell whether something is a folder itself, no link and no junction to one."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return False
    # A junction of Windows is a folder to `lstat`.
    tag = getattr(found, "st_reparse_tag", 0)
    return stat.S_ISDIR(found.st_mode) and tag != _JUNCTION


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
