"""What libraries say on their own, in warnings and log lines, told as certtrail's own notes."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING

from certtrail.case import progress

if TYPE_CHECKING:
    from typing import TextIO


class _Notes(logging.Handler):
    """Tells each log line that nobody else takes."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell one."""
        progress.note(record.getMessage(), weighty=False)


def catch() -> None:
    """From here on they go through the door for stderr, as they may quote what was read."""
    logging.lastResort = _Notes(logging.WARNING)
    warnings.showwarning = _told


def _told(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    del category, filename, lineno, file, line
    progress.note(str(message), weighty=False)
