"""Headlines of events: a text in; source, number and message under a headline without labels out.

    Event 11022
    MSExchangeTransport
    Error:
    Failed to confirm domain capabilities ...

Pages, tickets and mails head the message of an event with its number and its source, on one line
or on neighbouring ones, with words such as "Error" around them and nothing else. A sentence that
names both has other words, too, and is none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.inputs.events.labelled_lines import sources
from certtrail.inputs.events.open_channels import catalogue
from certtrail.inputs.events.unlabelled_messages import end_of_paragraph, line_end
from certtrail.rulebook.labels import folded, labels

if TYPE_CHECKING:
    from collections.abc import Iterator

# As Event Viewer heads the selected event, in the language of Windows: "Event 11022, Source".
_SELECTED: Final = re.compile(r"[ \t]{0,8}[^\W\d_]{2,20}[ ]?\d{3,5}[,\u3001\uff0c][ ]?\Z")
_NUMBER: Final = re.compile(r"(?<![\w.,:/-])\d{3,5}(?![\w/-]|[.,:]\d)")
_WORD: Final = re.compile(r"[^\W\d_]+")
# What stands between a headline and the message on the same line.
_THEN: Final = re.compile(r"[ \t]{0,4}(?:[:\u2013\u2014\uff1a]|-(?= ))[ \t]{0,4}(?=\S)")
_WIDEST: Final = 120
_LONGEST: Final = 3_000
_MOST_LINES: Final = 6
# Words of headlines that are no label of a field; the last ones are categories.
_OTHERS: Final = """
    and code event events eventid evt from id in log message no nr number of source the viewer with
    transportservice messagesecurity smtpreceive smtpsend synchronization
"""


class Headed(NamedTuple):
    """An event under a headline.

    Attributes:
        start: where the headline starts.
        source: as the catalogue spells it.
        event_id: its number.
        begin: where the message begins.
        end: where its paragraph ends.
        apart: a blank line stands before the message, so that it may be somebody's own words.
    """

    start: int
    source: str
    event_id: int
    begin: int
    end: int
    apart: bool


class _Line(NamedTuple):
    """A line that is nothing but a headline or a part of one; its message, where one follows."""

    source: str
    number: int | None
    message: int | None


def headed(text: str) -> Iterator[Headed]:
    """Find the events of the catalogue that stand under a headline, in their order."""
    done = 0
    for found in _sources().finditer(text):
        if found.start() < done:
            continue
        start = text.rfind("\n", 0, found.start()) + 1
        one = _at(text, _first_line(text, start)) or _at(text, start)
        if one is not None:
            done = one.begin
            yield one


def source_in(text: str, event_id: int) -> str:
    """Give the last source in a text that writes events of a number; empty for none."""
    found = [" ".join(one.split()) for one in _sources().findall(text)]
    known = [one for one in found if catalogue().find(one, event_id) is not None]
    return catalogue().spelling[known[-1].casefold()] if known else ""


def _at(text: str, start: int) -> Headed | None:
    """Read a headline that begins with a line, and where its message is."""
    source, number, at = "", None, start
    apart = False
    for _ in range(_MOST_LINES):
        end = line_end(text, at)
        # Who copies a page has a blank line between any two.
        blank = not text[at:end].strip()
        begin, end = (end + 1, line_end(text, end + 1)) if blank else (at, end)
        line = _read(text, begin, end) if begin < len(text) else None
        if line is None:
            at, apart = begin, blank
            break
        if (source and line.source) or (number is not None and line.number is not None):
            return None
        source, number = source or line.source, line.number if number is None else number
        at = end + 1
        if line.message is not None:
            at = line.message
            break
    known = catalogue().find(source, number) if source and number is not None else None
    if known is None or number is None or at >= len(text):
        return None
    stop = min(len(text), at + _LONGEST)
    spelling = catalogue().spelling[source.casefold()]
    return Headed(start, spelling, number, at, end_of_paragraph(text, at, stop), apart)


def _read(text: str, start: int, end: int) -> _Line | None:
    """Read a line of a headline; None for any other line."""
    line = text[start : min(end, start + _WIDEST + _LONGEST)]
    if len(line) <= _WIDEST and (known := _parts(line)) is not None:
        return _Line(*known, None)
    for cut in _THEN.finditer(line[:_WIDEST]):
        known = _parts(line[: cut.start()])
        if known is not None and known[0] and known[1] is not None:
            return _Line(*known, start + cut.end())
    return None


def _parts(line: str) -> tuple[str, int | None] | None:
    """Give the source and the number of a line that has nothing else but labels; else None."""
    found = _sources().search(line)
    rest = line if found is None else f"{line[: found.start()]} {line[found.end() :]}"
    numbers = _NUMBER.findall(rest)
    if len(numbers) > 1 or not line.strip():
        return None
    if not (_is_selected(line, found) or _is_labels(rest)):
        return None
    bare = _NUMBER.sub(" ", rest)
    if any(letter.isdigit() for letter in bare):
        return None
    source = "" if found is None else " ".join(found[0].split())
    return source, int(numbers[0]) if numbers else None


def _is_selected(line: str, source: re.Match[str] | None) -> bool:
    """Tell the headline of Event Viewer, whose first word any language has its own for."""
    if source is None or line[source.end() :].strip():
        return False
    return _SELECTED.match(line[: source.start()]) is not None


def _is_labels(rest: str) -> bool:
    return all(folded(word) in _words() for word in _WORD.findall(rest))


def _first_line(text: str, start: int) -> int:
    """Go up from a line of a headline to the first one, across single blank lines."""
    first = at = start
    for _ in range(_MOST_LINES):
        if not at:
            break
        end = at - 1
        at = text.rfind("\n", max(0, end - _WIDEST - 1), end) + 1
        if text[at:end].strip():
            line = _read(text, at, end)
            if line is None or line.message is not None:
                break
            first = at
        elif not text[end + 1 : line_end(text, end + 1)].strip():
            break
    return first


@cache
def _words() -> frozenset[str]:
    """Give every word of a label, a level or a log's name, folded."""
    table = labels()
    known = [*table.viewer, *table.levels, *table.logs, *_OTHERS.split()]
    return frozenset(folded(word) for each in known for word in _WORD.findall(each))


@cache
def _sources() -> re.Pattern[str]:
    """Find the name of any source of the catalogue."""
    names = sorted(sources(), key=len, reverse=True)
    either = "|".join(re.escape(name).replace(r"\ ", r"[ \t]") for name in names)
    return re.compile(rf"(?<![\w.-])(?:{either})(?![\w-])", re.IGNORECASE)
