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
from certtrail.evtx.single.elements import Expander
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
        expander = Expander(file.read(size), reader.found.donors)
        for _, _, start, end in records:
            rescuer.record(expander, chunk, start, end)


class _Rescuer:
    def __init__(self, reader: SingleReader) -> None:
        self._reader = reader
        self._tries = _REFERENCE_TRIES

    def record(self, expander: Expander, chunk: int, start: int, end: int) -> None:
        """Rescue the record at that place of the chunk."""
        cause = ""
        try:
            record: Record | None
            record = event_element.record(expander.record(start + index.RECORD_HEADER, end - 4))
        except Exception as error:  # bad bytes lead to whatever they like
            cause = reason(error) or type(error).__name__
            meaningless = isinstance(error, FieldError)
            record = None if meaningless else self._by_reference(expander.chunk, start)
        outcome = ""
        if record is None:
            record = _in_part(expander, start, end)
            outcome = phrase("skipped") if record is None else phrase("read in part")
        losses = self._reader.found.losses
        if outcome:
            losses.problem(
                chunk + start,
                phrase(
                    "The record at byte {offset} ({size} bytes) was {outcome}: {cause}; {again}.",
                    offset=chunk + start,
                    size=end - start,
                    outcome=outcome,
                    cause=cause,
                    again=AGAIN,
                ),
            )
        if record is None:
            losses.skipped += 1
            return
        losses.recovered += 1
        self._reader.keep(chunk + start, record)

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


def _in_part(expander: Expander, start: int, end: int) -> Record | None:
    from certtrail.evtx.single.mend import mend

    with suppress(binxml.BinXmlError, values.ValueFormatError, FieldError):
        event = expander.record(start + index.RECORD_HEADER, end - 4, lenient=True)
        return event_element.record(mend(event), lenient=True)
    return None
