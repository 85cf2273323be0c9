from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["wording", "prose", "exporting", "markdown_flavours"])
def test_examples_in_docstrings_hold(name: str) -> None:
    """What the docstrings show is what the functions do."""
    result = doctest.testmod(import_module(f"certtrail.reports.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
