"""Lists of labels and values, as Format-List, certutil and many reports print them.

Name               : Default Frontend EX01
Bindings           : {[::]:25, 0.0.0.0:25}
TlsCertificateName : <I>CN=Contoso Issuing CA 1, DC=contoso,
DC=com<S>CN=mail.contoso.com
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.inputs.objects.list_pieces import Piece, begins_list, pieces_of
from certtrail.inputs.objects.list_values import ValueLines
from certtrail.inputs.objects.table_ruler import is_ruler
from certtrail.inputs.objects.text_lines import Found, TextLines
from certtrail.inputs.objects.text_object import TextObject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.objects.text_object import Value
    from certtrail.rulebook.object_labels import ObjectKind, ObjectLabels, PropertyType

_MOST_LABELS: Final = 2000
_MOST_REMARKS: Final = 200
_MOST_LINES: Final = 20_000
_APART: Final = 2


@dataclass(slots=True)
class _Draft:
    """An object while its lines are read."""

    place: int
    end: int = 0
    labels: set[str] = field(default_factory=set)
    values: dict[str, ValueLines] = field(default_factory=dict)
    last: ValueLines | None = None
    remarks: list[str] = field(default_factory=list)
    width: int = 0

    def start(self, piece: Piece, length: int, kind: PropertyType) -> None:
        """Begin a value; of two labels for one property the first that says something counts."""
        self.labels.add(piece.label)
        self.last = ValueLines(piece.name, piece.indent, kind)
        self.last.add(piece.value, length)
        known = self.values.get(piece.name)
        if known is None or not known.text:
            self.values[piece.name] = self.last

    def made(self) -> TextObject:
        values: dict[str, Value] = {
            name: lines.value(self.width) for name, lines in self.values.items()
        }
        return TextObject(self.place, self.end, values, tuple(self.remarks))


def read_list(lines: TextLines, at: int) -> Found | None:
    """Read the objects of a list up to the next line that parts it from what follows."""
    if not begins_list(lines.lines[at], lines.labels) or lines.is_mail_header(at):
        return None
    objects, until = lines.ahead[at] if at in lines.ahead else _block(lines, at)
    while (more := _next_block(lines, until)) is not None:
        found, behind = _block(lines, more)
        if not found or not _is_one(objects, found[0], lines.labels):
            # It is the next that will be asked for.
            lines.ahead = {more: (found, behind)}
            break
        objects = [*objects[:-1], _merged(objects[-1], found[0]), *found[1:]]
        until = behind
    return Found(objects, until)


def _block(lines: TextLines, at: int) -> tuple[list[TextObject], int]:
    """Read the lines up to a blank one, or one that parts; a label that comes again starts anew."""
    until = at
    while until < min(len(lines), at + _MOST_LINES) and not _ends(lines, until, at):
        until += 1
    width = max((len(line.rstrip()) for line in lines.lines[at:until]), default=0)
    drafts: list[_Draft] = []
    for number in range(at, until):
        line, place = lines.lines[number], lines.places[number]
        length = len(line.rstrip())
        for piece in pieces_of(line, lines.labels, inside=bool(drafts)):
            _take(drafts, piece, line, length, place, width, lines)
        if drafts:
            drafts[-1].end = place + len(line)
    return _rejoined([draft.made() for draft in drafts], lines.labels), until


def _rejoined(objects: Sequence[TextObject], labels: ObjectLabels) -> list[TextObject]:
    """Join what a label split that stands twice in one object.

    An object begins with the label that the one before begins with. What begins with another one
    that came before is no object of its own, if only one of the halves says which one it is.
    """
    joined: list[TextObject] = list(objects[:1])
    for after in objects[1:]:
        before = joined[-1]
        one, other = before.names(), after.names()
        begins = next(iter(before.values), "") == next(iter(after.values), "")
        kind = "" if begins else labels.kind_of(one | other)
        if kind and labels.has_key(one, kind) != labels.has_key(other, kind):
            joined[-1] = _merged(before, after)
        else:
            joined.append(after)
    return joined


def _ends(lines: TextLines, number: int, first: int) -> bool:
    if lines.is_blank(number):
        return True
    if number == first:
        return False
    if lines.is_mail_header(number):
        return True
    return lines.is_border(number) or is_ruler(lines, number + 1)


def _take(
    drafts: list[_Draft],
    piece: Piece,
    line: str,
    length: int,
    place: int,
    width: int,
    lines: TextLines,
) -> None:
    if piece.label:
        if not drafts or piece.label in drafts[-1].labels or len(drafts[-1].labels) > _MOST_LABELS:
            drafts.append(_Draft(place + piece.at, width=width))
        drafts[-1].start(piece, length, lines.labels.types.get(piece.name, "text"))
        drafts[-1].end = place + len(line)
        return
    if not drafts or drafts[-1].last is None:
        return
    draft = drafts[-1]
    hard = lines.hard_width
    goes_on = lines.labels.remark(piece.value.strip()) is None
    if goes_on and draft.last is not None and draft.last.goes_on(line, width, hard):
        cut = bool(hard) and draft.last.parts[-1][1] == hard and not line[:1].isspace()
        draft.last.add(piece.value, length, hard=cut)
    # What a remark is known to say is kept however many other lines stand there.
    elif not goes_on or len(draft.remarks) < _MOST_REMARKS:
        draft.remarks.append(piece.value.strip())


def _next_block(lines: TextLines, at: int) -> int | None:
    """Find a list a blank line or two further down."""
    number = at
    while number < len(lines) and number - at <= _APART and lines.is_blank(number):
        number += 1
    if number == at or lines.is_blank(number) or lines.is_border(number):
        return None
    if lines.is_mail_header(number):
        return None
    return number if begins_list(lines.lines[number], lines.labels) else None


def _is_one(before: Sequence[TextObject], after: TextObject, labels: ObjectLabels) -> bool:
    """Tell whether a blank line only happens to stand within one object.

    That is so where one half alone tells which object it is, and both have properties of its kind,
    but not where the object before has the same labels: then the list is of such halves.
    """
    if not before or before[-1].names() & after.names():
        return False
    if any(one.names() == other.names() for one, other in pairwise(before[-2:])):
        return False
    one, other = before[-1].names(), after.names()
    return any(_halves(kind, labels.shared, one, other) for kind in labels.kinds)


def _halves(
    kind: ObjectKind, shared: frozenset[str], one: frozenset[str], other: frozenset[str]
) -> bool:
    keys = set(kind.keys)
    return (
        bool(kind.kind)
        and one | other <= kind.names | shared
        and bool(one & kind.names)
        and bool(other & kind.names)
        and bool(one & keys) != bool(other & keys)
    )


def _merged(one: TextObject, other: TextObject) -> TextObject:
    values = {**one.values, **other.values}
    twice = tuple(
        name
        for name, value in other.values.items()
        if name in one.twice or one.values.get(name, value) != value
    )
    twice = tuple(dict.fromkeys([*one.twice, *twice]))
    for name in twice:
        values.pop(name, None)
    remarks = (*one.remarks, *other.remarks)
    return TextObject(one.place, other.end, values, remarks, twice=twice)
