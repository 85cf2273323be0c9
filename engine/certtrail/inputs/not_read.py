"""A file that was not read, and why, in; its report out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.opened import Read
from certtrail.model.input_reports import InputReport
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.walk import FoundFile

ASK_AGAIN: Final = phrase("ask for the export again, as .evtx from Event Viewer or wevtutil")


def unread(file: FoundFile, kind: str, why: str, digest: str = "") -> Read:
    """Make the report of a file that was not read."""
    problem = phrase("{why}.", why=why)
    return Read(InputReport(file.name, kind, digest, problems=(problem,), complete=False))
