"""Servers of somebody else: everything that was read in; the same without what only a quoted mail
tells of servers that nothing else knows, out.

What a friend writes of his own server is no evidence of the customer's. It is set aside where all
of this holds: its events stand in a quoted mail of another organisation's; no server, certificate
or connector else has its name, its domain, or the domain of who wrote it; and there is other
evidence that names some, or the text calls it an example of a manual. A log of mail that goes there
names it, too, as it names every recipient.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.model.fact import Evidence, Fact
from certtrail.text.filters import UNNAMED
from certtrail.text.message import phrase
from certtrail.text.registered import registered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from certtrail.inputs.opened import Read
    from certtrail.inputs.quoted_mails import Quoted
    from certtrail.model.inventory import Inventory
    from certtrail.model.records import Records

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,8}", re.ASCII)
# A shorter one can be a part of any word.
_LABEL: Final = 4
# "The certificate for that FQDN has expired": its first string is the name.
_EXPIRED: Final = 12016
_EVENTS: Final = 5  # of one server named
_STEM: Final = re.compile(r"[a-z]{2,}|.*")


def without_strangers(reads: Sequence[Read]) -> list[Read]:
    """Set aside what is of somebody else's servers, and say so."""
    if not any(read.quoted for read in reads):
        return list(reads)
    quoted = (server for read in reads for part in read.quoted for server in part.servers)
    doubtful = {server.casefold() for server in quoted}
    known = _known((name for read in reads for name in _servers(read)), doubtful)
    carried = _known((name for read in reads for name in _names(read)), doubtful)
    stems = {_stem(name) for name in known}
    domains = {registered(name) for name in known | carried} - {""}
    reads = [_without_own_reports(read, reads) for read in reads]
    return [_without(read, stems, domains) if read.quoted else read for read in reads]


def _without_own_reports(read: Read, reads: Sequence[Read]) -> Read:
    """Leave a report's writer alone where a log of it is at hand that no mail quotes."""
    if not any(part.refuser for part in read.quoted):
        return read
    quoted = {name.casefold() for part in read.quoted if not part.refuser for name in part.servers}
    logged = {
        span.computer.casefold()
        for other in reads
        for span in other.report.spans
        if other is not read or span.computer.casefold() not in quoted
    }
    kept = (
        part
        for part in read.quoted
        if not (part.refuser and logged.intersection(map(str.casefold, part.servers)))
    )
    return replace(read, quoted=tuple(kept))


def _known(names: Iterable[str], doubtful: set[str]) -> set[str]:
    return {name.casefold() for name in names if name and name != UNNAMED} - doubtful


def _without(read: Read, stems: set[str], domains: set[str]) -> Read:
    found = []
    for part in read.quoted:
        strangers = sorted(one for one in part.servers if _is_strange(one, part, stems, domains))
        if strangers:
            found.append((part, strangers))
    return _set_aside(read, found) if found else read


def _is_strange(server: str, part: Quoted, stems: set[str], domains: set[str]) -> bool:
    """Tell whether nothing connects a server with the servers and the names at hand."""
    own = registered(server.casefold())
    sender = registered(part.sender)
    # An example is of nobody, whatever else is at hand.
    if not own or not (domains or part.example):
        return False
    # Of two names without addresses nobody knows whether they are colleagues; whom one quotes is
    # somebody else.
    unknown = not sender and part.again
    theirs = not unknown and sender == registered(part.outer) and not _names_it(part.sender, own)
    if not part.copied and (sender in domains or theirs):
        return False
    # A report has the inner names of servers, and what is at hand may have the outer ones.
    if part.refuser and _label(own) in map(_label, domains):
        return False
    return own not in domains and _stem(server.casefold()) not in stems


def _label(domain: str) -> str:
    """Give what its owner is called: contoso of contoso.com."""
    return domain.partition(".")[0]


def _names_it(sender: str, domain: str) -> bool:
    """Tell whether who wrote it, without an address, is called by the organisation of a domain."""
    label = _label(domain)
    return len(label) >= _LABEL and label in sender.casefold()


def _stem(name: str) -> str:
    """Give how a host's name begins, which the servers of one organisation often share."""
    found = _STEM.match(name.partition(".")[0])
    return found[0] if found else name


def _servers(read: Read) -> Iterator[str]:
    for part in _records(read):
        yield from set(part.computer)
    yield from (span.computer for span in read.report.spans)
    yield from (fact.server for fact in read.facts)
    yield from read.inventory.servers()


def _names(read: Read) -> Iterator[str]:
    """Give the names that certificates and connectors carry."""
    for one in read.inventory.certificates:
        yield from one.names or ()
        yield from _NAME.findall(one.subject or "")
    yield from (one.fqdn or "" for one in read.inventory.connectors)


def _records(read: Read) -> Iterator[Records]:
    yield from () if read.records is None else (read.records,)
    yield from () if read.local is None else (read.local.records,)


def _set_aside(read: Read, parts: Sequence[tuple[Quoted, Sequence[str]]]) -> Read:
    names = {name.casefold() for _, strangers in parts for name in strangers}
    lines = _lines(part for part, _ in parts)

    def kept(records: Records) -> Records:
        mask = np.array([one.casefold() not in names for one in records.computer], bool)
        return records.take(mask)

    def mine(server: str, evidence: Evidence) -> bool:
        quoted = evidence.channel == "console" and evidence.record_id in lines
        return server.casefold() not in names and not (quoted and not server)

    told = [_told(part, strangers) for part, strangers in parts]
    own = {
        server: {"expired_for": _expired(read, server), "events": _events(read, server)}
        for _, strangers in parts
        for server in strangers
    }
    found = [
        fact for part, strangers in parts for fact in _facts(read.report.name, part, strangers, own)
    ]
    report = replace(
        read.report,
        notes=(*read.report.notes, *told),
        spans=tuple(one for one in read.report.spans if one.computer.casefold() not in names),
    )
    local = read.local and replace(
        read.local,
        records=kept(read.local.records),
        spans=tuple(one for one in read.local.spans if one.computer.casefold() not in names),
        surroundings=None,
    )
    return replace(
        read,
        report=report,
        records=None if read.records is None else kept(read.records),
        local=local,
        surroundings=None,
        facts=(
            *(fact for fact in read.facts if all(mine(fact.server, one) for one in fact.evidence)),
            *found,
        ),
        inventory=_own(read.inventory, mine),
    )


def _own(inventory: Inventory, mine: Callable[[str, Evidence], bool]) -> Inventory:
    return replace(
        inventory,
        certificates=tuple(one for one in inventory.certificates if mine(one.server, one.evidence)),
        connectors=tuple(one for one in inventory.connectors if mine(one.server, one.evidence)),
        services=tuple(one for one in inventory.services if mine(one.server, one.evidence)),
        wildcards=tuple(one for one in inventory.wildcards if mine(one.server, one.evidence)),
    )


def _lines(parts: Iterable[Quoted]) -> set[int]:
    """Give the lines of all; a mail can quote another, and each line is gone over once."""
    lines: set[int] = set()
    done = 0
    for part in sorted(parts, key=lambda one: one.first):
        lines.update(range(max(part.first, done + 1), part.last + 1))
        done = max(done, part.last)
    return lines


def _told(part: Quoted, strangers: Sequence[str]) -> str:
    if part.refuser:
        return phrase(
            "Lines {first} to {last}: a report of non-delivery that {servers} wrote was not "
            "judged, as no server, certificate or connector here has that name or domain: a mail "
            "waited there for {refuser}, between servers of somebody else.",
            first=part.first,
            last=part.last,
            servers=", ".join(strangers),
            refuser=part.refuser,
        )
    if part.copied:
        return phrase(
            "Lines {first} to {last}: what is copied from elsewhere tells of {servers} and was not "
            "judged, as no server, certificate or connector here has that name or domain.",
            first=part.first,
            last=part.last,
            servers=", ".join(strangers),
        )
    return phrase(
        "Lines {first} to {last}: what a quoted mail from {sender} tells of {servers} was not "
        "judged, as no server, certificate or connector here has that name or domain.",
        first=part.first,
        last=part.last,
        servers=", ".join(strangers),
        sender=part.sender,
    )


def _expired(read: Read, server: str) -> str:
    """Give the name for which a server's own events say that its certificate has expired."""
    for part in _records(read):
        for number, computer, data in zip(part.event_id, part.computer, part.data, strict=True):
            named = isinstance(data, list) and data and isinstance(data[0], str)
            if number == _EXPIRED and computer == server and named and _NAME.fullmatch(data[0]):
                return str(data[0]).casefold()
    return ""


def _events(read: Read, server: str) -> str:
    """Name the events of a server that are quoted, each once: numbers with who wrote them."""
    found: dict[str, None] = {}
    for part in _records(read):
        for number, computer, by in zip(part.event_id, part.computer, part.provider, strict=True):
            if computer == server:
                found[f"{by} {number}"] = None
    named = tuple(found)
    more = f" and {len(named) - _EVENTS} more" if len(named) > _EVENTS else ""
    return ", ".join(named[:_EVENTS]) + more


def _facts(
    file: str, part: Quoted, strangers: Sequence[str], own: Mapping[str, Mapping[str, str]]
) -> Iterator[Fact]:
    what = f"a mail from {part.sender} is quoted" if part.sender else "it is copied from elsewhere"
    line = f"{file} line {part.first}: {what}"
    evidence = Evidence(None, "", "console", part.first, file, line)
    for name in strangers:
        known = {"name": part.sender, "refuser": part.refuser, **own[name]}
        fields = {"file": file, "peer": name, **{key: text for key, text in known.items() if text}}
        yield Fact("stranger-quoted", "", 0, fields, (evidence,))
