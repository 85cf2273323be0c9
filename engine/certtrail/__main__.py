"""The process `certtrail`, and what makes `python -m certtrail` the same."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from certtrail.cli.main import main
from certtrail.runtime import settle_in


def run() -> None:
    """Run the command, and end without taking apart what is left, which is felt (0.1 s)."""
    settle_in()
    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    run()
