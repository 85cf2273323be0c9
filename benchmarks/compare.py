"""Runs every reader on the same log in one go, and prints a table.

python -m benchmarks.compare                  200 MB, made for the occasion
python -m benchmarks.compare --megabytes 600
python -m benchmarks.compare --scaling        certtrail alone, 20 MB to 2 GB
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from benchmarks.make_log import make_log
from benchmarks.readers import READERS, SLICE

if TYPE_CHECKING:
    from collections.abc import Sequence

_WHEEL: Final = "evtx wheel"
_TOGETHER: Final = {
    "certtrail, selective": _WHEEL,
    "certtrail, all to a frame": "evtx wheel, orjson, pandas",
    "certtrail diagnose, the process": "evtx wheel, the process",
}


@dataclass(frozen=True, slots=True)
class Result:
    """The best of several runs; memory is the largest of them, in MB."""

    name: str
    records: int
    seconds: float
    memory: float


def run(name: str, log: Path) -> Result:
    """Run one reader once, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.readers", name, str(log)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout)
    return Result(name, found["records"], found["seconds"], found["memory"] / 1000)


def best(names: Sequence[str], log: Path, rounds: int) -> list[Result]:
    """Run each reader in turn, so many times; a slow moment of the machine hits none alone."""
    found: dict[str, list[Result]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            found[name].append(run(name, log))
    return [
        Result(
            name,
            results[0].records,
            min(result.seconds for result in results),
            max(result.memory for result in results),
        )
        for name, results in found.items()
    ]


def table(results: Sequence[Result], size: int, records: int) -> str:
    """Write results as a Markdown table."""
    seconds = {result.name: result.seconds for result in results}
    lines = [
        "| reader | seconds | MB/s | records/s | peak MB | records lost | ratio |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    for result in results:
        some = result.name.startswith("python-evtx")
        whole = "" if some else f"{size / 1e6 / result.seconds:,.0f}"
        rate = f"{result.records / result.seconds:,.0f}" if result.records else ""
        lost = "" if some or not result.records else str(records - result.records)
        peer = _TOGETHER.get(result.name)
        ratio = f"{result.seconds / seconds[peer]:.2f} of {peer}" if peer in seconds else ""
        lines.append(
            f"| {result.name} | {result.seconds:.2f} | {whole} | {rate} | {result.memory:.0f} "
            f"| {lost} | {ratio} |"
        )
    return "\n".join(lines)


def machine() -> str:
    """Say what this ran on."""
    import os

    cores = len(os.sched_getaffinity(0))
    names = ("certtrail", "numpy", "pandas", "evtx", "libevtx-python", "python-evtx", "orjson")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return f"{cores} cores, {platform.machine()}, Python {platform.python_version()}; {versions}"


@click.command()
@click.option("--megabytes", default=200.0, show_default=True)
@click.option("--rounds", default=5, show_default=True)
@click.option("--sparse", is_flag=True, help="One record in a thousand is the transport's.")
@click.option("--scaling", is_flag=True, help="certtrail alone, from 20 MB to 2 GB.")
def main(megabytes: float, rounds: int, sparse: bool, scaling: bool) -> None:
    """Print the table of one run."""
    transport = 0.001 if sparse else 0.05
    print(machine() + "\n")
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.evtx"
        for size in (20, 200, 2000) if scaling else (megabytes,):
            records = make_log(log, megabytes=size, transport=transport)
            bytes_ = log.stat().st_size
            print(f"{bytes_ / 1e6:.0f} MB, {records:,} records{', sparse' if sparse else ''}\n")
            names = (
                ["certtrail, selective", "certtrail diagnose, the process"]
                if scaling
                else list(READERS)
            )
            print(table(best(names, log, rounds), bytes_, records) + "\n", flush=True)
    if not scaling:
        print(f"python-evtx read {SLICE} records; the others read all of them.")


if __name__ == "__main__":
    main()
