"""Shares the reading of long logs among worker processes; what comes out does not depend on it.

A log is cut into ranges of chunks, whose findings are put together in the order of the file. Where
no process can be started, or one dies, the range is read in this one.
"""

from __future__ import annotations

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, Self

from certtrail.evtx.parallel.reading_worker import read_range
from certtrail.runtime import collector_put_off, command_for, start_process

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from certtrail.evtx.audit.found import ChunksFound
    from certtrail.model.record_filter import RecordFilter

RANGE: Final = 512 * 65_536
WORTH_IT: Final = 4 * RANGE
"""Logs shorter than this all together are read sooner than processes start."""
_MODULE: Final = "certtrail.evtx.parallel.reading_worker"
_MOST: Final = 8
_SIZE: Final = 8


class Crew:
    """Worker processes, ended by `with`; none where there is one core or little to read.

    Args:
        size: how many bytes there are to read in all.
        count: how many processes; by default as many as there are cores.
    """

    def __init__(self, size: int, count: int | None = None) -> None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        wanted = min(cores or 1, _MOST) if count is None else count
        self._idle: SimpleQueue[_Worker | None] = SimpleQueue()
        self._workers: list[_Worker] = []
        if size >= WORTH_IT and wanted > 1:
            with suppress(OSError):
                for _ in range(wanted):
                    self._workers.append(_Worker())
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(max_workers=max(1, len(self._workers)))
        self._given_up = False

    def takes(self, size: int) -> bool:
        """Tell whether there are processes, and a log of so many bytes is worth their while."""
        return bool(self._workers) and size >= WORTH_IT

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._given_up = True
        if kind is not None:
            self.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.close()

    def kill(self) -> None:
        """End the processes at once; what they were asked for is read in this one."""
        for worker in self._workers:
            worker.kill()

    def __len__(self) -> int:
        return len(self._workers)

    def read(
        self, path: Path, start: int, end: int, wanted: RecordFilter
    ) -> Iterator[tuple[int, ChunksFound]]:
        """Read a log's chunks; yields how many bytes each range has and what was found in it.

        Raises:
            OSError: the log could not be read.
        """
        from collections import deque

        shown: deque[tuple[int, Future[ChunksFound]]] = deque()
        for at in range(start, end, RANGE):
            size = min(RANGE, end - at)
            shown.append((size, self._threads.submit(self._one, str(path), at, at + size, wanted)))
            # Not too far ahead of who asks, or a log would be in memory as a whole.
            if len(shown) > len(self._workers):
                done, future = shown.popleft()
                yield done, future.result()
        for done, future in shown:
            yield done, future.result()

    def _one(self, path: str, start: int, end: int, wanted: RecordFilter) -> ChunksFound:
        worker = self._idle.get()
        if self._given_up:
            raise _WorkerGoneError
        try:
            if worker is not None:
                return worker.ask(path, start, end, wanted)
        except _WorkerGoneError:
            worker = None
        finally:
            self._idle.put(worker)
        return read_range(path, start, end, wanted)


class _WorkerGoneError(Exception):
    """The process ended before it answered."""


class _Worker:
    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] = start_process(command_for(_MODULE))

    def ask(self, path: str, start: int, end: int, wanted: RecordFilter) -> ChunksFound:
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise _WorkerGoneError
        raw = pickle.dumps((path, start, end, wanted), protocol=pickle.HIGHEST_PROTOCOL)
        try:
            process.stdin.write(len(raw).to_bytes(_SIZE, "little") + raw)
            process.stdin.flush()
            size = int.from_bytes(process.stdout.read(_SIZE), "little")
            answer = process.stdout.read(size)
        except (OSError, ValueError) as error:
            raise _WorkerGoneError from error
        if not size or len(answer) < size:
            raise _WorkerGoneError
        with collector_put_off():
            found: ChunksFound | OSError = pickle.loads(answer)  # noqa: S301 - from our own process
        if isinstance(found, OSError):
            raise found
        return found

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()
