"""Limits that hold whatever the work does: seconds of computing, and bytes of memory.

Time is counted as the processor counts it, so that a busy machine does not make an input fail. In
the main thread the system's own timer is used; elsewhere, and on Windows, a thread that waits,
which is late while one call into a library lasts.
"""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import time
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_STATM: Final = Path("/proc/self/statm")
_STEP: Final = 0.2
# Between the turns of a loop Python looks for what another thread raised in this one.
_TURNS: Final = 100


class OutOfTimeError(BaseException):
    """The time is up. Nothing but who set it catches this, however broadly it catches."""


class _Armed:
    """Whether the timer that rings is wanted just now."""

    now = False


@contextmanager
def time_bounded(seconds: float) -> Iterator[Callable[[], float]]:
    """Raise OutOfTimeError within the block when it took so many seconds of computing.

    Args:
        seconds: that there are.

    Yields:
        What gives the seconds that are left.
    """
    begin = time.process_time()

    def left() -> float:
        return seconds - (time.process_time() - begin)

    timed = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    with _by_timer(seconds) if timed else _by_thread(left):
        yield left


@contextmanager
def _by_timer(seconds: float) -> Iterator[None]:
    # The handler stays, for a signal that comes late: without one it ends the process.
    signal.signal(signal.SIGPROF, _ring)
    _Armed.now = True
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        yield
        _Armed.now = False
    finally:
        _Armed.now = False
        signal.setitimer(signal.ITIMER_PROF, 0)


def _ring(number: int, frame: FrameType | None) -> None:
    del number, frame
    if _Armed.now:
        # It may be lost in a destructor or in a callback of the collector: then it rings again.
        # Wound up only here, so that no ring can come within another.
        signal.setitimer(signal.ITIMER_PROF, _STEP)
        raise OutOfTimeError


@contextmanager
def _by_thread(left: Callable[[], float]) -> Iterator[None]:
    over = threading.Event()
    worker = ctypes.c_ulong(threading.get_ident())
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def watch() -> None:
        while not over.wait(max(_STEP, left() / 2)):
            if left() <= 0:
                raise_in(worker, ctypes.py_object(OutOfTimeError))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        try:
            _ended(over, thread)
        finally:
            over.set()


def _ended(over: threading.Event, watching: threading.Thread) -> None:
    """End the watch; what it raised too late is heard here.

    To take it back, which Python allows, leaves a mark in the interpreter that is never wiped off:
    every call is slower from then on, and the first one under a profiler has no end.
    """
    while watching.is_alive():
        with suppress(OutOfTimeError):
            over.set()
            watching.join()
    with suppress(OutOfTimeError):
        for _ in range(_TURNS):
            pass


@contextmanager
def memory_bounded(most: int) -> Iterator[None]:
    """Raise MemoryError within the block when it takes so many bytes more than there are now.

    Libraries are held to it, too. A system without such a limit has none here either.
    """
    set_to = _address_space(most)
    try:
        yield
    finally:
        if set_to is not None:
            set_to()


@lru_cache(maxsize=1)
def _statm(process: int) -> int:
    """Open what tells the size of this process, once: each member of an archive asks for it."""
    del process  # a copy of the process has another file
    return os.open(_STATM, os.O_RDONLY)


class _Bounds:
    """The limits that blocks of this process have set, of whichever thread; the least one holds.

    The system has one limit for all threads. Were each block to set back what it found, the one
    that ends last would leave another's limit behind for good.
    """

    lock = threading.Lock()
    set_now: ClassVar[dict[object, int]] = {}
    before: ClassVar[tuple[int, int]] = (-1, -1)


def _address_space(most: int) -> Callable[[], None] | None:
    """Set the limit; gives what takes it away again."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        pages = int(os.pread(_statm(os.getpid()), 32, 0).split(b" ", 1)[0])
        mine = object()

        def hold() -> None:
            soft, hard = _Bounds.before
            bounds = [bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY]
            least = min([*_Bounds.set_now.values(), *bounds], default=soft)
            resource.setrlimit(resource.RLIMIT_AS, (least, hard))

        def over() -> None:
            with _Bounds.lock:
                _Bounds.set_now.pop(mine, None)
                hold()

        with _Bounds.lock:
            if not _Bounds.set_now:
                _Bounds.before = resource.getrlimit(resource.RLIMIT_AS)
            _Bounds.set_now[mine] = pages * resource.getpagesize() + most
            try:
                hold()
            except (ValueError, OSError):
                del _Bounds.set_now[mine]
                raise
        return over
    return None
