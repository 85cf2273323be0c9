"""Events as programs that collect events write them into texts: the text in, their events out.

    <11>1 2026-11-22T06:00:00.000000+01:00 edg1 MSExchangeTransport 2208 - [NXLOG@14506
        Channel="Application" SourceName="MSExchangeTransport" EventID="12017"] An internal ...

NXLog writes lines of syslog with pairs in brackets, Snare lines of syslog with cells behind the
word MSWinEventLog, and Splunk a date with pairs in the lines below it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.stretch import TextStretch
from certtrail.inputs.events.text_event import told_event
from certtrail.rulebook.labels import labels
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.cleaning.cleaned import Cleaned
    from certtrail.inputs.events.text_event import Fields, TextEvent
    from certtrail.rulebook.labels import Field

_PAIR: Final = r"[\w@.-]{1,60}=\"(?:[^\"\\\n]|\\.)*+\""
_SYSLOG: Final = re.compile(
    r"^(?:<\d{1,3}>1?[ ]?)?(?P<date>\d{4}-\d\d-\d\dT[\d:.]{5,20}(?:Z|[+-]\d\d:?\d\d)?)[ ]"
    r"(?P<host>[\w.-]{1,255})[ ][^\n\[]{0,200}"
    rf"\[[\w@.-]{{1,60}}(?P<pairs>(?:[ ]+{_PAIR})++)\](?P<message>[^\n]*)$",
    re.MULTILINE,
)
_ONE_PAIR: Final = re.compile(r"([\w@.-]{1,60})=\"((?:[^\"\\\n]|\\.)*+)\"")
_ESCAPED: Final = re.compile(r"\\([\"\\\]])")
# Who writes syslog to a file may write a tab as the number of its character.
_SNARE: Final = re.compile(
    r"^[^\n]{0,120}?\bMSWinEventLog(?P<tab>\t|#011)(?P<cells>[^\n]+)$", re.MULTILINE
)
# The cells behind the word, by Snare's page on the format of its events.
_CELLS: Final[tuple[Field, ...]] = (
    *("other", "log", "other", "date", "id", "source", "user", "other", "level", "computer"),
    "category",
)
_NUMBER: Final = re.compile(r"\s*\d*\s*")
_SPLUNK: Final = re.compile(
    r"^[ \t]*(?P<date>\d\d/\d\d/\d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})? [AP]M)[ \t]*\n"
    r"(?P<pairs>(?:[ \t]*[A-Z][A-Za-z]{2,40}=[^\n]*\n){3,30}?)[ \t]*Message=",
    re.MULTILINE,
)
_SPLUNK_PAIR: Final = re.compile(r"^[ \t]*([A-Za-z]{3,41})=([^\n]*)$", re.MULTILINE)
_MESSAGE_END: Final = re.compile(
    r"^[ \t]*\d\d/\d\d/\d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})? [AP]M[ \t]*$", re.MULTILINE
)
_SIGNS: Final = {"MSWinEventLog": "Snare", "\nEventCode=": "Splunk", 'SourceName="': "NXLog"}


def may_find(text: str) -> bool:
    """Tell whether there may be any."""
    return any(sign in text for sign in _SIGNS)


def find(cleaned: Cleaned, file: str) -> Iterator[TextStretch]:
    """Find the events; a line that is begun as one and is none is told."""
    text = cleaned.text
    found: list[tuple[int, int, TextEvent | None, str]] = []
    for (sign, program), way in zip(_SIGNS.items(), (_snare, _splunk, _syslog), strict=True):
        if sign in text:
            found += ((*one, program) for one in way(text, file))
    for start, end, event, program in sorted(found, key=lambda one: one[0]):
        if event is not None:
            yield TextStretch(start, end, (event,))
        else:
            # It stays in the text, for others to look at its words.
            problem = _problem(cleaned, start, program)
            yield TextStretch(start, start, problems=(problem,), skipped=1)


def _problem(cleaned: Cleaned, place: int, program: str) -> str:
    return phrase(
        "Line {line}: an event as {program} forwards it, without a date, a source and an event id "
        "that certtrail can read; export it again.",
        line=cleaned.line_of(place),
        program=program,
    )


def _syslog(text: str, file: str) -> Iterator[tuple[int, int, TextEvent | None]]:
    for found in _SYSLOG.finditer(text):
        pairs = {
            name: _ESCAPED.sub(r"\1", told) for name, told in _ONE_PAIR.findall(found["pairs"])
        }
        if "EventID" not in pairs:
            continue
        # The date before the pairs has a zone, and that among them has none.
        pairs |= {"EventTime": found["date"], "Message": found["message"].strip(" \ufeff")}
        pairs.setdefault("Hostname", found["host"])
        yield found.start(), found.end(), told_event(_fields(pairs), found.start(), file)


def _snare(text: str, file: str) -> Iterator[tuple[int, int, TextEvent | None]]:
    for found in _SNARE.finditer(text):
        cells = found["cells"].split(found["tab"])
        fields: Fields = {
            field: cell.strip()
            for field, cell in zip(_CELLS, cells, strict=False)
            if field != "other" and cell.strip() not in ("", "N/A")
        }
        strings = [cell.strip() for cell in cells[len(_CELLS) :] if not _NUMBER.fullmatch(cell)]
        fields["message"] = " ".join(strings)
        yield found.start(), found.end(), told_event(fields, found.start(), file)


def _splunk(text: str, file: str) -> Iterator[tuple[int, int, TextEvent | None]]:
    for found in _SPLUNK.finditer(text):
        pairs = dict(_SPLUNK_PAIR.findall(found["pairs"]))
        if "EventCode" not in pairs:
            continue
        after = _MESSAGE_END.search(text, found.end())
        end = len(text) if after is None else after.start()
        pairs |= {"_time": found["date"], "Message": text[found.end() : end].strip()}
        event = told_event(_fields(pairs), found.start(), file)
        if event is not None:
            # Splunk writes the month first whatever the server's language is.
            event = replace(event, date=replace(event.date, orders=("mdy",)))
        yield found.start(), end, event


def _fields(pairs: dict[str, str]) -> Fields:
    fields = labels().fields_of(list(pairs))
    found: Fields = {}
    for value, field in zip(pairs.values(), fields, strict=True):
        if field is not None and value.strip():
            found.setdefault(field, value.strip())
    return found
