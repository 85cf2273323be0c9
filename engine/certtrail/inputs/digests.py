"""Files in, their SHA-256 out, computed beside all else from the moment the files are known."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future

_BLOCK: Final = 1 << 23
_SMALL: Final = 1 << 16


class FileState(NamedTuple):
    """What tells whether a file was changed: its size in bytes, and when it was written, in ns."""

    size: int
    written: int

    @classmethod
    def of(cls, found: os.stat_result) -> FileState:
        """Take it from what the system tells of a file."""
        return cls(found.st_size, found.st_mtime_ns)

    @classmethod
    def at(cls, path: Path) -> FileState | None:
        """Look at a file; None where it is not to be seen."""
        try:
            return cls.of(path.stat())
        except OSError:
            return None


class Digests:
    """Computes digests in a thread, which works in C nearly all the time; ended by `with`.

    Args:
        paths: the files, in the order in which their digests will be asked for.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._over = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._states: dict[Path, FileState] = {}
        self._ascii: set[Path] = set()
        self._room = bytearray()
        self._asked: dict[Path, Future[str]] = {
            path: self._thread.submit(self._compute, path) for path in paths
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.shutdown(cancel_futures=True)

    def of(self, path: os.PathLike[str]) -> str:
        """Give a file's digest, lower-case hex; empty where it cannot be read."""
        return self._asked[Path(path)].result()

    def seen_as(self, path: os.PathLike[str]) -> FileState | None:
        """Give how a file was when its digest was begun; None for one that has none here."""
        if Path(path) in self._asked:
            self.of(path)
        return self._states.get(Path(path))

    def is_ascii(self, path: os.PathLike[str]) -> bool:
        """Tell whether a file was seen to have no byte beyond ASCII."""
        if Path(path) in self._asked:
            self.of(path)
        return Path(path) in self._ascii

    def _compute(self, path: Path) -> str:
        hasher = hashlib.sha256()
        ascii_only = True
        with suppress(OSError):
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                return ""
            # Of as many bytes as a large file needs, a thread of many small ones keeps memory.
            if len(self._room) < min(found.st_size, _BLOCK) or not self._room:
                self._room = bytearray(min(max(found.st_size, _SMALL), _BLOCK))
            room = memoryview(self._room)
            with path.open("rb", buffering=0) as file:
                self._states[path] = FileState.of(os.fstat(file.fileno()))
                while (size := file.readinto(room)) and not self._over.is_set():
                    hasher.update(room[:size])
                    ascii_only = (
                        ascii_only
                        and (self._room if size == len(self._room) else self._room[:size]).isascii()
                    )
            if ascii_only and not self._over.is_set():
                self._ascii.add(path)
            return hasher.hexdigest()
        return ""
