"""Labels at the start of lines: a text in, its lines `label: value` with the field of each out.

    Log Name:      Application
    Quelle:        MSExchangeTransport
    TimeCreated  : 3/29/2024 7:50:02 AM

A label is known by its word, in the languages of the table; in any other language by its place
around the line whose value is a source, as the order of the lines is the same in all of them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.inputs.events.open_channels import catalogue
from certtrail.inputs.local_dates import WrittenDate
from certtrail.rulebook.labels import Field, folded, labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_LINE: Final = re.compile(
    r"^[ \t]{0,16}([^\W\d_][^:\uff1a\n\t<>{}|=;]{0,40}?)[ \t]{0,40}(?:[:\uff1a]|\t)[ \t]*([^\n]*)",
    re.MULTILINE,
)
# What ends a label, and one at the start of a line.
_SIGN: Final = re.compile(r"[^\s\d:\uff1a][ \t]{0,4}[:\uff1a]")
_LEADING: Final = re.compile(r"^[ \t]*([^:\uff1a\n]{1,60})[:\uff1a]", re.MULTILINE)
_COMPOUND: Final = re.compile("[a-z][A-Z]")
_ID: Final = re.compile(r"\d{1,5}")
_NEXT_TO: Final = 3  # lines that a paste may have put between two
# Where the fields stand around the source: in Event Viewer, and in the layout of 2003.
_MODERN: Final[Mapping[int, Field]] = {-1: "log", 1: "date", 2: "id"}
_MODERN_TAIL: Final[tuple[Field, ...]] = ("level", "keywords", "user", "computer", "message")
_CLASSIC: Final[Mapping[int, Field]] = {
    -1: "level",
    1: "category",
    2: "id",
    3: "date",
    4: "time",
    5: "user",
    6: "computer",
    7: "message",
}
# A head has so many lines behind the source at most, with those that wevtutil adds.
_LONGEST_HEAD: Final = 14
_LEAST_IN_LINE: Final = 5
_LEAST_WITHIN: Final = 3
_LEFT: Final = 60
_LEAST: Final[frozenset[Field]] = frozenset({"source", "id", "date"})
_WHOLE: Final[frozenset[Field]] = _LEAST | {"message"}
_NEWLINE: Final = re.compile("\n")
_LONGEST_CROWD: Final = 4_000
_EXCHANGE: Final = re.compile("MSExchange", re.IGNORECASE)


class LabelledLine(NamedTuple):
    """A line, or a part of one where all stand on one line.

    Attributes:
        start: where the line starts in the text.
        label: folded; a block has each once.
        field: what it is of; None where nobody knows.
        value: where its value starts; it reaches to `end`.
        listed: the label is one of PowerShell's properties.
    """

    start: int
    label: str
    field: Field | None
    value: int
    end: int
    listed: bool


@cache
def sources() -> frozenset[str]:
    """The sources that the catalogue knows, folded."""
    return frozenset(catalogue().spelling)


def labelled_lines(text: str) -> list[LabelledLine]:
    """Find the lines whose label is of a field, in their order."""
    crowded = dict(_crowded(text))
    lines = [line for line in _lines(text) if line.start not in crowded]
    known = _by_place(text, lines)
    found = [line for number, line in enumerate(lines) if (number not in known)]
    found += [line for line in known.values() if line is not None]
    found += [part for parts in crowded.values() for part in parts]
    return sorted(found, key=lambda line: line.start)


def _lines(text: str) -> Iterator[LabelledLine]:
    table = labels()
    for found in _LINE.finditer(text):
        label = folded(found[1])
        listed = table.properties.get(label)
        if listed is None and label in table.servers and _is_property(text, found):
            # A message may have lines that name a server, too.
            listed = "computer"
        field = listed or table.viewer.get(label)
        value, end = found.span(2)
        if field == "other" and label in table.viewer and _is_date(text[value:end]):
            # In two languages a date has the name of the bytes in others.
            field = "date"
        elif field == "time" and _has_clock(text[value:end]):
            # Consoles that watch servers call date and clock together the time.
            field = "date"
        yield LabelledLine(found.start(), label, field, value, end, listed is not None)


def _is_property(text: str, found: re.Match[str]) -> bool:
    """Tell a property, as a shell prints it, from words that only stand before a colon."""
    return text[found.end(1)] in " \t" or _COMPOUND.search(found[1]) is not None


def _crowded(text: str) -> Iterator[tuple[int, list[LabelledLine]]]:
    """Find lines and paragraphs in which fields follow each other, as an article has them.

    Gives the place of each line of a paragraph; the first one has all the parts.
    """
    done = -1
    tried: set[tuple[int, int, frozenset[Field]]] = set()
    for found in _EXCHANGE.finditer(text):
        if found.start() < done:
            continue
        # A line holds a whole event, or the paragraph does.
        line, paragraph = _line(text, found.start()), _paragraph(text, found.start())
        for (start, end), least in ((line, _WHOLE), (paragraph, _LEAST), (line, _LEAST)):
            # However often a line names Exchange, it is searched once.
            if start >= end or (start, end, least) in tried:
                continue
            tried.add((start, end, least))
            if parts := _parts(text, start, end, least):
                yield start, parts
                yield from ((at.end(), []) for at in _NEWLINE.finditer(text, start, end))
                done = end
                break


def _stands_within(text: str, place: int) -> bool:
    """Tell whether words stand before a place on its line."""
    return bool(text[max(0, place - _LEFT) : place].rpartition("\n")[2].strip())


def _line(text: str, place: int) -> tuple[int, int]:
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end


def _paragraph(text: str, place: int) -> tuple[int, int]:
    """Give the paragraph at a place; none where it is too long for one event."""
    start = text.rfind("\n\n", max(0, place - _LONGEST_CROWD), place) + 1
    end = text.find("\n\n", place, place + _LONGEST_CROWD)
    if not start and place > _LONGEST_CROWD:
        return 0, 0
    if end < 0:
        end = len(text) if len(text) - place < _LONGEST_CROWD else 0
    return start, end


def _parts(text: str, start: int, end: int, least: frozenset[Field]) -> list[LabelledLine]:
    table = labels()
    found: list[LabelledLine] = []
    if not _may_hold_parts(text, start, end):
        return found
    for at in range(start, end, _LONGEST_CROWD):
        head = text[at : min(end, at + _LONGEST_CROWD)].replace("\u2019", "'")
        if head.count(":") + head.count("\uff1a") < _LEAST_IN_LINE:
            continue
        for place in _anywhere().finditer(head):
            label = folded(place[1])
            line = (at + place.start(), label, table.viewer[label], at + place.end())
            found.append(LabelledLine(*line, end, listed=False))
    fields = {part.field for part in found}
    within = sum(_stands_within(text, part.start) for part in found)
    if not least <= fields or within < _LEAST_WITHIN:
        return []
    ends = [*(part.start for part in found[1:]), end]
    return [part._replace(end=upto) for part, upto in zip(found, ends, strict=True)]


def _may_hold_parts(text: str, start: int, end: int) -> bool:
    """Tell quickly whether enough labels may stand within lines, not at their start."""
    signs = len(_SIGN.findall(text, start, end))
    if signs < _LEAST_WITHIN:
        return False
    leading = (folded(found[1]) for found in _LEADING.finditer(text, start, end))
    return signs - sum(map(_at_start().__contains__, leading)) >= _LEAST_WITHIN


@cache
def _at_start() -> frozenset[str]:
    """Give the viewer's labels that at the start of a line are no ends of longer, wrapped ones."""
    every = labels().viewer
    words = (label.split(" ") for label in every)
    ends = {" ".join(each[at:]) for each in words for at in range(1, len(each))}
    return frozenset(every) - ends


def _is_date(value: str) -> bool:
    return WrittenDate.read(value.strip()) is not None


def _has_clock(value: str) -> bool:
    date = WrittenDate.read(value.strip())
    return date is not None and date.has_clock


@cache
def _anywhere() -> re.Pattern[str]:
    """Find any of the viewer's labels within a line."""
    words = sorted(labels().viewer, key=len, reverse=True)
    either = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?:(?<=[\s,;|])|^)({either})[ \t]{{0,4}}[:\uff1a][ \t]*", re.IGNORECASE)


def _by_place(text: str, lines: Sequence[LabelledLine]) -> dict[int, LabelledLine | None]:
    """Tell the fields of lines with unknown labels around a source; all other unknown ones go."""
    known: dict[int, LabelledLine | None] = {
        number: None for number, line in enumerate(lines) if line.field is None
    }
    if not known:
        return {}
    for number, line in enumerate(lines):
        if text[line.value : line.end].strip().casefold() in sources():
            known |= _around(text, lines, number)
    return known


def _around(text: str, lines: Sequence[LabelledLine], source: int) -> dict[int, LabelledLine]:
    """Give the lines around a source their fields, if what they say fits."""

    def value(place: int) -> str:
        line = lines[place] if 0 <= place < len(lines) else None
        return "" if line is None else text[line.value : line.end].strip()

    if not _ID.fullmatch(value(source + 2)):
        return {}
    if _is_date(value(source + 1)):
        places = {**_MODERN, **_tail([value(source + at) for at in range(3, 9)])}
    elif _is_date(value(source + 3)):
        places = dict(_CLASSIC)
    else:
        return {}
    places[0] = "source"
    found: dict[int, LabelledLine] = {}
    named = _named(text, lines, source)
    for at, field in places.items():
        number = source + at
        if (
            field not in named
            and 0 <= number < len(lines)
            and lines[number].field is None
            and _is_near(text, lines, source, number)
        ):
            line = lines[number]
            found[number] = LabelledLine(
                line.start, line.label, field, line.value, line.end, listed=False
            )
    return found


def _named(text: str, lines: Sequence[LabelledLine], source: int) -> set[Field | None]:
    """Give the fields that lines behind a source tell by their words, which outrank places."""
    found: set[Field | None] = set()
    for number in range(source + 1, min(source + _LONGEST_HEAD, len(lines))):
        line = lines[number]
        if line.field in ("log", "source") or not _is_near(text, lines, source, number):
            break
        found.add(line.field)
        if line.field == "message":
            break
    return found


def _tail(values: Sequence[str]) -> dict[int, Field]:
    """Place the fields behind the id: of six lines the first is the category, which may be away."""
    empty = next((at for at, value in enumerate(values) if not value and at > 3), len(values) - 1)
    first = empty - len(_MODERN_TAIL) + 1
    places: dict[int, Field] = {3: "category"} if first > 0 else {}
    return places | {3 + first + at: field for at, field in enumerate(_MODERN_TAIL)}


def _is_near(text: str, lines: Sequence[LabelledLine], one: int, other: int) -> bool:
    low, high = sorted((one, other))
    between = text.count("\n", lines[low].start, lines[high].start)
    return between <= (high - low) * _NEXT_TO
