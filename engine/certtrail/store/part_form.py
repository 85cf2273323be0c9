"""What was read of one file to bytes, and strictly back: JSON, compressed; never code."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from certtrail.inputs.parts import ReadPart
from certtrail.model.by_minute import MINUTE
from certtrail.model.records import Records, Sparse
from certtrail.store.typed_form import read, written
from certtrail.store.typed_values import INSTANTS, NotTypedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.beside import Surroundings
    from certtrail.model.input_reports import ChannelSpan

LARGEST: Final = 128 << 20
"""Bytes of one part, before they are compressed."""
_LEVEL: Final = 3
_CODES: Final = 32  # bits that the minutes have in `Surroundings.keys`
_MINUTES: Final = (1 << _CODES) - 1
_BIAS: Final = 1 << (_CODES - 1)
_MOST: Final = 1 << 48  # records of a minute; sums of such still fit
_IDS: Final = range(1 << 32)
_LEVELS: Final = range(1 << 8)
_ANY_ZONE: Final = 86_400
_UTF: Final = ("utf-8", "surrogatepass")
"""Texts of logs can have half characters, which are kept as they are."""


def packed(part: ReadPart) -> bytes:
    """Write a part.

    Raises:
        NotTypedError: it cannot be kept as it is, or is too large.
    """
    _check(part)
    try:
        text = json.dumps(written(part), ensure_ascii=False, separators=(",", ":"))
    except (RecursionError, ValueError) as error:
        raise NotTypedError(str(error)) from error
    content = text.encode(*_UTF)
    if len(content) > LARGEST:
        raise NotTypedError(f"expected at most {LARGEST >> 20} MiB")
    return zlib.compress(content, _LEVEL)


def unpacked(content: bytes) -> ReadPart:
    """Read a part.

    Raises:
        NotTypedError: it is not what `packed` wrote.
    """
    try:
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(content, LARGEST)
        value = json.loads(plain.decode(*_UTF)) if unpacking.eof else None
        part: ReadPart = read(value, ReadPart)
        _check(part)
    except NotTypedError:
        raise
    except (zlib.error, RecursionError, ValueError, TypeError, LookupError, OverflowError) as error:
        raise NotTypedError(f"{type(error).__name__}: {error}"[:200]) from error
    return part


def _check(part: ReadPart) -> None:
    """See what types alone do not tell."""
    for report in (*(one.report for one in part.reads), *part.archives):
        _check_spans(report.spans)
    for one in part.reads:
        if one.local is not None:
            _check_spans(one.local.spans)
        for told in (one, one.local):
            if told is not None:
                _check_records(told.records)
                _check_surroundings(told.surroundings)
                if abs(told.offset or 0) > _ANY_ZONE:
                    raise NotTypedError("expected an offset of a clock, found more than a day")


def _check_spans(spans: Iterable[ChannelSpan]) -> None:
    """See that what a channel covers has a begin before its end, and gaps within it."""
    for span in spans:
        gaps = [(gap.after_time, gap.before_time) for gap in span.gaps]
        activity = [(one.first, one.last) for one in span.activity]
        if any(first > last for first, last in (*gaps, *activity, (span.first, span.last))) or any(
            first < span.first or last > span.last for first, last in gaps
        ):
            raise NotTypedError("expected spans of time, found others")


def _check_records(records: Records | None) -> None:
    """See that all columns are as long as each other, and of the numbers that they are to hold."""
    if records is None:
        return
    empty = Records.empty()
    for name in Records.__dataclass_fields__:
        for column, like in zip(
            _columns(getattr(records, name)), _columns(getattr(empty, name)), strict=True
        ):
            if column.dtype != like.dtype or len(column) != len(records):
                raise NotTypedError(f"expected the column {name} of records, found another")
    if len(records) and records.time.min() < INSTANTS.start:
        raise NotTypedError("expected instants of records, found others")


def _columns(column: Any) -> tuple[Any, ...]:
    return tuple(column) if isinstance(column, Sparse) else (column,)


def _check_surroundings(surroundings: Surroundings | None) -> None:
    if surroundings is None:
        return
    keys, counts = surroundings.keys, surroundings.counts
    if not keys.dtype == counts.dtype == np.int64 or len(keys) != len(counts):
        raise NotTypedError("expected counts by kind and minute, found others")
    codes = keys >> _CODES
    if len(codes) and not (codes.min() >= 0 and codes.max() < len(surroundings.kinds)):
        raise NotTypedError("expected the kinds of what was counted, found others")
    minutes = (keys & _MINUTES) - _BIAS
    if len(keys) and (
        minutes.min() < INSTANTS.start // MINUTE
        or minutes.max() > INSTANTS.stop // MINUTE
        or (np.diff(keys) <= 0).any()
        or counts.min() < 0
        or counts.max() > _MOST
    ):
        raise NotTypedError("expected counts of minutes in order, found others")
    if not all(kind.event_id in _IDS and kind.level in _LEVELS for kind in surroundings.kinds):
        raise NotTypedError("expected event ids and levels, found others")
