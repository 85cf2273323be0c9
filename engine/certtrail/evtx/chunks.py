"""One chunk after the other in, its wanted rows, its coverage and its losses out."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.evtx import binxml, extents, index, reference, shape, values
from certtrail.evtx.coverage import Coverage
from certtrail.evtx.elements import Expander
from certtrail.evtx.losses import Losses
from certtrail.evtx.sweep import Sweeper
from certtrail.evtx.table import Table
from certtrail.times import to_datetime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.selection import Selection

# python-evtx takes milliseconds for a record; a file full of rubbish must not take hours.
_REFERENCE_TRIES: Final = 100
_AGAIN: Final = "copy or export the log again to have what was there"


class ChunkReader:
    """Reads chunks in the order of the file and keeps what it found."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.losses = Losses()
        self.coverage = Coverage()
        self.table = Table()
        self._sweeper = Sweeper(selection, self.coverage, self.table)
        self._claimed: int | None = None
        self._dirty = False
        self._used = 0
        self._blank: list[int] = []
        self._unchecked = 0
        self._tries = _REFERENCE_TRIES
        self._seen: dict[bytes, int] = {}

    def file_header(self, head: bytes) -> int:
        """Take note of the file header; answer where the chunks begin."""
        if head.startswith(index.CHUNK_MAGIC):
            self.losses.note("The file header is missing; the chunks were read without it.")
            return 0
        if len(head) < 128 or not head.startswith(index.FILE_MAGIC):
            self.losses.problem(
                f"At byte 0 expected the header of an event log, found "
                f"{'an empty file' if not head else 'something else'}; {_AGAIN}."
            )
            return min(len(head), index.HEADER)
        header = index.FileHeader.read(head)
        self._claimed = header.chunks
        self._dirty = header.dirty
        if header.dirty:
            self.losses.note("The log was copied while in use: its header is marked dirty.")
        if not header.intact:
            self.losses.note("The checksum of the file header is wrong; nothing depends on it.")
        return index.HEADER

    def read(self, window: index.Window) -> None:
        """Read the next window."""
        headers = window.headers()
        good, start, size = index.clean(window, headers)
        counts = np.bincount(start // index.CHUNK, minlength=len(good)).tolist()
        alone = self._sweeper.sweep(window, start, size)
        self.losses.decoded += len(start) - len(alone)
        singles: dict[int, list[extents.Extent]] = {}
        for first, length in zip(start[alone].tolist(), size[alone].tolist(), strict=True):
            number, inside = divmod(first, index.CHUNK)
            singles.setdefault(number, []).append(extents.Extent(inside, inside + length))
        for number, at in enumerate(range(0, window.size, index.CHUNK)):
            if number < len(good) and good[number]:
                self._meet(window.offset + at, headers[number])
                left = singles.get(number, [])
                records = counts[number] - len(left) + self._singles(window, at, left)
                self._tell(
                    window.offset + at, index.CHUNK, headers[number], believed=True, records=records
                )
            else:
                chunk = window.data[at : min(at + index.CHUNK, window.size)].tobytes()
                self._damaged(window.offset + at, chunk)

    def _singles(self, window: index.Window, at: int, left: list[extents.Extent]) -> int:
        """Read what the sweep left of an undamaged chunk."""
        if not left:
            return 0
        expander = self._expander(window.data[at : at + index.CHUNK].tobytes())
        return self._records(window.offset + at, expander, left, damaged=False)

    def _expander(self, chunk: bytes) -> Expander:
        return Expander(chunk, self._sweeper.library.donors)

    def _damaged(self, offset: int, chunk: bytes) -> None:
        """Read a chunk that is not as it should be, or is not there."""
        if index.blank(chunk):
            self._blank.append(offset)
            return
        if len(chunk) < index.RECORDS + index.SMALLEST:
            self.losses.problem(
                f"At byte {offset} expected a chunk of {index.CHUNK} bytes, found the last "
                f"{len(chunk)} bytes of the file; {_AGAIN}."
            )
            return
        header = index.ChunkHeader.read(chunk)
        self._meet(offset, header)
        found, believed = extents.records(chunk, header)
        records = self._records(offset, self._expander(chunk), found, damaged=not believed)
        self._tell(offset, len(chunk), header, believed=believed, records=records)

    def _meet(self, offset: int, header: index.ChunkHeader) -> None:
        self._between()
        self._used += 1
        self._unchecked += not header.checksums
        first = self._seen.setdefault(header.identity, offset) if header.checksums else offset
        if first != offset:
            self.losses.problem(
                f"At byte {offset} expected another chunk, found the one at byte {first} again; "
                f"if one was overwritten, {_AGAIN}.",
                lost=False,
            )

    def finish(self) -> None:
        """Compare what the file header said with what was there."""
        if self._unchecked:
            self.losses.note(f"{self._unchecked} of {self._used} chunks have no checksums.")
        if self._claimed is None or self._claimed == self._used:
            return
        present = self._used + len(self._blank)
        if self._claimed > present or (self._claimed > self._used and not self._dirty):
            self.losses.problem(
                f"The file header says {self._claimed} chunks, found {self._used}; {_AGAIN}."
            )
        else:
            self.losses.note(
                f"The file header says {self._claimed} chunks; {self._used} are in use and were "
                "all read."
            )

    def _between(self) -> None:
        """Tell of blank chunks that turn out to have chunks behind them."""
        for offset in self._blank:
            self.losses.problem(
                f"At byte {offset} expected a chunk, found {index.CHUNK} zeros with more chunks "
                f"behind them; {_AGAIN}."
            )
        self._blank.clear()

    def _tell(
        self, offset: int, size: int, header: index.ChunkHeader, *, believed: bool, records: int
    ) -> None:
        """Tell of damage to the chunk as a whole."""
        if header.free > size and size < index.CHUNK:
            self.losses.problem(
                f"At byte {offset} expected a chunk of {index.CHUNK} bytes, found {size}: "
                f"the file is cut off; {_AGAIN}."
            )
        elif not header.magic:
            self.losses.problem(
                f"At byte {offset} expected a chunk that begins ElfChnk, found "
                f"{header.begins.hex(' ')}; {records} records were found in it; {_AGAIN}."
            )
        elif not believed:
            self.losses.problem(
                f"The header of the chunk at byte {offset} is damaged (it says that the records "
                f"end at {header.free}); {records} records were found without it; {_AGAIN}."
            )
        elif not (header.intact and header.records_intact):
            self.losses.problem(
                f"The checksum of the chunk at byte {offset} is wrong: something in it was "
                f"changed after it was written; {records} records were read from it.",
                lost=False,
            )

    def _records(
        self,
        offset: int,
        expander: Expander,
        found: Sequence[extents.Extent | extents.Break],
        *,
        damaged: bool,
    ) -> int:
        read = 0
        for item in found:
            if isinstance(item, extents.Break):
                self.losses.problem(
                    f"At byte {offset + item.start} expected a record, found {item.found}; "
                    f"{item.end - item.start} bytes were passed over; {_AGAIN}."
                )
                damaged = True
                continue
            record = self._record(offset, expander, item, damaged=damaged)
            if record is not None:
                read += 1
                self._keep(offset + item.start, record)
        return read

    def _record(
        self, offset: int, expander: Expander, extent: extents.Extent, *, damaged: bool
    ) -> shape.Record | None:
        try:
            record = shape.record(
                expander.record(extent.start + index.RECORD_HEADER, extent.end - 4)
            )
        # Whatever bad bytes lead to, it is this record's trouble and not the next one's.
        except Exception as error:
            return self._rescue(offset, expander, extent, error)
        if damaged or not extent.sound:
            self.losses.recovered += 1
        else:
            self.losses.decoded += 1
        return record

    def _rescue(
        self, offset: int, expander: Expander, extent: extents.Extent, error: Exception
    ) -> shape.Record | None:
        """Get what can be had of a record that could not be read in the ordinary way."""
        place = f"The record at byte {offset + extent.start} ({extent.end - extent.start} bytes)"
        cause = str(error) or type(error).__name__
        if self._tries and not isinstance(error, shape.FieldError):
            self._tries -= 1
            with suppress(reference.UnreadableError, shape.FieldError):
                record = shape.record(reference.read(expander.chunk, extent.start))
                self.losses.recovered += 1
                return record
        with suppress(binxml.BinXmlError, values.ValueFormatError, shape.FieldError):
            start = extent.start + index.RECORD_HEADER
            record = shape.record(expander.record(start, extent.end - 4, lenient=True))
            self.losses.recovered += 1
            self.losses.problem(f"{place} was read in part: {cause}; {_AGAIN}.")
            return record
        self.losses.skipped += 1
        self.losses.problem(f"{place} was skipped: {cause}; {_AGAIN}.")
        return None

    def _keep(self, offset: int, record: shape.Record) -> None:
        self.coverage.add(
            (record.computer, record.channel), record.provider, [record.record_id], [record.time]
        )
        selection = self.selection
        if (
            selection.wants_event(record.provider, record.event_id)
            and selection.wants_place(record.channel, record.computer)
            and selection.wants_time(to_datetime(record.time))
        ):
            self.table.add(offset, record)
