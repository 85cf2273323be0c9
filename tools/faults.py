"""Runs that the system spoils, at random; what each left behind, and how it ended.

    python -m tools.faults --runs 500 --seed 1

A run diagnoses a copy of the samples while one thing goes wrong: it is killed, or asked to end, at
any moment; the disk is full after so many bytes; the folder takes no files; an input cannot be
read, is cut, grows or goes away. Afterwards:

- the report that stood there is whole: the old one or a new one, never a part;
- no traceback was printed, and the exit code is one that the documentation names;
- after one sound run nothing is left: no `.part` beside the report, no temporary folder.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).resolve().parents[1]
OLD: Final = "<html>the report of yesterday</html>\n"
CODES: Final = frozenset({0, 1, 2, 3, 74, 129, 130, 143})
_LONGEST: Final = 1.2  # seconds until the blow falls
_DROP_FROM_BOUNDING_SET: Final = 24  # of prctl
_OVERRIDES: Final = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


class Case:
    """A folder of exports with a report beside it, and a run over it that goes wrong."""

    def __init__(self, place: Path, chance: random.Random) -> None:
        self.chance = chance
        self.inputs = place / "inputs"
        self.report = place / "out" / "report.html"
        self.temporary = place / "temporary"
        for folder in (self.report.parent, self.temporary):
            folder.mkdir()
        self.restore()

    def restore(self) -> None:
        """Put the inputs and the old report where they were."""
        shutil.rmtree(self.inputs, ignore_errors=True)
        self.inputs.mkdir()
        logs = ROOT / "samples" / "classic-loss"
        shutil.make_archive(str(self.inputs / "case"), "zip", logs)
        shutil.copy(logs / "Application.evtx", self.inputs)
        self.report.parent.chmod(0o777)
        self.report.write_text(OLD, "utf-8")

    def start(self, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
        """Begin a run; `before` is done in its process."""
        return subprocess.Popen(  # noqa: S603 - certtrail itself
            [sys.executable, "-m", "certtrail", "diagnose", self.inputs, "-o", self.report],
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT / "engine"),
                "TMPDIR": str(self.temporary),
                "HOME": str(self.temporary.parent),
            },
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            preexec_fn=before,
        )

    def killed(self) -> tuple[int, str]:
        """Kill it at any moment."""
        return self._hit(signal.SIGKILL)

    def asked_to_end(self) -> tuple[int, str]:
        """Ask it to end at any moment."""
        return self._hit(self.chance.choice([signal.SIGTERM, signal.SIGINT, signal.SIGHUP]))

    def full_disk(self) -> tuple[int, str]:
        """Let no file grow beyond some bytes."""
        most = self.chance.choice([0, 100, 4096, 100_000, 300_000])

        def limit() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        return _ended(self.start(limit))

    def closed_folder(self) -> tuple[int, str]:
        """Let the folder of the report take no files."""
        self.report.parent.chmod(0o555)
        try:
            return _ended(self.start(_be_held_by_permissions))
        finally:
            self.report.parent.chmod(0o777)

    def unreadable_input(self) -> tuple[int, str]:
        """Let an input be closed to it."""
        (self.inputs / "Application.evtx").chmod(0)
        return _ended(self.start(_be_held_by_permissions))

    def changing_input(self) -> tuple[int, str]:
        """Cut an input, let it grow, or remove it, at any moment."""
        running = self.start()
        time.sleep(self.chance.uniform(0, _LONGEST))
        victim = self.chance.choice(sorted(self.inputs.iterdir()))
        content = victim.read_bytes()
        change = self.chance.randrange(3)
        if change == 0:
            victim.unlink()
        elif change == 1:
            victim.write_bytes(content[: self.chance.randrange(len(content))])
        else:
            victim.write_bytes(content + content)
        return _ended(running)

    def _hit(self, number: signal.Signals) -> tuple[int, str]:
        running = self.start()
        time.sleep(self.chance.uniform(0, _LONGEST))
        running.send_signal(number)
        return _ended(running, number)

    def complaints(self, code: int, told: str) -> list[str]:
        """Say what should not be so after a run."""
        found = []
        if "Traceback" in told:
            found.append(f"a traceback: {told[-400:]}")
        if code not in CODES:
            found.append(f"exit code {code}")
        content = self.report.read_text("utf-8") if self.report.exists() else "no report"
        if content != OLD and not content.rstrip().endswith("</html>"):
            found.append("a part of a report")
        return found

    def leftovers(self) -> list[str]:
        """Say what is still there after a sound run."""
        self.restore()
        _ended(self.start())
        left = [path for path in self.report.parent.iterdir() if path != self.report]
        left += self.temporary.iterdir()
        return [f"left behind: {path.name}" for path in left]


def _be_held_by_permissions() -> None:
    """Give up what lets root open everything; Linux only."""
    libc = ctypes.CDLL(None)
    for capability in _OVERRIDES:
        libc.prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)


def _ended(running: subprocess.Popen[str], sent: int = 0) -> tuple[int, str]:
    _, told = running.communicate(timeout=120)
    # Killed by the very signal, before Python was up or because none can be caught: as foreseen.
    expected = running.returncode == -sent and sent
    return (143 if expected else running.returncode), told


def main() -> int:
    """Run the campaign; 1 if anything was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311
    ends: Counter[str] = Counter()
    complaints = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        case = Case(place, chance)
        kinds = (
            case.killed,
            case.asked_to_end,
            case.full_disk,
            case.closed_folder,
            case.unreadable_input,
            case.changing_input,
        )
        for number in range(options.runs):
            case.restore()
            kind = chance.choice(kinds)
            code, told = kind()
            ends[f"{kind.__name__} {code}"] += 1
            found = case.complaints(code, told)
            if number % 10 == 9:
                found += case.leftovers()
            for complaint in found:
                complaints += 1
                print(f"run {number}, {kind.__name__}: {complaint}")
    for name, count in sorted(ends.items()):
        print(f"{count:5} {name}")
    print(f"{options.runs} runs, seed {options.seed}: {complaints} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
