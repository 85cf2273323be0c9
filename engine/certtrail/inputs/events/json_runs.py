"""Items of JSON that have each name on a line, at hand in a text; what follows each other, many at
once, out: see `json_block`.

A text is looked through once, however often something else stands between such items.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from certtrail.inputs.events.bulk_instants import instants
from certtrail.inputs.events.byte_masks import stand
from certtrail.inputs.events.cells import Cells
from certtrail.inputs.events.json_block import JsonBlock, lined_layout
from certtrail.inputs.events.json_sieve import SCALAR
from certtrail.inputs.events.record_sorts import NONE, Crowd
from certtrail.inputs.events.row_sorts import RowSorts
from certtrail.model.record import LATEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from certtrail.inputs.events.json_block import LinedLayout
    from certtrail.inputs.events.json_sieve import JsonLayout
    from certtrail.inputs.events.record_sorts import Numbers, RecordSorts

    Marks = NDArray[np.bool_]

_SCALAR: Final = re.compile(SCALAR)
_QUOTE, _BACKSLASH = b'"\\'
_DATE: Final = ((b'"/Date(', b')/"'), (b'"\\/Date(', b')\\/"'))
_MOST_DIGITS: Final = 13
_MILLISECOND: Final = 1_000_000
_NULL: Final = b"null"


class LinedRuns:
    """Reads items as far as they are written as an example."""

    def __init__(self, layout: JsonLayout, lined: LinedLayout, sorts: RecordSorts) -> None:
        """Begin; `runs_of` makes one."""
        self._layout, self._lined, self._known = layout, lined, sorts
        order = layout.order
        written = [json.dumps(name, ensure_ascii=False) for name in layout.names]
        self._sort = [order.index(name) for name in written]
        self._own = [order.index(name) for name in layout.ends]
        self._sorts = RowSorts(len(self._sort))
        self._text = ""
        self._at = self._byte = 0
        self._block: JsonBlock | None = None
        self._numbers: Numbers = np.zeros(0, np.int64)
        self._times: Numbers = self._numbers
        self._ids = np.zeros(0, np.uint64)

    def run(self, text: str, at: int) -> tuple[Crowd, int] | None:
        """Read items from a place of a text on.

        Returns:
            The items, which may be none as another one stands there, and where they end. None where
            most of the text is written in another way.
        """
        if text is not self._text:
            self._look_through(text, at)
        block = self._block
        if block is None:
            return None
        self._byte += len(text[self._at : at].encode("utf-8", "surrogatepass"))
        self._at = at
        first = int(np.searchsorted(block.begins, self._byte))
        here = first < len(block.begins) and int(block.begins[first]) == self._byte
        others = np.flatnonzero(~block.plain[first:]) if here else np.zeros(1, np.intp)
        end = first + (int(others[0]) if len(others) else len(block.plain) - first)
        begin, until = np.searchsorted(block.rows, [first, end]).tolist()
        some = slice(begin, until)
        crowd = Crowd(
            self._numbers[some],
            self._ids[some],
            self._times[some],
            _Items(block, begin, until),
            lambda rows: block.but(rows + begin, sorted(self._own)),
        )
        if end > first:
            after = int(block.ends[end - 1])
            self._at += len(block.raw[self._byte : after].decode("utf-8", "surrogatepass"))
            self._byte = after
        return crowd, self._at

    @property
    def is_done(self) -> bool:
        """The last run went up to where the last whole item ends."""
        block = self._block
        return block is not None and self._byte == int(block.ends[-1])

    def _look_through(self, text: str, at: int) -> None:
        self._text, self._at, self._byte = text, at, 0
        raw = text[at:].encode("utf-8", "surrogatepass")
        block = JsonBlock.of(raw, self._lined)
        self._block = None if block is None else self._counted(block)

    def _counted(self, block: JsonBlock) -> JsonBlock | None:
        """Read times, ids and sorts; gives the items for which that can be done."""
        if not len(block.rows):
            return None
        times, sound = self._times_of(block)
        ids = np.zeros(len(block.rows), np.int64)
        for place in self._own[1:]:
            cells = block.values(place)
            ids = cells.numbers()
            if self._layout.order[place] != '"record_id"':
                ids[stand(cells.data, cells.starts, _NULL) & (cells.sizes == len(_NULL))] = 0
        columns = [block.values(place) for place in self._sort]

        def number(row: int) -> int:
            spans = [(int(cells.starts[row]), int(cells.ends[row])) for cells in columns]
            texts = [block.raw[begin:end].decode("utf-8", "replace") for begin, end in spans]
            if not all(map(_SCALAR.fullmatch, texts)):
                return NONE
            return int(self._known.of([(self._layout, *texts)])[0])

        numbers = self._sorts.of(columns, number)
        kept = np.flatnonzero(sound & (ids >= 0) & (numbers != NONE))
        if 2 * len(kept) < len(block.begins):
            return None
        self._numbers, self._times = numbers[kept], times[kept]
        self._ids = ids[kept].astype(np.uint64)
        return block.only(kept)

    def _times_of(self, block: JsonBlock) -> tuple[Numbers, Marks]:
        """Read times; tells which are known."""
        cells = block.values(self._own[0])
        data, starts, ends = cells.data, cells.starts, cells.ends
        if not self._layout.milliseconds:
            spans = zip(starts.tolist(), ends.tolist(), strict=True)
            found = instants([block.raw[begin + 1 : end - 1] for begin, end in spans])
            quoted = (data[starts] == _QUOTE) & (data[ends - 1] == _QUOTE) & (cells.sizes > 1)
            return (cells.sizes, quoted & False) if found is None else (found, quoted)
        opening, closing = _DATE[bool(data[starts[0] + 1] == _BACKSLASH)]
        within = Cells(data, starts + len(opening), ends - len(closing))
        counted = within.numbers()
        sound = stand(data, starts, opening) & stand(data, within.ends, closing)
        sound &= (counted >= 0) & (within.sizes > 0) & (within.sizes <= _MOST_DIGITS)
        latest = LATEST // _MILLISECOND
        return np.where(counted > latest, LATEST, counted * _MILLISECOND), sound


def runs_of(layout: JsonLayout, piece: str, sorts: RecordSorts) -> LinedRuns | None:
    """Give what reads items that are written as a piece of a text; None where names share lines."""
    scalars = frozenset(
        at
        for at, name in enumerate(layout.order)
        if name in layout.ends or json.loads(name) in layout.names
    )
    lined = lined_layout(piece, layout.order, scalars)
    return None if lined is None or not layout.names else LinedRuns(layout, lined, sorts)


class _Items(Sequence[str]):
    """How items of a block are written; made when somebody asks."""

    def __init__(self, block: JsonBlock, begin: int, end: int) -> None:
        self._block, self._begin, self._end = block, begin, end

    def __len__(self) -> int:
        return self._end - self._begin

    def __getitem__(self, at: Any) -> Any:
        block, place = self._block, int(self._block.rows[self._begin + at])
        raw = block.raw[int(block.begins[place]) : int(block.ends[place])]
        return raw.decode("utf-8", "surrogatepass").lstrip(", \r\n")
