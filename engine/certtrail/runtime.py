"""What a process of certtrail's own needs: version, memory, locks, and further processes."""

from __future__ import annotations

import gc
import logging
import os
import sys
import warnings
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from typing import BinaryIO

VERSION = "0.1.0"

# glibc's names: what is larger than the first is fetched from the system and given back each time,
# and so is what lies free at the end of the heap beyond the second.
_MMAP_THRESHOLD: Final = (-3, 1 << 25)
_TRIM_THRESHOLD: Final = (-1, 1 << 27)
_THRIFT: Final = {"OPENBLAS_NUM_THREADS": "1"}
"""What to set in the environment before any library is loaded."""


def settle_in() -> None:
    """Make the process quiet, and do without what costs one that runs once and ends.

    What libraries log or warn of goes nowhere: it has words of the input in it, unescaped, and is
    not meant for who reads a report.
    """
    logging.getLogger().addHandler(logging.NullHandler())
    warnings.simplefilter("ignore")
    spend_memory()


def spend_memory() -> None:
    """Let the process keep memory that it does not use at the moment, where that saves time.

    Measured on 600 MB: looking through all that was loaded for garbage takes 0.1 s. The columns of
    each window of a log are as large as those of the last: fetching their memory anew, zeroed,
    takes 0.1 s, too. NumPy's threads for linear algebra take 0.02 s for nothing.
    """
    gc.set_threshold(200_000, 20, 100)
    for name, setting in _THRIFT.items():
        os.environ.setdefault(name, setting)
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError, OSError):  # other C libraries have no such thing
            libc = ctypes.CDLL(None)
            for option, value in (_MMAP_THRESHOLD, _TRIM_THRESHOLD):
                libc.mallopt(option, value)


@contextmanager
def collector_put_off() -> Iterator[None]:
    """Search for unreachable objects later.

    It costs a third of the time when records are made by the thousand, and finds none.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def holding(path: Path) -> Iterator[Path]:
    """Make a file whose lock is held from the first moment that it has its name.

    Args:
        path: a name that nobody else takes; with a `~` behind it, it may be there.

    Yields:
        The path.

    Raises:
        OSError: the file cannot be made.
    """
    fresh = path.with_name(f"{path.name}~")
    try:
        import fcntl
    except ImportError:
        fresh.touch()
        fresh.replace(path)
        yield path
        return
    with fresh.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fresh.replace(path)
        yield path


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold the lock of a file that was made by `holding`, if its process is gone.

    The system lets it go however a process ends.

    Yields:
        Whether it could be had: nobody else holds it, and it is still that file. Windows has no
        such locks; there it never can.

    Raises:
        OSError: the file cannot be opened.
    """
    try:
        import fcntl
    except ImportError:
        yield False
        return
    with path.open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yours = os.path.samestat(path.stat(), os.fstat(lock.fileno()))
        except OSError:
            yours = False
        yield yours


def command_for(module: str) -> tuple[str, ...]:
    """Say how to run a module of this package."""
    return (sys.executable, "-P", "-W", "ignore", "-m", module)


def start_process(arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Start a process that talks through its standard input and output.

    Raises:
        OSError: it could not be started.
    """
    import subprocess

    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )


def take_stdout() -> BinaryIO:
    """Keep the answers' pipe to ourselves: what else prints goes to the error stream."""
    kept = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return kept


def _environment() -> dict[str, str]:
    """The process must find this very package, wherever it was imported from."""
    root = str(Path(__file__).resolve().parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**_THRIFT, **os.environ, "PYTHONPATH": os.pathsep.join(paths)}
