"""What stands around a certificate that is to be renewed, as its plan has to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from certtrail.certificates.store import Held
from certtrail.certificates.successors import Successors, is_gone

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from certtrail.model.certificates_known import LedgerEntry


@dataclass(frozen=True, slots=True)
class FoundBy:
    """What findings say of certificates, which a plan must not undo.

    Attributes:
        given_back: by server, what a finding gives the internal role back to.
        passed_over: by server and thumbprint of a private authority's certificate, the public one
            before which it is picked, and should not be.
        at_hand: by server, what its list has for the internal role.
        back_ends: by server, what its list has for the site Exchange Back End.
        begun: by server and thumbprint, what is to follow and lacks its key; empty where it was
            only asked for.
        enabled: by thumbprint, the servers on which a finding has it enabled for SMTP.
        client_names: by server and service, the host name that is set for POP or IMAP.
        let_go: (server, thumbprint) of what has ended and a finding lets go.
        ignored: (server, thumbprint) of what has more names than Exchange reads.
    """

    given_back: Mapping[str, str] = field(default_factory=dict)
    passed_over: Mapping[tuple[str, str], str] = field(default_factory=dict)
    at_hand: Mapping[str, str] = field(default_factory=dict)
    back_ends: Mapping[str, str] = field(default_factory=dict)
    begun: Mapping[tuple[str, str], str] = field(default_factory=dict)
    enabled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    client_names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    let_go: Collection[tuple[str, str]] = ()
    ignored: Collection[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class PlanContext:
    """Which other certificates and servers a plan has to know.

    Attributes:
        successor: what was already made to follow it, on its own server.
        elsewhere: the same on another server, from where it can be brought with its key.
        follows: what it was itself made to follow.
        holder: the thumbprint that is configured for the internal role; empty where not known.
        sharing: the other servers whose lists have the very same certificate.
        given_back: a finding gives the internal role back to the holder.
        public: a public one before which it is picked, as a finding says, and should not be.
        at_hand: another of the list that can take the internal role as it is; empty for none.
        back_end: another that the site Exchange Back End is bound to best; the holder where the
            list has none, unless it is known to be of a CA.
        begun: what is to follow it and lacks its key; empty where that was only asked for, None
            where nothing was begun.
        picks_known: it is known of every connector of the server what it picks.
        enabled_at: the servers on which a finding has it enabled for SMTP.
        client_names: by service, the host name that is set for POP or IMAP, where it was sent.
        past_limit: it has more names than Exchange reads, by its own event.
    """

    successor: LedgerEntry | None = None
    elsewhere: LedgerEntry | None = None
    follows: LedgerEntry | None = None
    holder: str = ""
    sharing: tuple[str, ...] = ()
    given_back: bool = False
    public: LedgerEntry | None = None
    at_hand: str = ""
    back_end: str = ""
    begun: str | None = None
    picks_known: bool = True
    enabled_at: tuple[str, ...] = ()
    client_names: Mapping[str, str] = field(default_factory=dict)
    past_limit: bool = False


class PlanContexts:
    """What stands around each certificate of a ledger."""

    def __init__(
        self, entries: Iterable[LedgerEntry], configured: Mapping[str, str], found_by: FoundBy
    ) -> None:
        """Look through a ledger.

        Args:
            entries: the whole ledger.
            configured: by server, the thumbprint that is configured, where that is known.
            found_by: what findings say of them.
        """
        every = tuple(entries)
        self._successors = Successors(every)
        self._configured = configured
        self._found_by = found_by
        self._entries = {(one.server, one.thumbprint): one for one in every}
        sharing: dict[str, set[str]] = {}
        for one in every:
            if one.server and one.described and not is_gone(one):
                sharing.setdefault(one.thumbprint, set()).add(one.server)
        self._sharing = {thumbprint: sorted(servers) for thumbprint, servers in sharing.items()}

    def of(self, entry: LedgerEntry) -> PlanContext:
        """Look around a certificate."""
        successor = self._successors.of(entry)
        found = self._found_by
        at_hand, back_end = (
            "" if each == entry.thumbprint else each
            for each in (
                found.at_hand.get(entry.server, ""),
                found.back_ends.get(entry.server, ""),
            )
        )
        return PlanContext(
            successor=successor,
            elsewhere=None if successor else self._successors.elsewhere(entry),
            follows=self._successors.before(entry),
            holder=self._configured.get(entry.server, ""),
            sharing=self._shared(entry),
            given_back=entry.server in found.given_back,
            public=self._entries.get(
                (
                    entry.server,
                    found.passed_over.get((entry.server, entry.thumbprint), ""),
                )
            ),
            at_hand=at_hand,
            back_end=back_end or self._own_holder(entry.server),
            begun=found.begun.get((entry.server, entry.thumbprint)),
            enabled_at=tuple(found.enabled.get(entry.thumbprint, ())),
            client_names={
                service: name
                for (server, service), name in found.client_names.items()
                if server == entry.server
            },
            past_limit=(entry.server, entry.thumbprint) in found.ignored,
        )

    def _own_holder(self, server: str) -> str:
        """Give what has the internal role, unless a CA signed it and renews it."""
        holder = self._configured.get(server, "")
        told = self._entries.get((server, holder))
        known = None if told is None else told.certificate
        return "" if known is not None and Held(known).self_signed is False else holder

    def _shared(self, entry: LedgerEntry) -> tuple[str, ...]:
        known = entry.certificate
        # A self-signed one on two servers is a clone's, and no reason to make a third.
        if known is None or not entry.server or Held(known).self_signed is not False:
            return ()
        return tuple(
            server for server in self._sharing.get(entry.thumbprint, ()) if server != entry.server
        )
