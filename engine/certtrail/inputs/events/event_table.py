"""Events in a table as PowerShell prints it: a text in, the rows out; messages are mostly cut.

       ProviderName: MSExchangeTransport

    TimeCreated                     Id LevelDisplayName Message
    -----------                     -- ---------------- -------
    3/29/2024 7:50:02 AM         12024 Warning          Microsoft Exchange could not load...

A column is told by what may stand in it, as mail programs shift and squeeze the blanks.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.wrapping import joined
from certtrail.inputs.events.event_commands import Commands
from certtrail.inputs.events.stretch import TextStretch
from certtrail.inputs.events.text_event import Fields, told_event
from certtrail.rulebook.labels import Field, labels
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.inputs.cleaning.cleaned import Cleaned

_HEAD: Final = re.compile(
    r"^[ \t]*(?=[^\n]{0,200}\b(?:TimeCreated|TimeGenerated|Time)\b)"
    r"([A-Za-z]{2,30}(?:[ \t]+[A-Za-z]{2,30}){1,12})[ \t]*$",
    re.MULTILINE,
)
_GROUP: Final = re.compile(r"^[ \t]*ProviderName:[ \t]*(\S[^\n]{0,80}?)[ \t]*$", re.MULTILINE)
_REACH: Final = 400
_RULE: Final = re.compile(r"[ \t-]+")
_NUMBERS: Final[frozenset[Field]] = frozenset({"id", "instance", "record", "task", "qualifiers"})
_CELLS: Final[Mapping[str, str]] = {
    "date": r"(?:\d|[^\W\d_]{2,10}\.? ?\d)[^\n]{4,36}?",
    "number": r"-?\d{1,10}",
    "level": r"[^\W\d_]\w*|\d",
    "source": r"\S+(?: \S+){0,4}?",
    "message": r"[^\n]*?",
    "word": r"\S+(?: \S+){0,3}?",
}
_LONGEST_ROW: Final = 40_000


def may_find(text: str) -> bool:
    """Tell whether there may be any."""
    return any(name in text for name in ("TimeCreated", "TimeGenerated", "EntryType"))


def find(cleaned: Cleaned, file: str) -> Iterator[TextStretch]:
    """Find the tables."""
    text = cleaned.text
    commands = Commands(text)
    done = 0
    for head in _HEAD.finditer(text):
        fields = _fields(head[1])
        if head.start() < done or fields is None:
            continue
        asked, computer = commands.named_before(head.start())
        provider = _group(text, head.start()) or asked
        events, bad = [], []
        end = head.end()
        for place, stop, row in _rows(text, head.end() + 1, fields):
            if computer:
                row.setdefault("computer", computer)
            event = told_event(row, place, file, provider)
            if event is None:
                line = cleaned.line_of(place)
                bad.append(
                    phrase(
                        "Line {line}: a row without a date, a source and an event id; send the "
                        "table again.",
                        line=line,
                    )
                )
                continue
            events.append(event)
            end = stop
        if events:
            yield TextStretch(
                head.start(), end, tuple(events), problems=tuple(bad), skipped=len(bad)
            )
            done = end


def _fields(head: str) -> tuple[Field, ...] | None:
    """Tell the columns by their names; None where they are not those of events."""
    table = labels()
    found: list[Field] = []
    for name in head.split():
        field: Field | None = "date" if name == "Time" else table.property_of(name)
        if field is None:
            return None
        found.append(field)
    columns = set(found)
    return tuple(found) if "date" in columns and {"id", "instance"} & columns else None


def _group(text: str, place: int) -> str:
    """Give the source above a table, unless another table stands between."""
    near = text[max(0, place - _REACH) : place]
    groups = list(_GROUP.finditer(near))
    if not groups or near[groups[-1].end() :].strip():
        return ""
    return groups[-1][1]


@lru_cache(maxsize=64)
def _pattern(fields: tuple[Field, ...]) -> re.Pattern[str]:
    cells = []
    for number, field in enumerate(fields):
        kind = "number" if field in _NUMBERS else field if field in _CELLS else "word"
        if field == "level" and field in fields[:number]:
            kind = "word"
        cells.append(f"({_CELLS[kind]})")
    return re.compile(rf"[ \t]*{'[ ]+'.join(cells)}[ \t]*$")


def _rows(text: str, at: int, fields: tuple[Field, ...]) -> Iterator[tuple[int, int, Fields]]:
    """Give the rows from a place on: where each starts and ends, and its cells."""
    pattern = _pattern(fields)
    start, lines, cells = at, list[str](), None
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        found = pattern.match(line) if len(line) <= _LONGEST_ROW else None
        if found is not None:
            if cells is not None:
                yield start, at - 1, _named(fields, cells, lines)
            start, lines, cells = at, [found[len(fields)]], found.groups()
        elif cells is None and (not line.strip() or _RULE.fullmatch(line)):
            pass
        elif cells is not None and line.strip() and line[:8].isspace() and fields[-1] == "message":
            lines.append(line)
        else:
            break
        at = end + 1
    if cells is not None:
        yield start, min(at - 1, len(text)), _named(fields, cells, lines)


def _named(fields: Sequence[Field], cells: Sequence[str], lines: Sequence[str]) -> Fields:
    """Give the cells by field; the last column may go on on further lines."""
    found: Fields = {}
    for field, cell in zip(fields, [*cells[:-1], joined(lines)], strict=True):
        found.setdefault(field, cell.strip())
    return found
