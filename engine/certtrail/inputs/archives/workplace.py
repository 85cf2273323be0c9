"""The folder for temporary files: removed at the end, and swept by the next run after a kill.

A living run holds a lock on a file in its folder, which the system lets go however the run ends.
In that file stands which folder and which file it is, by the numbers that the system gave them: in
a copy, or in what came out of somebody's archive, these are others.
"""

from __future__ import annotations

import shutil
import stat
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from certtrail.inputs.limits import LimitError
from certtrail.runtime import held, holding
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX: Final = "certtrail-"
_LOCK: Final = "lock"
_LEAST_FREE: Final = 256 << 20


@contextmanager
def workplace() -> Iterator[Path]:
    """Make a folder that only this user can look into; it is removed whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        lock = folder / _LOCK
        fresh = lock.with_name(f"{_LOCK}~")
        fresh.touch()
        fresh.write_bytes(_mark(folder, fresh))
        with holding(lock):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove what a run left behind that was killed: nobody holds its lock any more.

    What only has the name of such a folder, as a case's own may have, stays.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        lock = folder / _LOCK
        # Another user's folder cannot be opened, and one without a lock is just being made.
        with suppress(OSError):
            if folder.is_symlink() or lock.is_symlink() or not lock.is_file():
                continue
            with held(lock) as dead:
                if dead and _is_ours(folder, lock):
                    shutil.rmtree(folder, ignore_errors=True)


def see_space(path: Path) -> None:
    """See that there is room for more beside a file.

    Raises:
        LimitError: the disk is nearly full.
    """
    if shutil.disk_usage(path.parent).free < _LEAST_FREE:
        raise LimitError(
            phrase(
                "the disk of {parent} is nearly full; set TMPDIR to another place",
                parent=path.parent.parent,
            )
        )


def _is_ours(folder: Path, lock: Path) -> bool:
    private = stat.S_IMODE(folder.stat().st_mode) == stat.S_IRWXU
    mark = _mark(folder, lock)
    with lock.open("rb") as file:
        return private and file.read(len(mark) + 1) == mark


def _mark(folder: Path, lock: Path) -> bytes:
    return f"certtrail {folder.stat().st_ino} {lock.stat().st_ino}".encode()
