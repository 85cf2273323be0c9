"""What is in a store, out; stores put together; what is of no use any more taken away."""

from __future__ import annotations

import stat
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from certtrail.runtime import VERSION
from certtrail.store import entries
from certtrail.store.checked_file import BrokenFileError
from certtrail.store.entries import KEPT, SEEN
from certtrail.store.kept_store import is_leftover
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.store.entries import EntryHead, SeenFile

_OLD: Final = 3600.0
"""Seconds after which what was not written to its end is nobody's."""
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

    @property
    def present(self) -> frozenset[_File]:
        """The files that are still there as they were read."""
        return frozenset(_of_seen(seen) for seen in self.seen.values() if _is_there(seen))


def survey(root: Path) -> StoreSurvey:
    """Look at everything in a store, and check it."""
    found = StoreSurvey()
    for name in entries.entry_names(root):
        path = entries.entry_path(root, name)
        at = path.relative_to(root).as_posix()
        with _noting(found, at):
            if (entry := entries.read_head(root, name)) is not None:
                found.kept[at], found.sizes[at] = entry[0], path.lstat().st_size
    for path in entries.seen_paths(root):
        at = path.relative_to(root).as_posix()
        with _noting(found, at):
            if (seen := entries.read_seen(path)) is not None:
                if entries.seen_path(root, seen.path) != path:
                    raise BrokenFileError(phrase("it is of another place"))
                found.seen[at] = seen
    known = found.kept.keys() | found.seen.keys() | found.broken.keys()
    for path in _all_below(root):
        if (at := path.relative_to(root).as_posix()) not in known and not is_leftover(path.name):
            found.broken[at] = phrase("it is nothing of a store")
    return found


@contextmanager
def _noting(found: StoreSurvey, at: str) -> Iterator[None]:
    """Note what is broken."""
    try:
        yield
    except BrokenFileError as error:
        found.broken[at] = str(error)


def _all_below(root: Path) -> Iterator[Path]:
    """Give every file, and every link, in the folders of what is kept."""
    todo = [root / KEPT, root / SEEN]
    while todo:
        folder = todo.pop()
        with suppress(OSError):
            for path in sorted(folder.iterdir()):
                if stat.S_ISDIR(path.lstat().st_mode):
                    todo.append(path)
                else:
                    yield path


def _of_seen(seen: SeenFile) -> _File:
    return seen.name, seen.size, seen.sha256


def _of_head(head: EntryHead) -> _File:
    return head.name, head.size, head.sha256


def _is_there(seen: SeenFile) -> bool:
    try:
        found = Path(seen.path).stat()
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == seen.size


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
            known = entries.read_seen(entries.seen_path(target, seen.path))
        if known is None or known.mtime_ns < seen.mtime_ns:
            entries.write_seen(target, seen)


def _has(root: Path, head: EntryHead) -> bool:
    with suppress(BrokenFileError):
        return entries.read_head(root, head.file_name) is not None
    return False


def useless(root: Path, before: float | None = None) -> dict[str, str]:
    """Say what of a store is of no use any more, and why, by its path below the store.

    Args:
        root: of the store.
        before: what was kept before this instant is of no use, in seconds since 1970.
    """
    found = survey(root)
    present = found.present
    gone = dict(found.broken)
    for at, head in found.kept.items():
        if before is not None and head.at < before:
            gone[at] = phrase("{name}: kept before that day", name=head.name)
        elif head.reader != VERSION:
            gone[at] = phrase(
                "{name}: read by certtrail {version}", name=head.name, version=head.reader
            )
        elif _of_head(head) not in present:
            gone[at] = phrase("{name}: the file is gone, or another one", name=head.name)
    for at, seen in found.seen.items():
        if not _is_there(seen):
            gone[at] = phrase("{path}: the file is gone, or another one", path=seen.path)
    now = time.time()
    for path in _all_below(root):
        if is_leftover(path.name):
            with suppress(OSError):
                if now - path.lstat().st_mtime > _OLD:
                    gone[path.relative_to(root).as_posix()] = phrase("not written to its end")
    return gone


def remove(root: Path, names: Iterable[str]) -> None:
    """Remove what is of no use; what is a link goes itself.

    Raises:
        OSError: something cannot be removed.
    """
    for name in names:
        (root / name).unlink(missing_ok=True)
