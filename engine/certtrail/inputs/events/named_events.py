"""Events that a text names and holds no record of: the text in, what to say of it out.

A screenshot shows the sentence of an event and its number, and cuts off the date or the source.
That is no record, but whoever reads it sees at once which event it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.open_channels import catalogue
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.rulebook.catalogue_entries import EventEntry

_TRANSPORT: Final = "MSExchangeTransport"
# What Microsoft's pages on the events have in their sentences, by the numbers it can be.
_SENTENCES: Final = (
    (re.compile(r"unable to support the STARTTLS SMTP verb", re.IGNORECASE), (12014,)),
    (re.compile(r"contains the domain name\b.{0,400}\bpersonal store", re.IGNORECASE), (12014,)),
    (re.compile(r"Meanwhile, an ephemeral", re.IGNORECASE), (12024,)),
    (
        re.compile(r"configured for authentication with other Exchange servers", re.IGNORECASE),
        (12013, 12023, 12024),
    ),
    (
        re.compile(
            r"(?<!remote )(?:internal transport|direct trust) certificate expired", re.IGNORECASE
        ),
        (12015,),
    ),
    (re.compile(r"remote internal transport certificate expired", re.IGNORECASE), (12019,)),
    (re.compile(r"no valid SMTP Transport Layer Security", re.IGNORECASE), (12016,)),
    # Exchange 2007 called it by what it is for.
    (
        re.compile(
            r"(?:internal transport|direct trust) certificate will expire soon", re.IGNORECASE
        ),
        (12017,),
    ),
    (re.compile(r"STARTTLS certificate will expire soon", re.IGNORECASE), (12018,)),
)
# In the sentence of 12014; who reads a picture takes o for a zero, and loses blanks.
_OF_CONNECTOR: Final = re.compile(
    r"\bfor ?the ?connect[o0]r (?P<connector>[^.;:]{1,64}?) with ?a ?FQDN ?parameter ?of "
    r"(?P<name>[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}?)(?=\.?(?:[ ]|$|[Il]f\b))",
    re.IGNORECASE,
)
# What can be read of a record that is not whole, by its labels.
_TIME: Final = re.compile(
    r"\b(?:Logged|Date|Protokolliert|Datum|Consign\u00e9|Fecha)[ \t]?:[ \t]{0,4}"
    r"(?P<time>\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[ ,T]{1,2}\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?)",
    re.IGNORECASE,
)
_SOURCE: Final = re.compile(
    r"\b(?:Source|Quelle|Origen)[ \t]?:[ \t]{0,4}"
    r"(?P<source>MSExchange(?:FrontEnd)?Transport(?:Delivery|Submission)?)\b"
)
_COMPUTER: Final = re.compile(r"\bComputer[ \t]?:[ \t]{0,4}(?P<computer>[A-Za-z0-9][\w.-]{1,62})")
_NUMBER: Final = re.compile(r"(?<![\w.,:/-])(120(?:1[2-9]|2[0-4]))(?![\w/-])")
_EXCHANGE: Final = re.compile("MSExchange", re.IGNORECASE)
_NOT_OF_CERTIFICATES: Final = 12021
_LONGEST: Final = 100_000


def named_events(text: str) -> str:
    """Say which events a text names of which it shows too little to place them, without a stop;
    empty where it names none.
    """
    each = [
        phrase("event {number} ({meaning})", number=one.id, meaning=phrase(one.meaning))
        for one in _named(text)
    ]
    if not each:
        return ""
    flat = " ".join(text[:_LONGEST].split())
    lacks = phrase(
        "it shows no event with its date, source and number in a form that certtrail reads, so "
        "neither when nor where it was is judged"
    )
    if shown := list(_shown(flat)):
        lacks = phrase(
            "it shows no event whole, and was judged as none; what can be read of it: {shown}",
            shown=shown,
        )
    if (found := _OF_CONNECTOR.search(flat)) is not None:
        return phrase(
            "It tells of {events}, for the connector {connector} and the name {name}, as the text "
            "has them, and of STARTTLS on that connector alone; {lacks}. The Application log as "
            ".evtx, and the lists of certificates and connectors tell the rest",
            events=each,
            connector=found["connector"],
            name=found["name"],
            lacks=lacks,
        )
    return phrase(
        "It tells of {events}; {lacks}. The Application log as .evtx, and the lists of "
        "certificates and connectors tell the rest",
        events=each,
        lacks=lacks,
    )


def _shown(flat: str) -> Iterator[str]:
    """Say what the labels of a single record tell; of several, whose it is cannot be told."""
    for pattern, name in ((_TIME, "time"), (_SOURCE, "source"), (_COMPUTER, "computer")):
        values = {found[name] for found in pattern.finditer(flat)}
        if len(values) != 1:
            continue
        value = values.pop()
        if name == "time":
            yield phrase("the time {time}, as it is written there", time=value)
        elif name == "source":
            yield phrase("the source {source}", source=value)
        else:
            yield phrase(
                "a computer whose name begins with {computer} and may be cut off", computer=value
            )


def named_numbers(text: str) -> list[int]:
    """Give the numbers of events about certificates that words for people name."""
    numbers = {int(found) for found in _NUMBER.findall(text[:_LONGEST])} - {_NOT_OF_CERTIFICATES}
    return sorted(numbers)


def says_an_event(text: str) -> bool:
    """Tell whether a text has what only the sentence of an event about certificates says."""
    flat = " ".join(text[:_LONGEST].split())
    return any(pattern.search(flat) for pattern, _ in _SENTENCES)


def _named(text: str) -> tuple[EventEntry, ...]:
    """Give the events about certificates that a text names, by number.

    A number counts where a sentence of that event stands in the text, or the name of a source
    begins; a sentence without a number where it can only be that of one event.
    """
    flat = " ".join(text[:_LONGEST].split())
    numbers = {int(found) for found in _NUMBER.findall(flat)} - {_NOT_OF_CERTIFICATES}
    said = [ids for pattern, ids in _SENTENCES if pattern.search(flat)]
    possible = {number for ids in said for number in ids}
    sure = {number for ids in said if len(ids) == 1 for number in ids}
    named = sure | (numbers & possible)
    if _EXCHANGE.search(flat):
        named |= numbers
    entries = (catalogue().find(_TRANSPORT, number) for number in sorted(named))
    return tuple(entry for entry in entries if entry is not None)
