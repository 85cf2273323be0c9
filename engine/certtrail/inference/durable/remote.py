"""The parent's side of the worker process: asks, waits no longer than allowed, cleans up."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import threading
from typing import TYPE_CHECKING, Final, Self

from certtrail.model.errors import WorkerError
from certtrail.runtime import command_for, start_process
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from types import TracebackType
    from typing import IO

    from certtrail.inference.durable.job import RulesetJob

_COMMAND: Final = command_for("certtrail.inference.durable.worker")
_END_SECONDS: Final = 5.0


class Worker:
    """One worker process, started when first asked and again after it failed; ended by `with`."""

    def __init__(self, time_limit: float, command: tuple[str, ...] = _COMMAND) -> None:
        self._time_limit = time_limit
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process id, while there is a process."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the process before it is asked, if it can be started."""
        with contextlib.suppress(WorkerError):
            self._started()

    def ask(self, rulesets: list[RulesetJob]) -> list[object]:
        """Have rules judged: for each ruleset an answer, which is not yet checked.

        Raises:
            WorkerError: says how the worker failed; its process is gone.
        """
        self._asked += 1
        request = {"id": self._asked, "seconds": self._time_limit, "rulesets": rulesets}
        line = json.dumps(request, separators=(",", ":")).encode() + b"\n"
        answered = False
        try:
            answer = self._exchange(line)
            answered = True
        finally:
            # Also when the user interrupts: its answer would be taken for that to the next.
            if not answered:
                self.kill()
        return answer

    def _exchange(self, line: bytes) -> list[object]:
        process = self._started()
        answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        # A thread, since pipes know no time limit that also holds on Windows.
        thread = threading.Thread(target=_talk, args=(process, line, answers), daemon=True)
        thread.start()
        try:
            raw = answers.get(timeout=self._time_limit)
        except queue.Empty:
            process.kill()
            thread.join(_END_SECONDS)
            raise WorkerError(
                phrase(
                    "did not answer within {time_limit} seconds", time_limit=f"{self._time_limit:g}"
                )
            ) from None
        thread.join(_END_SECONDS)
        if not raw.endswith(b"\n"):
            raise WorkerError(
                phrase("ended with exit code {process}", process=self._ended(process))
            )
        return _read_answer(raw, self._asked)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None:
            return self._process
        try:
            self._process = start_process(self._command)
        except OSError as error:
            raise WorkerError(
                phrase("could not be started: {strerror}", strerror=error.strerror)
            ) from error
        return self._process

    def _ended(self, process: subprocess.Popen[bytes]) -> int:
        try:
            return process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def close(self) -> None:
        """End the process: by closing its input, and by force if that does not help."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            _close(pipe)
        self._ended(process)

    def kill(self) -> None:
        """End the process by force; the next question starts another."""
        if self._process is not None:
            self._process.kill()
        self.close()


def _talk(process: subprocess.Popen[bytes], line: bytes, answers: queue.SimpleQueue[bytes]) -> None:
    """Write the question and read the answer; a broken pipe is an empty answer."""
    answer = b""
    if process.stdin is not None and process.stdout is not None:
        try:
            process.stdin.write(line)
            process.stdin.flush()
            answer = process.stdout.readline()
        except (OSError, ValueError):
            answer = b""
    answers.put(answer)


def _read_answer(raw: bytes, asked: int) -> list[object]:
    try:
        answer = json.loads(raw)
    except ValueError as error:
        raise WorkerError(phrase("answered with something that is not JSON")) from error
    if not isinstance(answer, dict) or answer.get("id") != asked:
        raise WorkerError(phrase("answered another question"))
    if "error" in answer:
        raise WorkerError(f"failed: {answer['error']}")
    matches = answer.get("matches")
    if not isinstance(matches, list):
        raise WorkerError(phrase("answered without matches"))
    return matches


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with contextlib.suppress(OSError):
            pipe.close()
