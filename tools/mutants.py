"""Mutation testing of the judging core: each slip that mutmut makes, and whether a test notices.

python -m tools.mutants                            all of the core, which takes hours
python -m tools.mutants facts/runs certificates    a module and a room; as a table

mutmut wants the sources in a folder that is called `src`; so it works in `build/mutants`, where
links lead to the checkout. There, `mutmut results` lists what survived and `mutmut show NAME`
shows one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from configparser import ConfigParser
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from mutmut.stats import status_by_exit_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ROOT: Final = Path(__file__).resolve().parents[1]
_WORK: Final = _ROOT / "build" / "mutants"
_MUTANTS: Final = _WORK / "mutants" / "src"
_CORE: Final = ("certificates", "facts", "inference")
_BESIDE: Final = ("README.md", "docs", "rules", "samples", "tools")
"""What the tests use besides the sources and themselves."""
_TESTS: Final = (
    "tests/certificates",
    "tests/facts",
    "tests/inference",
    "tests/rulebook/test_cases.py",
    "tests/rulebook/test_language.py",
    "tests/stories/test_pipeline.py",
)
# The tests judge thousands of times, so those of properties take a few examples, always the same.
_SETTINGS: Final = {"HYPOTHESIS_PROFILE": "mutants", "CERTTRAIL_FUZZ_EXAMPLES": "10"}


def prepare(parts: Sequence[str]) -> None:
    """Make the folder that mutmut works in, anew, for mutants of these rooms and modules."""
    shutil.rmtree(_WORK, ignore_errors=True)
    _MUTANTS.mkdir(parents=True)  # before Python looks for it: it remembers what is not there
    (_WORK / "src").symlink_to(_ROOT / "engine")
    for name in ("pyproject.toml", "tests", *_BESIDE):
        (_WORK / name).symlink_to(_ROOT / name)
    config = ConfigParser()
    config["mutmut"] = {
        "source_paths": "src",
        "only_mutate": _lines(
            f"src/certtrail/{part}{'.py' if '/' in part else '/*'}" for part in parts
        ),
        "also_copy": _lines(_BESIDE),
        "do_not_mutate_patterns": _lines([r"\bphrase\("]),  # what is said is for eyes to judge
        "pytest_add_cli_args_test_selection": _lines(_TESTS),
    }
    with (_WORK / "setup.cfg").open("w", encoding="utf-8") as file:
        config.write(file)


def _lines(values: Iterable[str]) -> str:
    return "".join(f"\n{value}" for value in values)


def run(processes: int) -> None:
    """Let mutmut make the mutants, and the tests judge them."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(processes)]
    environment = {**os.environ, **_SETTINGS, "PYTHONPATH": str(_MUTANTS)}
    subprocess.run(command, cwd=_WORK, env=environment, check=True)  # noqa: S603 - our own tool


def judged() -> Iterator[tuple[str, str]]:
    """Give the module of each mutant, and what mutmut says of it."""
    for path in sorted(_MUTANTS.rglob("*.meta")):
        module = path.relative_to(_MUTANTS / "certtrail").as_posix().removesuffix(".py.meta")
        for code in json.loads(path.read_text("utf-8"))["exit_code_by_key"].values():
            yield module, status_by_exit_code[code]


def table(outcomes: Iterable[tuple[str, str]]) -> str:
    """Count, for each module; what makes the tests hang or crash is noticed, too."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for module, outcome in outcomes:
        counts[module][outcome] += 1
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
@click.argument("parts", nargs=-1)
@click.option("--processes", default=2, show_default=True)
def main(parts: tuple[str, ...], processes: int) -> None:
    """Make mutants of rooms and modules, and print a table of how many the tests noticed."""
    prepare(parts or _CORE)
    run(processes)
    click.echo(table(judged()))


if __name__ == "__main__":
    main()
