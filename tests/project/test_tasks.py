"""The list of tasks: what pages, the gate, hooks and hosted checks ask make for is there."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from tests.places import ROOT

if TYPE_CHECKING:
    from pathlib import Path

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
NAMED = sorted(
    chain(
        ROOT.glob("*.md"),
        (ROOT / "docs").glob("*.md"),
        (ROOT / "docs/decisions").glob("*.md"),
        (ROOT / ".github").rglob("*.yml"),
        [ROOT / ".ci/run", ROOT / ".pre-commit-config.yaml", ROOT / "mkdocs.yml"],
    )
)
# In a page between backticks or indented; in scripts and settings at the head of a command.
_IN_PAGES = re.compile(r"`make ([a-z]+)|^ {4,}make ([a-z]+)", re.MULTILINE)
_ELSEWHERE = re.compile(
    r"(?:^|run: |entry: )make (?:--[a-z-]+(?:=\S+)? )*([a-z]+(?: [a-z]+)*)", re.MULTILINE
)


def asked_for(path: Path) -> set[str]:
    """Give the targets that a file names."""
    pattern = _IN_PAGES if path.suffix == ".md" else _ELSEWHERE
    return {
        name
        for found in pattern.finditer(path.read_text("utf-8"))
        for names in found.groups()
        for name in (names or "").split()
    }


@pytest.mark.parametrize("path", NAMED, ids=lambda path: path.name)
def test_every_target_that_is_named_is_there(path: Path) -> None:
    """A target that was renamed is renamed everywhere."""
    assert asked_for(path) <= TARGETS


def test_make_alone_lists_every_target() -> None:
    """Each says in a line what it does, and none can be taken for a file."""
    told = set(re.findall(r"^([a-z]+):.*  ## \S", MAKEFILE, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert told == TARGETS == set(phony[1].split())


def test_the_gate_asks_for_something() -> None:
    """The check can fail: it sees what a script, a workflow, a hook and a page name."""
    assert {"lint", "types", "rules", "docs", "test", "release"} <= asked_for(ROOT / ".ci/run")
    assert "audit" in asked_for(ROOT / ".github/workflows/checks.yml")
    assert "lint" in asked_for(ROOT / ".pre-commit-config.yaml")
    assert {"demo", "test"} <= asked_for(ROOT / "README.md")
