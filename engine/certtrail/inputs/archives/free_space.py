"""The disk that copies go to: a limit when it is nearly full."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from certtrail.inputs.limits import LimitError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from pathlib import Path

_LEAST_FREE: Final = 256 << 20
CHECK_FREE: Final = 64 << 20
"""Bytes after which to look again."""


def check_space(path: Path) -> None:
    """See that there is room for more of a file.

    Raises:
        LimitError: there is not.
    """
    if shutil.disk_usage(path.parent).free < _LEAST_FREE:
        raise LimitError(
            phrase(
                "the disk of {parent} is nearly full; set TMPDIR to another place",
                parent=path.parent.parent,
            )
        )
