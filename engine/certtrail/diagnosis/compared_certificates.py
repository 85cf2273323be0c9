"""Stores, connectors and selections of several servers in; what is compared of them out.

Each server has certificates of its own by nature, so these are compared by what they are for, and
only those that two servers have by their thumbprints.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from certtrail.certificates.mentions import PRESENTED
from certtrail.diagnosis.compared_connectors import NO_CONNECTOR
from certtrail.diagnosis.in_role import IN_USE, in_role, stand_in
from certtrail.diagnosis.side_values import Side, sides
from certtrail.facts.capabilities import CERTIFICATES, CONFIGURED, CONNECTORS, capability
from certtrail.model.selected_certificates import NONE, UNKNOWN, Direction
from certtrail.model.server_differences import Topic
from certtrail.text.instants import reckoned
from certtrail.text.languages import noted
from certtrail.text.message import clauses, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certtrail.certificates.store import Held, Store
    from certtrail.diagnosis.analysis import Analysis
    from certtrail.diagnosis.side_values import OwnNames
    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.selected_certificates import Selection
    from certtrail.model.server_differences import ComparedThing

# What Windows makes for its web management service, of each server.
_BY_WINDOWS: Final = re.compile(r"CN=WMSvc-(?:SHA2-)?", re.IGNORECASE)
_OF_ITS_OWN: Final = phrase("a certificate of its own")
_NOT_THERE: Final = phrase("not in its store")
_CHOSEN_ONES: Final = phrase("a list of all its certificates: the one at hand shows only some")
_SELECTED_FOR: Final = {
    Direction.INBOUND: noted("The certificate of {connector} for STARTTLS"),
    Direction.OUTBOUND: noted("The certificate of {connector} towards others"),
    Direction.INTERNAL: noted("The certificate for traffic between servers"),
}


class ComparedCertificates:
    """Compares what the exports of certificates and connectors say."""

    def __init__(self, analysis: Analysis, servers: Sequence[str], own: OwnNames) -> None:
        """Take what was read.

        Args:
            analysis: what it says.
            servers: that are compared.
            own: writes a server's texts without its name.
        """
        self._analysis = analysis
        self._servers = servers
        self._own = own
        stores = analysis.estate.stores
        self._stores: dict[str, Store] = {name: stores[name] for name in servers if name in stores}
        # One that several servers have, or are told to have, is known by its thumbprint.
        told = {(one.server, one.thumbprint) for one in analysis.ledger if not _only_met(one)}
        told |= {
            (name, each) for name, one in self._stores.items() for each in one.certificates or ()
        }
        told |= {(name, one.internal or "") for name, one in self._stores.items()}
        self._in_role = in_role(analysis.facts.facts)
        compared = frozenset(servers)
        holders = Counter(each for server, each in told if server in compared and each)
        self._shared = {each for each, number in holders.items() if number > 1}

    def named(self, thumbprint: str) -> Side:
        """Say which certificate it is."""
        if thumbprint in self._shared:
            return Side(phrase("{thumbprint}", thumbprint=thumbprint), thumbprint)
        return Side(_OF_ITS_OWN, "own")

    def internal(self) -> ComparedThing:
        """Compare which internal transport certificate is configured."""

        def look(server: str) -> Side | str:
            store = self._stores.get(server)
            if store is None or store.internal is None:
                return capability(CONFIGURED)
            if not store.internal:
                return Side(phrase("none is configured"), "none")
            says, key = self.named(store.internal)
            if store.known and store.whole and store.internal not in (store.certificates or ()):
                return Side(phrase("{name}, which is not in its store", name=says), (key, "lost"))
            return Side(says, key)

        what = phrase("The configured internal transport certificate")
        return sides(self._servers, look).thing(Topic.INTERNAL, what)

    def certificates(self) -> Iterator[ComparedThing]:
        """Compare the stores: those that several have, then those of their own by their subject."""
        known = {name: store for name, store in self._stores.items() if store.known}
        shared: dict[str, str] = {}
        own: dict[str, dict[str, list[Held]]] = {}
        for server, store in known.items():
            for held in store.all():
                subject = held.stored.subject or ""
                if held.thumbprint in self._shared:
                    shared[held.thumbprint] = shared.get(held.thumbprint) or subject
                else:
                    mine = own.setdefault(self._subject(server, subject), {})
                    mine.setdefault(server, []).append(held)
        for thumbprint, subject in sorted(shared.items()):
            yield self._certificate(thumbprint, subject)
        for subject, holders in sorted(own.items()):
            if len(holders) > 1 and subject:
                yield self._of_each(subject, holders)
            else:
                for held in (held for group in holders.values() for held in group):
                    yield self._certificate(held.thumbprint, held.stored.subject or "")
        if not known:
            lacking = capability(CERTIFICATES)
            what = phrase("The certificates")
            yield sides(self._servers, lambda _: lacking).thing(Topic.CERTIFICATE, what)

    def _subject(self, server: str, subject: str) -> str:
        """Write a subject without its server's name, which may stand behind a hyphen."""
        made = _BY_WINDOWS.match(subject)
        begin = made.end() if made is not None else 0
        return subject[:begin] + self._own(server, subject[begin:])

    def _certificate(self, thumbprint: str, subject: str) -> ComparedThing:
        def shown(store: Store) -> Side | None:
            held = (store.certificates or {}).get(thumbprint)
            return None if held is None else _state(held, store)

        what: str = phrase("Certificate {thumbprint}", thumbprint=thumbprint)
        if subject:
            what = phrase(
                "Certificate {thumbprint} ({subject})", thumbprint=thumbprint, subject=subject
            )
        return self._in_stores(shown, what)

    def _of_each(self, subject: str, holders: dict[str, list[Held]]) -> ComparedThing:
        def shown(store: Store) -> Side | None:
            mine = sorted(_state(held, store) for held in holders.get(store.server, ()))
            if not mine:
                return None
            return Side(clauses(*(says for says, _ in mine)), tuple(key for _, key in mine))

        what = phrase("Each server's own certificate ({subject})", subject=subject)
        return self._in_stores(shown, what)

    def _in_stores(self, shown: Callable[[Store], Side | None], what: str) -> ComparedThing:
        def look(server: str) -> Side | str:
            store = self._stores.get(server)
            if store is None or not store.known:
                return capability(CERTIFICATES)
            absent = Side(_NOT_THERE, "absent") if store.whole else _CHOSEN_ONES
            return shown(store) or absent

        return sides(self._servers, look).thing(Topic.CERTIFICATE, what)

    def selections(self) -> Iterator[ComparedThing]:
        """Compare what each connector and the internal role pick."""
        found: dict[tuple[Direction, str], dict[str, Selection]] = {}
        compared = frozenset(self._servers)
        for one in self._analysis.chosen:
            if one.server in compared:
                key = one.direction, self._own(one.server, one.connector)
                found.setdefault(key, {})[one.server] = one
        for (direction, connector), picked in sorted(found.items()):

            def look(
                server: str,
                picked: dict[str, Selection] = picked,
                direction: Direction = direction,
            ) -> Side | str:
                if direction is Direction.INTERNAL and server in self._in_role:
                    return self._used(server)
                if server in picked:
                    return self._picked(picked[server])
                store = self._stores.get(server)
                if store is None or not store.known:
                    return capability(CERTIFICATES)
                if not self._analysis.estate.receive.get(server):
                    return capability(CONNECTORS)
                return Side(NO_CONNECTOR, "absent")

            what = phrase(_SELECTED_FOR[direction], connector=connector)
            yield sides(self._servers, look).thing(Topic.SELECTION, what)

    def _used(self, server: str) -> Side:
        """Say what has the internal role by the events, whatever is configured."""
        told = self._in_role[server]
        return self.named(told.thumbprint) if told.state == IN_USE else stand_in(told)

    def _picked(self, one: Selection) -> Side | str:
        if one.documented == UNKNOWN:
            return phrase("what it picks cannot be told")
        if one.documented == NONE and one.model not in (NONE, UNKNOWN):
            # Learn and the model differ, and no event tells which of them is so.
            model = phrase("none by Learn, {name} by the model", name=self.named(one.model).says)
            return Side(model, (NONE, one.model))
        picked = Side(phrase("none"), NONE)
        if one.documented != NONE:
            picked = self.named(one.documented)
        says, key = picked
        if one.offered == "expired":
            return Side(phrase("{name}, which has expired", name=says), (key, one.offered))
        if one.offered == "no" and one.documented != NONE:
            return Side(phrase("{name}, but offers no TLS", name=says), (key, one.offered))
        return picked


def _only_met(one: LedgerEntry) -> bool:
    """Tell what a server only met as a peer's, or at another machine that was asked."""
    roles = {use.role for use in one.uses}
    return not one.described and bool(roles) and roles <= {PRESENTED, "remote"}


def _state(held: Held, store: Store) -> Side:
    """Say what a certificate is enabled for, and what is wrong with it."""
    stored = held.stored
    services = ", ".join(sorted(stored.services or ()))
    says = [
        phrase("its services are not told")
        if stored.services is None
        else phrase("enabled for {services}", services=services)
        if services
        else phrase("enabled for nothing")
    ]
    expired = store.at is not None and stored.not_after is not None and stored.not_after <= store.at
    lost = stored.has_private_key is False or stored.key_test in ("missing", "failed")
    status = "" if stored.status in (None, "Valid") else str(stored.status)
    if expired and stored.not_after is not None:
        says.append(phrase("expired at {time|time}", time=reckoned(stored.not_after)))
    if lost:
        says.append(phrase("its private key is missing or cannot be used"))
    if status and not expired:
        says.append(phrase("status {status}", status=status))
    return Side(clauses(*says), (services, str(stored.services is None), expired, lost, status))
