"""The process above the one that works: it outlives a crash, and has the rest of the work done.

A library in C that a hostile or damaged file makes crash ends its process, which no `except` can
prevent. So the command begins by making a copy of itself, before anything is loaded, and the copy
works. It notes which input it is at where both can see it; when it crashes, the next copy leaves
that input out, and its report says why. On Linux only: elsewhere a process that was just begun
would have to load everything anew, which is felt.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from mmap import mmap
    from typing import NoReturn

_CRASHES: Final = ("SIGSEGV", "SIGBUS", "SIGABRT", "SIGILL", "SIGFPE", "SIGKILL")
_MOST: Final = 20  # crashes, until there is no sense in going on
_DIGEST: Final = 32
_ONCE: Final = b"\1"
_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of prctl
_BY_SOMEBODY: Final = 0  # a signal's si_code: another process sent it, not the terminal


class _Board:
    """What the process that works tells the one above it.

    Attributes:
        shared: the digest of the name of the input that is worked on, or zeros, and whether the
            work may no longer be begun anew; None where nobody watches.
        crashed: what crashed the earlier processes: the signal's name by the digest.
    """

    shared: mmap | None = None
    crashed: dict[bytes, str] = {}  # noqa: RUF012 - there is one board in a process


def working_on(name: str) -> str:
    """Note which input is worked on; empty for none.

    Returns:
        The name of the signal that ended the last process at this very input; empty if none did.
    """
    if _Board.shared is None:
        return ""
    digest = _digest(name) if name else bytes(_DIGEST)
    _Board.shared[:_DIGEST] = digest
    return _Board.crashed.get(digest, "")


def only_once() -> None:
    """Note that something was put out already, so that the work cannot be done again."""
    if _Board.shared is not None:
        _Board.shared[_DIGEST:] = _ONCE


def supervised(work: Callable[[], object]) -> NoReturn:
    """Have the work done in a process below this one, and end as it ends.

    Args:
        work: to do; ends its process.
    """
    if sys.platform != "linux":
        work()
        sys.exit()
    from mmap import mmap

    _Board.shared = mmap(-1, _DIGEST + len(_ONCE))
    # What is sent to this process meanwhile waits until it is asked for.
    waited = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, waited)
    while True:
        child = os.fork()
        if not child:
            _die_with(os.getppid())
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            work()
            os._exit(0)
        status = _wait(child, waited)
        if os.WIFEXITED(status):
            os._exit(os.WEXITSTATUS(status))
        ended = signal.Signals(os.WTERMSIG(status)).name
        at = bytes(_Board.shared[:_DIGEST])
        known = (bytes(_DIGEST), *_Board.crashed)
        repeatable = bytes(_Board.shared[_DIGEST:]) != _ONCE
        if ended not in _CRASHES or at in known or not repeatable or len(known) > _MOST:
            _end_by(ended)
        _Board.crashed[at] = ended
        _Board.shared[:] = bytes(len(_Board.shared))


def _wait(child: int, waited: set[signal.Signals]) -> int:
    """Wait for the end of the process below, and hand on what is sent to this one."""
    while True:
        sent = signal.sigwaitinfo(waited)
        if sent.si_signo == signal.SIGCHLD:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return status
        elif sent.si_code <= _BY_SOMEBODY:
            os.kill(child, sent.si_signo)
        # The terminal tells both processes itself.


def _die_with(parent: int) -> None:
    """Be killed with the process above."""
    import ctypes

    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it was quicker
        os._exit(1)


def _end_by(name: str) -> NoReturn:
    """End as the process below ended, so that who waits sees the same."""
    number = getattr(signal, name)
    if name in _CRASHES:
        os.write(2, f"certtrail: a library crashed ({name}); please report it.\n".encode())
    with suppress(OSError):  # SIGKILL needs no handler
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
    os.kill(os.getpid(), number)
    os._exit(128 + number)


def _digest(name: str) -> bytes:
    import hashlib

    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
