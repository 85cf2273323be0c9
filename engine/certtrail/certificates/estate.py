"""The estate: an inventory in; each server's store, connectors and settings by server out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from certtrail.certificates.by_end import ByEnd, Ending
from certtrail.certificates.dns_names import canonical
from certtrail.certificates.list_times import listed_at
from certtrail.certificates.places import ServerPlaces
from certtrail.certificates.store import Held, Store, joined
from certtrail.certificates.told_roles import disputed, told_roles, with_dispute
from certtrail.model.server_sorts import ANY_SORT
from certtrail.text.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.certificates.answered_prompts import AnsweredPrompt, Configured
    from certtrail.certificates.distinguished import Distinguished, TlsCertificateName
    from certtrail.certificates.told_roles import Told
    from certtrail.model.fact import Evidence
    from certtrail.model.inventory import Connector, Inventory, StoredCertificate
    from certtrail.model.server_sorts import ServerSort
    from certtrail.model.servers import Servers


@dataclass(frozen=True)
class Estate:
    """What is known of all servers.

    Attributes:
        stores: by server's name, sorted; "" holds what no export ascribes to a server.
        receive: the receive connectors by server.
        send: the send connectors, which belong to the organisation.
        loose: certificates from files of their own, which need not be in any store, by thumbprint.
        sorts: of each server of which that is known.
        wildcards: whether wildcards cover one level only, by (server, process, direction).
    """

    stores: Mapping[str, Store]
    receive: Mapping[str, tuple[Connector, ...]] = field(default_factory=dict)
    send: tuple[Connector, ...] = ()
    wildcards: Mapping[tuple[str, str, str], bool] = field(default_factory=dict)
    loose: Mapping[str, Held] = field(default_factory=dict)
    sorts: Mapping[str, ServerSort] = field(default_factory=dict)

    def sort(self, server: str) -> ServerSort:
        """Give the sort of a server, as far as evidence tells."""
        return self.sorts.get(server, ANY_SORT)

    def sending(self, server: str) -> list[Connector]:
        """Give the send connectors that are used on a server, as far as the exports tell."""
        told = self._sending.get(host_of(server), ())
        return [self.send[place] for place in sorted((*told, *self._sending.get(None, ())))]

    def tells_names(self, server: str) -> bool:
        """Tell whether of any connector of a server it is told what it looks for: without its
        TlsCertificateName, where the version has that, its Fqdn says nothing.
        """
        known = (*self.receive.get(server, ()), *self.sending(server))
        told = any(one.tls_certificate_name is not None for one in known)
        return told or (bool(known) and not self.sort(server).names_certificates)

    def is_source(self, connector: str, server: str) -> bool:
        """Tell whether a send connector, by its name, is used on a server, as far as it is told."""
        sources = self._sources.get(connector)
        return sources is not None and (not sources or host_of(server) in sources)

    def sources_of(self, connector: str) -> frozenset[str] | None:
        """Give the source servers of a send connector, none where they are not told."""
        return self._sources.get(connector)

    def bearing(self, name: TlsCertificateName) -> list[tuple[Store, Held]]:
        """Find the certificates of all stores that have the issuer and subject of a name."""
        found = (*self._by_subject.get(name.subject, ()), *self._by_subject.get(None, ()))
        return [(store, held) for store, held in found if name.names(held.subject, held.issuer)]

    def holding(self, thumbprint: str) -> list[Store]:
        """Find the stores that have a certificate."""
        return self._by_thumbprint.get(thumbprint, [])

    def with_key(self, thumbprint: str, but: str) -> list[str]:
        """Find the other servers that have a certificate with its key, by name."""
        return sorted(
            store.server
            for store in self.holding(thumbprint)
            if store.server not in ("", but)
            and (store.certificates or {})[thumbprint].stored.has_private_key is True
        )

    def named_in(self, held: Held) -> list[Store]:
        """Find the stores of the servers whose names a certificate carries."""
        labels = sorted({host_of(name) for name in held.names})
        found = (store for label in labels for store in self._by_label.get(label, ()))
        return [store for store in found if store.names_itself(held)]

    @cached_property
    def by_end(self) -> ByEnd[tuple[Store, Held]]:
        """The certificates of all stores by subject and end."""
        return ByEnd(
            Ending((store, held), held.subject, held.stored.not_after, held.stored.doubt)
            for store in self.stores.values()
            for held in store.all()
        )

    def called(self, host: str) -> str | None:
        """Find the server of a name in whatever case, as the report shows it."""
        return self._by_case.get(host.casefold())

    @cached_property
    def _by_case(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in self.stores:
            found.setdefault(name.casefold(), name)
        return found

    @cached_property
    def _sources(self) -> dict[str, frozenset[str]]:
        """The source servers of each send connector, by its name; none where they are not told."""
        return {one.name: _sources(one) for one in self.send}

    @cached_property
    def _sending(self) -> dict[str | None, list[int]]:
        """The places in `send` by source server; None has those of which it is not told."""
        found: dict[str | None, list[int]] = {}
        for place, one in enumerate(self.send):
            for server in _sources(one) or (None,):
                found.setdefault(server, []).append(place)
        return found

    @cached_property
    def _by_subject(self) -> dict[Distinguished | None, list[tuple[Store, Held]]]:
        found: dict[Distinguished | None, list[tuple[Store, Held]]] = {}
        for store in self.stores.values():
            for held in store.all():
                found.setdefault(held.subject, []).append((store, held))
        return found

    @cached_property
    def _by_thumbprint(self) -> dict[str, list[Store]]:
        found: dict[str, list[Store]] = {}
        for store in self.stores.values():
            for thumbprint in store.certificates or ():
                found.setdefault(thumbprint, []).append(store)
        return found

    @cached_property
    def _by_label(self) -> dict[str, list[Store]]:
        """The stores by the first label of the server's name."""
        found: dict[str, list[Store]] = {}
        for store in self.stores.values():
            if store.server:
                found.setdefault(host_of(canonical(store.server)), []).append(store)
        return found

    def with_store(self, store: Store) -> Estate:
        """Give the same estate with another store of one server."""
        return replace(self, stores={**self.stores, store.server: store})


@dataclass(frozen=True)
class Context:
    """What logs add to an inventory.

    Attributes:
        servers: which names are one server.
        lasts: when the logs of each server end, in seconds since 1970 UTC.
        at: the instant to judge; None for that of the exports: where a server's logs end, else
            where the last of all ends.
        internal: the configured internal certificate by server, as the last events name it.
        ignored: (server, thumbprint) of certificates whose SAN names Exchange ignores.
        answers: by server, how the question for the default certificate was answered last.
        auth: thumbprints of the AuthConfig's certificates, which sign tokens and nothing else.
    """

    servers: Servers
    lasts: Mapping[str, int] = field(default_factory=dict)
    at: int | None = None
    internal: Mapping[str, tuple[str, Evidence]] = field(default_factory=dict)
    ignored: frozenset[tuple[str, str]] = frozenset()
    answers: Mapping[str, AnsweredPrompt] = field(default_factory=dict)
    auth: frozenset[str] = frozenset()

    def instant(self, server: str) -> int | None:
        """Give the instant at which a server is judged; None where nothing tells the time."""
        if self.at is not None:
            return self.at
        return self.lasts.get(server, self._latest)

    @cached_property
    def _latest(self) -> int | None:
        return max(self.lasts.values(), default=None)


def estate_of(inventory: Inventory, context: Context) -> Estate:
    """Build the estate; what no export ascribes to a server belongs to the only one, if any."""
    place = ServerPlaces(inventory, context.servers, context.lasts)
    listed: dict[str, list[StoredCertificate]] = {}
    for described in inventory.certificates:
        if described.listed:
            file = described.evidence.file
            server = place.holding(described.server, described.thumbprint, file)
            signs = described.thumbprint in context.auth
            one = replace(described, auth=True) if signs else described
            listed.setdefault(server, []).append(one)
    receive: dict[str, list[Connector]] = {}
    for connector in _last(inventory.connectors, place):
        if connector.kind == "receive":
            receive.setdefault(place.of(connector.server), []).append(connector)
    told = told_roles(inventory, place, listed)
    internal = _internal(context, told)
    answered = {
        place.of(name): answer
        for name, answer in context.answers.items()
        if answer.changes(internal.get(place.of(name)))
    }
    internal |= {name: (one.since, (one.evidence,)) for name, one in answered.items()}
    send = tuple(one for one in _last(inventory.connectors, place) if one.kind == "send")
    sources = {place.of(name) for one in send for name in one.source_servers or ()}
    names = sorted({*listed, *receive, *internal, *context.lasts, *sources})
    return Estate(
        stores={
            name: Store(
                name,
                with_dispute(joined(listed[name], _ignored(context, name)), told.get(name, ()))
                if name in listed
                else None,
                *internal.get(name, (None, ())),
                listed_at(listed.get(name, ()), context.instant(name), context.at),
                any(one.whole_list for one in listed.get(name, ())),
                name in answered,
                () if name in answered or not disputed(told.get(name, ())) else told[name],
            )
            for name in names
        },
        receive={name: tuple(found) for name, found in sorted(receive.items())},
        send=send,
        wildcards={
            (place.of(one.server), one.process, one.direction): one.one_level
            for one in inventory.wildcards
        },
        loose=joined(one for one in inventory.certificates if not one.listed),
    )


def _sources(connector: Connector) -> frozenset[str]:
    return frozenset(map(host_of, connector.source_servers or ()))


def _ignored(context: Context, server: str) -> frozenset[str]:
    return frozenset(thumbprint for name, thumbprint in context.ignored if name == server)


def _last(connectors: Iterable[Connector], place: ServerPlaces) -> list[Connector]:
    """Keep of several descriptions of one connector the one that changed last, then says most."""
    best: dict[tuple[str, str, str], Connector] = {}
    for one in connectors:
        key = (one.kind, place.of(one.server) if one.kind == "receive" else "", one.name.casefold())
        known = best.get(key)
        if known is None or _says(one) > _says(known):
            best[key] = one
    return [best[key] for key in sorted(best)]


def _says(one: Connector) -> tuple[int, int, str, int]:
    told = (one.fqdn, one.tls_certificate_name, one.auth_mechanism, one.enabled, one.transport_role)
    # Of one session it is what it shows last.
    line = one.evidence
    return (one.changed or 0, sum(value is not None for value in told), line.file, line.record_id)


def _internal(context: Context, told: Mapping[str, Told]) -> dict[str, Configured]:
    """Find the configured internal certificate: by exports, else by events."""
    found: dict[str, Configured] = {
        server: (thumbprint, (evidence,))
        for server, (thumbprint, evidence) in context.internal.items()
    }
    for server, values in told.items():
        one = None if disputed(values) else values[0][0]
        found[server] = (one, tuple(line for _, line in values))
    return found
