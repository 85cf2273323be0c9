"""Runs on workers that are killed at random, over and over, against the bytes of a run alone.

    python -m tools.soak --minutes 10 --seed 1

Each run diagnoses the same exports on two worker processes that speak TLS, while a thread kills
one or another of them with SIGKILL, at any moment and up to three times in a run, also while it
starts again. Afterwards the bytes of the diagnosis are compared with those of a run without a
cluster. The cluster lives on from run to run, as one of an administrator's does; now and then it is
ended and another one begun. Linux; needs the extra `fleet`.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from certtrail import diagnose, render
from certtrail.fleet.cluster import ClusterAt, opened
from certtrail.model.errors import CerttrailError
from certtrail.runtime import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.fleet.cluster import Cluster

ROOT: Final = Path(__file__).resolve().parents[1]
SAMPLES: Final = ("outlier", "edge", "cloned-servers", "precedence", "classic-loss")
_WORKERS: Final = 2
_LIVES: Final = 25
"""So many runs a cluster lives."""
_KILLS: Final = 3
_STARTING: Final = b"spawn_main"
_WORKING: Final = b"dask worker"
"""What stands in the command line of a worker that is being started, and of one that is there."""


@dataclass
class Tally:
    """What happened so far."""

    runs: int = 0
    struck: int = 0
    kills: int = 0
    wrong: int = 0
    seconds: float = 0.0


class Killer(threading.Thread):
    """Kills workers of this process at random moments until it is told to end."""

    def __init__(self, chance: random.Random, longest: float) -> None:
        super().__init__(daemon=True)
        self._moments = sorted(chance.uniform(0, longest) for _ in range(chance.randint(0, _KILLS)))
        self._chance = chance
        self._ended = threading.Event()
        self.kills = 0

    def run(self) -> None:
        """Strike at each moment, whoever is there then."""
        begin = time.monotonic()
        for moment in self._moments:
            if self._ended.wait(max(0.0, begin + moment - time.monotonic())):
                return
            victims = sorted(_workers())
            if victims:
                with suppress(ProcessLookupError):  # it has ended by itself
                    os.kill(self._chance.choice(victims), signal.SIGKILL)
                    self.kills += 1

    def end(self) -> None:
        """Strike no more."""
        self._ended.set()
        self.join()


def _workers() -> Iterator[int]:
    """Give the worker processes below this one; what watches over resources is none."""
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            words = (place / "cmdline").read_bytes()
            if parent == os.getpid() and (_STARTING in words or words.startswith(_WORKING)):
                yield int(place.name)


def exports(place: Path) -> Path:
    """Copy samples often enough that there is something to kill."""
    for number in range(2):
        for name in SAMPLES:
            shutil.copytree(ROOT / "samples" / name, place / f"{name}-{number}")
    shutil.make_archive(str(place / "healthy"), "zip", ROOT / "samples" / "healthy")
    return place


def saved(place: Path, cluster: Cluster | None = None) -> str:
    """Diagnose, and give what is saved of it."""
    return str(render(diagnose(place, engine="plain", cluster=cluster), "json"))


def life(
    place: Path, whole: str, chance: random.Random, tally: Tally, until: float, longest: float
) -> None:
    """Begin a cluster, and run on it until its life or the time is over."""
    with opened(ClusterAt(workers=_WORKERS)) as cluster:
        for _ in range(_LIVES):
            if time.monotonic() >= until:
                return
            killer = Killer(chance, longest)
            begin = time.monotonic()
            killer.start()
            try:
                same, why = saved(place, cluster) == whole, "other bytes"
            except CerttrailError as error:
                same, why = False, str(error)
            finally:
                killer.end()
            tally.seconds += time.monotonic() - begin
            tally.runs += 1
            tally.kills += killer.kills
            tally.struck += killer.kills > 0
            if not same:
                tally.wrong += 1
                print(f"run {tally.runs}: {why}, after {killer.kills} kills", flush=True)


def main() -> int:
    """Run the campaign; 1 if any run gave other bytes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)  # noqa: S311
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        place = exports(Path(folder))
        begin = time.monotonic()
        whole = saved(place)
        longest = max(1.0, time.monotonic() - begin)
        until = time.monotonic() + 60 * given.minutes
        while time.monotonic() < until:
            life(place, whole, chance, tally, until, longest)
    print(
        f"certtrail {VERSION}, seed {given.seed}: {tally.runs} runs in {tally.seconds:.0f} s, "
        f"{tally.struck} of them with faults, {tally.kills} workers killed by SIGKILL, "
        f"{tally.wrong} with other bytes or none"
    )
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
