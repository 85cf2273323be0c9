"""The budget: what the work for an input takes is counted here, and ended when it is too much.

All work on what strangers made goes through `Budget.run`, which nothing leaves that an input can
cause: neither an error, nor work without end, nor all memory. It costs that input alone.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from certtrail.inputs.guard import OutOfTimeError, memory_bounded, time_bounded
from certtrail.inputs.limits import MIB, LimitError, Limits
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

R = TypeVar("R")
_RUST: Final = "pyo3_runtime"


class Budget:
    """What the inputs of one run may take, and took.

    Args:
        limits: that hold.

    Attributes:
        limits: as given.
        ended: something was ended before it was done, or not even begun; with more time or memory,
            or on another day, more may come out.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.ended = False
        self._members = 0
        self._total = 0
        self._size = 0
        self._out = 0
        self._left = limits.seconds
        self._allowed = limits.seconds
        self._working = False

    def begin(self, size: int) -> None:
        """Begin with an input of so many bytes; what is in it counts with it."""
        self._size, self._out = size, 0
        self._left = self._allowed = self.limits.seconds_for(size)

    def member(self) -> None:
        """Count a member of an archive.

        Raises:
            LimitError: there are too many.
        """
        self._members += 1
        if self._members > self.limits.members:
            raise LimitError(
                phrase("it has more than {members} members", members=self.limits.members)
            )
        if self._left <= 0:
            raise LimitError(self.late)

    def out(self, size: int, out: int, packed: int) -> None:
        """Count bytes.

        Args:
            size: that have just come out.
            out: that have come out of this archive so far.
            packed: that the archive itself has.

        Raises:
            LimitError: there are too many.
        """
        self._total += size
        self._out += size
        limits = self.limits
        if self._total > limits.total:
            raise LimitError(
                phrase("more than {total} GiB come out of the archives", total=limits.total >> 30)
            )
        for came, of in ((out, packed), (self._out, self._size or packed)):
            if came > limits.ratio_from and came > of * limits.ratio:
                raise LimitError(
                    phrase("more than {ratio} times its size comes out of it", ratio=limits.ratio)
                )

    @property
    def late(self) -> str:
        """That the time is up, and how to go on."""
        return phrase(
            "it takes more than {seconds} seconds of computing; --max-seconds gives it more",
            seconds=f"{self._allowed:g}",
        )

    @property
    def large(self) -> str:
        """That the memory is used up, and how to go on."""
        return phrase(
            "it takes more than {size} MiB of memory; --max-memory gives it more",
            size=self.limits.memory // MIB,
        )

    def run(self, work: Callable[[], R], instead: Callable[[str], R]) -> R:
        """Do a part of the work for the input that was begun.

        Args:
            work: to do; what it raises of its own accord ends here, too.
            instead: gives the result where that fails; told why, as a part of a sentence.
        """
        if self._working:
            return work()
        if self._left <= 0:
            self.ended = True
            return instead(self.late)
        try:
            with self._counted(), memory_bounded(self.limits.memory):
                return work()
        except OutOfTimeError:
            self._left = 0.0
            why = self.late
        except MemoryError:
            why = self.large
        # What certtrail itself did not foresee is told as that, and the other inputs are read none
        # the less. A library in Rust panics with what is no Exception; all else that is none ends
        # the process, as it was meant to.
        except BaseException as error:
            if not isinstance(error, Exception) and type(error).__module__ != _RUST:
                raise
            why = fault(error)
        self.ended = True
        return instead(why)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._working = True
        try:
            with time_bounded(self._left) as left:
                yield
            self._left = left()
        finally:
            self._working = False


def fault(error: BaseException) -> str:
    """Say that certtrail itself failed at something, as a part of a sentence."""
    return phrase(
        "reading it ended with a fault in certtrail itself ({name}: {error}); please report it",
        name=type(error).__name__,
        error=str(error)[:160],
    )
