"""What is in a store, out; stores put together; what is of no use any more taken away."""

from __future__ import annotations

import os
import re
import stat
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from certtrail.runtime import VERSION
from certtrail.store import entries
from certtrail.store.checked_file import BrokenFileError, is_folder
from certtrail.store.store_places import (
    entry_names,
    entry_path,
    everything,
    is_leftover,
    is_ours,
    seen_path,
    seen_paths,
)
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.store.entries import EntryHead, SeenFile

_OLD: Final = 3600.0
"""Seconds after which what was not written to its end is nobody's."""
_RANK: Final = (False, None, True)
_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]")
_File = tuple[str, int, str]
"""A file as an entry and a note know it: name, size, SHA-256."""


@dataclass(slots=True)
class StoreSurvey:
    """What is in a store.

    Attributes:
        kept: the entries by their path below the store.
        sizes: bytes of each entry.
        seen: the files that were seen, by the path of the note.
        broken: what is not what a store writes, and why, by path.
    """

    kept: dict[str, EntryHead] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    seen: dict[str, SeenFile] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    def present(self) -> dict[str, bool | None]:
        """Say of each entry and note, by its path, whether its file is still there as it was read.

        None where nobody looks: it was on a share, or on a computer of another system.
        """
        notes = {at: _is_there(seen) for at, seen in self.seen.items()}
        files: dict[_File, bool | None] = {}
        for at, seen in self.seen.items():
            file = _of_seen(seen)
            files[file] = max(files.get(file, False), notes[at], key=_RANK.index)
        for at, head in self.kept.items():
            notes[at] = files.get(_of_head(head), False)
        return notes


def survey(root: Path) -> StoreSurvey:
    """Look at everything in a store, and check it."""
    found = StoreSurvey()
    for name in entry_names(root):
        path = entry_path(root, name)
        at = path.relative_to(root).as_posix()
        with _noting(found, at):
            if (entry := entries.read_head(root, name)) is not None:
                found.kept[at], found.sizes[at] = entry[0], path.lstat().st_size
    for path in seen_paths(root):
        at = path.relative_to(root).as_posix()
        with _noting(found, at):
            if (seen := entries.read_seen(path)) is not None:
                if seen_path(root, seen.path) != path:
                    raise BrokenFileError(phrase("it is of another place"))
                found.seen[at] = seen
    known = found.kept.keys() | found.seen.keys() | found.broken.keys()
    for path in everything(root):
        if (at := path.relative_to(root).as_posix()) not in known and not is_leftover(at):
            found.broken[at] = phrase("it is nothing of a store")
    return found


@contextmanager
def _noting(found: StoreSurvey, at: str) -> Iterator[None]:
    """Note what is broken."""
    try:
        yield
    except BrokenFileError as error:
        found.broken[at] = str(error)


def _of_seen(seen: SeenFile) -> _File:
    return seen.name, seen.size, seen.sha256


def _of_head(head: EntryHead) -> _File:
    return head.name, head.size, head.sha256


def _is_there(seen: SeenFile) -> bool | None:
    """Tell whether a file is still there; None where nobody looks, see `is_local`."""
    if not is_local(seen.path, windows=os.name == "nt"):
        return None
    try:
        found = Path(seen.path).stat()
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == seen.size


def is_local(path: str, *, windows: bool) -> bool:
    r"""Tell whether a path is one to look at: absolute, of this system, and of no network.

    Who wrote a note could else have this computer log in at theirs.

    >>> [is_local(path, windows=True) for path in (r"C:\a", r"\\host\a", r"\\?\UNC\host\a", "a")]
    [True, False, False, False]
    >>> [is_local(path, windows=False) for path in ("/a", "//host/a", "a")]
    [True, False, False]
    """
    if windows:
        return _DRIVE.match(path) is not None
    return path.startswith("/") and not path.startswith("//")


@dataclass(slots=True)
class Merged:
    """What came of putting stores together.

    Attributes:
        copied: entries that were not there before.
        known: entries that were.
        broken: what was left out, and why, by its full path.
    """

    copied: int = 0
    known: int = 0
    broken: dict[str, str] = field(default_factory=dict)


def merge(source: Path, target: Path, merged: Merged) -> None:
    """Copy what is sound in a store into another one.

    Raises:
        OSError: it cannot be written.
    """
    found = survey(source)
    merged.broken |= {str(source / at): why for at, why in found.broken.items()}
    for head in found.kept.values():
        if _has(target, head):
            merged.known += 1
            continue
        with suppress(BrokenFileError):  # it was sound a moment ago
            entry = entries.read_head(source, head.file_name)
            if entry is not None:
                entries.write_entry(target, *entry)
                merged.copied += 1
    for seen in found.seen.values():
        known = None
        with suppress(BrokenFileError):
            known = entries.read_seen(seen_path(target, seen.path))
        if known is None or known.mtime_ns < seen.mtime_ns:
            entries.write_seen(target, seen)


def _has(root: Path, head: EntryHead) -> bool:
    with suppress(BrokenFileError):
        return entries.read_head(root, head.file_name) is not None
    return False


def useless(root: Path, before: float | None = None) -> dict[str, str]:
    """Say which files of a store are of no use any more, and why, by their path below the store.

    What is nothing of a store is left to whoever put it there.

    Args:
        root: of the store.
        before: what was kept before this instant is of no use, in seconds since 1970.
    """
    found = survey(root)
    present = found.present()
    gone = {at: why for at, why in found.broken.items() if is_ours(at)}
    for at, head in found.kept.items():
        if before is not None and head.at < before:
            gone[at] = phrase("{name}: kept before that day", name=head.name)
        elif head.reader != VERSION:
            gone[at] = phrase(
                "{name}: read by certtrail {version}", name=head.name, version=head.reader
            )
        elif present[at] is False:
            gone[at] = phrase("{name}: the file is gone, or another one", name=head.name)
    for at, seen in found.seen.items():
        if present[at] is False:
            gone[at] = phrase("{path}: the file is gone, or another one", path=seen.path)
    now = time.time()
    for path in everything(root):
        if is_leftover(at := path.relative_to(root).as_posix()):
            with suppress(OSError):
                if now - path.lstat().st_mtime > _OLD:
                    gone[at] = phrase("not written to its end")
    return {at: why for at, why in gone.items() if not is_folder(root / at)}


def remove(root: Path, names: Iterable[str]) -> None:
    """Remove files of a store, and nothing else, whatever is asked for; a link goes itself.

    Args:
        root: of the store.
        names: as `useless` gives them.

    Raises:
        OSError: something cannot be removed.
    """
    for name in names:
        path = root / name
        if (is_ours(name) or is_leftover(name)) and all(map(is_folder, path.parents[:2])):
            path.unlink(missing_ok=True)
