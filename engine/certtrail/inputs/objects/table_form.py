"""Tables, as Format-Table prints them: heads, a rule of dashes, rows.

Thumbprint                                Services   Subject
----------                                --------   -------
0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293  IP.WS..    CN=EX01
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.inputs.objects.table_columns import Columns, columns_in
from certtrail.inputs.objects.table_fit import fits, moved, placed, shift_of
from certtrail.inputs.objects.table_ruler import columns_of, is_ruler
from certtrail.inputs.objects.text_lines import Found, TextLines
from certtrail.inputs.objects.text_object import TextObject, is_cut
from certtrail.inputs.objects.typed_cells import cells_of, looks_like, wrapped_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.rulebook.object_labels import ObjectLabels, PropertyType

UNFIT: Final = "unfit"
"""The first remark of a row whose cells cannot be told; those behind it are the table's heads."""
_MOST_HEADS: Final = 3
_THUMBPRINT: Final = 40
_LISTED: Final = re.compile(r"[ \t]{0,8}([A-Za-z]{4,40})[ \t]{0,40}:[ \t]")
_HEX: Final = re.compile(r"[0-9A-Fa-f]+")
_HEAD: Final = re.compile(r"\S+(?: \S+)*")
_BARE: Final = re.compile(
    r"[ \t]*[0-9A-Fa-f]{40}[ \t]+(?:(?P<services>[IPUWSFC.]{4,8})(?:[ \t]+\S.*)?"
    r"|(?P<subject>[A-Z]{1,6}=(?:(?!\t| {2}\S).)*))"
)
# Which columns tell that a row begins, the best first.
_TELLING: Final[tuple[PropertyType, ...]] = ("thumbprint", "date", "services")


@dataclass(frozen=True, slots=True)
class _Heads:
    """The heads of a table.

    Attributes:
        names: of the columns: the property's name, or the head as it stands.
        kinds: what their cells look like.
        spans: where the heads stand in their line; empty where they were wrapped.
        first: the first line of rows.
    """

    names: tuple[str, ...]
    kinds: tuple[PropertyType, ...]
    spans: tuple[tuple[int, int], ...]
    first: int

    @classmethod
    def of(
        cls,
        heads: Sequence[str],
        spans: Sequence[tuple[int, int]],
        first: int,
        labels: ObjectLabels,
    ) -> _Heads | None:
        """Make them where at least one is known, and each is there once."""
        known = [labels.name_of(head) for head in heads]
        # What stands for the same property once more keeps its own name.
        names = tuple(
            name if name and name not in known[:at] else head
            for at, (name, head) in enumerate(zip(known, heads, strict=True))
        )
        if not any(known) or len(set(names)) < len(names):
            return None
        kinds = tuple(labels.types.get(name, "text") for name in names)
        return cls(names, kinds, tuple(spans), first)

    @property
    def telling(self) -> int:
        """The column that tells that a row begins."""
        found = [self.kinds.index(kind) for kind in _TELLING if kind in self.kinds]
        named = [at for at, name in enumerate(self.names) if name in ("Name", "Identity")]
        return next(iter([*found[:1], *named, 0]))


def read_table(lines: TextLines, at: int) -> Found | None:
    """Read a table whose heads begin on a line, or rows that need no heads."""
    heads = _ruled(lines, at) or _headed(lines, at) or _bare(lines, at)
    if heads is None:
        return None
    until = heads.first
    while not lines.is_blank(until) and not lines.is_border(until):
        if is_ruler(lines, until + 1) or (until > heads.first and _begins_list(lines, until)):
            break
        until += 1
    rows = [(number, lines.lines[number]) for number in range(heads.first, until)]
    by = _shift(rows, heads)
    stray = [] if by else [row for row in rows if not fits(row[1].rstrip(), heads.spans)]
    apart = {number for number, _ in stray}
    inside = [row for row in rows if row[0] not in apart]
    columns = _columns(lines, at, heads, [row.rstrip() for _, row in inside], by)
    cells: list[tuple[int, int, list[str] | None]] = [*_loose(stray, heads)]
    cells += _aligned(inside, heads, columns) if columns else _loose(inside, heads)
    taken = {number for first, last, _ in cells for number in range(first, last + 1)}
    cells += [(number, number, None) for number, _ in rows if number not in taken]
    objects = [_object(lines, heads, *row) for row in sorted(cells, key=lambda row: row[0])]
    return Found(objects, max(until, at + 1))


def _begins_list(lines: TextLines, at: int) -> bool:
    """Tell whether a property stands there as lists have it: who asked for it pasted that below."""
    found = _LISTED.match(lines.lines[at])
    return found is not None and bool(lines.labels.name_of(found[1]))


def _shift(rows: Sequence[tuple[int, str]], heads: _Heads) -> int:
    """Tell how far all rows were moved against their heads; 0 where they were not, or not alike."""
    bare = [row.rstrip() for _, row in rows]
    if all(fits(row, heads.spans) for row in bare):
        return 0
    return shift_of(bare, heads.spans) or 0


def _object(
    lines: TextLines, heads: _Heads, first: int, last: int, cells: Sequence[str] | None
) -> TextObject:
    """Make an object of a row; of one whose cells cannot be told, one that says what it lacks."""
    place, end = lines.places[first], lines.places[last] + len(lines.lines[last])
    if cells is None:
        return TextObject(place, end, {}, (UNFIT, *heads.names))
    return TextObject(place, end, dict(zip(heads.names, cells, strict=True)))


def _ruled(lines: TextLines, at: int) -> _Heads | None:
    """Find heads with a rule of dashes below; a mail program may have wrapped both."""
    if not any("--" in line for line in lines.lines[at + 1 : at + 1 + _MOST_HEADS]):
        return None
    for count in range(1, _MOST_HEADS + 1):
        if lines.is_blank(at + count - 1) or lines.is_border(at + count - 1):
            return None
        if is_ruler(lines, at + count):
            return _heads_above(lines, at, count)
    return None


def _heads_above(lines: TextLines, at: int, count: int) -> _Heads | None:
    """Read heads of so many lines, whose rule follows."""
    behind = at + count
    while behind < at + count + _MOST_HEADS and is_ruler(lines, behind):
        behind += 1
    rules = lines.lines[at + count : behind]
    spans = [span for rule in rules for span in columns_of(rule)]
    text = lines.lines[at : at + count]
    if any("\t" in line for line in text):
        return None
    if count == len(rules) == 1:
        cut = [text[0][start:end].strip() for start, end in spans]
        found = _Heads.of(cut, spans, behind, lines.labels)
        if found is not None:
            return found
    for heads in (_split(text), " ".join(text).split()):
        if len(heads) == len(spans):
            return _Heads.of(heads, (), behind, lines.labels)
    return None


def _split(text: Sequence[str]) -> list[str]:
    return [head.strip() for line in text for head in re.split(r" {2,}", line.strip())]


def _headed(lines: TextLines, at: int) -> _Heads | None:
    """Find heads whose rule was lost: nothing but known labels, above what fits them."""
    line = lines.lines[at]
    if "\t" in line or "," in line or ":" in line or "." in line or lines.is_blank(at + 1):
        return None
    found = [(match[0], match.span()) for match in _HEAD.finditer(line)]
    names = [lines.labels.name_of(head) for head, _ in found]
    if len(found) < 2 or not all(names):
        return None
    heads = _Heads.of(
        [head for head, _ in found], [span for _, span in found], at + 1, lines.labels
    )
    if heads is None or heads.kinds[heads.telling] not in _TELLING:
        return None
    cells = cells_of(lines.lines[at + 1], heads.kinds)
    fits = heads.telling == 0 and looks_like(lines.lines[at + 1], heads.kinds[0])
    return heads if fits or cells is not None else None


def _bare(lines: TextLines, at: int) -> _Heads | None:
    """Take rows of thumbprints for what they are without any heads."""
    found = _BARE.fullmatch(lines.lines[at])
    if found is None:
        return None
    names = ("Thumbprint", "Subject") if found["subject"] else ("Thumbprint", "Services", "Subject")
    return _Heads.of(names, (), at, lines.labels)


def _columns(
    lines: TextLines, at: int, heads: _Heads, rows: Sequence[str], by: int
) -> Columns | None:
    if not heads.spans:
        return None
    spans = moved(heads.spans, by) if by else heads.spans
    shown = ["" if by else lines.lines[at], *rows]
    columns = columns_in(shown, spans, heads.kinds)
    if columns is None:
        return None
    for row in rows[:1]:
        cell = columns.cells(row)[heads.telling].strip()
        if cell and not _is_begin(cell, heads, columns):
            return None
    return columns


def _is_begin(cell: str, heads: _Heads, columns: Columns) -> bool:
    """Tell whether a cell of the telling column begins a row; a narrow one wraps thumbprints."""
    kind = heads.kinds[heads.telling]
    if looks_like(cell, kind):
        return True
    room = columns.width(heads.telling)
    return kind == "thumbprint" and len(cell) == room and _HEX.fullmatch(cell) is not None


def _aligned(
    rows: Sequence[tuple[int, str]], heads: _Heads, columns: Columns
) -> Iterator[tuple[int, int, list[str]]]:
    """Give each row as its first and last line and its cells, wrapped cells joined."""
    pending: list[list[str]] = []
    first = last = 0
    # What is true or false is in every object, and too short to be wrapped.
    flag = heads.kinds.index("truth") if "truth" in heads.kinds else None
    wraps = heads.kinds[heads.telling] == "thumbprint"
    wraps &= 0 < columns.width(heads.telling) < _THUMBPRINT
    for number, line in rows:
        cells = [cell.rstrip() for cell in columns.cells(line)]
        cell = cells[heads.telling].strip()
        begins = bool(cell) and _is_begin(cell, heads, columns)
        if begins and pending and flag is not None:
            begins = bool(cells[flag].strip()) or not _goes_on(pending[-1], cells, columns)
        if begins and pending and wraps:
            before = "".join(row[heads.telling].strip() for row in pending)
            begins = len(before) >= _THUMBPRINT or is_cut(before)
        if begins and pending:
            yield first, last, _joined(pending, columns)
            pending = []
        if begins or pending:
            first = first if pending else number
            last = number
            pending.append(cells)
    if pending:
        yield first, last, _joined(pending, columns)


def _goes_on(before: Sequence[str], cells: Sequence[str], columns: Columns) -> bool:
    """Tell whether no cell of a line had room on the line before."""
    return all(
        above.strip() and len(above) + 1 + len(cell.split(" ", 1)[0]) > (columns.width(at) or 1)
        for at, (above, cell) in enumerate(zip(before, cells, strict=True))
        if cell.strip()
    )


def _joined(pending: Sequence[list[str]], columns: Columns) -> list[str]:
    widths = [columns.width(at) for at in range(len(columns.starts))]
    widths[-1] = max(len(row[-1]) for row in pending)
    return [
        wrapped_cell([row[at] for row in pending if row[at].strip()], width)
        for at, width in enumerate(widths)
    ]


def _loose(
    rows: Sequence[tuple[int, str]], heads: _Heads
) -> Iterator[tuple[int, int, list[str] | None]]:
    """Give the rows of a table whose blanks were lost, or that was wrapped without a care.

    One whose cells cannot be told has none.
    """
    pending = ""
    first = last = 0
    kind = heads.kinds[heads.telling]
    for number, line in [*rows, (-1, "")]:
        begins = heads.telling > 0 or looks_like(line, kind)
        if (begins or number < 0) and pending:
            yield first, last, cells_of(pending, heads.kinds) or _placed(pending, heads)
            pending = ""
        if number >= 0 and (begins or pending):
            first = first if pending else number
            last = number
            pending += f" {line.strip()}" if pending else line.rstrip()


def _placed(row: str, heads: _Heads) -> list[str] | None:
    """Take a row apart by where its pieces stand, if they look like what is in their columns."""
    cells = placed(row, heads.spans, heads.kinds) if heads.spans else None
    if cells is None or not cells[heads.telling]:
        return None
    looks = zip(cells, heads.kinds, strict=True)
    return cells if all(looks_like(cell, kind) for cell, kind in looks if cell) else None
