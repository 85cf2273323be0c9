"""How a process of certtrail's own uses what it has: nothing for what it never does."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import Final

# glibc's names: what is larger than the first is fetched from the system and given back each time,
# and so is what lies free at the end of the heap beyond the second.
_MMAP_THRESHOLD: Final = (-3, 1 << 25)
_TRIM_THRESHOLD: Final = (-1, 1 << 27)
THRIFT: Final = {"OPENBLAS_NUM_THREADS": "1", "PYDANTIC_DISABLE_PLUGINS": "__all__"}
"""What to set in the environment before any library is loaded."""


def settle_in() -> None:
    """Do without what costs a process time that runs once and ends; measured on 600 MB.

    Looking through all that was loaded for garbage takes 0.1 s. The columns of each window of a log
    are as large as those of the last: fetching their memory anew, zeroed, takes 0.1 s, too. NumPy's
    threads for linear algebra, and pydantic's search for plug-ins, take 0.03 s for nothing.
    """
    gc.set_threshold(200_000, 20, 100)
    for name, setting in THRIFT.items():
        os.environ.setdefault(name, setting)
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError, OSError):  # other C libraries have no such thing
            libc = ctypes.CDLL(None)
            for option, value in (_MMAP_THRESHOLD, _TRIM_THRESHOLD):
                libc.mallopt(option, value)
