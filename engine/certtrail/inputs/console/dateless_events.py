"""Events that a text tells without their date, out of pasted text; `event-told` facts of them out.

    Source: HttpEvent
    Event ID: 15021
    An error occurred while using SSL configuration for endpoint 0.0.0.0:444. ...

A head with source, number and message, the same line by line without labels or as a headline, or
the whole message word for word in somebody's sentence. When it was logged nobody can tell, so it is
no record.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.dateless_event import DatelessEvent, fields_of
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.events.event_wordings import wordings_in
from certtrail.inputs.events.foreign_messages import is_message
from certtrail.inputs.events.headlines import headed, source_in
from certtrail.inputs.events.labelled_blocks import told_blocks
from certtrail.inputs.events.labelled_lines import sources
from certtrail.inputs.events.marked_fields import bare_number
from certtrail.inputs.events.named_events import says_an_event
from certtrail.inputs.events.open_channels import catalogue
from certtrail.inputs.events.text_event import Fields, known_source, level_of
from certtrail.inputs.reserved_names import is_reserved
from certtrail.inputs.room import Room
from certtrail.inputs.server_names import server_in
from certtrail.model.fact import Fact
from certtrail.rulebook.rendered_messages import named_strings, strings_in
from certtrail.text.has_words import has_word
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.inputs.events.headlines import Headed
    from certtrail.rulebook.catalogue_entries import EventEntry

# Columns of a table that a page lost: source, level, number and message, each on a line.
_COLUMNS: Final = re.compile(
    r"^[ \t]*(?P<source>MSExchange[\w ]{0,40}|HttpEvent|Schannel)[ \t]*\n\s{0,9}"
    r"(?P<level>[^\W\d_]{3,20})[ \t]*\n\s{0,9}(?P<id>\d{3,5})[ \t]*\n\s{0,9}(?P<message>\S[^\n]+)",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNS: Final = (
    *("exchange", "httpevent", "schannel", "edgesync", "tls", "certificate", "hmacprovider"),
    "connector",
)
_PLACEHOLDER: Final = re.compile(r"%\d")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_LEAST_WORDS: Final = 6
_MOST: Final = 100
_COUNTS: Final = phrase("events without their date")
KIND: Final = "event-told"
"""The kind of the facts."""
_COPY, _WORDS = "copy", "words"
# In the place of a value, as pages that explain an event have it.
_TEMPLATE: Final = re.compile(
    r"<(?:(?:domain|server|host|connector|user)[ _-]?)?"
    r"(?:name|fqdn|connector|thumbprint|hours?|number)>(?![.\w])",
    re.IGNORECASE,
)
# What opens a quotation, and what ends it.
_QUOTES: Final = {'"': '"', "\u201c": "\u201d", "\u201e": "\u201c", "\u00ab": "\u00bb", "'": "'"}
# So what is no beginning of the message ends.
_ENDED: Final = (*_QUOTES, *".:!?")
# The end of a head whose labels ran together, as pages show copies: it names the number.
_HEADED: Final = re.compile(r"Event[ ]?ID[ \t]{0,3}:\s{0,20}(\d{1,5})(?!\d)", re.IGNORECASE)
_HEAD: Final = 400
_LEAST_LABELS: Final = 3


def dateless_events(text: str) -> list[DatelessEvent]:
    """Find them, in their order; of what two forms show the fuller one counts."""
    if not has_word(text, _SIGNS):
        return []
    found: list[DatelessEvent] = []
    for form in (_copies(text), _columns(text), _headed(text), _worded(text)):
        before, starts = found, [one.start for one in found]
        more = list[DatelessEvent]()
        for one in sorted(form):
            place = bisect_left(starts, one.end)
            free = not place or before[place - 1].end <= one.start
            free = free and not (one.form == _WORDS and _TEMPLATE.search(one.message))
            if free and (not more or more[-1].end <= one.start):
                more.append(one)
        found = sorted((*before, *more))
    return found


def _copies(text: str) -> Iterator[DatelessEvent]:
    for start, end, fields in told_blocks(text):
        number, message = bare_number(fields.get("id", "")), fields.get("message", "")
        if "date" in fields or not (number.isascii() and number.isdecimal() and len(number) < 6):
            continue
        source = known_source(fields.get("source", ""))
        if source.casefold() in sources() and _says_it(source, int(number), message):
            computer = server_in(fields.get("computer", "")) or ""
            yield DatelessEvent(start, end, source, int(number), message, computer, _COPY)


def _columns(text: str) -> Iterator[DatelessEvent]:
    for found in _COLUMNS.finditer(text):
        source, number = found["source"].strip(), int(found["id"])
        known = source.casefold() in sources() and level_of(found["level"]) is not None
        if known and _says_it(source, number, found["message"]):
            at = found.start(), found.end()
            yield DatelessEvent(*at, known_source(source), number, found["message"], "", _WORDS)


def _headed(text: str) -> Iterator[DatelessEvent]:
    for one in headed(text):
        message = _own_words(one.event_id, text[one.begin : one.end].strip())
        if _says_it(one.source, one.event_id, message) and _is_its_own(one, message):
            yield DatelessEvent(one.start, one.end, one.source, one.event_id, message, "", _COPY)


def _own_words(event_id: int, message: str) -> str:
    """Give the event's own words of what stands below a headline.

    Somebody may tell a story before them, and go on behind them: what is quoted ends with the
    quotation.
    """
    said = next((one for one in wordings_in(message) if one.event_id == event_id), None)
    before = "" if said is None else message[: said.start].rstrip()
    if said is None or before[-1:] not in _ENDED:
        return message
    closing = _QUOTES.get(before[-1:])
    end = -1 if closing is None else message.find(closing, said.end)
    return message[said.start :] if end < 0 else message[said.start : end]


def _is_its_own(one: Headed, message: str) -> bool:
    """Tell whether words below a headline are the message: something is filled in, or they are it.

    Somebody's own words may stand there.
    """
    entry = catalogue().find(one.source, one.event_id)
    if entry is not None and one.apart and is_message(entry, message):
        return True
    values = {} if entry is None or one.apart else _values(entry, message)
    told = (wording.event_id == one.event_id for wording in wordings_in(message))
    return any(values.values()) or says_an_event(message) or any(told)


def _worded(text: str) -> Iterator[DatelessEvent]:
    for one in wordings_in(text):
        said = text[one.start : one.end]
        if _says_it(one.source, one.event_id, said):
            head = text[max(0, one.start - _HEAD) : one.start].rpartition("\n\n")[2]
            numbered = str(one.event_id) in _HEADED.findall(head)
            if not (one.filled or numbered):
                continue  # a page about the event has the same words
            if not numbered and _is_nobodys(one.source, one.event_id, said):
                continue
            told = source_in(head, one.event_id)
            # A head that lost its number, or whose number is in no label.
            fields = _last_block(head)
            copied = numbered or len(fields) >= _LEAST_LABELS
            source, form = told or one.source, _COPY if copied else _WORDS
            unsure = not told and source in catalogue().processes
            computer = server_in(fields.get("computer", "")) or ""
            at = one.start, one.end
            yield DatelessEvent(*at, source, one.event_id, said, computer, form, unsure)


def _last_block(head: str) -> Fields:
    """Give the labels right above a message; none where the last of them are of another event."""
    blocks = [fields for _, _, fields in told_blocks(head)]
    fields = blocks[-1] if blocks else Fields()
    return Fields() if fields.get("message") or "id" in fields else fields


def _says_it(source: str, number: int, message: str) -> bool:
    """Tell whether a message is that of the event, with something filled in or its own sentence.

    A rule of a program that watches for the event has its number, and no message or `%1` in it.
    """
    entry = catalogue().find(source, number)
    if entry is None or _PLACEHOLDER.search(message):
        return False
    values = {name: value for name, value in _values(entry, message).items() if value}
    if entry.fact is not None and entry.fact.names:
        return any(name in values for name in entry.fact.names)
    if any(parameter.in_message for parameter in entry.parameters):
        return bool(values) or says_an_event(message)
    return len(_WORD.findall(message)) >= _LEAST_WORDS


def _is_nobodys(source: str, number: int, message: str) -> bool:
    """Tell whether a message without a head names a host that only manuals have."""
    entry = catalogue().find(source, number)
    return entry is not None and is_reserved(_values(entry, message).get("name", ""))


def _values(entry: EventEntry, message: str) -> Mapping[str, str]:
    return named_strings(entry, strings_in(entry, message))


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such an event."""
    return bool(paste.once(dateless_events))


def scan(paste: Paste) -> Scanned:
    """Make a fact of each event, of one that is told again once."""
    facts: list[Fact] = []
    room = Room(_MOST)
    for one in paste.once(dateless_events):
        server = one.computer or paste.hint
        fields = fields_of(one)
        key = server, one.source, one.event_id, *sorted(map(str, fields.values()))
        if key in room or not room.takes(key):
            continue
        told = f"{fields.get('logged_by', 'event')} {one.event_id}: {fields['text']}"
        evidence = paste.evidence(one.start, server, told)
        facts.append(Fact(KIND, server, 0, fields, (evidence,)))
    return Scanned(len(facts), tuple(facts), problems=room.problems(_COUNTS))


SCANNER: Final = Scanner(_COUNTS, (), recognise, scan)
