"""Workbooks (.xlsx): each sheet as CSV, dates as ISO 8601."""

from __future__ import annotations

import csv
import io
import warnings
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unpacked import said
from certtrail.inputs.archives.unread import UnreadError
from certtrail.inputs.carriers.beside_cells import beside_cells
from certtrail.inputs.limits import LimitError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    from certtrail.inputs.archives.member import Packed
    from certtrail.inputs.carriers.zipped_parts import Parts

_ROWS_AT_ONCE: Final = 500
_MOST_ROWS: Final = 1 << 20
# Cells that are read, and that stand empty between them: a sheet can say that it is very wide.
_MOST_CELLS: Final = 8_000_000


def sheets(
    packed: Packed, parts: Parts, shared: Sequence[str]
) -> Generator[Member, None, frozenset[str]]:
    """Give the sheets of a workbook; then the names of the parts that were read for that.

    Args:
        packed: the workbook.
        parts: its parts.
        shared: the part of the strings that its cells share, if it has one.
    """
    import openpyxl

    size = sum(parts.size(name) for name in parts.names if name.endswith(".xml"))
    if size > packed.limits.parts:
        raise LimitError(
            phrase("its sheets are larger than {size} MiB", size=packed.limits.parts >> 20)
        )
    # By a path the library would look at the name.
    with packed.path.open("rb") as file, warnings.catch_warnings():
        # What it does not support is not text.
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
        try:
            for sheet in workbook.worksheets:
                blocks = _csv(sheet)
                try:
                    first = next(blocks)
                # The library stumbles over damage in many ways; the other sheets may be sound.
                except Exception as error:
                    packed.problems.append(
                        phrase("{name}: {why}.", name=sheet.title, why=error)
                        if isinstance(error, UnreadError)
                        else phrase(
                            "Sheet {name} could not be read: {error}; save it as CSV.",
                            name=sheet.title,
                            error=said(error),
                        )
                    )
                    continue
                if first:
                    yield Member(f"{sheet.title}.csv", partial(chain, (first,), blocks))
        finally:
            workbook.close()
    # The library tells it nowhere else.
    read = {sheet._worksheet_path.lstrip("/") for sheet in workbook.worksheets}
    read.intersection_update(parts.names)
    yield from beside_cells(packed, parts, sorted(read), shared)
    return frozenset({*read, *shared})


def _csv(sheet: ReadOnlyWorksheet) -> Iterator[bytes]:
    # What a sheet says of its size is often wrong, and would be believed.
    sheet.reset_dimensions()
    kept: list[list[str]] = []
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells += len(row)
        if number > _MOST_ROWS or cells > _MOST_CELLS:
            if kept:
                yield written(kept)
            raise UnreadError(
                phrase(
                    "It is larger than is read, only {number|count} rows were; save the rest of "
                    "them as CSV",
                    number=number - 1,
                )
            )
        values = [_text(value) for value in row]
        while values and not values[-1]:
            values.pop()
        if values or kept:
            kept.append(values)
        if len(kept) >= _ROWS_AT_ONCE:
            yield written(kept)
            kept.clear()
    yield written(kept)


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1 << 53:
        return str(int(value))
    return str(value)
