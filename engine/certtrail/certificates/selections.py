"""Selections: an estate in; which certificate each connector and the internal role pick out."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.certificates.candidates import Lookup
from certtrail.certificates.distinguished import TlsCertificateName
from certtrail.certificates.documented_reading import DocumentedReading
from certtrail.certificates.internal import internal_answers
from certtrail.certificates.picking import answer
from certtrail.certificates.reading_2013 import Reading2013
from certtrail.model.selected_certificates import (
    NO_ANSWERS,
    NO_CERTIFICATE,
    UNKNOWN,
    Answer,
    Answers,
    Direction,
    Judged,
    Selection,
)
from certtrail.text.message import clauses, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from certtrail.certificates.candidates import Candidate, Reading
    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Store
    from certtrail.model.inventory import Connector

# A store with more certificates than that does not list those that have nothing to do with a host.
_LISTED: Final = 40
_JUDGED: Final = 100
"""So many certificates of a server are judged for a name; the oldest server has a few dozen."""
_CROWDED: Final = phrase(
    "over {most} certificates of the server carry the name, so which one is picked was not worked "
    "out",
    most=_JUDGED,
)
_MAY_BE: Final = phrase("may be selected: the list does not show all of the store")
_NO_SOURCES: Final = phrase(
    "its source servers are not in the export; this server may be none of them"
)
_NOT_LISTED: Final = phrase("no export lists this server's certificates")
_SOME_LISTED: Final = phrase(
    "only some of this server's certificates are listed, so another may be picked"
)
READINGS: Final[tuple[DocumentedReading, Reading2013]] = (DocumentedReading(), Reading2013())


def selections_of(estate: Estate) -> list[Selection]:
    """Select for every receive connector, send connector and internal role, sorted."""
    found: list[Selection] = []
    for name, store in estate.stores.items():
        search = Search(store)
        found += [
            inbound(search, one, _one_level(estate, name, one))
            for one in estate.receive.get(name, ())
        ]
        found += [
            outbound(search, one, estate.wildcards.get((name, "EdgeTransport", "send")))
            for one in estate.sending(name)
            if store.known or one.source_servers
        ]
        if store.known or store.internal is not None:
            found.append(internal(search))
    return found


def in_use(estate: Estate, found: Iterable[Selection]) -> list[Selection]:
    """Leave out what is selected for a connector that is disabled: it serves nobody."""
    off = {
        (server, Direction.INBOUND, one.name)
        for server, listed in estate.receive.items()
        for one in listed
        if one.enabled is False
    }
    off |= {("", Direction.OUTBOUND, one.name) for one in estate.send if one.enabled is False}
    return [
        one
        for one in found
        if (one.server, one.direction, one.connector) not in off
        and ("", one.direction, one.connector) not in off
    ]


def _one_level(estate: Estate, server: str, connector: Connector) -> bool | None:
    front = (connector.transport_role or "").casefold() == "frontendtransport"
    process = "MSExchangeFrontEndTransport" if front else "EdgeTransport"
    return estate.wildcards.get((server, process, "receive"))


class Search:
    """Searches one store; each question is answered once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.at = store.at
        self.by_host = lru_cache(maxsize=None)(self._by_host)
        self.by_name = lru_cache(maxsize=None)(self._by_name)
        self.is_crowded = lru_cache(maxsize=None)(self._is_crowded)
        self._alike: dict[tuple[object, ...], tuple[Answer, Answer]] = {}

    @property
    def host(self) -> str:
        """The server's fully qualified name; empty where it is not known."""
        return self.store.server if "." in self.store.server else ""

    def _is_crowded(self, asked: str) -> bool:
        """Tell whether more certificates carry a host's name, or a subject, than are judged."""
        wanted = TlsCertificateName.read(asked)
        if wanted is None:
            return self.store.count_named(asked) > _JUDGED
        return len(self.store.with_subject(wanted.subject)) > _JUDGED

    def _by_host(self, host: str, one_level: bool | None) -> Answers:
        if not self.store.known or not host or self.is_crowded(host):
            return NO_ANSWERS
        lookup = Lookup(host, self.at, one_level)
        found = self.store.named(host)
        # Hosts that the same certificates cover in the same way have one answer, but where the name
        # itself is looked at again.
        own = host if any(held.ignored_names for held, _ in found) else ""
        alike = (own, one_level, *((held.thumbprint, match) for held, match in found))
        if alike not in self._alike:
            self._alike[alike] = self._judged(
                lookup,
                lambda reading: [reading.candidate(held, match, lookup) for held, match in found],
            )
        return self._answers(self._alike[alike], _no_match(host), [])

    def _by_name(self, text: str) -> Answers:
        wanted = TlsCertificateName.read(text)
        if not self.store.known or wanted is None or self.is_crowded(text):
            return NO_ANSWERS
        lookup = Lookup(None, self.at, None)
        found, others, another = [], [], phrase("its issuer is another")
        for held in self.store.with_subject(wanted.subject):
            if wanted.names(held.subject, held.issuer) is False:
                others.append(Judged(held.thumbprint, "dropped", another))
            else:
                found.append(held)
        judged = self._judged(
            lookup,
            lambda reading: [reading.candidate(held, None, lookup) for held in found],
        )
        return self._answers(judged, phrase("its subject is another"), others)

    def _judged(
        self, lookup: Lookup, candidates: Callable[[Reading], list[Candidate]]
    ) -> tuple[Answer, Answer]:
        """Let both readings judge."""
        documented, model = (self._open(answer(one, candidates(one), lookup)) for one in READINGS)
        return documented, model

    def _answers(
        self, judged: tuple[Answer, Answer], no_match: str, others: list[Judged]
    ) -> Answers:
        documented, model = judged
        rest = self._rest(documented, no_match, others)
        if {one.thumbprint for one in documented.judged} == {
            one.thumbprint for one in model.judged
        }:
            return Answers(_with(documented, rest), _with(model, rest))
        return Answers(_with(documented, rest), _with(model, self._rest(model, no_match, others)))

    def _open(self, found: Answer) -> Answer:
        """Leave room for certificates that a list of some does not show."""
        if self.store.whole:
            return found
        judged = tuple(
            replace(one, outcome="unknown", step=_MAY_BE) if one.outcome == "selected" else one
            for one in found.judged
        )
        return Answer(found.picks | {"?"}, found.offered | {"yes", "no"}, judged)

    def _rest(self, found: Answer, no_match: str, others: list[Judged]) -> tuple[Judged, ...]:
        """Give the certificates that have nothing to do with the question, where they are few."""
        certificates = self.store.certificates or {}
        if len(certificates) > _LISTED:
            return tuple(others)
        seen = {one.thumbprint for one in (*found.judged, *others)}
        rest = (Judged(one, "dropped", no_match) for one in certificates if one not in seen)
        return (*others, *rest)


@lru_cache(maxsize=4096)
def _no_match(host: str) -> str:
    """Say why a certificate is dropped; each server says the same of one host."""
    return phrase("its names do not match {host}", host=host)


def _with(found: Answer, rest: tuple[Judged, ...]) -> Answer:
    return Answer(found.picks, found.offered, (*found.judged, *rest))


def inbound(search: Search, connector: Connector, one_level: bool | None) -> Selection:
    """Select for a receive connector."""
    if connector.tls is False:
        why = phrase("its AuthMechanism has no Tls, so STARTTLS is not offered")
        return _selection(search, Direction.INBOUND, connector, "", NO_CERTIFICATE, (why,))
    asked, answers, notes = _asked(search, connector, one_level)
    if connector.tls is None:
        notes += (
            phrase("its AuthMechanism is not in the export, so STARTTLS may not be offered at all"),
        )
    notes += _disabled(connector)
    made = _selection(search, Direction.INBOUND, connector, asked, answers, notes)
    if connector.enabled is False:
        return replace(made, offered="no")
    return made if connector.tls is not None else replace(made, offered=UNKNOWN)


def outbound(search: Search, connector: Connector, one_level: bool | None) -> Selection:
    """Select for a send connector on one of its servers."""
    if connector.ignore_starttls:
        why = phrase("it ignores STARTTLS, so no certificate is used")
        return _selection(search, Direction.OUTBOUND, connector, "", NO_CERTIFICATE, (why,))
    asked, answers, notes = _asked(search, connector, one_level)
    if not connector.source_servers:
        notes += (_NO_SOURCES,)
    notes += _disabled(connector)
    return _selection(search, Direction.OUTBOUND, connector, asked, answers, notes)


def _disabled(connector: Connector) -> tuple[str, ...]:
    return (phrase("it is not enabled"),) if connector.enabled is False else ()


def _asked(
    search: Search, connector: Connector, one_level: bool | None
) -> tuple[str, Answers, tuple[str, ...]]:
    name, fqdn = connector.tls_certificate_name, connector.fqdn
    if name:
        malformed = TlsCertificateName.read(name) is None
        notes = (
            (phrase("its TlsCertificateName is not of the form <I>issuer<S>subject"),)
            if malformed
            else ()
        )
        return name, search.by_name(name), notes or _crowded(search, name)
    host = fqdn or (search.host if fqdn == "" else "")
    if name is None:
        told = phrase("if it is not set, {host} is looked for", host=host) if host else ""
        note = clauses(phrase("its TlsCertificateName is not in the export"), told)
        return "", NO_ANSWERS, (note,)
    if not host:
        missing = (
            phrase("its Fqdn is not in the export")
            if fqdn is None
            else phrase("the server's full name is not in the export")
        )
        return "", NO_ANSWERS, (missing,)
    return host, search.by_host(host, one_level), _crowded(search, host)


def _crowded(search: Search, asked: str) -> tuple[str, ...]:
    return (_CROWDED,) if search.is_crowded(asked) else ()


def internal(search: Search) -> Selection:
    """Select for the internal role (X-ANONYMOUSTLS, direct trust)."""
    store = search.store
    answers, notes = internal_answers(search)
    return Selection.of(
        store.server,
        Direction.INTERNAL,
        "",
        store.internal or "",
        answers,
        notes,
        store.internal_evidence,
    )


def _selection(
    search: Search,
    direction: Direction,
    connector: Connector,
    asked: str,
    answers: Answers,
    notes: tuple[str, ...],
) -> Selection:
    evidence = (connector.evidence,)
    told = (*_unlisted(search.store), *notes)
    server = search.store.server
    return Selection.of(server, direction, connector.name, asked, answers, told, evidence)


def _unlisted(store: Store) -> tuple[str, ...]:
    if not store.known:
        return (_NOT_LISTED,)
    if not store.whole:
        return (_SOME_LISTED,)
    return ()
