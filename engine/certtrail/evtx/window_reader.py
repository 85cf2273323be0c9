"""Windows of chunks in, what they hold out: ordinary records in bulk, then the rest one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.evtx import index
from certtrail.evtx.audit.found import ChunksFound
from certtrail.evtx.bulk.sweep import Sweeper
from certtrail.evtx.single.chunks import SingleReader
from certtrail.runtime import collector_put_off

if TYPE_CHECKING:
    from certtrail.model.record_filter import RecordFilter


class WindowReader:
    """Reads windows in the order of the file and keeps what it found.

    Attributes:
        found: all of that.
        single: reads what is not ordinary.
    """

    def __init__(self, wanted: RecordFilter, *, survey: bool = False) -> None:
        self.found = ChunksFound()
        self.single = SingleReader(wanted, self.found, survey=survey)
        self._sweeper = Sweeper(wanted, self.found, survey=survey)

    def read(self, window: index.Window) -> None:
        """Read the next window."""
        sound, start, size = index.walk(window)
        with collector_put_off():
            alone = self._sweeper.sweep(window, start, size)
        self.found.losses.decoded += len(start) - len(alone)
        self.single.read(window, start[alone], size[alone])
        self.found.note_chunks(window, sound)
        self.single.read_damaged(window, sound, start)
        self.found.coverage.settle()
