"""The sieve of records in JSON: items as the one before them were written in; their headers, many
at once, out.

All items of an export have the same names in the same order. So one item says how the others are
to be found, all of them by one expression, which only cuts out what tells the sort of a record,
its id and its time. An item that is written in another way is read by itself.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from certtrail.inputs.events.bulk_instants import instants
from certtrail.inputs.events.json_event import told
from certtrail.inputs.events.own_record import OURS
from certtrail.inputs.events.record_sorts import NONE, Crowd
from certtrail.model.record import LATEST, FieldError, Record
from certtrail.rulebook.labels import labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from certtrail.inputs.events.record_sorts import RecordSorts, SortKey, Written

_CHARACTERS: Final = r'[^"\\\x00-\x1f]*+'
_STRING: Final = rf'"{_CHARACTERS}(?:\\["\\/bfnrtu]{_CHARACTERS})*+"'
SCALAR: Final = rf"(?:{_STRING}|-?\d{{1,20}}+(?:\.\d{{1,20}}+)?+|null|true|false)"
"""A value that has none within it."""
# What is inside an unwanted record is left aside; so deep may it be.
_LEVELS: Final = 4
_MILLISECONDS: Final = (r'"\\?/Date\((\d{1,13}+)(?:[+-]\d{4})?\)\\?/"', "/Date(946684800000)/")
_WRITTEN: Final = (r'"([\d:.TZ+-]{20,35}+)"', "2000-01-01T00:00:00Z")
# An expression for more would take long to make.
_MOST_NAMES: Final = 200
# The time of a record and its id, by what else it has.
_PLACES: Final = (
    ("time", "record_id", r"(\d{1,19}+)"),
    ("TimeGenerated", "Index", r"(\d{1,19}+|null)"),
    ("TimeCreated", "RecordId", r"(\d{1,19}+|null)"),
)
_CONTENT: Final = frozenset({"data", "Properties", "ReplacementStrings", "Data", "Message"})
_SORT: Final = frozenset(
    {
        *("computer", "channel", "provider", "event_id", "qualifiers", "level", "task"),
        *("Id", "ProviderName", "LogName", "MachineName", "Qualifiers", "Level", "Task"),
        *("Source", "InstanceId", "EventID", "EntryType", "CategoryNumber"),
    }
)


@dataclass(frozen=True, eq=False)
class JsonLayout:
    """How items are written.

    Attributes:
        pattern: items that follow each other, and in the last group what is none of them.
        names: of what tells the sort, in the order of its groups.
        groups: the places of the sort among what is found of an item, the whole of which stands
            first; then those of the time and, if there is one, the id.
        ends: the names of the time and, if there is one, the id, as they are written.
        constant: what else a record of a sort is made of.
        milliseconds: times are counted, not written.
        order: all names, as they are written.
    """

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    groups: tuple[int, ...]
    ends: tuple[str, ...]
    constant: dict[str, Any]
    milliseconds: bool
    order: tuple[str, ...]

    def header_of(self, raw: Sequence[str], file: str) -> Record | None:
        """Read what the records of one sort have in common, by the groups that tell it."""
        try:
            item = {name: json.loads(text) for name, text in zip(self.names, raw, strict=True)}
            found = told({**self.constant, **item}, file)
        except (FieldError, TypeError, ValueError):
            return None
        return found if isinstance(found, Record) else None

    def crowd(self, rows: Sequence[tuple[str, ...]], sorts: RecordSorts) -> Crowd | None:
        """Read what `pattern` found; None where it has to be read one by one."""
        columns = list(zip(*rows, strict=True))
        sort, (time, *ids) = self.groups[: len(self.names)], self.groups[len(self.names) :]
        written = columns[time]
        times = (
            np.array([min(int(text) * 1_000_000, LATEST) for text in written], np.int64)
            if self.milliseconds
            else instants([text.encode() for text in written])
        )
        if times is None:
            return None
        numbers = sorts.of(zip(repeat(self), *(columns[at] for at in sort)))
        if (numbers == NONE).any():
            return None
        told_ids = [0 if text == "null" else int(text) for at in ids for text in columns[at]]
        every = np.array(told_ids or [0] * len(rows), np.uint64)

        def alike(some: NDArray[np.intp]) -> Iterator[Written]:
            for row in some.tolist():
                yield self._without(rows[row])

        return Crowd(numbers, every, times, columns[0], alike)

    def _without(self, row: tuple[str, ...]) -> Written:
        """Tell how an item is written but for its time and id; empty for what is not plain."""
        piece, spans = row[0], []
        for name, at in zip(self.ends, self.groups[len(self.names) :], strict=True):
            begin = piece.find(row[at], piece.find(name))
            if begin < 0:
                return ()
            spans.append((begin, begin + len(row[at])))
        (begin, end), (after, last) = min(spans), max(spans)
        if len(spans) < 2:
            return piece[:begin], piece[end:]
        return () if after < end else (piece[:begin], piece[end:after], piece[last:])


def header_of(file: str) -> Callable[[SortKey], Record | None]:
    """Give what reads the records of one sort, by a key that a layout made."""

    def read(key: SortKey) -> Record | None:
        layout: JsonLayout = key[0]
        return layout.header_of(key[1:], file)

    return read


def layout_of(item: Any, *, lines: bool) -> JsonLayout | None:
    """Learn from an item how others are written; None where they cannot be read many at once.

    Args:
        item: what it says.
        lines: each stands in a line of its own; else a comma stands before each but the first.
    """
    place = next((each for each in _PLACES if isinstance(item, dict) and each[0] in item), None)
    # What a program collected is called otherwise, and has other names for its sort.
    if place is None or len(item) > _MOST_NAMES or labels().collected(list(item)) is not None:
        return None
    if place[0] == "time" and not item.keys() >= OURS:
        return None
    time, record_id, number = place
    forms = (_MILLISECONDS, _WRITTEN)
    form = next((one for one in forms if re.fullmatch(one[0], json.dumps(item[time]))), None)
    if form is None:
        return None
    blanks = r"[ \t\r]*+" if lines else r"[ \t\r\n]*+"
    parts, names = [], []
    places: dict[str, int] = {}
    constant: dict[str, Any] = {time: form[1]}
    for (name, value), field in zip(item.items(), labels().fields_of(list(item)), strict=True):
        pattern = _value(lines=lines)
        if name == time:
            pattern = form[0]
        elif name == record_id:
            pattern = number
            constant[name] = 1
        elif name in _CONTENT:
            constant[name] = [] if name == "data" or isinstance(value, list | dict) else ""
        elif name in _SORT or field == "computer":
            pattern = f"({SCALAR})"
            names.append(name)
        if pattern != _value(lines=lines):
            places[name] = len(places) + 1
        escaped = re.escape(json.dumps(name, ensure_ascii=False))
        parts.append(f"{escaped}{blanks}:{blanks}{pattern}")
    whole = rf"(\{{{blanks}{f'{blanks},{blanks}'.join(parts)}{blanks}\}})"
    around = rf"{whole}{blanks}\n" if lines else rf"{blanks},{blanks}{whole}"
    ends = (time, record_id) if record_id in item else (time,)
    return JsonLayout(
        re.compile(rf"{around}|((?s:.)++)"),
        tuple(names),
        tuple(places[name] for name in (*names, *ends)),
        tuple(json.dumps(name, ensure_ascii=False) for name in ends),
        constant,
        form is _MILLISECONDS,
        tuple(json.dumps(name, ensure_ascii=False) for name in item),
    )


@cache
def _value(*, lines: bool) -> str:
    """Write the pattern of any value."""
    inner = ""
    barred = r"\x00-\x1f" if lines else r"\x00-\x08"
    for _ in range(_LEVELS):
        inner = rf'|[\[{{](?:[^"\[\]{{}}{barred}]++|{_STRING}{inner})*+[\]}}]'
    return f"(?:{SCALAR}{inner})"
