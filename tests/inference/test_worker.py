"""The worker process: what the parent does when it hangs, dies or talks nonsense."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from certtrail.inference.durable.remote import Worker
from certtrail.inference.engines import durable_installed
from certtrail.inference.evaluate import Evaluation, evaluate
from certtrail.model.errors import WorkerError
from tests.inference.examples import LOST, book, fact

pytestmark = pytest.mark.skipif(
    not durable_installed(), reason="durable_rules is not installed here"
)
NOTE = "EX01: the durable_rules worker {}; the plain engine judged this server instead."
FACTS = [
    fact("in-use", 1, thumbprint="X", current=True),
    fact("fallback", 5, configured="X"),
]


def judged(worker: Worker, servers: int = 1) -> Evaluation:
    """Judge on several servers with the given worker."""
    facts = [
        fact(each.kind, n, f"EX{server:02d}", **dict(each.fields))
        for server in range(1, servers + 1)
        for n, each in enumerate(FACTS)
    ]
    return evaluate(book(LOST), facts, {}, "durable", worker=worker)


def script(text: str) -> tuple[str, ...]:
    """Make the command of a worker that runs a script instead."""
    return (sys.executable, "-c", text)


def gone(pid: int) -> bool:
    """Say whether a process is no more; one that waits to be reaped is none."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return True
    return state == "Z"


def test_killed_worker_leads_to_the_plain_engine() -> None:
    """A worker that is killed is noted with its exit code; the next server gets a new one."""
    with Worker(20.0) as worker:
        first = judged(worker)
        assert first.notes == ()
        pid = worker.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        second = judged(worker)
        assert second.notes == (NOTE.format("ended with exit code -9"),)
        assert second.conclusions == first.conclusions
        assert second.outcomes == first.outcomes
        assert second.engine == "durable"
        third = judged(worker)
        assert third.notes == ()
        assert worker.pid not in (None, pid)
    assert worker.pid is None


def test_hanging_worker_is_ended() -> None:
    """A worker that does not answer in time is ended and the plain engine judges."""
    worker = Worker(0.3, script("import time; time.sleep(600)"))
    evaluation = judged(worker)
    assert evaluation.notes == (NOTE.format("did not answer within 0.3 seconds"),)
    assert len(evaluation.conclusions) == 1
    assert worker.pid is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("no json", "answered with something that is not JSON"),
        ("[]", "answered another question"),
        ('{"id": 99, "matches": []}', "answered another question"),
        ('{"id": 1, "matches": 5}', "answered without matches"),
        ('{"id": 1, "matches": []}', "answered for other rules"),
        ('{"id": 1, "matches": [[{"rule": 3, "facts": []}]]}', "answered for other rules"),
        ('{"id": 1, "matches": [[{"rule": 0, "facts": [[0, 99]]}]]}', "facts that do not exist"),
        ('{"id": 1, "matches": [[{"rule": 0, "facts": [["a", 1]]}]]}', "facts that do not exist"),
        ('{"id": 1, "matches": [[{"rule": 0, "facts": 7}]]}', "facts that do not exist"),
        ('{"id": 1, "matches": [[5]]}', "answered for other rules"),
        ('{"id": 1, "error": "broken"}', "failed: broken"),
    ],
)
def test_nonsense_is_not_believed(answer: str, said: str) -> None:
    """Whatever the worker answers, the result is that of the plain engine and a note."""
    text = f"import sys\nsys.stdin.readline()\nprint({answer!r}, flush=True)\nsys.stdin.read()"
    with Worker(20.0, script(text)) as worker:
        evaluation = judged(worker)
    assert len(evaluation.notes) == 1
    assert said in evaluation.notes[0]
    assert len(evaluation.conclusions) == 1


def test_worker_that_always_fails_is_given_up() -> None:
    """After three servers it is not tried again, and a note says so once."""
    with Worker(20.0, script("raise SystemExit(7)")) as worker:
        evaluation = judged(worker, servers=5)
    assert [note.partition(";")[0] for note in evaluation.notes] == [
        "EX01: the durable_rules worker ended with exit code 7",
        "EX02: the durable_rules worker ended with exit code 7",
        "EX03: the durable_rules worker ended with exit code 7",
        "The durable_rules worker failed 3 times",
    ]
    assert len(evaluation.conclusions) == 5


def test_worker_cannot_be_started() -> None:
    """A command that does not exist is a failure like others."""
    with (
        Worker(20.0, ("/nonexistent/python",)) as worker,
        pytest.raises(WorkerError, match="start"),
    ):
        worker.ask([])


def test_worker_is_light() -> None:
    """The worker imports neither pandas nor the rulebook, and no library of the reader."""
    text = (
        "import sys; from certtrail.inference.durable import worker, judging;"
        "heavy = {'pandas', 'numpy', 'yaml', 'lxml', 'certtrail.rulebook'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", text], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_worker_ends_with_its_parent() -> None:
    """When the parent is killed, the worker reads the end of its input and ends."""
    text = (
        "import os, signal\n"
        "from certtrail.inference.durable.remote import Worker\n"
        "worker = Worker(20.0)\n"
        "worker.ask([])\n"
        "print(worker.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=False, timeout=30
    )
    pid = int(done.stdout)
    for _ in range(100):
        if gone(pid):
            return
        time.sleep(0.1)
    pytest.fail("the worker outlived its parent")
