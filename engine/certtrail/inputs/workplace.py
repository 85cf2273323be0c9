"""The folder for temporary files: removed at the end, and swept by the next run after a kill."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX: Final = "certtrail-"


@contextmanager
def workplace() -> Iterator[Path]:
    """Make a folder that only this user can look into; it is removed whatever happens."""
    base = Path(tempfile.gettempdir())
    _sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(base: Path) -> None:
    """Remove what a run left behind that was killed: its process is no more."""
    with suppress(OSError):
        for folder in base.glob(f"{_PREFIX}*-*"):
            process = folder.name.removeprefix(_PREFIX).partition("-")[0]
            if process.isdecimal() and _is_mine(folder) and not _is_alive(int(process)):
                shutil.rmtree(folder, ignore_errors=True)


def _is_mine(folder: Path) -> bool:
    if not hasattr(os, "getuid"):
        return True
    with suppress(OSError):
        status = folder.lstat()
        return status.st_uid == os.getuid() and folder.is_dir() and not folder.is_symlink()
    return False


def _is_alive(process: int) -> bool:
    if os.name == "nt":
        # There os.kill would end the process; a folder in use cannot be removed anyway.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
