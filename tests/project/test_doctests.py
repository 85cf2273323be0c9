"""The examples in docstrings hold, of every module that has any."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

from tests.places import ENGINE, ROOT

MODULES = sorted(
    ".".join(path.relative_to(ENGINE).with_suffix("").parts)
    for path in ENGINE.rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the docstrings show is what the functions do; samples are named from the checkout."""
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
