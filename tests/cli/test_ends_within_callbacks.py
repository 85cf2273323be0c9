"""A signal that comes while a callback runs, out of which no exception gets."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from certtrail.cli import exits
from tests.places import ENGINE

PROGRAM = """
import os, signal, sys, time, weakref
from certtrail.cli.endings import code_of

class Held:
    pass

def interrupted(_):
    os.kill(os.getpid(), signal.{name})
    for _ in range(100_000):
        pass

def command():
    held = Held()
    kept = weakref.ref(held, interrupted)
    del held
    time.sleep(20)
    return 0

try:
    code = code_of(command)
except KeyboardInterrupt:
    code = 130
sys.exit(code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("name", "code"), [("SIGINT", exits.INTERRUPTED), ("SIGTERM", exits.TERMINATED)]
)
def test_it_is_asked_again(name: str, code: int) -> None:
    """It ends at once, with its code and without a traceback."""
    assert hasattr(signal, name)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(name=name)],
        env={"PYTHONPATH": str(ENGINE), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=15,
        check=False,
    )
    assert (done.returncode, done.stderr) == (code, "")
