"""The places that the documentation names are there."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from tests.places import ENGINE, ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted(
    chain([ROOT / "README.md", ROOT / "CONTRIBUTING.md"], (ROOT / "docs").rglob("*.md")),
)
PAGES = [
    page
    for page in PAGES
    if {"rulebook", "notebooks"}.isdisjoint(page.parts)
    and "\nStatus: replaced by" not in page.read_text("utf-8")
]
"""Without those that `make docs` makes, and decisions that tell of what was."""
PACKAGE = ENGINE / "certtrail"
CODE = sorted(
    path
    for folder in ("benchmarks", "engine", "samples", "tests", "tools")
    for path in (ROOT / folder).rglob("*.py")
)
_OURS = frozenset(
    [
        "benchmarks",
        "docs",
        "engine",
        "notebooks",
        "requirements",
        "rules",
        "samples",
        "tests",
        "tools",
    ]
)
_FILE = re.compile(r"(?<![\w/<>*])(?:[\w<>*-]+/)*[\w<>*]+\.py\b")
_FOLDER = re.compile(r"`((?:[\w<>.-]+/)+[\w<>.-]*)(?<!\.py)`")
_MODULE = re.compile(r"`(certtrail(?:\.\w+)+)\b")
_NAMED_IN_CODE = re.compile(r"`([a-z]\w+(?:\.\w+)+)(?<!\.yaml)(?<!\.json)`")
_NO_PLACES = {"alias.field"}
_PART_OF_EVTX = re.compile(r"`((?:audit|bulk|format|parallel|single)\.\w+)")


def missing_in(text: str) -> list[str]:
    """List the files, folders and modules that a text names and that are not there."""
    files = [name for name in _FILE.findall(text) if not any(_is(path, name) for path in CODE)]
    folders = [name for name in _FOLDER.findall(text) if _ours(name) and not _found(name)]
    modules = [name for name in _MODULE.findall(text) if not _can_be_had(name)]
    parts = [
        name for name in _PART_OF_EVTX.findall(text) if not _can_be_had(f"certtrail.evtx.{name}")
    ]
    return files + folders + modules + parts


def _is(path: Path, name: str) -> bool:
    """Tell whether a path ends as it is named; `<...>` stands for anything."""
    return path.match(re.sub(r"<\w+>", "*", name))


def _ours(name: str) -> bool:
    """Tell whether the first folder of a path is one of the checkout or of the package."""
    first = name.split("/", 1)[0]
    return first in _OURS or (PACKAGE / first).is_dir()


def _found(name: str) -> bool:
    pattern = re.sub(r"<\w+>", "*", name.rstrip("/"))
    return any(next(root.glob(pattern), None) for root in (ROOT, PACKAGE))


def _can_be_had(name: str) -> bool:
    """Tell whether a dotted name is a module, or something in one."""
    found, *rest = name.split(".")
    value: object = import_module(found)
    for part in rest:
        found = f"{found}.{part}"
        try:
            value = getattr(value, part)
        except AttributeError:
            try:
                value = import_module(found)
            except ModuleNotFoundError:
                return False
    return True


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_places_of_a_page(page: Path) -> None:
    """Files, folders and modules."""
    assert missing_in(page.read_text("utf-8")) == []


def missing_in_docstrings(source: str, module: str) -> list[str]:
    """List the dotted names in a module's docstrings that lead nowhere from any room around it."""
    parts = module.split(".")
    rooms = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
    told = (
        ast.get_docstring(node) or ""
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    )
    named = {name for text in told for name in _NAMED_IN_CODE.findall(text)} - _NO_PLACES
    return sorted(
        name
        for name in named
        if not any(_can_be_had(f"{room}.{name}") for room in rooms)
        and not (name.startswith("certtrail.") and _can_be_had(name))
    )


def test_places_of_docstrings() -> None:
    """Modules, and what is in them, that docstrings of the package name."""
    wrong = {}
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(path.relative_to(ENGINE).with_suffix("").parts)
        missing = missing_in_docstrings(path.read_text("utf-8"), module.removesuffix(".__init__"))
        if missing:
            wrong[module] = missing
    assert wrong == {}


def test_contributing_tells_of_every_room() -> None:
    """One line each, in the order of the package's own docstring, then what is around it."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)/`", text, re.MULTILINE)
    rooms = re.findall(r"^ {4}(\w+)/ ", import_module("certtrail").__doc__ or "", re.MULTILINE)
    assert rows[: len(rooms)] == rooms
    assert {*rows[len(rooms) :]} >= {"samples", "tools", "tests", "docs"}


def test_a_wrong_place_is_found() -> None:
    """The checks can fail."""
    docstring = '"""See `chunks.SingleReader`, `chunks.gone`, `gone.x` and `a.yaml`."""'
    assert missing_in_docstrings(docstring, "certtrail.evtx.single.mend") == [
        "chunks.gone",
        "gone.x",
    ]
    wrong = "`engine/certtrail/gone/`, `evtx/fast.py`, `rules/<area>/x.txt`, `certtrail.gone.x`"
    assert missing_in(wrong + " `bulk.gone`") == [
        "evtx/fast.py",
        "engine/certtrail/gone/",
        "rules/<area>/x.txt",
        "certtrail.gone.x",
        "bulk.gone",
    ]
    right = "`rules/<area>/<id>.yaml`, `evtx/reader.py`, `certtrail.Case`, `bulk.plans`, `demo/`"
    assert missing_in(right) == []
