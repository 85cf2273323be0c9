"""Every reader under random mutations, in numbers that no test has time for.

    python -m tools.mutate --runs 1000000 --seed 1

Each run changes one of the sound files of `tests/inputs/test_mutations.py` here and there, also
with parts of the others, and reads it in full, to the facts. Whatever comes, a report says what
became of it. Counted are faults, runs that a limit had to end, the slowest run, and how memory
grew. What fails is kept in the folder of `--keep` and printed; the exit code is 1.
`tools.guided` does the same with files chosen by the code that they reach.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.inputs.test_mutations import SEEDS, edited, seed

from certtrail import pipeline
from certtrail.diagnosis.analysis import analyse
from certtrail.rulebook.catalogue import load_catalogue

_HOW: Final = ("flip", "insert", "cut", "repeat", "end", "swap")
_TOKENS: Final = (
    *(b"\0", b"\xff\xff\xff\xff", b"\x80", b"\xed\xa0\x80", b"\r", b"\n", b"\x1b[2J", b"{", b"["),
    *(b'"', b"'", b"<", b">", b"</", b"&#0;", b"-", b"9" * 5000, b"1e999", b"NaN", b"\xfe\xff"),
    *(
        b"0001-01-01T00:00:00Z",
        b"9999-12-31T23:59:59.9999999Z",
        b"1500-02-29",
        b"\xff\xfe",
        b"null",
    ),
    *(
        b"\\ud800",
        b"_xD800_",
        b"%s",
        b"{0}",
        b"=?utf-8?b?",
        b"\xe2\x80\xae",
        b"[" * 200,
        b"\r\n\r\n",
    ),
)
_BAD: Final = ("fault in certtrail", "of computing", "of memory")
_SLOW: Final = 5.0


class Campaign:
    """Counts runs, and keeps what was wrong."""

    def __init__(self, keep: Path) -> None:
        self.keep = keep
        self.runs = 0
        self.wrong = 0
        self.slowest = 0.0
        self.begun = time.monotonic()
        shared = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
        where = shared if shared.is_dir() else None
        self._place = Path(tempfile.mkdtemp(prefix="certtrail-mutate-", dir=where))
        self._catalogue = load_catalogue()

    def read(self, content: bytes, what: str) -> None:
        """Read one file, and look at what is said of it."""
        path = self._place / "a.bin"
        path.write_bytes(content)
        begun = time.process_time()
        evidence = pipeline.read([path], self._catalogue.record_filter())
        analyse(evidence, self._catalogue, None)
        took = time.process_time() - begun
        self.runs += 1
        self.slowest = max(self.slowest, took)
        told = [problem for report in evidence.inputs for problem in report.problems]
        bad = [line for line in told if any(part in line for part in _BAD)]
        if bad or not evidence.inputs or took > _SLOW:
            self.wrong += 1
            self.keep.mkdir(exist_ok=True, parents=True)
            name = hashlib.sha256(content).hexdigest()[:16]
            (self.keep / name).write_bytes(content)
            print(f"{what}: {name}: {took:.1f} s: {bad[:1]}", flush=True)

    def tell(self) -> None:
        """Say how far it is."""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{self.runs} runs, {self.wrong} wrong, slowest {self.slowest:.1f} s,"
            f" {memory} MiB at most, {time.monotonic() - self.begun:.0f} s",
            flush=True,
        )


def random_edit(chance: random.Random) -> tuple[str, float, int, bytes]:
    """Draw one change: a token, random bytes, or a part of another file."""
    kind = chance.random()
    if kind < 0.5:
        token = chance.choice(_TOKENS)
    elif kind < 0.8:
        token = chance.randbytes(chance.randint(1, 8))
    else:
        other = seed(chance.choice(list(SEEDS)))
        at = chance.randrange(len(other))
        token = other[at : at + chance.randint(1, 200)]
    return chance.choice(_HOW), chance.random(), chance.randint(1, 40), token


def by_chance(campaign: Campaign, runs: int, until: float, number: int) -> None:
    """Run by chance alone."""
    chance = random.Random(number)  # noqa: S311 - nothing secret
    names = [name for name in SEEDS if name != "evtx"]
    for run in range(runs):
        # Logs are the largest files and have campaigns of their own in tests/evtx.
        name = "evtx" if chance.random() < 0.005 else chance.choice(names)
        edits = [random_edit(chance) for _ in range(chance.randint(1, 6))]
        campaign.read(edited(seed(name), edits), f"{name}, run {run} of seed {number}")
        if run % 5000 == 4999:
            campaign.tell()
        if time.monotonic() > until:
            break


def main() -> int:
    """Run the campaign, and say what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=24 * 60)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    parser.add_argument("--keep", type=Path, default=Path("found-by-mutation"))
    options = parser.parse_args()
    campaign = Campaign(options.keep)
    by_chance(campaign, options.runs, time.monotonic() + options.minutes * 60, options.seed)
    campaign.tell()
    return 1 if campaign.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
