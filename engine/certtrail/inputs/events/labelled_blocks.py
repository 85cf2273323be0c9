"""Events as labels with values: a text in; Event Viewer's copies, lists and the like in it out.

One form serves all that writes a field a line: what Event Viewer copies, the layout of 2003,
wevtutil's text, and PowerShell's lists. They differ in where a message ends: in a list at the next
property, elsewhere it is the last field, and what follows it is somebody's own text again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.wrapping import cut_width, joined
from certtrail.inputs.events.event_commands import Commands
from certtrail.inputs.events.labelled_borders import is_border
from certtrail.inputs.events.labelled_lines import LabelledLine, labelled_lines, sources
from certtrail.inputs.events.lost_parts import is_rest_of_one, lost_beginning, lost_message
from certtrail.inputs.events.other_exports import begins_export
from certtrail.inputs.events.stretch import TextStretch
from certtrail.inputs.events.text_event import Fields, told_event
from certtrail.inputs.events.unlabelled_messages import (
    end_of_paragraph,
    ends_value,
    entry_of,
    line_end,
    message_above,
    message_below,
)
from certtrail.rulebook.rendered_messages import is_whole, strings_in
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.cleaning.cleaned import Cleaned
    from certtrail.rulebook.labels import Field

# What starts an event, whatever stands before it.
_FIRST: Final[frozenset[Field]] = frozenset({"log"})
# What an event has one of.
_ONCE: Final[tuple[Field, ...]] = ("id", "source")
_INDENT: Final = re.compile(r"[ \t]{9,}\S")
_BLANK: Final = re.compile(r"\n[ \t]{0,200}\n")
_DETAIL: Final = re.compile(r"[ \t]{1,40}\w{1,40}=", re.ASCII)
_LONGEST_MESSAGE: Final = 40_000
_MOST_LINES: Final = 400
_WIDEST: Final = 300
_PARAGRAPHS: Final = 4


@dataclass(slots=True)
class _Block:
    lines: list[LabelledLine] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    end: int = 0


def may_find(text: str) -> bool:
    """Tell whether there may be any."""
    return ":" in text or "\uff1a" in text


def find(cleaned: Cleaned, file: str) -> Iterator[TextStretch]:
    """Find the events."""
    text = cleaned.text
    commands = Commands(text)
    width = cut_width(text.split("\n"))
    every = list(_described(text, width))
    shown = any(fields["message"] for *_, fields in every)
    above: tuple[_Block, Fields] | None = None
    for block, start, end, fields in every:
        place = block.lines[0].start
        problems = _contradictions(cleaned, block, width)
        provider, computer = commands.named_before(place)
        if above is not None and is_rest_of_one(text, above[0].lines, block.lines):
            lost = lost_beginning(cleaned, above[0].lines)
            problems += (lost,) if lost else ()
        elif above is not None and not text[above[0].end : place].strip():
            # Who names the server above an event says it of one that does not.
            computer = computer or above[1].get("computer", "")
        if computer:
            fields.setdefault("computer", computer)
        event = told_event(fields, place, file, provider) if "date" in fields else None
        above = (block, fields) if event is None else None
        if event is not None:
            lost = lost_message(cleaned, event, block.lines, fields, shown=shown)
            problems += (lost,) if lost else ()
            yield TextStretch(start, end, (event,), problems=problems)


def told_blocks(text: str) -> Iterator[tuple[int, int, Fields]]:
    """Give all blocks of labels: where each starts and ends, and what it says, event or none."""
    for _, start, end, fields in _described(text, cut_width(text.split("\n"))):
        yield start, end, fields


def _described(text: str, width: int) -> Iterator[tuple[_Block, int, int, Fields]]:
    """Give the blocks with what they say, and where each starts and ends with its message."""
    every = list(_blocks(text))
    stops = [*(block.lines[0].start for block in every[1:]), len(text)]
    free = 0
    for block, stop in zip(every, stops, strict=False):
        fields = _fields(text, block, width)
        start, end = block.lines[0].start, block.end
        below = "message" not in fields and not ends_value(text[start:end])
        # Behind an empty line it may be that of the next event, where each stands above its fields.
        if below and not _BLANK.match(text, end):
            end, fields["message"] = message_below(text, end, stop, fields, width)
        if not fields.get("message"):
            start, fields["message"] = message_above(text, free, start, fields, width)
        if below and not fields["message"]:
            end, fields["message"] = message_below(text, end, stop, fields, width)
        yield block, start, end, fields
        free = end


def _contradictions(cleaned: Cleaned, block: _Block, width: int) -> tuple[str, ...]:
    """Say that an event has two numbers or sources, under two labels, of which one was taken."""
    for field_ in _ONCE:
        lines = [line for line in block.lines if line.field == field_]
        told = {_value(cleaned.text, line, line.end, width).casefold() for line in lines}
        if len(told - {""}) > 1:
            return (
                phrase(
                    "Line {line}: an event with two different values of one field, of which the "
                    "first was taken; send the log itself, as .evtx.",
                    line=cleaned.line_of(lines[-1].start),
                ),
            )
    return ()


def _blocks(text: str) -> Iterator[_Block]:
    """Put together the lines of each event."""
    lines = labelled_lines(text)
    starts = _starts(text, lines)
    block = _Block()
    for number, line in enumerate(lines):
        if line.start < block.end and block.lines:
            continue  # within a message
        if block.lines and (
            not _goes_on(text, block, line) or is_border(text, block.lines, lines, number)
        ):
            yield block
            block = _Block()
        block.lines.append(line)
        block.labels.add(line.label)
        following = lines[number + 1].start if number + 1 < len(lines) else len(text)
        block.end = (
            _end(text, lines, number, starts[number])
            if line.field == "message"
            else min(following, line.end)
        )
    if block.lines:
        yield block


def _goes_on(text: str, block: _Block, line: LabelledLine) -> bool:
    """Tell whether a line belongs to the block before it."""
    last = block.lines[-1]
    if line.label in block.labels or (line.field in _FIRST and not line.listed):
        return False
    if last.field == "message" and not last.listed:
        return False
    return _between(text[last.end : line.start], listed=last.listed)


def _between(gap: str, *, listed: bool) -> bool:
    """Tell whether only blank lines, or the rest of a wrapped value, are between two lines."""
    if gap.count("\n") < 2:
        return True
    rest = gap.split("\n")[1:-1]
    if len(rest) > _MOST_LINES:
        return False
    blank = [not line.strip() for line in rest]
    if all(blank):
        return len(rest) <= 2
    return not any(blank) and (listed or len(rest) <= 2)


def _fields(text: str, block: _Block, width: int) -> Fields:
    fields: Fields = {}
    for number, line in enumerate(block.lines):
        if line.field is None:
            continue
        after = block.lines[number + 1].start if number + 1 < len(block.lines) else block.end
        value = _value(text, line, max(after, line.end), width)
        if value and (line.field not in fields or line.field == "level"):
            fields[line.field] = value
    return fields


def _value(text: str, line: LabelledLine, after: int, width: int) -> str:
    """Give a value with what was wrapped."""
    raw = text[line.value : after].rstrip()
    if "\n" not in raw:
        return raw.strip()
    parts = raw.split("\n")
    kept = [part for number, part in enumerate(parts) if not number or not ends_value(part)]
    begin = text.rfind("\n", max(0, line.value - _WIDEST), line.value) + 1
    return joined(kept, line.value - begin, width)


def _end(text: str, lines: Sequence[LabelledLine], number: int, start: int) -> int:
    """Find where the message of a line ends; `start` is the line that starts the next event."""
    line = lines[number]
    stop = _next_event(text, lines, number, start)
    at = line_end(text, line.value)
    if line.listed:
        return _end_of_listed(text, at, stop)
    begin = line.value
    known = [each for each in lines[max(0, number - 12) : number] if each.field in ("id", "source")]
    first = at = end_of_paragraph(text, begin, stop)
    for _ in range(_PARAGRAPHS):
        if _is_whole(text, known, text[line.value : at]):
            return at
        at = end_of_paragraph(text, at + 1, stop)
    return first


def _end_of_listed(text: str, at: int, stop: int) -> int:
    """Find the end of a property: what follows it is indented, or not blank.

    In messages of PowerShell a heading stands over indented values; a mail can lose its indent.
    """
    while at < stop:
        end = line_end(text, at + 1)
        line = text[at + 1 : end]
        if ends_value(line) or begins_export(text, at + 1, end):
            return at
        if not line.strip():
            after = line_end(text, end + 1)
            detail = _DETAIL.match(text, end + 1) or _DETAIL.match(text, after + 1)
            if not detail and not _INDENT.match(text[end + 1 : after]):
                return at
        at = end
    return min(at, stop)


def _is_whole(text: str, known: Sequence[LabelledLine], message: str) -> bool:
    """Tell whether the message gives all that the catalogue knows to be in it."""
    values = {line.field: text[line.value : line.end].strip() for line in known}
    entry = entry_of(values.get("source", ""), values.get("id", ""))
    if entry is None:
        return True
    # What PowerShell tells stands in lines of its own, which a blank one sets off.
    lines = {each.line for each in entry.parameters if each.line is not None}
    told = not lines or any(f"{name}=" in message for name in lines)
    return told and is_whole(entry, strings_in(entry, message))


def _next_event(text: str, lines: Sequence[LabelledLine], number: int, start: int) -> int:
    """Find where the next event may start: a message holds no label that starts one."""
    limit = min(len(text), lines[number].value + _LONGEST_MESSAGE)
    if start > min(len(lines) - 1, number + _MOST_LINES) or lines[start].start > limit:
        return limit
    line, before = lines[start], lines[start - 1]
    # In the layout of 2003 the level stands before the source.
    leads = line.field not in _FIRST and before.field == "level" and start - 1 > number
    return (before if leads else line).start


def _starts(text: str, lines: Sequence[LabelledLine]) -> list[int]:
    """Give for each line the number of the next one that starts an event; else how many there are.

    A layout that does not start with the log's name starts with a source.
    """
    following = len(lines)
    found: list[int] = []
    for number in range(len(lines) - 1, -1, -1):
        found.append(following)
        line = lines[number]
        if line.field in _FIRST or (
            line.field == "source" and text[line.value : line.end].strip().casefold() in sources()
        ):
            following = number
    return found[::-1]
