"""A store: files in; what was read of those that are as they were out, the others kept when read.

As `make` does, it takes a file for unchanged whose size and time are. One with another time is
compared by its SHA-256.
"""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.inputs.digests import Digests
from certtrail.runtime import VERSION
from certtrail.store import entries, part_form
from certtrail.store.checked_file import BrokenFileError, see_folder
from certtrail.store.entries import UNTRUSTED, EntryHead, SeenFile
from certtrail.store.reading_key import place_of
from certtrail.store.store_places import (
    KEPT,
    SEEN,
    StoreError,
    entry_names,
    entry_path,
    see_store,
    seen_path,
)
from certtrail.store.typed_values import NotTypedError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from certtrail.inputs.parts import ReadPart
    from certtrail.inputs.walk import FoundFile
    from certtrail.store.reading_key import HowRead

_TICK: Final = 2_000_000_000
"""Nanoseconds within which a file may change without a change of its time, on any file system."""


class _FilePlace(NamedTuple):
    """Where a file belongs, and how it was when the run looked at it first."""

    place: str
    path: str
    size: int
    mtime_ns: int


class KeptStore:
    """A folder in which is kept what was read of files.

    Attributes:
        root: the folder.
        found: files of the last run that were not read, as what was read of them was kept.
        fresh: files of the last run that were read.
        unkept: those of them that are to be read again the next time.
    """

    def __init__(self, root: Path, tell: Callable[[str], None] = lambda _: None) -> None:
        """Open a store, which is made where there is none.

        Args:
            root: its folder: a store, an empty one, or none.
            tell: told in a line what is wrong with an entry, and what comes of it.

        Raises:
            StoreError: there is something else in the folder, or it cannot be written.
        """
        self.root: Final = root
        self.tell: Final = tell
        self.found = self.fresh = self.unkept = 0
        try:
            root.mkdir(parents=True, exist_ok=True)
            see_store(root)
            for name in (KEPT, SEEN):
                see_folder(root / name)
        except OSError as error:
            raise StoreError(
                phrase(
                    "{path}: no store can be kept here: {error}",
                    path=error.filename or root,
                    error=error.strerror or error,
                )
            ) from error

    def run(self, how: HowRead, *, encrypted: bool) -> StoreRun:
        """Begin a run.

        Args:
            how: all files are read.
            encrypted: there are passwords to try, so that nothing of what holds others is kept.
        """
        self.found = self.fresh = self.unkept = 0
        return StoreRun(self, how.key, encrypted)


class StoreRun:
    """One run over files: finds what is kept of them, and keeps what is read."""

    def __init__(self, store: KeptStore, key: str, encrypted: bool) -> None:
        self._store = store
        self._root = store.root
        self._key = key
        self._encrypted = encrypted
        self._places: dict[FoundFile, _FilePlace] = {}
        self._before: dict[FoundFile, SeenFile] = {}
        self._refused = False

    def find(self, files: Iterable[FoundFile]) -> dict[FoundFile, ReadPart]:
        """Give what is kept of those files of which anything is."""
        kept: dict[str, list[str]] = {}
        for name in entry_names(self._root):
            kept.setdefault(name.partition("-")[0], []).append(name.partition("-")[2])
        found: dict[FoundFile, ReadPart] = {}
        doubtful: list[FoundFile] = []
        for file in files:
            place = self._place(file)
            if place is None:
                continue
            seen = self._seen(file, place)
            same = seen and (seen.size, seen.mtime_ns) == (place.size, place.mtime_ns)
            known = kept.get(place.place, ())
            if seen and same and seen.sha256 in known:
                self._take(file, seen.sha256, found)
            elif known and not same:
                doubtful.append(file)
        with Digests(file.path for file in doubtful) as digests:
            for file in doubtful:
                sha256 = digests.of(file.path)
                if sha256 in kept[self._places[file].place]:
                    self._take(file, sha256, found)
                    if file in found:
                        self._note(file, sha256)
        self._store.found = len(found)
        return found

    def keep(self, file: FoundFile, part: ReadPart | None) -> None:
        """Keep what was read of a file, unless another time something else may be read of it."""
        self._store.fresh += 1
        place = self._places.get(file)
        sha256 = "" if part is None else entries.sha256_of(part, file.name)
        if (
            part is None
            or place is None
            or not sha256
            or part.ended
            or (self._encrypted and part.archives)
            or _stat(file) != (place.size, place.mtime_ns)
            or not self._write(file, place, sha256, part)
        ):
            self._store.unkept += 1

    def _place(self, file: FoundFile) -> _FilePlace | None:
        known = _stat(file) if file.is_here else None
        if known is None:
            return None
        path = os.path.abspath(file.path)  # noqa: PTH100 - links stay, as they were given
        found = self._places[file] = _FilePlace(place_of(self._key, file, known[0]), path, *known)
        return found

    def _seen(self, file: FoundFile, place: _FilePlace) -> SeenFile | None:
        path = seen_path(self._root, place.path)
        try:
            seen = entries.read_seen(path)
        except BrokenFileError as error:
            self._tell_broken(path, error, file)
            return None
        if seen is None or seen.path != place.path:
            return None
        self._before[file] = seen
        return seen

    def _take(self, file: FoundFile, sha256: str, found: dict[FoundFile, ReadPart]) -> None:
        name = f"{self._places[file].place}-{sha256}"
        try:
            part = entries.read_entry(self._root, name, file.name)
        except BrokenFileError as error:
            self._tell_broken(entry_path(self._root, name), error, file)
            return
        if part is not None and not (self._encrypted and part.archives):
            found[file] = part

    def _tell_broken(self, path: Path, error: BrokenFileError, file: FoundFile) -> None:
        self._store.tell(
            phrase(
                "{path}: {why}; {name} is read, and kept, anew",
                path=path.relative_to(self._root),
                why=error,
                name=file.name,
            )
        )

    def _write(self, file: FoundFile, place: _FilePlace, sha256: str, part: ReadPart) -> bool:
        """Keep it; tells whether that could be done."""
        if self._refused:
            return False
        head = EntryHead(place.place, sha256, file.name, place.size, VERSION, int(time.time()))
        try:
            entries.write_entry(self._root, head, part_form.packed(part.unpacked()))
        except NotTypedError:
            return False
        except OSError as error:
            self._tell_refused(error)
            return False
        self._forget(file, head)
        return self._note(file, sha256)

    def _forget(self, file: FoundFile, head: EntryHead) -> None:
        """Remove what was kept of the same file when it was another; what is left takes room."""
        before = self._before.get(file)
        if before is not None and before.sha256 != head.sha256:
            place = place_of(self._key, file, before.size)
            with suppress(OSError, BrokenFileError):
                entry_path(self._root, f"{place}-{before.sha256}").unlink()

    def _note(self, file: FoundFile, sha256: str) -> bool:
        """Note how the file is; tells whether that could be done."""
        place = self._places[file]
        settled = place.mtime_ns < time.time_ns() - _TICK
        seen = SeenFile(
            place.path, file.name, place.size, place.mtime_ns if settled else UNTRUSTED, sha256
        )
        if self._before.get(file) == seen:
            return True
        try:
            entries.write_seen(self._root, seen)
        except OSError as error:
            self._tell_refused(error)
            return False
        return True

    def _tell_refused(self, error: OSError) -> None:
        """Say it once: a full disk is full for the other files, too."""
        if not self._refused:
            self._store.tell(
                phrase(
                    "{root}: no more is kept: {error}; the result is the same",
                    root=self._root,
                    error=error.strerror or error,
                )
            )
        self._refused = True


def _stat(file: FoundFile) -> tuple[int, int] | None:
    """Give the size of a plain file, and when it was changed; None for anything else."""
    try:
        found = file.path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None
