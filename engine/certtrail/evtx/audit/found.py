"""What was found in a run of chunks; runs that were read apart are put together here."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.evtx.audit.losses import Losses
from certtrail.evtx.audit.marks import marks
from certtrail.evtx.audit.survey import Survey
from certtrail.evtx.index import CHUNK
from certtrail.evtx.table import Table
from certtrail.model.beside import Beside
from certtrail.model.record_spans import SpanCollector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from certtrail.evtx.format import markup
    from certtrail.evtx.gather import Bytes
    from certtrail.evtx.index import Window

_SOME: Final = 10_000


def _inside(offset: int, chunks: list[int]) -> bool:
    before = bisect_right(chunks, offset)
    return before > 0 and offset < chunks[before - 1] + CHUNK


@dataclass(slots=True)
class SecondLook:
    """Records that could not be read in the ordinary way; numbers only, as there may be millions.

    Attributes:
        numbers: where the chunk begins, how long it is, and where in it the record begins and ends.
    """

    numbers: array[int] = field(default_factory=lambda: array("q"))

    def add(self, chunk: int, size: int, start: int, end: int) -> None:
        """Note a record."""
        self.numbers.extend((chunk, size, start, end))

    def forget(self, stray: list[int]) -> None:
        """Forget records that are inside other chunks, which begin there."""
        begins = set(stray)
        kept = array("q")
        for record in self:
            if record[0] in begins or not _inside(record[0] + record[2], stray):
                kept.extend(record)
        self.numbers = kept

    def __iter__(self) -> Iterator[tuple[int, int, int, int]]:
        """Give the records in the order of the file."""
        records = np.frombuffer(self.numbers, np.int64).reshape(-1, 4)
        order = np.lexsort((records[:, 2], records[:, 0]))
        for some in np.array_split(order, 1 + len(order) // _SOME):
            yield from map(tuple, records[some].tolist())


@dataclass(slots=True)
class ChunksFound:
    """What a run of chunks holds.

    Attributes:
        losses: counts of records, and lines about damage.
        coverage: the identity of every record.
        table: the wanted records.
        donors: template trees by the first 4 bytes of their GUID, for damaged ones.
        chunks: where the chunks in use begin.
        marks: what only each of these has, see `audit.marks`; a row a chunk.
        unchecked: how many of them have no checksums.
        altered: how many chunks have wrong checksums.
        blank: where the chunks of zeros begin.
        second_look: the records to be tried once more when the whole file is known.
        beside: counts of what else was logged.
        survey: how record headers differ, where that was asked for.
    """

    losses: Losses = field(default_factory=Losses)
    coverage: SpanCollector = field(default_factory=SpanCollector)
    table: Table = field(default_factory=Table)
    donors: dict[int, list[markup.Piece]] = field(default_factory=dict)
    chunks: array[int] = field(default_factory=lambda: array("q"))
    marks: list[Bytes] = field(default_factory=list)
    unchecked: int = 0
    altered: int = 0
    blank: array[int] = field(default_factory=lambda: array("q"))
    second_look: SecondLook = field(default_factory=SecondLook)
    survey: Survey = field(default_factory=Survey)
    beside: Beside = field(default_factory=Beside)

    def note_chunks(self, window: Window, sound: NDArray[np.bool_]) -> None:
        """Note the sound chunks of a window."""
        at = np.flatnonzero(sound) * CHUNK
        self.chunks.extend((window.offset + at).tolist())
        self.marks.append(marks(window.data, at))
        self.unchecked += int((sound & ~window.headers.checksums).sum())

    def note_chunk(self, offset: int, chunk: bytes, *, checksums: bool) -> None:
        """Note a chunk that was read by itself."""
        self.chunks.append(offset)
        whole = np.frombuffer(chunk.ljust(CHUNK, b"\0"), np.uint8)
        self.marks.append(marks(whole, np.zeros(1, np.int64)))
        self.unchecked += not checksums

    def absorb(self, other: ChunksFound) -> None:
        """Take over what was found in the next run of chunks."""
        self.losses.absorb(other.losses)
        self.coverage.absorb(other.coverage)
        self.table.absorb(other.table)
        for short, pieces in other.donors.items():
            self.donors.setdefault(short, pieces)
        self.chunks.extend(other.chunks)
        self.marks += other.marks
        self.unchecked += other.unchecked
        self.altered += other.altered
        self.blank.extend(other.blank)
        self.second_look.numbers.extend(other.second_look.numbers)
        self.survey.absorb(other.survey)
        self.beside.absorb(other.beside)
