"""A signal that comes where no exception gets out as it is: callbacks, and making a class."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from certtrail.cli import exits
from tests.places import ENGINE

CALLBACK = """
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


CLASS = """
import os, signal, sys, time
from certtrail.cli.endings import code_of

class Descriptor:
    def __set_name__(self, owner, name):
        os.kill(os.getpid(), signal.{name})
        for _ in range(100_000):
            pass

def command():
    class Made:
        it = Descriptor()
    time.sleep(20)
    return 0

try:
    code = code_of(command)
except KeyboardInterrupt:
    code = 130
sys.exit(code)
"""
"""Python 3.11 makes a RuntimeError of whatever is raised in `__set_name__`."""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SIGINT", exits.INTERRUPTED),
        ("SIGTERM", exits.TERMINATED),
        ("SIGHUP", exits.HUNG_UP),
    ],
)
@pytest.mark.parametrize("program", [CALLBACK, CLASS], ids=["callback", "class"])
def test_it_ends(program: str, name: str, code: int) -> None:
    """It ends at once, with its code and without a traceback."""
    assert hasattr(signal, name)
    done = subprocess.run(
        [sys.executable, "-c", program.format(name=name)],
        env={"PYTHONPATH": str(ENGINE), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=15,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert done.stderr in {"", "certtrail: interrupted; nothing half-written was left behind.\n"}
