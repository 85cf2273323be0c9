"""What is left of a text whose events were taken: the rest in; which events in it nobody read, out.

An event of which a text tells no date, or no number, cannot be placed. So its label or its message
is looked for in what is left, as Windows and Exchange write them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.labelled_blocks import told_blocks
from certtrail.inputs.events.labelled_lines import sources
from certtrail.inputs.events.open_channels import catalogue
from certtrail.inputs.letters import is_prose
from certtrail.inputs.reserved_names import is_reserved
from certtrail.inputs.unplaced_words import SoughtEvent, UnplacedWords
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.cleaning.cleaned import Cleaned
    from certtrail.inputs.events.text_event import Fields, TextEvent
    from certtrail.model.record import Record

# What is filled in of a message: a thumbprint or a name. Microsoft's pages on 12013 to 12018.
_MESSAGE: Final = re.compile(
    r"could not load the certificate with thumbprint of\s+([0-9A-F]{40})"
    r"|transport certificate (?:expired|will expire soon)\. Thumbprint:\s{0,9}([0-9A-F]{40})"
    r"|could not find a certificate that contains the domain name\s+([\w<*][^\s,]{0,255})"
    r"|no valid SMTP Transport Layer Security \(TLS\) certificate for the FQDN of"
    r"\s+([\w*]\S{0,254})"
    r"|The STARTTLS certificate will expire soon: subject:\s{0,9}([\w*][^\s,]{0,255})",
    re.IGNORECASE,
)
# The events that say each of these, in their order.
_SAID_BY: Final = ((12013, 12023, 12024), (12015, 12017, 12019), (12014,), (12016,), (12018,))
_LABELS: Final = 2
_NUMBER: Final = re.compile(r"(?<!\d)\d{1,5}(?!\d)")
_BETWEEN: Final = re.compile(r"[\s:,'\"\[\]{}()]+")
_ENDS: Final = ".,;:\"'"
_TOLD: Final = 20
_WORDS: Final = 200


def unread_events(
    rest: Cleaned, told: Sequence[TextEvent | Record]
) -> tuple[list[str], list[UnplacedWords]]:
    """Name the events in the rest of a text.

    Args:
        rest: the text, with blanks for the events that were taken.
        told: the events that were.

    Returns:
        What to say, and which of it is about words alone.
    """
    text = rest.text
    blocks = {
        start: (end, _missing(fields))
        for start, end, fields in told_blocks(text)
        if _is_event(fields) and not is_prose(text[start:end])
    }
    starts = sorted(blocks)
    found = {start: missing for start, (_, missing) in blocks.items()}
    values = dict(_messages(text, told))
    for place in values:
        before = bisect_right(starts, place) - 1
        if before < 0 or place >= blocks[starts[before]][0]:
            found[place] = phrase("its date and number")
    lines = {place: rest.line_of(place) for place in sorted(found)[:_TOLD]}
    said: dict[int, str] = {
        place: phrase(
            "Line {line}: an event without {missing} that certtrail can read; send the log itself, "
            "as .evtx.",
            line=line,
            missing=found[place],
        )
        for place, line in lines.items()
    }
    words = [
        UnplacedWords(problem, values[place], lines[place])
        for place, problem in said.items()
        if place not in blocks and place in values
    ]
    problems = list(said.values())
    if len(found) > _TOLD:
        problems.append(phrase("And {number} more of that sort.", number=len(found) - _TOLD))
    return problems, words


def unplaced_words(text: str, problem: str) -> tuple[UnplacedWords, ...]:
    """Give the words of events in a text of which nothing was read, with what is said of it."""
    words: dict[SoughtEvent, UnplacedWords] = {}
    line, seen = 1, 0
    for place, event in _messages(text, ()):
        line, seen = line + text.count("\n", seen, place), place
        words.setdefault(event, UnplacedWords(problem, event, line))
        if len(words) > _WORDS:
            return ()  # as many are no alert, and stay unread whatever a record says
    return tuple(words.values())


def _is_event(fields: Fields) -> bool:
    """Tell whether labels are those of an event that certtrail is about."""
    numbered = "id" in fields or "instance" in fields
    known = fields.get("source", "").strip().casefold() in sources()
    if len(fields) < _LABELS or not (numbered or known):
        return False
    return known or _is_ours(f"{fields.get('id', '')} {fields.get('instance', '')}")


def _is_ours(told: str) -> bool:
    """Tell whether a number is that of an event of transport about certificates."""
    find = catalogue().find
    return any(
        find("MSExchangeTransport", int(number)) is not None for number in _NUMBER.findall(told)
    )


def _missing(fields: Fields) -> str:
    if "date" not in fields:
        return phrase("a date")
    if "id" not in fields and "instance" not in fields:
        return phrase("a number")
    return phrase("a date with a time, a source and a number")


def _messages(text: str, told: Sequence[TextEvent | Record]) -> Iterator[tuple[int, SoughtEvent]]:
    """Give the places of messages that tell something else than the events that were taken, with
    what they tell of the event.
    """
    known: set[str] | None = None
    for found in _MESSAGE.finditer(text):
        if known is None:
            words = (word for event in told for word in _BETWEEN.split(str(event.data)))
            known = {word.rstrip(_ENDS).casefold() for word in words}
        which = found.lastindex or 1
        value = found[which].rstrip(_ENDS).casefold()
        if value not in known and not is_reserved(value):
            yield found.start(), SoughtEvent(_SAID_BY[which - 1], (value,))
