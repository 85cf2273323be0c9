"""Starts further Python processes that run a module of this package, wherever it was found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from certtrail.process_setup import THRIFT


def command(module: str) -> tuple[str, ...]:
    """Say how to run a module of this package."""
    return (sys.executable, "-P", "-W", "ignore", "-m", module)


def start(arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Start a process that talks through its standard input and output.

    Raises:
        OSError: it could not be started.
    """
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """The process must find this very package, wherever it was imported from."""
    root = str(Path(__file__).resolve().parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**THRIFT, **os.environ, "PYTHONPATH": os.pathsep.join(paths)}
