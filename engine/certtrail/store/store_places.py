"""Where in a store things are, and what in it is ours; no part of it may be a link.

kept/ab/<place>-<SHA-256 of the file>    what was read of it
seen/ab/<digest of its path>             which size, time and SHA-256 it had
tables/                                  the last diagnosis (`case.store_tables`)

`ab` are the first two digits of the name. Every path is made here, of digests alone.
"""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING, Final

from certtrail.model.errors import CerttrailError
from certtrail.store.checked_file import PART, BrokenFileError, is_folder
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEPT: Final = "kept"
SEEN: Final = "seen"
TABLES: Final = "tables"
DIGEST: Final = "[0-9a-f]{64}"
_ENTRY: Final = re.compile(f"{DIGEST}-{DIGEST}")
_NOTE: Final = re.compile(DIGEST)
_FAN: Final = re.compile(r"[0-9a-f]{2}")
_LEFT: Final = re.compile(rf"\.[0-9a-f]{{24}}{re.escape(PART)}")
_ROOMS: Final = {KEPT: _ENTRY, SEEN: _NOTE}
_STEPS: Final = 3


class StoreError(CerttrailError):
    """A store cannot be used: says why, and what to do."""


def see_store(root: Path) -> None:
    """See that a folder is a store, or empty, and that what is in it is in it, not elsewhere.

    Raises:
        OSError: it cannot be listed.
        StoreError: there is something else in it, or a link in the place of one of its folders.
    """
    with os.scandir(root) as listed:
        names = sorted(entry.name for entry in listed)
    for name in names:
        if name in (KEPT, SEEN, TABLES):
            if not is_folder(root / name):
                raise StoreError(
                    phrase(
                        "{root}: expected a store, found that its {name} is a link or no folder; "
                        "no part of a store may be one",
                        root=root,
                        name=name,
                    )
                )
        elif not name.startswith("."):
            raise StoreError(
                phrase(
                    "{root}: expected a store or an empty folder, found {name}; choose "
                    "another folder",
                    root=root,
                    name=name,
                )
            )


def entry_path(root: Path, name: str) -> Path:
    """Give where an entry is, by `EntryHead.file_name`.

    Raises:
        BrokenFileError: no entry can have that name.
    """
    return _path(root, KEPT, name)


def seen_path(root: Path, path: str) -> Path:
    """Give where it is noted how a file was.

    Raises:
        BrokenFileError: no file can have that path.
    """
    try:
        encoded = os.fsencode(path)
    except UnicodeEncodeError as error:
        raise BrokenFileError(phrase("it tells of a path that no file can have")) from error
    return _path(root, SEEN, hashlib.sha256(encoded).hexdigest())


def _path(root: Path, room: str, name: str) -> Path:
    if not _ROOMS[room].fullmatch(name):
        raise BrokenFileError(phrase("it tells of what no store can hold"))
    return root / room / name[:2] / name


def entry_names(root: Path) -> Iterator[str]:
    """Give the names of all entries, sound or not, sorted."""
    return (path.name for path in _ours(root, KEPT))


def seen_paths(root: Path) -> Iterator[Path]:
    """Give where all files that were seen are noted, sorted."""
    return _ours(root, SEEN)


def _ours(root: Path, room: str) -> Iterator[Path]:
    """Give what has the name and the place of one of ours."""
    for fan in _listed(root / room):
        if _FAN.fullmatch(fan):
            for name in _listed(root / room / fan):
                if name[:2] == fan and _ROOMS[room].fullmatch(name):
                    yield root / room / fan / name


def _listed(folder: Path) -> list[str]:
    """List a folder; empty where it is none, or a link to one.

    Raises:
        OSError: the system does not list it.
    """
    try:
        return sorted(os.listdir(folder)) if is_folder(folder) else []  # noqa: PTH208
    except (FileNotFoundError, NotADirectoryError):
        return []


def all_below(*folders: Path) -> Iterator[Path]:
    """Give all that is no folder, below folders; what a link leads to is not below it."""
    todo = list(folders)  # folders may be nested deeper than calls
    while todo:
        folder = todo.pop()
        for path in (folder / name for name in _listed(folder)):
            if is_folder(path):
                todo.append(path)
            else:
                yield path


def everything(root: Path) -> Iterator[Path]:
    """Give all files and links of what is kept and of what was seen."""
    return all_below(root / KEPT, root / SEEN)


def is_ours(at: str) -> bool:
    """Tell whether a path below a store is that of an entry or a note, sound or not."""
    room, _, rest = at.partition("/")
    fan, _, name = rest.partition("/")
    return room in _ROOMS and fan == name[:2] and _ROOMS[room].fullmatch(name) is not None


def is_leftover(at: str) -> bool:
    """Tell whether a path below a store is that of a file that was not written to its end."""
    steps = at.split("/")
    return (
        len(steps) == _STEPS
        and steps[0] in _ROOMS
        and _FAN.fullmatch(steps[1]) is not None
        and _LEFT.fullmatch(steps[2]) is not None
    )
