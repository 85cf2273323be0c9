"""Chunks and records that are not as they should be in, what they hold out.

Records that resist here, too, are left for a second look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from certtrail.evtx import index
from certtrail.evtx.audit.losses import AGAIN
from certtrail.evtx.single import extents
from certtrail.evtx.single.chunk_header import ChunkHeader
from certtrail.evtx.single.elements import Expander
from certtrail.model import event_element
from certtrail.text.instants import to_datetime
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from certtrail.evtx.audit.found import ChunksFound
    from certtrail.model.record import Record
    from certtrail.model.record_filter import RecordFilter


class SingleReader:
    """Reads one record after the other, and adds them to what was found.

    Args:
        wanted: the records wanted; the others are only counted.
        found: gets everything.
        survey: also compare the records' headers with the records.
    """

    def __init__(self, wanted: RecordFilter, found: ChunksFound, *, survey: bool) -> None:
        self._wanted = wanted
        self._survey = survey
        self.found = found

    def read(self, window: index.Window, start: NDArray[np.int64], size: NDArray[np.int64]) -> None:
        """Read records of sound chunks that are not of the ordinary kind."""
        singles: dict[int, list[extents.Extent]] = {}
        for first, length in zip(start.tolist(), size.tolist(), strict=True):
            chunk, inside = divmod(first, index.CHUNK)
            singles.setdefault(chunk, []).append(extents.Extent(inside, inside + length))
        for chunk, left in singles.items():
            at = chunk * index.CHUNK
            whole = window.data[at : at + index.CHUNK].tobytes()
            self._records(window.offset + at, whole, left, damaged=False)

    def read_damaged(
        self, window: index.Window, sound: NDArray[np.bool_], start: NDArray[np.int64]
    ) -> None:
        """Read the chunks of a window that are damaged, and tell of damage to the others.

        Args:
            window: it.
            sound: which of its chunks have an unbroken chain of records.
            start: where in it the records of these begin.
        """
        records = np.bincount(start // index.CHUNK, minlength=len(sound))
        for chunk in np.flatnonzero(sound & ~window.headers.records_intact).tolist():
            self.found.altered += 1
            self._tell_altered(window.offset + chunk * index.CHUNK, int(records[chunk]))
        for chunk in index.doubtful_ends(window, sound).tolist():
            at = chunk * index.CHUNK
            whole = window.data[at : at + index.CHUNK].tobytes()
            last = None
            if records[chunk]:
                newest = int(start[start // index.CHUNK == chunk].max()) - at
                last = extents.Extent(newest, int(window.headers.free[chunk]))
            self._tell_following(window.offset + at, whole, ChunkHeader.read(whole), last)
        rest = [len(sound)] if window.size % index.CHUNK else []
        for chunk in np.flatnonzero(~sound).tolist() + rest:
            at = chunk * index.CHUNK
            content = window.data[at : min(at + index.CHUNK, window.size)]
            if content.any():
                self._damaged(window.offset + at, content.tobytes())
            else:  # space that was set aside and never written
                self.found.blank.append(window.offset + at)

    def _damaged(self, offset: int, chunk: bytes) -> None:
        """Read a chunk that is not as it should be."""
        if len(chunk) < index.RECORDS + index.SMALLEST:
            self.found.losses.problem(
                offset,
                phrase(
                    "At byte {offset} expected a chunk of {chunk} bytes, found the last {count} "
                    "bytes of the file; {again}.",
                    offset=offset,
                    chunk=index.CHUNK,
                    count=len(chunk),
                    again=AGAIN,
                ),
            )
            return
        self.read_apart(offset, chunk)

    def read_apart(self, offset: int, chunk: bytes) -> None:
        """Read one chunk by itself, whatever its state."""
        header = ChunkHeader.read(chunk)
        self.found.note_chunk(offset, chunk, checksums=header.checksums)
        found, believed = extents.records(chunk, header)
        records = self._records(offset, chunk, found, damaged=not believed)
        self._tell(offset, len(chunk), header, believed=believed, records=records)
        last = found[-1] if found else None
        if believed and not isinstance(last, extents.Break):
            self._tell_following(offset, chunk, header, last)

    def _tell(
        self, offset: int, size: int, header: ChunkHeader, *, believed: bool, records: int
    ) -> None:
        """Tell of damage to the chunk as a whole."""
        problem = self.found.losses.problem
        self.found.altered += not (header.intact and header.records_intact)
        if header.free > size and size < index.CHUNK:
            problem(
                offset,
                phrase(
                    "At byte {offset} expected a chunk of {chunk} bytes, found {size}: the file "
                    "is cut off; {again}.",
                    offset=offset,
                    chunk=index.CHUNK,
                    size=size,
                    again=AGAIN,
                ),
            )
        elif not header.magic:
            problem(
                offset,
                phrase(
                    "At byte {offset} expected a chunk that begins ElfChnk, found {hex}; "
                    "{records} records were found in it; {again}.",
                    offset=offset,
                    hex=header.begins.hex(" "),
                    records=records,
                    again=AGAIN,
                ),
            )
        elif not believed:
            problem(
                offset,
                phrase(
                    "The header of the chunk at byte {offset} is damaged (it says that the "
                    "records end at {free}); {records} records were found without it; {again}.",
                    offset=offset,
                    free=header.free,
                    records=records,
                    again=AGAIN,
                ),
            )
        elif not (header.intact and header.records_intact):
            self._tell_altered(offset, records)

    def _tell_following(
        self, offset: int, chunk: bytes, header: ChunkHeader, last: extents.Extent | None
    ) -> None:
        """Tell of records behind the last that the header counts, or that it counts and are not."""
        following = extents.following(chunk, header.free, last)
        missing = extents.last_missing(chunk, header, last)
        if following and last is None:
            self.found.losses.problem(
                offset,
                phrase(
                    "The header of the chunk at byte {offset} says that it is empty; {count} whole "
                    "records stand in it, and were not read; {again}.",
                    offset=offset,
                    count=following,
                    again=AGAIN,
                ),
            )
        elif following:
            self.found.losses.problem(
                offset,
                phrase(
                    "Behind the records of the chunk at byte {offset}, as its header counts them, "
                    "{count} more go on from the last, and were not read; {again}.",
                    offset=offset,
                    count=following,
                    again=AGAIN,
                ),
            )
        elif missing:
            self.found.losses.problem(
                offset,
                phrase(
                    "The header of the chunk at byte {offset} says that its last record has the "
                    "number {number}; that is not in it; {again}.",
                    offset=offset,
                    number=missing,
                    again=AGAIN,
                ),
            )

    def _tell_altered(self, offset: int, records: int) -> None:
        """Tell that a chunk is not what its checksum was made of."""
        self.found.losses.problem(
            offset,
            phrase(
                "The checksum of the chunk at byte {offset} is wrong: something in it was "
                "changed after it was written; {records} records were found in it.",
                offset=offset,
                records=records,
            ),
            lost=False,
        )

    def _records(
        self,
        offset: int,
        chunk: bytes,
        found: Sequence[extents.Extent | extents.Break],
        *,
        damaged: bool,
    ) -> int:
        """Read records one by one; answer how many there are."""
        expander = Expander(chunk)
        records = 0
        for item in found:
            if isinstance(item, extents.Break):
                self._passed_over(offset, item)
                damaged = True
                continue
            records += 1
            try:
                record = event_element.record(
                    expander.record(item.start + index.RECORD_HEADER, item.end - 4)
                )
            # Whatever bad bytes lead to, it is this record's trouble and not the next one's.
            except Exception:
                self.found.second_look.add(offset, len(chunk), item.start, item.end)
                continue
            self.tell_behind(offset, chunk, item)
            if self._survey:
                self._look(chunk, item.start, record)
            if damaged or not item.sound:
                self.found.losses.recovered += 1
            else:
                self.found.losses.decoded += 1
            self.keep(offset + item.start, record)
        return records

    def tell_behind(self, offset: int, chunk: bytes, extent: extents.Extent) -> None:
        """Tell of what a record of a chunk has beyond its content, if that may be a record."""
        rest = extents.behind(chunk, extent)
        if rest is not None:
            self._passed_over(offset, rest)

    def _passed_over(self, offset: int, item: extents.Break) -> None:
        self.found.losses.problem(
            offset + item.start,
            phrase(
                "At byte {offset} expected a record, found {found}; {size} bytes were passed over; "
                "{again}.",
                offset=offset + item.start,
                found=item.found,
                size=item.end - item.start,
                again=AGAIN,
            ),
        )

    def _look(self, chunk: bytes, start: int, record: Record) -> None:
        header = np.frombuffer(chunk, "<u8", 2, start + 8)
        self.found.survey.look(
            header[:1],
            header[1:],
            np.array([record.record_id], np.uint64),
            np.array([record.time], np.int64),
        )

    def keep(self, offset: int, record: Record) -> None:
        """Count a record, and add it where it is wanted."""
        self.found.coverage.add(
            (record.computer, record.channel),
            {record.provider: slice(None)},
            [record.record_id],
            [record.time],
        )
        every = self._wanted.counts_beside(record.provider)
        if every is not None:
            self.found.beside.note(record, every=every)
        self.add(offset, record)

    def add(self, offset: int, record: Record) -> None:
        """Add a record where it is wanted; it does not count."""
        wanted = self._wanted
        if (
            wanted.wants_event(record.provider, record.event_id)
            and wanted.wants_place(record.channel, record.computer)
            and wanted.wants_time(to_datetime(record.time))
        ):
            self.found.table.add(offset, record)
