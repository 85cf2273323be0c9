"""The folder for temporary files: removed at the end, and swept by the next run after a kill.

A living run holds a lock on a file in its folder, which the system lets go however the run ends.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX: Final = "certtrail-"
_LOCK: Final = "lock"


@contextmanager
def workplace() -> Iterator[Path]:
    """Make a folder that only this user can look into; it is removed whatever happens."""
    base = Path(tempfile.gettempdir())
    _sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
    try:
        with _held(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder; tells whether it could be had.

    Windows has no such locks; there nothing is swept.
    """
    try:
        import fcntl
    except ImportError:
        yield False
        return
    with (folder / _LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def _sweep(base: Path) -> None:
    """Remove what a run left behind that was killed: nobody holds its lock any more."""
    for folder in base.glob(f"{_PREFIX}*"):
        # Another user's folder cannot be opened, and one without a lock is just being made.
        with suppress(OSError):
            if folder.is_symlink() or not (folder / _LOCK).is_file():
                continue
            with _held(folder) as dead:
                if dead:
                    shutil.rmtree(folder, ignore_errors=True)
