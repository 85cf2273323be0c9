"""Text that was read from a picture: what other evidence names in; the text repaired by it out.

Some letters and digits look alike. A thumbprint is only repaired to one that other evidence of the
case names, a server's name likewise; words that Exchange and Windows write in one way are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from certtrail.inputs.room import first_of
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.inputs.opened import Read

# Of those that look alike, one stands for all.
_ALIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "|": "1", "S": "5", "B": "8"})
_MOST_REPAIRS: Final = 2
_SHORTEST_HOST: Final = 4
_MOST_NOTES: Final = 20
_HEX: Final = frozenset("0123456789ABCDEF")
_NAMED: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{40}(?![0-9A-Za-z])")
_LIKE_ONE: Final = re.compile(r"(?<![0-9A-Za-z|])[0-9A-Za-z|]{40}(?![0-9A-Za-z|])")
_HOST: Final = re.compile(r"(?<![\w.|-])[\w|][\w|.-]{2,252}[\w|](?![\w|-])", re.ASCII)
_WORD: Final = re.compile(r"(?<![\w|])[A-Za-z0-9|]{3,40}(?![\w|])", re.ASCII)
_QUOTED: Final = re.compile(
    r"(['\"`]?)(?<![0-9A-Fa-f])([0-9A-Fa-f]{40})(?![0-9A-Fa-f])(['\"`]?)", re.ASCII
)
# Words that are written in one way only.
_WORDS: Final[list[str]] = re.findall(
    r"\w+",
    "AccessRules AuthMechanism Bindings CertificateDomains Classic DateInvalid DnsNameList Exchange"
    " FrontendTransport HasPrivateKey HubTransport IIS IMAP Information IsSelfSigned Issuer"
    " Microsoft MSExchange MSExchangeFrontEndTransport MSExchangeTransport NextHopDomain"
    " MSExchangeTransportDelivery MSExchangeTransportSubmission NotAfter NotBefore PendingRequest"
    " POP PublicKeySize Registry RevocationCheckFailure RootCAType SerialNumber Services SMTP"
    " STARTTLS Status Subject ThirdParty Thumbprint TlsCertificateName Transport TransportService"
    " Untrusted Valid WARNING Warning certificate configured connector connectors ephemeral expired"
    " external internal local personal precedence remote server servers store thumbprint transport",
)


@dataclass(frozen=True, slots=True)
class NamesElsewhere:
    """What evidence names.

    Attributes:
        thumbprints: 40 upper-case hex digits.
        hosts: servers, as written, with their domains and without.
    """

    thumbprints: frozenset[str]
    hosts: frozenset[str]

    @classmethod
    def of(cls, reads: Iterable[Read]) -> Self:
        """Collect what files name that are no pictures."""
        thumbprints: set[str] = set()
        hosts: set[str] = set()
        for read in reads:
            hosts |= set(_hosts(read))
            for text in _texts(read):
                thumbprints.update(found.upper() for found in _NAMED.findall(text))
        short = {host.partition(".")[0] for host in hosts}
        return cls(frozenset(thumbprints), frozenset(hosts | short))


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text, and what is to be said of it.

    Attributes:
        text: repaired.
        notes: what was taken for what, and what rests on the picture alone.
        problems: what cannot be used.
    """

    text: str
    notes: tuple[str, ...]
    problems: tuple[str, ...]


def repaired(text: str, names: NamesElsewhere) -> Repaired:
    """Repair what was read from a picture."""
    text = _WORD.sub(lambda found: _word(found[0]), text)
    hosts = {_alike(host): host for host in names.hosts if len(host) >= _SHORTEST_HOST}
    text = _HOST.sub(lambda found: _host(found[0], hosts), text)
    known = {_alike(thumbprint): thumbprint for thumbprint in names.thumbprints}
    taken: dict[str, str] = {}
    unread: dict[str, None] = {}

    def thumbprint(found: re.Match[str]) -> str:
        word: str = found[0]
        meant = known.get(_alike(word))
        if word.upper() in names.thumbprints:
            return word
        if meant is not None and _differences(word.upper(), meant) <= _MOST_REPAIRS:
            taken[word] = meant
            return meant
        if not set(word.upper()) <= _HEX and set(_alike(word)) <= _HEX:
            unread[word] = None
        return word

    text = _QUOTED.sub(_closed, _LIKE_ONE.sub(thumbprint, text))
    alone = {found.upper() for found in _NAMED.findall(text)} - names.thumbprints
    notes = [
        phrase("{word} was taken for {meant}, which other evidence names.", word=word, meant=meant)
        for word, meant in taken.items()
    ]
    if alone:
        notes.append(
            phrase(
                "Only the picture names these thumbprints; compare them with it: {thumbprints}.",
                thumbprints=sorted(alone),
            )
        )
    problems = [
        phrase("{word} is a thumbprint with a letter misread; paste it as text.", word=word)
        for word in unread
    ]
    return Repaired(
        text, tuple(first_of(notes, _MOST_NOTES)), tuple(first_of(problems, _MOST_NOTES))
    )


def _alike(word: str) -> str:
    """Write one letter for all that look alike.

    >>> _alike("Datelnvalid") == _alike("DateInvalid"), _alike("intemal") == _alike("internal")
    (True, True)
    """
    return word.upper().replace("RN", "M").translate(_ALIKE)


def _differences(word: str, meant: str) -> int:
    """Count the places where words differ; one letter for two is two places."""
    if len(word) != len(meant):
        return 2 * abs(len(word) - len(meant))
    return sum(one != other for one, other in zip(word, meant, strict=True))


_KNOWN: Final = {
    _alike(word): [one for one in _WORDS if _alike(one) == _alike(word)] for word in _WORDS
}


def _word(word: str) -> str:
    """Write a word as it is always written; how a sentence writes it is no mistake."""
    known = _KNOWN.get(_alike(word), [])
    if (word.islower() or word.istitle()) and word.casefold() in map(str.casefold, known):
        return word
    return min(known, key=lambda one: _differences(word, one), default=word)


def _host(word: str, hosts: dict[str, str]) -> str:
    meant = hosts.get(_alike(word))
    if meant is None or not 0 < _differences(word.upper(), meant.upper()) <= _MOST_REPAIRS:
        return word
    return meant


def _closed(found: re.Match[str]) -> str:
    """Put the same quotes around a thumbprint, of which a reader loses one."""
    quote = "'" if found[1] or found[3] else ""
    return f"{quote}{found[2]}{quote}"


def _texts(read: Read) -> Iterator[str]:
    if read.records is not None:
        yield from map(str, read.records.data)
    for fact in read.facts:
        yield from (value for value in fact.fields.values() if isinstance(value, str))
    inventory = read.inventory
    yield from (one.thumbprint for one in inventory.certificates)
    yield from (one.internal_thumbprint for one in inventory.services)


def _hosts(read: Read) -> Iterator[str]:
    if read.records is not None:
        yield from map(str, set(read.records.computer))
    yield from (fact.server for fact in read.facts if fact.server)
    yield from read.inventory.servers()
