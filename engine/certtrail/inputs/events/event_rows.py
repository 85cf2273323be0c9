"""Rows of a table with commas, semicolons or tabs, within a text: the text in, their events out."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.csv_rows import cells_of, holds_rows, is_open
from certtrail.inputs.events.event_columns import (
    DELIMITERS,
    EventColumns,
    columns_of,
    is_wider,
    viewers_columns,
)
from certtrail.inputs.events.event_commands import Commands
from certtrail.inputs.events.stretch import TextStretch, given_up
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.cleaning.cleaned import Cleaned
    from certtrail.inputs.events.text_event import TextEvent

# A heading has no digits, and so much of a row of Event Viewer's.
_LINE: Final = re.compile(
    r"^[ \t]*(?:\"?[^\W\d_][^\d\n]{2,1000}$"
    r"|[^,;\t\n]{2,40}([,;\t])[^,;\t\n]{8,50}\1[^,;\t\n]{3,80}\1\d{1,5}\1)",
    re.MULTILINE,
)
_LEAST: Final = 3
_LONGEST_FIELD: Final = 1 << 16
# Quotes that never close make one row of all that follows; so much is read in vain at most.
_WASTE: Final = 4 << 20
_ORDINARY: Final = 4_000
_LONGEST_REST: Final = 40


def may_find(text: str) -> bool:
    """Tell whether there may be any."""
    return any(mark in text for mark in DELIMITERS)


def find(cleaned: Cleaned, file: str) -> Iterator[TextStretch]:
    """Find the tables."""
    text = cleaned.text
    commands = Commands(text)
    done = wasted = 0
    told = set[int]()
    for found in _LINE.finditer(text):
        if found.start() < done:
            continue
        if wasted > _WASTE:
            yield given_up(cleaned, found.start())
            return
        end = text.find("\n", found.start())
        line = text[found.start() : len(text) if end < 0 else end]
        delimiter = found[1] or max(DELIMITERS, key=line.count)
        if line.count(delimiter) < _LEAST - 1:
            continue
        rows = _EventRows(text, found.start(), delimiter)
        provider, _ = commands.named_before(found.start())
        events = list(_events(rows, file, provider, headed=found[1] is None))
        # The last one of a table may look like the first of another.
        unread = [place for place in (*rows.bad, *rows.last) if place not in told]
        told.update(unread)
        bad = [_problem(cleaned, place, rows) for place in unread]
        if events:
            bad_cells = [_beyond(cleaned, place) for place in rows.beyond]
            open_ = [_open(cleaned, place) for place in rows.open if place < rows.kept]
            yield TextStretch(
                found.start(),
                rows.kept,
                tuple(events),
                problems=(*open_, *bad_cells, *bad),
                skipped=len(bad),
            )
            done = rows.kept
        else:
            if bad:
                # They stay in the text, for others to look at their words.
                yield TextStretch(
                    found.start(), found.start(), problems=tuple(bad), skipped=len(bad)
                )
            wasted += max(0, rows.at - found.start() - _ORDINARY)


def _events(rows: _EventRows, file: str, provider: str, *, headed: bool) -> Iterator[TextEvent]:
    """Give the events of rows, up to the first that is none."""
    head = rows.head() if headed else None
    columns: EventColumns | None = None
    # Lines that may still be the rest of a row that cannot be taken apart.
    rest = 0
    while True:
        place = rows.at
        rest -= 1
        row = rows.next()
        if row is None:
            cells = cells_of(rows.spoilt(place), rows.delimiter)
            columns = columns or _columns(head, cells)
            rest = _rest_of_broken(rows, place, columns, cells) or rest * bool(cells)
            if rest <= 0:
                return
            continue
        if not any(cell.strip() for cell in row):
            if columns is not None and rest <= 0:
                return
            continue
        columns = columns or _columns(head, row)
        if columns is None:
            return
        row = rows.alone(place, row, columns)
        short = len(row) < len(columns.fields) - 1
        event = None if short else columns.event(row, place, file, provider)
        if event is None:
            if rows.ends_at(place, short=short, within=rest > 0, begun=columns.is_begun(row)):
                return
            continue
        rest = 0
        rows.keep()
        if is_wider(row, len(columns.fields)):
            rows.beyond.append(place)
        yield event


def _rest_of_broken(
    rows: _EventRows, place: int, columns: EventColumns | None, cells: list[str]
) -> int:
    """Note what cannot be taken apart, where it is begun as an event is; gives the lines that may
    be the rest of it.
    """
    if columns is None or not columns.is_begun(cells):
        return 0
    rows.broken.add(place)
    rows.pass_over(place, begun=True)
    return _LONGEST_REST


def _columns(head: list[str] | None, row: list[str]) -> EventColumns | None:
    return viewers_columns(row) if head is None else columns_of(head, row)


def _problem(cleaned: Cleaned, place: int, rows: _EventRows) -> str:
    if place in rows.broken:
        return phrase(
            "Line {line}: a row with a quotation mark too many, or one too few, which was not "
            "read; send the table again.",
            line=cleaned.line_of(place),
        )
    return phrase(
        "Line {line}: a row without a date, a source and an event id; send the table again.",
        line=cleaned.line_of(place),
    )


def _beyond(cleaned: Cleaned, place: int) -> str:
    return phrase(
        "Line {line}: a row with more cells than columns, and what is in the others was not read; "
        "send the table again.",
        line=cleaned.line_of(place),
    )


def _open(cleaned: Cleaned, place: int) -> str:
    return phrase(
        "Line {line}: a quotation mark in it is not closed before further rows; they are read as "
        "rows of their own; send the table again.",
        line=cleaned.line_of(place),
    )


class _EventRows:
    """Reads rows from a place on, and knows how far it is.

    Attributes:
        text: that the rows are in.
        delimiter: what stands between two cells.
        at: where the next row starts.
        kept: up to here all belongs to the table.
        bad: where rows start that are no events, with an event behind them.
        last: where rows start that are none, with none behind them, but begun as an event is.
        beyond: where rows start that have cells without a column.
        broken: where rows start that cannot be taken apart; they are among `bad` or `last`.
        open: where rows start with a quotation mark that is not closed before other rows.
    """

    def __init__(self, text: str, at: int, delimiter: str) -> None:
        self.text = text
        self.at = at
        self.kept = at
        self.bad: list[int] = []
        self.last: list[int] = []
        self.beyond: list[int] = []
        self.broken: set[int] = set()
        self.open: list[int] = []
        self.delimiter = delimiter
        self._wasted = 0
        self._passed: list[int] = []
        csv.field_size_limit(_LONGEST_FIELD)
        self._reader = self._reads()

    def _reads(self) -> Iterator[list[str]]:
        return csv.reader(
            self._lines(), delimiter=self.delimiter, strict=True, skipinitialspace=True
        )

    def _lines(self) -> Iterator[str]:
        while self.at < len(self.text):
            end = self.text.find("\n", self.at)
            end = len(self.text) if end < 0 else end + 1
            line = self.text[self.at : end]
            self.at = end
            yield line

    def next(self) -> list[str] | None:
        """Read a row; None at the end, and for what is no row."""
        try:
            return next(self._reader, None)
        except csv.Error:
            return None

    def head(self) -> list[str] | None:
        """Read the headings; a mark that is not closed on their line mostly is none."""
        place = self.at
        end = self.text.find("\n", place) + 1 or len(self.text)
        first = self.text[place:end].rstrip("\n")
        rest, closed, _ = self.text[end : end + _LONGEST_REST].partition('"')
        several = closed and rest.strip() and self.delimiter not in rest
        if several or not is_open(first, self.delimiter):
            return self.next()
        self.open.append(place)
        self.at = end
        # A heading has no delimiter in it.
        return first.replace('"', "").split(self.delimiter)

    def spoilt(self, place: int) -> str:
        """Give the first line of what is no row, behind which rows are looked for again; empty at
        the end of the text, and where too much was read in vain.
        """
        if place >= len(self.text) or self._wasted > _WASTE:
            return ""
        self._wasted += self.at - place
        end = self.text.find("\n", place)
        self.at = len(self.text) if end < 0 else end + 1
        self._reader = self._reads()
        return self.text[place : self.at].rstrip("\n")

    def alone(self, place: int, row: list[str], columns: EventColumns) -> list[str]:
        """Give a row without the rows that it holds behind an open quotation mark: they come next.

        Args:
            place: where it starts.
            row: its cells.
            columns: of the table.
        """
        lines = self.text[place : self.at].splitlines()
        first = lines[0] if lines else ""

        def is_row(cells: list[str]) -> bool:
            return len(cells) >= len(columns.fields) - 1 and columns.event(cells, 0, "") is not None

        # What was read twice too often is taken line by line.
        if len(lines) < 2 or (
            self._wasted <= _WASTE and not holds_rows(lines, self.delimiter, is_row)
        ):
            return row
        self._wasted += self.at - place
        self.open.append(place)
        self.at = place + len(first) + 1
        self._reader = self._reads()
        return cells_of(first, self.delimiter)

    def ends_at(self, place: int, *, short: bool, within: bool, begun: bool) -> bool:
        """Tell whether a table ends at a row that is no event, which is noted; `within` the lines
        that may be the rest of the row before, a short one is.
        """
        if short and within:
            return False
        self.pass_over(place, begun=begun)
        return short

    def pass_over(self, place: int, *, begun: bool) -> None:
        """Note a row that is no event; `begun` where its first cells are as one has."""
        self._passed.append(place)
        if begun:
            self.last.append(place)

    def keep(self) -> None:
        """Say that all up to here belongs to the table, with rows that are no events in it."""
        self.kept = self.at
        self.bad += self._passed
        self._passed, self.last = [], []
