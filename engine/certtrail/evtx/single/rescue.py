"""Records that could not be read in the ordinary way in, what can be had of them out.

They are looked at when the whole file is known, so that a template that is damaged in one chunk can
be taken from any other, and the outcome does not depend on how the reading was shared out.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Final

from certtrail.evtx import index
from certtrail.evtx.audit.losses import AGAIN
from certtrail.evtx.format import binxml, values
from certtrail.evtx.single import extents
from certtrail.evtx.single.elements import Expander
from certtrail.evtx.single.fitting import Fitter
from certtrail.model import event_element
from certtrail.model.record import FieldError
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from typing import BinaryIO

    from certtrail.evtx.single.chunks import SingleReader
    from certtrail.model.record import Record

# python-evtx takes milliseconds for a record; a file full of rubbish must not take hours.
_REFERENCE_TRIES: Final = 100
_TRIES_OF_ONE_WITHOUT_END: Final = 25


def rescue(file: BinaryIO, reader: SingleReader) -> None:
    """Look at the records that the reader left, and add what can be had to what it found."""
    rescuer = _Rescuer(reader)
    for (chunk, size), records in groupby(reader.found.second_look, key=lambda each: each[:2]):
        file.seek(chunk)
        expander = Expander(file.read(size), reader.found.donors, rescuer.fitter)
        for _, _, start, end in records:
            rescuer.record(expander, chunk, extents.Extent(start, end))
    rescuer.finish()


class _Rescuer:
    """Rescues records.

    Attributes:
        fitter: makes damaged sizes fit, of all records of the file.
    """

    def __init__(self, reader: SingleReader) -> None:
        self.fitter = Fitter()
        self._reader = reader
        self._losses = reader.found.losses
        self._tries = _REFERENCE_TRIES
        self._left_out = 0
        self._first_left_out = 0

    def record(self, expander: Expander, chunk: int, extent: extents.Extent) -> None:
        """Rescue the record at that place of the chunk, which begins there in the file."""
        self.fitter.exhausted = False
        cause = outcome = ""
        start, end = extent.start + index.RECORD_HEADER, extent.end - 4
        record: Record | None
        try:
            record = event_element.record(expander.record(start, end))
        except Exception as error:  # bad bytes lead to whatever they like
            cause = reason(error) or type(error).__name__
            record, outcome = self._damaged(
                expander, extent, meaningless=isinstance(error, FieldError)
            )
        offset = chunk + extent.start
        if outcome:
            self._losses.problem(
                offset,
                phrase(
                    "The record at byte {offset} ({size} bytes) was {outcome}: {cause}; {again}.",
                    offset=offset,
                    size=extent.end - extent.start,
                    outcome=outcome,
                    cause=cause,
                    again=AGAIN,
                ),
            )
        self._reader.tell_behind(chunk, expander.chunk, extent)
        if record is None:
            self._losses.skipped += 1
            if self.fitter.exhausted:
                self._left_out += 1
                self._first_left_out = self._first_left_out or offset
            return
        self._losses.recovered += 1
        self._reader.keep(offset, record)

    def _damaged(
        self, expander: Expander, extent: extents.Extent, *, meaningless: bool
    ) -> tuple[Record | None, str]:
        """Read what is damaged, and say how it was read.

        The templates of its own chunk come first, then what python-evtx makes of it, then what
        other chunks have. What is `meaningless` has names that only these know.
        """
        if not meaningless:
            if (record := _by_own_templates(expander, extent)) is not None:
                return record, phrase("read in part")
            if (record := self._by_reference(expander.chunk, extent.start)) is not None:
                return record, phrase("read in another way")
        record = _in_part(expander, extent)
        return record, phrase("skipped") if record is None else phrase("read in part")

    def _by_reference(self, chunk: bytes, start: int) -> Record | None:
        if self._tries <= 0:
            return None
        self._tries -= 1
        from certtrail.evtx.single import reference

        try:
            return event_element.record(reference.read(chunk, start))
        except reference.TooMuchError:
            self._tries -= _TRIES_OF_ONE_WITHOUT_END
        except (reference.UnreadableError, FieldError):
            return None
        return None

    def finish(self) -> None:
        """Tell what was left undone."""
        if self._left_out:
            self._losses.problem(
                0,  # before the others, of which some are not shown
                phrase(
                    "From byte {offset} on, {count} records whose values have damaged sizes were "
                    "not worked out, as there are too many; {again}.",
                    offset=self._first_left_out,
                    count=self._left_out,
                    again=AGAIN,
                ),
            )


def _by_own_templates(expander: Expander, extent: extents.Extent) -> Record | None:
    with suppress(binxml.BinXmlError, values.ValueFormatError, FieldError):
        start = extent.start + index.RECORD_HEADER
        return event_element.record(expander.record(start, extent.end - 4, lenient=True))
    return None


def _in_part(expander: Expander, extent: extents.Extent) -> Record | None:
    from certtrail.evtx.single.mend import mend

    with suppress(binxml.BinXmlError, values.ValueFormatError, FieldError):
        start = extent.start + index.RECORD_HEADER
        event = expander.record(start, extent.end - 4, lenient=True, borrows=True)
        return event_element.record(mend(event), lenient=True)
    return None
