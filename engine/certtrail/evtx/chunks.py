"""Windows of chunks in, what they hold out; records that resist are left for a second look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail import collection
from certtrail.evtx import extents, index, shape
from certtrail.evtx.elements import Expander
from certtrail.evtx.found import Found
from certtrail.evtx.losses import AGAIN
from certtrail.evtx.sweep import Sweeper
from certtrail.messages.message import phrase
from certtrail.times import to_datetime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.selection import Selection


_EMPTY: Final = index.RECORDS.to_bytes(4, "little")


class ChunkReader:
    """Reads chunks in the order of the file and keeps what it found."""

    def __init__(self, selection: Selection, *, survey: bool = False) -> None:
        self._selection = selection
        self._survey = survey
        self.found = Found()
        self._sweeper = Sweeper(selection, self.found, survey=survey)
        self.found.donors = self._sweeper.known.donors

    def read(self, window: index.Window) -> None:
        """Read the next window."""
        good, start, size = index.clean(window)
        with collection.put_off():
            alone = self._sweeper.sweep(window, start, size)
        self.found.losses.decoded += len(start) - len(alone)
        chunk_of = start // index.CHUNK
        singles: dict[int, list[extents.Extent]] = {}
        for first, length in zip(start[alone].tolist(), size[alone].tolist(), strict=True):
            chunk, inside = divmod(first, index.CHUNK)
            singles.setdefault(chunk, []).append(extents.Extent(inside, inside + length))
        for chunk, left in singles.items():
            at = chunk * index.CHUNK
            whole = window.data[at : at + index.CHUNK].tobytes()
            self._records(window.offset + at, whole, left, damaged=False)
        self._meet_all(window, good)
        for chunk in np.flatnonzero(good & ~window.headers.records_intact).tolist():
            header = index.ChunkHeader.read(window.data.data[chunk * index.CHUNK :][: index.CHUNK])
            records = int((chunk_of == chunk).sum())
            at = window.offset + chunk * index.CHUNK
            self._tell(at, index.CHUNK, header, believed=True, records=records)
        whole_chunks = np.flatnonzero(~good).tolist()
        rest = [len(good)] if window.size % index.CHUNK else []
        for chunk in whole_chunks + rest:
            at = chunk * index.CHUNK
            content = window.data[at : min(at + index.CHUNK, window.size)]
            if content.any():
                self._damaged(window.offset + at, content.tobytes())
            else:  # space that was set aside and never written
                self.found.blank.append(window.offset + at)
        self.found.coverage.settle()

    def _meet_all(
        self, window: index.Window, good: np.ndarray[tuple[int], np.dtype[np.bool_]]
    ) -> None:
        """Note the undamaged chunks of a window."""
        view = window.data.data
        for chunk in np.flatnonzero(good).tolist():
            at = chunk * index.CHUNK
            self._meet(window.offset + at, view[at : at + index.CHUNK])
        self.found.unchecked += int((good & ~window.headers.checksums).sum())

    def _meet(self, offset: int, chunk: bytes | memoryview) -> None:
        """Note a chunk."""
        self.found.chunks.append(offset)
        self.found.marks.append(_marks(chunk))

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
        header = index.ChunkHeader.read(chunk)
        self._meet(offset, chunk)
        self.found.unchecked += not header.checksums
        found, believed = extents.records(chunk, header)
        records = self._records(offset, chunk, found, damaged=not believed)
        self._tell(offset, len(chunk), header, believed=believed, records=records)

    def _tell(
        self, offset: int, size: int, header: index.ChunkHeader, *, believed: bool, records: int
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
            problem(
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
                record = shape.record(
                    expander.record(item.start + index.RECORD_HEADER, item.end - 4)
                )
            # Whatever bad bytes lead to, it is this record's trouble and not the next one's.
            except Exception:
                self.found.second_look.add(offset, len(chunk), item.start, item.end)
                continue
            if not item.sound:
                rest = extents.behind(chunk, item)
                if rest is not None:
                    self._passed_over(offset, rest)
            if self._survey:
                self._look(chunk, item.start, record)
            if damaged or not item.sound:
                self.found.losses.recovered += 1
            else:
                self.found.losses.decoded += 1
            self.keep(offset + item.start, record)
        return records

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

    def _look(self, chunk: bytes, start: int, record: shape.Record) -> None:
        header = np.frombuffer(chunk, "<u8", 2, start + 8)
        self.found.survey.look(
            header[:1],
            header[1:],
            np.array([record.record_id], np.uint64),
            np.array([record.time], np.int64),
        )

    def keep(self, offset: int, record: shape.Record) -> None:
        """Count a record, and add it where it is wanted."""
        self.found.coverage.add(
            (record.computer, record.channel),
            {record.provider: 1},
            [record.record_id],
            [record.time],
        )
        self.add(offset, record)

    def add(self, offset: int, record: shape.Record) -> None:
        """Add a record where it is wanted; it does not count."""
        selection = self._selection
        if (
            selection.wants_event(record.provider, record.event_id)
            and selection.wants_place(record.channel, record.computer)
            and selection.wants_time(to_datetime(record.time))
        ):
            self.found.table.add(offset, record)


def _marks(chunk: bytes | memoryview) -> frozenset[bytes]:
    """Say what no other chunk of a log has; nothing of a chunk without records."""
    header = bytes(chunk[:56])
    if header[48:52] == _EMPTY:
        return frozenset()
    tail = int.from_bytes(header[44:48], "little")
    first, last = (bytes(chunk[at : at + index.RECORD_HEADER]) for at in (index.RECORDS, tail))
    numbers, ends = header[8:40], header[48:56]  # of its first and last record; where they end
    return frozenset(
        [
            *([b"n" + numbers] if any(numbers) else []),
            *([b"c" + ends + first] if any(ends[4:]) else []),
            *(
                [b"r" + last]
                if tail > index.RECORDS and last.startswith(index.RECORD_MAGIC)
                else []
            ),
        ]
    )
