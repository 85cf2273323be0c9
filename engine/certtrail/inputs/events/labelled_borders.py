"""Borders of events as labels: lines with labels in; where another thing begins, out.

A paste has empty lines within an event, and somebody's words or an object of a cmdlet above one
or below it. So an empty line alone ends nothing; what stands behind it tells.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.events.labelled_lines import LabelledLine
    from certtrail.rulebook.labels import Field

_BLANK: Final = re.compile(r"\n[ \t]{0,200}\n")
_LONGEST: Final = 60
_IDENTITY: Final[frozenset[Field]] = frozenset({"id", "source"})
_WHOLE: Final[frozenset[Field]] = _IDENTITY | {"date"}
# What an event has one of, whatever its label. A level stands as a number and as a word.
_ONE_OF: Final[frozenset[Field]] = _WHOLE | {"log", "time", "computer", "user", "record", "message"}
_SAYS: Final[frozenset[Field]] = frozenset({"message", "strings", "data"})
# The properties of an event that name its server; the shell adds the last. Others have their own.
_ON_EVENTS: Final = frozenset({"machinename", "computername", "pscomputername"})


def is_border(
    text: str, before: Sequence[LabelledLine], lines: Sequence[LabelledLine], number: int
) -> bool:
    """Tell whether what stands before a line is of something else than what begins with it.

    That may be where an empty line is between, or where one line has a whole event.

    Args:
        text: the whole of it.
        before: the lines that were taken for one event so far; not empty.
        lines: all lines of the text.
        number: of the line.
    """
    line, last = lines[number], before[-1]
    apart = is_apart(text, last, line)
    if not apart and not _holds_several(text, last, lines, number):
        return False
    behind = list(_paragraph(text, lines, number))
    fields = fields_of(behind)
    if _IDENTITY & fields:
        # Some of it stands there again: what is above is of a ticket, an object, another event.
        labels = {each.label for each in before}
        again = labels.intersection(each.label for each in behind)
        return bool(again or _ONE_OF & fields & fields_of(before))
    return apart and _is_of_another_list(text, before, line)


def is_apart(text: str, one: LabelledLine, other: LabelledLine) -> bool:
    """Tell whether an empty line is between two."""
    return _BLANK.search(text, one.end, other.start) is not None


def fields_of(lines: Sequence[LabelledLine]) -> set[Field]:
    """Give the fields that lines are of; the two sorts of an event's number are one."""
    named = (line.field for line in lines if line.field is not None)
    return {"id" if field == "instance" else field for field in named}


def _is_of_another_list(text: str, before: Sequence[LabelledLine], line: LabelledLine) -> bool:
    """Tell whether a line behind a whole event is a property of something else.

    A shell writes the colons of one object below each other, and has no empty line in it but at the
    end of a message. Who spreads the lines of a list has empty ones elsewhere, too.
    """
    if not before[-1].listed or line.field in _SAYS or not fields_of(before) >= _WHOLE:
        return False
    if any(is_apart(text, one, other) for one, other in pairwise(before)):
        return False
    if not line.listed or (line.field == "computer" and line.label not in _ON_EVENTS):
        return True
    return _sign(text, line) not in {_sign(text, each) for each in before}


def _sign(text: str, line: LabelledLine) -> int:
    """Give the column of the colon."""
    return text.find(":", line.start, line.value) - line.start


def _holds_several(
    text: str, last: LabelledLine, lines: Sequence[LabelledLine], number: int
) -> bool:
    """Tell whether a line of the text begins here that has more than one label."""
    line = lines[number]
    following = lines[number + 1].start if number + 1 < len(lines) else len(text)
    begins = text.find("\n", last.value, line.start) >= 0
    return begins and text.find("\n", line.start, following) < 0


def _paragraph(text: str, lines: Sequence[LabelledLine], number: int) -> Iterator[LabelledLine]:
    """Give the lines from one on up to an empty one, or up to the message that is the last."""
    last = lines[number]
    for line in lines[number : number + _LONGEST]:
        if line is not last and (
            is_apart(text, last, line) or (last.field == "message" and not last.listed)
        ):
            return
        yield line
        last = line
