"""Work that does not end, takes all memory, or fails, costs one input and is told."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.evtx.reader import LogReading
from certtrail.evtx.window_reader import WindowReader
from certtrail.inputs.budget import Budget
from certtrail.inputs.events import event_log
from certtrail.inputs.guard import memory_bounded
from certtrail.inputs.kind import Kind
from certtrail.inputs.limits import MIB, Limits
from certtrail.inputs.streaming import stream
from tests.inputs.carried import EVENT
from tests.places import ENGINE
from tests.stories.exports import Export

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from certtrail.evtx.index import Window
    from certtrail.inputs.opened import Opened
    from certtrail.model.input_reports import InputReport

SHORT: Final = Limits(seconds=0.3, memory=256 * MIB)
LONGER: Final = Limits(seconds=3.0, memory=256 * MIB)


def endless() -> None:
    """Work in Python."""
    while True:
        pass


def stubborn() -> None:
    """Work that catches whatever an ordinary error would be."""
    while True:
        try:
            endless()
        except Exception:
            continue


def backtracking() -> None:
    """Work in a library that looks for signals now and then."""
    re.fullmatch("(a+)+", "a" * 60 + "b")


def greedy() -> None:
    """Take memory, in Python and in a library."""
    kept = [bytearray(64 * MIB) for _ in range(32)]
    assert kept


def broken() -> None:
    """Fail in a way that nobody foresaw."""
    raise LookupError("never thought of")


def deep() -> None:
    """Fail by depth."""
    deep()


LIMITED: Final = pytest.mark.skipif(sys.platform != "linux", reason="no limit on memory")
WORK: Final = [
    (endless, "seconds of computing"),
    (stubborn, "seconds of computing"),
    (backtracking, "seconds of computing"),
    pytest.param(greedy, "256 MiB of memory", marks=LIMITED),
    (broken, "LookupError: never thought of"),
    (deep, "RecursionError"),
]


@pytest.mark.parametrize(("work", "says"), WORK)
def test_work_ends_and_the_reason_is_told(work: Callable[[], None], says: str) -> None:
    """What could not be done is told, and the next input has a budget of its own."""
    # Memory takes time, too, to be given out: on a busy computer more than a short budget has.
    budget = Budget(LONGER if work is greedy else SHORT)
    budget.begin(100)
    assert says in str(budget.run(work, str))
    budget.begin(100)
    assert budget.run(lambda: "done", str) == "done"


def test_time_that_is_up_stays_up_for_the_same_input() -> None:
    """What is left of an archive is not begun again and again."""
    budget = Budget(SHORT)
    budget.begin(100)
    budget.run(endless, str)
    assert "--max-seconds" in budget.run(lambda: "done", str)


def test_time_between_the_parts_of_the_work_does_not_count() -> None:
    """Who reads a log bit by bit may take as long as it likes with each bit."""
    budget = Budget(SHORT)
    budget.begin(100)
    for _ in range(3):
        assert budget.run(lambda: "done", str) == "done"
        until = time.process_time() + 0.2
        while time.process_time() < until:
            pass


def test_a_larger_input_has_more_time() -> None:
    """In proportion to what is beyond the first MiB."""
    limits = Limits()
    assert limits.seconds_for(10 * MIB) == limits.seconds
    assert limits.seconds_for(30 * MIB) == limits.seconds + 20


def test_time_is_bounded_outside_the_main_thread_too() -> None:
    """Where there is no timer of the system's."""
    told: list[object] = []

    def work() -> None:
        budget = Budget(SHORT)
        budget.begin(100)
        told.append(budget.run(endless, str))
        budget.begin(100)
        told.append(budget.run(lambda: "done", str))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert "seconds of computing" in str(told[0])
    assert told[1] == "done"


@pytest.mark.parametrize(("work", "says"), WORK)
def test_a_reader_that_fails_costs_its_own_input_alone(
    work: Callable[[], None], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are read, and the report of the one says why; both ways of reading."""

    def read(opened: Opened) -> None:
        del opened
        work()

    bad = Kind("bad", "things", lambda head: head.content.startswith(b"BAD"), read)
    monkeypatch.setattr("certtrail.inputs.reading.structured", lambda: iter((bad, event_log.KIND)))
    (tmp_path / "a.bad").write_bytes(b"BAD")
    (tmp_path / "b.txt").write_text(EVENT, "utf-8")
    for reports in (
        pipeline.read(tmp_path, limits=LONGER).inputs,
        streamed(tmp_path, LONGER),
    ):
        first, second = sorted(reports, key=lambda report: report.name)
        assert says in first.problems[0]
        assert not first.complete
        assert second.records.decoded == 1


def streamed(folder: Path, limits: Limits) -> list[InputReport]:
    """Read bit by bit; gives the reports."""
    reports: list[InputReport] = []
    frames: Iterator[object] = stream(folder, reports, limits=limits)
    for _ in frames:
        pass
    return reports


AFTERWARDS: Final = """
import sys, threading, time
from certtrail.inputs.guard import OutOfTimeError, time_bounded

def bounded(seconds):
    try:
        with time_bounded(seconds):
            begin = time.process_time()
            while time.process_time() - begin < 0.5:
                pass
    except OutOfTimeError:
        print("late")

for seconds in (60, 0.1):
    thread = threading.Thread(target=bounded, args=(seconds,))
    thread.start()
    thread.join()

sys.setprofile(lambda *_: None)
(lambda: None)()
sys.setprofile(None)
print("well")
"""


def test_the_watch_leaves_nothing_behind() -> None:
    """In a process in which a thread was watched, a profiled call ends as it always did."""
    done = subprocess.run(
        [sys.executable, "-c", AFTERWARDS],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={"PYTHONPATH": str(ENGINE)},
    )
    assert done.stdout.split() == ["late", "well"]


def test_what_was_read_of_a_log_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When its time is up in the middle; its report says where, and both ways of reading agree."""
    folder = _long(tmp_path)
    monkeypatch.setattr("certtrail.evtx.index.WINDOW", 128 * 1024)
    whole = pipeline.read(folder)
    read = WindowReader.read
    seen: list[int] = []

    def slow(self: WindowReader, window: Window) -> None:
        seen.append(window.size)
        if len(seen) > 2:
            endless()
        read(self, window)

    monkeypatch.setattr(WindowReader, "read", slow)
    cut = pipeline.read(folder, limits=SHORT)
    assert 0 < len(cut.records.time) < len(whole.records.time)
    (report,) = cut.inputs
    assert not report.complete
    assert report.records.found == report.records.decoded > 0
    assert report.spans
    assert "It was read whole up to byte 196,608 of" in report.problems[-1]
    assert "--max-seconds" in report.problems[-1]
    seen.clear()
    reports: list[InputReport] = []
    frames = list(stream([folder], reports, limits=SHORT))
    assert sum(map(len, frames)) == len(cut.records.time)
    assert reports[0].problems == report.problems


def test_what_cannot_be_kept_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the end came in the middle of a change, nothing of the log is used."""

    def interrupted(self: LogReading) -> Iterator[int]:
        del self
        yield 1
        endless()

    def torn(self: LogReading, name: str, sha256: str = "") -> None:
        raise LookupError(self, name, sha256)

    monkeypatch.setattr(LogReading, "parts", interrupted)
    monkeypatch.setattr(LogReading, "read", torn)
    (report,) = pipeline.read(_long(tmp_path), limits=SHORT).inputs
    assert "It was not read: it takes more than" in report.problems[0]


def _long(folder: Path) -> Path:
    """Write a log of some hundred KiB."""
    export = Export()
    for hour in range(900):
        export.transport(hour, 12024, "A" * 40, "B" * 40)
    return export.write(folder / "logs")


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limit")
def test_blocks_that_overlap_leave_no_limit_behind() -> None:
    """Two threads read at the same time; the one that began first ends first."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    first_begun, second_begun, first_over = (threading.Event() for _ in range(3))

    def first() -> None:
        with memory_bounded(4 << 30):
            first_begun.set()
            second_begun.wait(10)
        first_over.set()

    def second() -> None:
        first_begun.wait(10)
        with memory_bounded(2 << 30):
            second_begun.set()
            first_over.wait(10)

    threads = [threading.Thread(target=one) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert resource.getrlimit(resource.RLIMIT_AS) == before
