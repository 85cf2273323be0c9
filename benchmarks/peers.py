"""What certtrail takes for each kind of evidence, beside what others take for the same file.

    python -m benchmarks.peers
    python -m benchmarks.peers --scale 0.1 --only CSV

Each runs in a process of its own, in turn with its peer, several times. Its computing is that of
all cores, as the system counts it; by the clock it is less where several of them work, and more
where others use them, too. Libraries are loaded before unless a row says "process". A ratio is the
middle one of those of each pair.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from benchmarks import judging, readers, showing, texts
from benchmarks.compare import machine
from benchmarks.make_log import make_log
from certtrail import diagnose, render

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping, Sequence

    from certtrail.inference.engines import EngineName
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.model.fact import Fact

_MEGABYTE: Final = 1_000_000
_START: Final = 200_000
_SMTP_FILE: Final = 20 * _MEGABYTE
_WORDS: Final = r"certificate|tls negotiation failed|454 4\.7\.|451 5\.7\.3"
_SAMPLE: Final = Path(__file__).parent.parent / "samples" / "classic-loss"
_FINE: Final = (0, 1, 3)
"""What a diagnosis may end with."""


def select(path: Path) -> None:
    """Read a file as a diagnosis does."""
    from certtrail.inputs.reading import read_files
    from certtrail.inputs.walk import find_files

    read_files(find_files([path]), readers.wanted())


def on_the_start(work: Callable[[Path], object], path: Path) -> None:
    """Do something with the start of a file, so that all that it takes is loaded."""
    with tempfile.TemporaryDirectory() as folder:
        start = Path(folder) / path.name
        with path.open("rb") as file:
            start.write_bytes(file.read(_START))
        work(start)


def lxml_pass(path: Path) -> None:
    """Have lxml report every element, and drop it."""
    from lxml import etree

    for _, element in etree.iterparse(str(path), events=("end",)):
        element.clear()


def orjson_loads(path: Path) -> None:
    """Decode a whole JSON text."""
    import orjson

    orjson.loads(path.read_bytes())


def ijson_items(path: Path) -> None:
    """Decode a JSON text item by item."""
    import ijson

    with path.open("rb") as file:
        for _ in ijson.items(file, "item", use_float=True):
            pass


def pandas_csv(path: Path) -> None:
    """Read a table into a frame."""
    import pandas as pd

    typed = path.read_text("utf-8")[:6].startswith("#TYPE")
    pd.read_csv(path, sep=";" if typed else ",", skiprows=int(typed), index_col=False)


def combined(path: Path) -> None:
    """Look for the labels and sources that events in texts have, by one expression."""
    for _ in _either().finditer(path.read_text("utf-8")):
        pass


@cache
def _either() -> re.Pattern[str]:
    import re

    from certtrail.inputs.events.labelled_lines import sources
    from certtrail.rulebook.labels import labels

    words = sorted({*labels().viewer, *labels().properties, *sources()}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)


def judge(path: Path, engine: EngineName) -> None:
    """Judge made-up facts: so many servers, so many facts of each, as the file says."""
    for facts in _facts(path):
        judging.judge(facts, engine)


@cache
def _facts(path: Path) -> list[list[Fact]]:
    servers, number, names = json.loads(path.read_text("utf-8"))
    fleet = (judging.facts_of(f"EX{n:04}.a.b", number, thumbprints=names) for n in range(servers))
    return [[fact for each in fleet for fact in each]]


def html(path: Path) -> None:
    """Render a report of many servers."""
    render(_fleet(path), "html")


@cache
def _fleet(path: Path) -> Diagnosis:
    servers, rows = json.loads(path.read_text("utf-8"))
    return showing.fleet_of(diagnose(_SAMPLE), servers, rows)


INSIDE: Final[dict[str, tuple[Callable[[Path], object], tuple[str, ...]]]] = {
    "certtrail": (select, ()),
    "lxml.iterparse": (lxml_pass, ("lxml",)),
    "orjson.loads": (orjson_loads, ("orjson",)),
    "ijson.items": (ijson_items, ("ijson",)),
    "pandas.read_csv": (pandas_csv, ("pandas",)),
    "one expression": (combined, ()),
    "certtrail, selective": (readers.certtrail_selective, ()),
    "evtx wheel": (readers.wheel, ("evtx",)),
    "libevtx": (readers.libevtx, ("pyevtx",)),
    "auto": (partial(judge, engine="auto"), ()),
    "plain": (partial(judge, engine="plain"), ()),
    "render": (html, ()),
}
"""What runs with its libraries loaded, and those of others that it needs."""
_BEFORE: Final[Mapping[str, Callable[[Path], object]]] = {
    "certtrail": partial(on_the_start, select),
    "certtrail, selective": partial(on_the_start, readers.certtrail_selective),
    "one expression": lambda _: _either(),
    "auto": _facts,
    "plain": _facts,
    "render": _fleet,
}
"""What is made before the clock starts."""


def _diagnose(path: Path) -> list[str]:
    command = ["diagnose", str(path), "--quiet", "--format", "json"]
    return [sys.executable, "-P", "-m", "certtrail", *command]


def _grep(path: Path) -> list[str]:
    return ["grep", "-rciE", _WORDS, str(path)]


def _unzip(path: Path) -> list[str]:
    return ["unzip", "-p", str(path)]


def _wheel(path: Path) -> list[str]:
    code = "import evtx,sys; print(sum(1 for _ in evtx.PyEvtxParser(sys.argv[1]).records_json()))"
    return [sys.executable, "-c", code, str(path)]


def _libraries(_: Path) -> list[str]:
    return [sys.executable, "-c", "import numpy, click"]


PROCESSES: Final[dict[str, Callable[[Path], list[str]]]] = {
    "diagnose": _diagnose,
    "diagnose the folder": lambda path: _diagnose(path.with_suffix("")),
    "diagnose nothing": lambda path: _diagnose(path.parent / "nothing"),
    "grep": _grep,
    "unzip": _unzip,
    "evtx wheel, the process": _wheel,
    "python with numpy and click": _libraries,
}
"""What runs as a process, its start included."""


def smtp_logs(folder: Path, size: int) -> Path:
    """Make protocol logs of 20 MB each, in which one row of fifteen tells a certificate."""
    place = folder / "smtp"
    nothing = folder / "nothing"
    head = (
        "#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: SMTP Receive "
        "Protocol Log\r\n#Date: 2026-02-01T00:00:00.000Z\r\n#Fields: date-time,connector-id,"
        "session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\r\n"
    )
    begin = datetime(2026, 2, 1, tzinfo=UTC)
    rows = []
    for number in range(20_000):
        at = f"{begin + timedelta(seconds=number):%Y-%m-%dT%H:%M:%S}.123Z"
        told = ",250 2.1.5 Recipient OK,"
        if number % 15 == 0:
            told = f",{'A1' * 20},Sending certificate thumbprint"
        rows.append(f"{at},EX01\\Default EX01,08D{number // 20:013X},{number % 20},"
                    f"10.0.0.1:25,10.0.0.{number % 250}:50000,*{told}\r\n")  # fmt: skip
    body = "".join(rows)
    for made, length in ((nothing, 0), (place, size)):
        made.mkdir()
        for number in range(max(1, length // _SMTP_FILE)):
            times = max(1, min(length, _SMTP_FILE) // len(body)) if length else 0
            (made / f"RECV{number:04}.LOG").write_text(head + body * times or body[:200], "utf-8")
    return place


def text_of(form: str, folder: Path, size: int) -> Path:
    """Write events in a form."""
    path = folder / f"Application.{texts.FORMS[form][0]}"
    texts.write(form, size, path)
    return path


def event_log(folder: Path, size: int) -> Path:
    """Make an event log."""
    path = folder / "log.evtx"
    make_log(path, megabytes=size / _MEGABYTE)
    return path


def zipped(folder: Path, size: int) -> Path:
    """Make a stored zip of ten event logs, with the folder beside it."""
    place = folder / "logs"
    place.mkdir()
    make_log(place / "0.evtx", megabytes=size / _MEGABYTE / 10)
    path = folder / "logs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(10):
            name = f"{number}.evtx"
            if number:
                shutil.copyfile(place / "0.evtx", place / name)
            archive.write(place / name, name)
    return path


def numbers(*given: int) -> Callable[[Path, int], Path]:
    """Give what writes how many of each there are."""

    def made(folder: Path, _: int) -> Path:
        path = folder / "numbers.json"
        path.write_text(json.dumps(given), "utf-8")
        return path

    return made


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        what: the evidence.
        size: of it, in MB.
        make: makes it in a folder, of a size in bytes.
        ours: what certtrail does, by its name.
        peers: what others do: what all of them take together counts.
        goal: the ratio that is to be reached.
        start: what is taken off ours as its start-up.
    """

    what: str
    size: int
    make: Callable[[Path, int], Path]
    ours: str
    peers: tuple[str, ...]
    goal: str
    start: str = ""


def _text(what: str, size: int, form: str, peer: str, goal: str) -> Row:
    return Row(what, size, partial(text_of, form), "certtrail", (peer,), goal)


ROWS: Final = (
    Row("SMTP protocol logs, start-up off", 1000, smtp_logs, "diagnose", ("grep",), "5",
        "diagnose nothing"),
    _text("Event XML", 500, "wevtutil, XML", "lxml.iterparse", "0.5"),
    _text("JSON of Get-WinEvent", 200, "Get-WinEvent, JSON", "orjson.loads", "1"),
    _text("JSON of Get-WinEvent", 200, "Get-WinEvent, JSON", "ijson.items", "1"),
    _text("CSV of Get-WinEvent", 200, "Get-WinEvent, CSV", "pandas.read_csv", "1"),
    _text("CSV of Event Viewer", 200, "Event Viewer, CSV", "pandas.read_csv", "1"),
    _text("CliXML of Get-WinEvent", 200, "Get-WinEvent, CliXML", "lxml.iterparse", "1"),
    _text("CliXML of Get-EventLog", 200, "Get-EventLog, CliXML", "lxml.iterparse", "1"),
    _text("paste of wevtutil's text", 8, "wevtutil, text", "one expression", "5"),
    _text("paste of Event Viewer", 8, "Event Viewer, copied", "one expression", "5"),
    _text("paste of a list", 8, "Get-WinEvent, list", "one expression", "5"),
    _text("paste of a table", 8, "Get-WinEvent, table", "one expression", "5"),
    Row("event log, selective", 200, event_log, "certtrail, selective", ("evtx wheel",), "0.25"),
    Row("event log, selective", 200, event_log, "certtrail, selective", ("libevtx",), ""),
    Row("event log, process", 600, event_log, "diagnose", ("evtx wheel, the process",), "0.4"),
    Row("a small case, process", 0, lambda *_: _SAMPLE, "diagnose",
        ("python with numpy and click",), "1.8"),
    Row("zip of ten logs, process", 2000, zipped, "diagnose", ("unzip", "diagnose the folder"),
        "1"),
    Row("judging 1,000 servers", 0, numbers(1000, 200, 6), "auto", ("plain",), "0.7"),
    Row("judging 30,000 facts", 0, numbers(1, 30_000, 3_000), "auto", ("plain",), "0.8"),
    Row("HTML of 50 servers", 0, numbers(50, 5000), "render", (), ""),
)  # fmt: skip


def missing(name: str) -> str:
    """Say what is not here that something needs; empty where nothing is."""
    if name in INSIDE:
        return next((each for each in INSIDE[name][1] if find_spec(each) is None), "")
    if name == "evtx wheel, the process":
        return "" if find_spec("evtx") else "evtx"
    program = PROCESSES[name](Path("x"))[0]
    return "" if shutil.which(program) else program


class Took(NamedTuple):
    """What something took: seconds of computing and by the clock, and its peak memory in MB."""

    computing: float
    clock: float
    megabytes: int = 0


def measured(name: str, path: Path) -> Took:
    """Run something once."""
    inside = name in INSIDE
    own = [sys.executable, "-m", "benchmarks.peers", "--inside", name, str(path)]
    command = own if inside else PROCESSES[name](path)
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        said = b""
        while block := process.stdout.read(1 << 20):
            said = block
        _, state, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(state)
    clock = time.perf_counter() - begin
    if process.returncode not in (_FINE[:1] if inside else _FINE):
        raise click.ClickException(f"{name}: exit code {process.returncode}")
    computing = usage.ru_utime + usage.ru_stime
    if inside:
        computing, clock = json.loads(said)
    return Took(computing, clock, usage.ru_maxrss // 1000)


def line_of(row: Row, path: Path, rounds: int) -> str:
    """Measure a row, and write its line."""
    lacking = [f"{peer} ({missing(peer)} is not here)" for peer in row.peers if missing(peer)]
    peers = () if lacking else row.peers
    ours: list[Took] = []
    others: list[Took] = []
    for _ in range(rounds):
        took = measured(row.ours, path)
        start = measured(row.start, path) if row.start else Took(0.0, 0.0)
        ours.append(
            Took(
                max(took.computing - start.computing, 0.001),
                max(took.clock - start.clock, 0.001),
                took.megabytes,
            )
        )
        each = [measured(peer, path) for peer in peers]
        others.append(Took(sum(one.computing for one in each), sum(one.clock for one in each)))
    size = sum(each.stat().st_size for each in path.rglob("*")) if path.is_dir() else 0
    megabytes = (size or path.stat().st_size) / _MEGABYTE
    rate = f"{megabytes / _middle(ours, 0):.0f}" if row.size else ""
    named = ", ".join(lacking) or " and ".join(peers)
    cells = [row.what, f"{megabytes:.0f}" if row.size else ""]
    cells += [f"{_middle(ours, 0):.2f}", f"{_middle(ours, 1):.2f}", rate]
    cells += [str(max(one.megabytes for one in ours)), named]
    if peers:
        ratios = [(a[0] / b[0], a[1] / b[1]) for a, b in zip(ours, others, strict=True)]
        cells += [f"{_middle(others, 0):.2f}", f"{_middle(others, 1):.2f}"]
        cells += [f"{_middle(ratios, 0):.2f}", f"{_middle(ratios, 1):.2f}"]
    else:
        cells += [""] * 4
    return f"| {' | '.join([*cells, row.goal])} |"


def _middle(of: Sequence[tuple[float, ...]], place: int) -> float:
    return statistics.median(one[place] for one in of)


def made(row: Row, folder: Path, size: int) -> Path:
    """Make what a row is about, in a process of its own: a child counts what its parent takes."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_make, (ROWS.index(row), folder, size))


def _make(number: int, folder: Path, size: int) -> Path:
    return ROWS[number].make(folder, size)


def _inside(name: str, path: Path) -> None:
    """Run something here, and print its seconds of computing and by the clock."""
    for library in INSIDE[name][1]:
        __import__(library)
    readers.wanted()
    if name in _BEFORE:
        _BEFORE[name](path)
    before, begin = _computed(), time.perf_counter()
    INSIDE[name][0](path)
    click.echo(json.dumps((_computed() - before, time.perf_counter() - begin)))


def _computed() -> float:
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


@click.command()
@click.option("--scale", default=1.0, show_default=True, help="Of the sizes.")
@click.option("--rounds", default=5, show_default=True)
@click.option("--only", default="", help="Rows that have this in them.")
@click.option("--inside", nargs=2, type=(str, Path), hidden=True)
def main(scale: float, rounds: int, only: str, inside: tuple[str, Path] | None) -> None:
    """Print a table for `docs/benchmarks.md`."""
    if inside:
        from certtrail.runtime import settle_in

        settle_in()
        _inside(*inside)
        return
    click.echo(f"{machine()}\n")
    click.echo(
        "| evidence | MB | computing | clock | MB/s | peak MB | peer | computing | clock "
        "| ratio of computing | of the clock | goal |"
    )
    click.echo("|---|---:|---:|---:|---:|---:|---|---:|---:|---:|---:|---:|")
    for row in ROWS:
        if only in row.what or any(only in peer for peer in row.peers):
            with tempfile.TemporaryDirectory() as folder:
                path = made(row, Path(folder), int(row.size * scale * _MEGABYTE))
                click.echo(line_of(row, path, rounds))


if __name__ == "__main__":
    main()
