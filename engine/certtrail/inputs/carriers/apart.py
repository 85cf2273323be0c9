"""Work in a process of its own: requests in, answers out as they come, within seconds and memory.

Libraries in C can crash, and pages can be made so that they keep one busy; so both are read where
they can be ended. One process serves as long as it lives; after a failure there is another.
"""

from __future__ import annotations

import json
import sys
import threading
import warnings
from contextlib import contextmanager, suppress
from itertools import chain
from typing import TYPE_CHECKING, Final

from certtrail.runtime import command_for, start_process, take_stdout
from certtrail.text.message import phrase

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

Answer = dict[str, str | int | float | list[list[float | str]]]
_END: Final = "end"


class ApartError(Exception):
    """The process ended, by itself or as its time was up: says which."""


class Apart:
    """A process that a module serves; started when it is first asked, ended by `close`.

    Args:
        module: that serves, by `serve`.
    """

    def __init__(self, module: str) -> None:
        self._command = command_for(module)
        self._process: subprocess.Popen[bytes] | None = None

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            process.wait()

    def ask(self, request: Answer, seconds: float) -> Iterator[Answer]:
        """Give the answers to a request as they come.

        Args:
            request: what is to be done.
            seconds: that there are for all of it.

        Raises:
            ApartError: the process could not be started, died, or took too long.
        """
        late = threading.Event()
        try:
            if self._process is None:
                self._process = start_process(self._command)
            with _ended_after(seconds, self._process, late):
                yield from _talk(self._process, request)
        except (OSError, ValueError) as error:
            self.close()
            if late.is_set():
                told = phrase("it took more than {seconds} seconds", seconds=round(seconds))
            else:
                told = phrase("what reads it ended with an error; it is damaged, or too large")
            raise ApartError(told) from error
        except GeneratorExit:
            # Nobody wants the rest, which would be taken for the answer to the next request.
            self.close()
            raise


@contextmanager
def _ended_after(
    seconds: float, process: subprocess.Popen[bytes], late: threading.Event
) -> Iterator[None]:
    """End the process when its time is up, and say so."""

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _talk(process: subprocess.Popen[bytes], request: Answer) -> Iterator[Answer]:
    if process.stdin is None or process.stdout is None:
        raise OSError("no pipes")
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    while True:
        answer = json.loads(process.stdout.readline())
        if _END in answer:
            return
        yield answer


def serve(handle: Callable[[Answer], Iterator[Answer]], memory: int) -> None:
    """Serve requests until the input ends; called by the module that is started.

    Args:
        handle: gives the answers to a request.
        memory: bytes that it may take.
    """
    warnings.simplefilter("ignore")
    _bound(memory)
    answers = take_stdout()
    for line in sys.stdin.buffer:
        for answer in chain(handle(json.loads(line)), ({_END: 1},)):
            answers.write(json.dumps(answer).encode() + b"\n")
            answers.flush()


def _bound(memory: int) -> None:
    """Let no page take all memory; Windows has no such bound."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
