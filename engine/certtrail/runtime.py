"""What a process of certtrail's own needs: its version, its memory, and further processes."""

from __future__ import annotations

import gc
import os
import sys
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
    """Do without what costs a process time that runs once and ends; measured on 600 MB.

    Looking through all that was loaded for garbage takes 0.1 s. The columns of each window of a log
    are as large as those of the last: fetching their memory anew, zeroed, takes 0.1 s, too. NumPy's
    threads for linear algebra take 0.02 s for nothing.
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
