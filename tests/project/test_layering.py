"""The house: rooms from upstream to downstream, as the package's own docstring lists them."""

from __future__ import annotations

import ast
import re
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import certtrail
from tests.places import ENGINE, ROOT

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = ENGINE / "certtrail"
AROUND = ("benchmarks", "samples", "tests", "tools")
"""The packages beside the house."""
ROOMS = re.findall(r"^ {4}(\w+?)(?:/|\.py) ", certtrail.__doc__ or "", re.MULTILINE)
APART = {"evtx", "facts", "certificates", "inference"}
"""These do not know each other: what one finds reaches the next as a value of `model`."""


def modules_below(folder: Path) -> dict[str, Path]:
    """Give the modules of a package by their dotted names."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


FILES = modules_below(PACKAGE)
EVERYTHING = FILES | {
    name: path for package in AROUND for name, path in modules_below(ROOT / package).items()
}


@cache
def imports_of(module: str) -> frozenset[str]:
    """Give every module of the project that one imports, for types too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(EVERYTHING[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in EVERYTHING else node.module for name in inside}
    return frozenset(found & EVERYTHING.keys())


def room_of(module: str) -> str:
    """Give the room, or the module at the top, that a module belongs to."""
    return [*module.split("."), ""][1]


INSIDE = [name for name in FILES if room_of(name) not in ("", "__main__")]


def test_every_module_is_in_a_room() -> None:
    """What is at the top is the two doors, and what the docstring lists; a room says what it is."""
    assert {room_of(name) for name in INSIDE} == set(ROOMS)
    for room in ROOMS:
        words = ast.get_docstring(ast.parse(FILES[f"certtrail.{room}"].read_text("utf-8"))) or ""
        assert FILES[f"certtrail.{room}"].stem == room or words.count("\n") >= 3, room


def test_imports_go_upstream_only() -> None:
    """A room imports only from rooms above it in the list, never from the package's own door."""
    wrong = [
        f"{name} imports {other}"
        for name in INSIDE
        for other in imports_of(name)
        if room_of(other) not in ROOMS[: ROOMS.index(room_of(name)) + 1]
    ]
    assert not wrong


def test_four_rooms_do_not_know_each_other() -> None:
    """Reading logs, making facts, picking certificates and judging are apart."""
    wrong = [
        f"{name} imports {other}"
        for name in INSIDE
        for other in imports_of(name)
        if {room_of(name), room_of(other)} <= APART and room_of(name) != room_of(other)
    ]
    assert not wrong


def test_there_is_no_circle() -> None:
    """Modules import each other in one order: in a room, and around the house too."""
    try:
        TopologicalSorter({name: imports_of(name) - {name} for name in EVERYTHING}).prepare()
    except CycleError as error:
        raise AssertionError(error.args[1]) from error


def test_the_house_knows_nothing_of_what_is_around_it() -> None:
    """The package and what makes its samples stand without the tests; an encoder stands alone."""
    allowed = {"certtrail": {"certtrail"}, "samples": {"certtrail", "samples"}}
    wrong = [
        f"{name} imports {other}"
        for name in EVERYTHING
        for other in imports_of(name)
        if other.split(".")[0] not in allowed.get(name.split(".")[0], {other.split(".")[0]})
        or (name.startswith("samples.evtx_writer") and "samples.evtx_writer" not in other)
    ]
    assert not wrong


def test_modules_stay_small() -> None:
    """No module exceeds 300 lines."""
    long = [name for name, path in FILES.items() if len(path.read_text("utf-8").splitlines()) > 300]
    assert not long


def test_a_name_is_used_once() -> None:
    """Who reads a module's name in a trace knows which one it is; rooms' doors aside."""
    seen = [name.rpartition(".")[2] for name, path in FILES.items() if path.stem != "__init__"]
    assert sorted(name for name in set(seen) if seen.count(name) > 1) == []


def test_the_bulk_way_stands_alone() -> None:
    """Who follows how a sound log is read need not know how a damaged one is."""
    for name in FILES:
        evtx = {other for other in imports_of(name) if room_of(other) == "evtx"}
        if name.startswith("certtrail.evtx.bulk"):
            assert not {other for other in evtx if ".single" in other or ".parallel" in other}
        if name.startswith("certtrail.evtx.format"):
            assert all(other.startswith("certtrail.evtx.format") for other in evtx)


def code_lines(path: Path) -> int:
    """Count lines that are neither blank nor comment nor docstring."""
    text = path.read_text("utf-8")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, documented) and ast.get_docstring(node) is not None
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    lines = enumerate(text.splitlines(), 1)
    return sum(1 for number, line in lines if line.split("#")[0].strip() and number not in docs)


def test_the_reader_can_be_followed() -> None:
    """What reads a sound log, beside the grammar of the format, is about 1,200 lines."""
    modules = [*(PACKAGE / "evtx").glob("*.py"), *(PACKAGE / "evtx" / "bulk").glob("*.py")]
    assert sum(map(code_lines, modules)) <= 1_200


def test_a_field_of_a_fact_is_never_taken_as_given() -> None:
    """A value that a record does not tell is left out: `Fact.text` and its like read it safely."""
    wrong = [
        f"{name} line {node.lineno}"
        for name, path in FILES.items()
        if room_of(name) in ("facts", "certificates", "inference", "diagnosis", "reports")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "fields"
    ]
    assert not wrong


def test_a_class_name_is_used_once() -> None:
    """Who reads a class's name, in a message or in a signature, knows which one it is."""
    seen: dict[str, list[str]] = {}
    for name, path in FILES.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                seen.setdefault(node.name, []).append(name)
    assert {name: where for name, where in seen.items() if len(where) > 1} == {}
