"""Rendered messages: an event's text in any language in, the insertion strings in it out."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.rulebook.catalogue_entries import EventEntry, Parameter

_LONGEST: Final = 32_768
# As Exchange writes it, so that a word that lost its blank before it does no harm; else any.
_THUMBPRINTS: Final = (
    re.compile(r"(?<![0-9A-F])[0-9A-F]{40}(?![0-9A-F])", re.ASCII),
    re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])", re.ASCII),
    # As Windows writes it: in pairs.
    re.compile(
        r"(?<!\b[0-9A-Fa-f]{2} )\b[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2}){19}\b(?! [0-9A-Fa-f]{2}\b)",
        re.ASCII,
    ),
)
_HOST: Final = re.compile(
    r"(?<![\w.*@/:-])(?:\*\.)?\w[\w-]{0,62}(?:\.\w[\w-]{0,62}){1,20}", re.ASCII
)
# How a connector names its certificate: an issuer and a subject.
_PINNED: Final = re.compile(
    r"<I>[^<>]{1,600}<S>\w{1,12}=[^\s,]{1,255}(?:, ?\w{1,12}=[^\s,]{1,255}){0,12}", re.IGNORECASE
)
_ENDPOINT: Final = re.compile(
    r"(?<![\w.:\[])(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]{2,45}(?:%\d{1,4})?\]):\d{1,5}(?![\w:])",
    re.ASCII,
)
_DISTINGUISHED: Final = re.compile(r"(?:CN|OU?|DC|E)=.{1,600}?(?=\.(?:\s|$)|\n|$)", re.IGNORECASE)
# The connectors that Setup makes, whose names end with the server's.
_BY_SETUP: Final = re.compile(
    r"(?<!\w)(?:Default Frontend|Client Frontend|Client Proxy|Outbound Proxy Frontend"
    r"|Default internal receive connector|Default|Client) (?!(?:SMTP|TLS|STARTTLS|FQDN)\b)"
    r"[A-Z0-9][A-Z0-9-]{1,14}(?![\w.-])"
)
# An apostrophe within a word quotes nothing, nor do two pairs of marks what is between them.
_QUOTED: Final = re.compile(
    r"(?:(?<!\w)'|[\"\u00ab\u201e\u201c\u300c])"
    r"(?=\S)([^\"'\u00ab\u00bb\u201c-\u201e\u300c\u300d]{2,120})(?<!\s)"
    r"(?:'(?!\w)|[\"\u00bb\u201c\u201d\u300d])"
)
_NEXT_LINE: Final = re.compile(r"\s(?=[A-Z][A-Za-z]{3,40}=)", re.ASCII)
# What stands for it in a sentence, and the word that leads on to the name that it looks for.
_AFTER_ITS_WORD: Final = re.compile(
    r"\b(?:connector|connecteur|conector|connettore) (?=\S)(.{1,160})"
    r" (?:with|mit|avec|con|com|met) [^<>]{1,60}$",
    re.IGNORECASE,
)
# A message advises a command, which is no connector's name however it is set off.
_COMMAND: Final = re.compile(
    r"\b[A-Z][a-z]{1,15}-[A-Z][A-Za-z]{2,60}\b|(?:^|\s)-[A-Z][A-Za-z]{2,40}\b"
)
_PLACEHOLDER: Final = re.compile(r"%\d{1,2}")
# Where nothing was filled in, or a page ate the name, the sentence ends at once.
_EATEN: Final = re.compile(r"\W*|\.(?: .*)?", re.DOTALL)
# Where a name ends that stands in a sentence.
_AROUND: Final = " .,;:\t\n\"'\u00ab\u00bb\u201e\u300c\u300d"


def strings_in(entry: EventEntry, message: str) -> tuple[str, ...]:
    """Get the insertion strings back out of a message.

    Returns:
        As many as the message gives; one that it does not give is empty where others follow.
    """
    text = " ".join(message[:_LONGEST].split())
    written = next(filter(None, (pattern.findall(text) for pattern in _THUMBPRINTS)), [])
    thumbprints = list(dict.fromkeys(found.replace(" ", "").upper() for found in written))
    found: dict[int, str] = {}
    for parameter, place in _places(entry):
        if parameter.type == "thumbprint" and not parameter.rendered:
            found[place] = thumbprints.pop(0) if thumbprints else ""
        elif parameter.line is not None:
            line = _line(message[:_LONGEST], parameter.line)
            found[place] = "\n".join(filter(None, (found.get(place), line)))
        else:
            # Where one of two can stand in a place, the other is not in the message.
            found[place] = _told(parameter, text) or found.get(place, "")
    told = [place for place, string in found.items() if string]
    strings = [found.get(place, "") for place in range(max(told, default=-1) + 1)]
    # What is counted from the end follows the others.
    counted = [place for place in told if place < 0]
    return (*strings, *(found.get(at, "") for at in range(min(counted, default=0), 0)))


def is_whole(entry: EventEntry, strings: tuple[str, ...]) -> bool:
    """Tell whether every parameter that a record of the event has is among the strings."""
    return all(
        parameter.optional or (place < len(strings) and strings[place])
        for parameter, place in _places(entry)
    )


def named_strings(entry: EventEntry, strings: tuple[str, ...]) -> dict[str, str]:
    """Give those of the strings that a message has, by the names that a record would have."""
    return {
        parameter.path[0] if parameter.path else parameter.name: strings[place]
        for parameter, place in _places(entry)
        if -len(strings) <= place < len(strings)
    }


def _places(entry: EventEntry) -> Iterator[tuple[Parameter, int]]:
    """Give the parameters that a message is looked through for, and which string each is."""
    following = 0
    for parameter in entry.parameters:
        if not parameter.in_message:
            continue
        place = following if parameter.position is None else parameter.position
        following = place + 1
        yield parameter, place


def _line(message: str, name: str) -> str:
    """Give the line `name=value` of a message, as its string has it; empty without one.

    Readers may have joined the lines of a message, so the next such name ends it, too.
    """
    found = re.search(rf"(?:^|\s)({re.escape(name)}=[^\r\n]*)", message, re.MULTILINE)
    return _NEXT_LINE.split(found[1], maxsplit=1)[0].strip() if found is not None else ""


def _told(parameter: Parameter, text: str) -> str:
    if parameter.rendered:
        found = re.search(parameter.rendered, text, re.IGNORECASE)
        if found is not None and found.lastindex is not None:
            string = found[found.lastindex].strip()
            # A page about the event, and a record without strings, show the place only.
            empty = _PLACEHOLDER.fullmatch(string) or _EATEN.fullmatch(string)
            return "" if empty else string
    if parameter.looks == "host-name":
        return _host(text)
    if parameter.looks == "connector":
        return _connector(text)
    if parameter.looks == "endpoint":
        endpoints = set(_ENDPOINT.findall(text))
        return endpoints.pop() if len(endpoints) == 1 else ""
    if parameter.looks == "distinguished-name":
        subject = _DISTINGUISHED.search(text)
        return subject[0].strip() if subject else ""
    return ""


def _connector(text: str) -> str:
    """Find the connector that a message is about.

    It stands after its word, where the name that is looked for follows; or it has a name that Setup
    gives; or it is the only thing in quotes.
    """
    if said := _before_the_name(text):
        return said
    found = {name[0] for name in _BY_SETUP.finditer(text)} or {
        name[1].strip()
        for name in _QUOTED.finditer(text)
        if not _HOST.search(name[1]) and not _PINNED.search(name[1]) and not _is_command(name[1])
    }
    return found.pop() if len(found) == 1 else ""


def _before_the_name(text: str) -> str:
    """Give what is called a connector between the two places of the name that is looked for."""
    name = _host(text)
    first = text.casefold().find(name.casefold()) if name else -1
    end = text.casefold().find(name.casefold(), first + len(name)) if first >= 0 else -1
    said = _AFTER_ITS_WORD.search(text[first:end]) if end > 0 else None
    found = said[1].strip(_AROUND) if said else ""
    return "" if ". " in found or _is_command(found) else found


def _is_command(text: str) -> bool:
    return _COMMAND.search(text) is not None


def _host(text: str) -> str:
    """Find the name that a message is about: the only one, or the only one that it repeats."""
    pinned = list(_PINNED.finditer(text))
    if len(pinned) > 1:
        return _common(text, pinned[0].start(), pinned[1].start())
    if pinned:
        return pinned[0][0]
    names = Counter(name.rstrip("-").casefold() for name in _HOST.findall(text))
    spelt = {name.casefold(): name for name in _HOST.findall(text)}
    often = [name for name, count in names.items() if count > 1]
    chosen = list(names) if len(names) == 1 else often
    return spelt.get(chosen[0], chosen[0]) if len(chosen) == 1 else ""


def _common(text: str, one: int, other: int) -> str:
    """Give what two places have in common: blanks in a name do not end it there."""
    size = 0
    limit = min(len(text) - other, other - one)
    while size < limit and text[one + size] == text[other + size]:
        size += 1
    return text[one : one + size].strip(_AROUND)
