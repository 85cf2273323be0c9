"""What was read of a file, how that was before and after, in; the same, told of a change, out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.digests import FileState
    from certtrail.inputs.opened import Read


def with_change(read: Read, before: FileState | None, after: FileState | None) -> Read:
    """Say that a file was changed while it was read: what was read is of neither as a whole.

    Its SHA-256 is not given then, as nobody knows of which bytes it is.
    """
    # One that is gone by now was read whole all the same.
    if before is None or after is None or before == after:
        return read
    why = phrase(
        "It was changed while it was read ({before|count} bytes before, {after|count} bytes "
        "after), so some of it may be missing here; read it again when nothing writes to it.",
        before=before.size,
        after=after.size,
    )
    report = read.report
    told = replace(report, sha256="", problems=(*report.problems, why), complete=False)
    return replace(read, report=told)
