"""Mutation testing of the judging core: each slip that mutmut makes, and whether a test notices.

python -m tools.mutants                                     all of the core, which takes hours
python -m tools.mutants "certtrail.facts.runs*" -o facts.md    a part, and where to write the table

mutmut wants the sources in a folder that is called `src`; so it works in `build/mutants`, where
links lead to the checkout. There, `mutmut results` lists what survived and `mutmut show NAME`
shows one. What is mutated, and which tests judge it, stands in `pyproject.toml`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from mutmut.stats import status_by_exit_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ROOT: Final = Path(__file__).resolve().parents[1]
_WORK: Final = _ROOT / "build" / "mutants"
_MUTANTS: Final = _WORK / "mutants" / "src"
_LINKS: Final = {
    "src": "engine",
    "README.md": "README.md",
    "pyproject.toml": "pyproject.toml",
    "rules": "rules",
    "samples": "samples",
    "tests": "tests",
}
# The tests judge thousands of times, so those of properties take a few examples, always the same.
_SETTINGS: Final = {"HYPOTHESIS_PROFILE": "mutants", "CERTTRAIL_FUZZ_EXAMPLES": "10"}


def prepare() -> None:
    """Make the folder that mutmut works in, anew."""
    shutil.rmtree(_WORK, ignore_errors=True)
    _WORK.mkdir(parents=True)
    for name, target in _LINKS.items():
        (_WORK / name).symlink_to(_ROOT / target)


def run(patterns: Sequence[str], processes: int) -> None:
    """Let mutmut make the mutants and have the tests judge those that a pattern names."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(processes), *patterns]
    environment = {**os.environ, **_SETTINGS, "PYTHONPATH": str(_MUTANTS)}
    subprocess.run(command, cwd=_WORK, env=environment, check=True)  # noqa: S603 - our own tool


def judged(patterns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give the module of each mutant that a pattern names, and what mutmut says of it."""
    for path in sorted(_MUTANTS.rglob("*.meta")):
        module = ".".join(path.relative_to(_MUTANTS).parts).removesuffix(".py.meta")
        for name, code in json.loads(path.read_text("utf-8"))["exit_code_by_key"].items():
            if not patterns or any(fnmatch(name, pattern) for pattern in patterns):
                yield module, status_by_exit_code[code]


def table(outcomes: Iterable[tuple[str, str]]) -> str:
    """Count, for each module; what makes the tests hang or crash is noticed, too."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for module, outcome in outcomes:
        counts[module.removeprefix("certtrail.")][outcome] += 1
        counts["all"][outcome] += 1
    lines = [
        "| module | mutants | noticed | survived | no test | score |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for module in sorted(counts, key=lambda name: (name == "all", name)):
        found = counts[module]
        noticed = sum(found[outcome] for outcome in ("killed", "timeout", "segfault"))
        of = noticed + found["survived"] + found["no tests"]
        cells = (module, of, noticed, found["survived"], found["no tests"])
        score = f"{100 * noticed / of:.0f} %" if of else ""
        lines.append("".join(f"| {cell} " for cell in (*cells, score)) + "|")
    return "\n".join(lines) + "\n"


@click.command()
@click.argument("patterns", nargs=-1)
@click.option("--processes", default=2, show_default=True)
@click.option("-o", "output", type=click.Path(path_type=Path), help="Where to write the table.")
def main(patterns: tuple[str, ...], processes: int, output: Path | None) -> None:
    """Make mutants, and print a table of how many the tests noticed."""
    prepare()
    run(patterns, processes)
    found = table(judged(patterns))
    click.echo(found)
    if output is not None:
        output.write_text(found, "utf-8")


if __name__ == "__main__":
    main()
