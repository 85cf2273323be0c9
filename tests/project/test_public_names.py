"""The names that other programs may import."""

from __future__ import annotations

import subprocess
import sys

import pytest

import certtrail


def test_public_names() -> None:
    """The public names are these, sorted, and each can be had."""
    assert certtrail.__all__ == [
        "Case",
        "Diagnosis",
        "Finding",
        "RecordFilter",
        "Server",
        "diagnose",
        "load",
        "open",
        "read_events",
        "render",
        "try_rule",
    ]
    assert all(getattr(certtrail, name) is not None for name in certtrail.__all__)


def test_unknown_name() -> None:
    """Another name is an ordinary AttributeError."""
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = certtrail.nothing_such


def test_import_is_light() -> None:
    """The package and its command load none of the heavy libraries by themselves."""
    heavy = ["pandas", "numpy", "lxml", "jinja2", "rich"]
    code = f"import sys, certtrail.cli.main; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
