"""The locked requirements: each need of `pyproject.toml` at one version, with its hashes."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LINE: Final = re.compile(r"[a-z0-9-]+==[\w.!+]+(?: ; [\w.' =<>!()*]+)? \\")
HASH: Final = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
NAMES: Final = ("build", "runtime", "test", "gate")


def lines_of(name: str) -> list[str]:
    """Read a locked file."""
    return (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").splitlines()


def locked(name: str) -> Iterator[Requirement]:
    """Give what a locked file installs."""
    for line in lines_of(name):
        if not line.startswith(" "):
            yield Requirement(line.removesuffix("\\"))


def group(name: str) -> Iterator[Requirement]:
    """Give what a dependency group asks for, with the groups it includes."""
    for entry in PROJECT["dependency-groups"][name]:
        if isinstance(entry, str):
            yield Requirement(entry)
        else:
            yield from group(entry["include-group"])


def asked(name: str) -> Iterator[Requirement]:
    """Give what `pyproject.toml` asks for that a locked file has to hold."""
    runtime = map(Requirement, PROJECT["project"]["dependencies"])
    extras = chain.from_iterable(PROJECT["project"]["optional-dependencies"].values())
    if name == "build":
        return group("build")
    if name == "runtime":
        return runtime
    if name == "test":
        return chain(runtime, group("test"))
    return chain(runtime, map(Requirement, extras), group("dev"))


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_holds_names_versions_and_hashes_only(name: str) -> None:
    """No address, no option: who installs says where from. Each line has at least one hash."""
    lines = lines_of(name)
    assert [line for line in lines if not LINE.fullmatch(line) and not HASH.fullmatch(line)] == []
    for number, line in enumerate(lines):
        if LINE.fullmatch(line):
            assert HASH.fullmatch(lines[number + 1]), line


@pytest.mark.parametrize("name", NAMES)
def test_every_need_is_locked(name: str) -> None:
    """`make lock UPGRADE=` after a change of `pyproject.toml`; it was forgotten if this fails."""
    versions: dict[str, list[Requirement]] = {}
    for one in locked(name):
        versions.setdefault(canonicalize_name(one.name), []).append(one)
    for need in asked(name):
        found = versions.get(canonicalize_name(need.name), [])
        assert found, need
        for one in found:
            assert need.specifier.contains(str(one.specifier).removeprefix("==")), one


def test_the_locks_agree() -> None:
    """What is installed for a demonstration is what the gate tests, to the version."""
    gate = {(one.name, str(one.specifier)) for one in locked("gate")}
    for name in NAMES:
        assert {(one.name, str(one.specifier)) for one in locked(name)} <= gate
