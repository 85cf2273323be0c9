"""What is known of certificates: the ledger of all, and what to renew.

These values go from the stores and the plans to every output. A diagnosis has them as `kept` gives
them: every value on one line, of a long list the first ones, and without the fields that are
aside, which only the verbs about certificates show.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from certtrail.model.annotations import Key, Trait
from certtrail.model.fact import Evidence
from certtrail.model.inventory import StoredCertificate
from certtrail.model.kinds import (
    Amount,
    Command,
    ConnectorName,
    DistinguishedName,
    DomainName,
    Instant,
    Loose,
    MaybeHost,
    MaybeThumbprint,
    Thumbprint,
    Word,
)
from certtrail.model.plain_values import without_aside
from certtrail.model.selected_certificates import Direction
from certtrail.text.filters import clean
from certtrail.text.message import Text, sentences

_MOST_EVENTS: Final = 15
_MOST_NAMES: Final = 50


@dataclass(frozen=True, slots=True)
class ImpliedEnd:
    """An end of validity that a countdown implies.

    Attributes:
        error_hours: how far off it may be, either way.
    """

    at: Annotated[Instant, Key("time")]
    error_hours: Amount


@dataclass(frozen=True, slots=True)
class Use:
    """What a certificate was used or meant for.

    Attributes:
        role: `internal, configured`, `internal, in use`, `substitute`, `ephemeral`, `STARTTLS`,
            `remote`, `sent by` or `Auth`; the first two and `STARTTLS` with `before` behind them
            where another certificate has it by now.
        where: the process, connector or host name; host:port of `sent by`; empty where that is the
            server itself.
        first, last: where a source has a time.
        unplaced: they are of the server's own clock, whose zone nobody knows.
    """

    role: Word
    where: Loose
    first: Instant | None
    last: Instant | None
    unplaced: Annotated[bool, Trait.ADDED] = False


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Something in the life of a certificate; repeated records are one event with their last.

    Attributes:
        time: when it began, where that is known.
        last: when it was seen last.
        told: a short sentence.
        count: how many records tell it.
        what: the same as a short past tense.
        unplaced: the times are of the server's own clock, whose zone nobody knows.
    """

    time: Instant | None
    last: Instant | None
    told: Text
    count: Amount
    what: Annotated[Word, Trait.ASIDE] = ""
    evidence: Annotated[tuple[Evidence, ...], Trait.ASIDE] = ()
    unplaced: Annotated[bool, Trait.ADDED] = False


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A certificate on one server, as exports, logs and texts together tell of it.

    Attributes:
        server: as the report shows it, where it is known.
        thumbprint: empty where a server presented it and only names and dates are told.
        described: an export describes it; else all below but `ends` is empty.
        subject, issuer, status: as the export says.
        names: the DNS names that it is for, as the export says.
        services: as Exchange writes them, sorted.
        start, ends: of its validity, where they are known; an end that an export tells goes before
            one that a countdown implies.
        error_hours: how far off `ends` may be, either way.
        key: what is known of its private key.
        roles: what it was used or meant for.
        life: the first events of its life; `more_life` is how many were too many to keep.
        notes: what does not fit together.
        certificate: what exports say of it, joined; None where none describes it.
        implied: the end that 12017 or 12018 imply; None without a countdown.
        utc_offset: the server's UTC offset that the countdown shows against the true end, in
            seconds, east positive; None where one of them is missing.
        key_usable: whether its private key can be used; None where nothing tells.
        uses: each role with its place and time.
    """

    server: MaybeHost
    thumbprint: MaybeThumbprint
    described: bool
    subject: DistinguishedName
    issuer: DistinguishedName
    names: tuple[DomainName, ...]
    services: tuple[Loose, ...]
    status: Loose
    start: Instant | None
    ends: Instant | None
    error_hours: Amount
    key: Text
    roles: tuple[Text, ...]
    life: tuple[LifeEvent, ...]
    more_life: Amount
    notes: tuple[Text, ...]
    certificate: Annotated[StoredCertificate | None, Trait.ASIDE] = None
    implied: Annotated[ImpliedEnd | None, Trait.ASIDE] = None
    utc_offset: Annotated[int | None, Trait.ASIDE] = None
    key_usable: Annotated[bool | None, Trait.ASIDE] = None
    uses: Annotated[tuple[Use, ...], Trait.ASIDE] = ()

    def kept(self) -> LedgerEntry:
        """Give it as a diagnosis keeps it."""
        return replace(
            without_aside(self),
            subject=clean(self.subject),
            issuer=clean(self.issuer),
            names=tuple(map(clean, self.names[:_MOST_NAMES])),
            status=clean(self.status),
            life=tuple(map(without_aside, self.life[:_MOST_EVENTS])),
            more_life=max(0, len(self.life) - _MOST_EVENTS),
        )


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step of what an administrator has to do.

    Attributes:
        text: what to do and why, in a sentence.
        commands: to paste into the Exchange Management Shell; none where it has none, or where a
            value does not fit into one.
        risk: what can go wrong; empty where nothing special.
    """

    text: Text
    commands: tuple[Command, ...] = ()
    risk: Text = ""

    @property
    def whole(self) -> str:
        """The step as the remedies of rules are written, commands between backticks."""
        return sentences(self.text, *(f"`{command}`" for command in self.commands), self.risk)


@dataclass(frozen=True, slots=True)
class RenewedFor:
    """A connector for which a certificate is renewed.

    Attributes:
        by_tls_certificate_name: its TlsCertificateName finds the certificate, not its host name.
    """

    direction: Direction
    connector: ConnectorName
    by_tls_certificate_name: bool


@dataclass(frozen=True, slots=True)
class Renewal:
    """A certificate that will expire, and the plan to renew it without stopping mail.

    Attributes:
        server: as the report shows it, where it is known.
        subject: empty where no export describes the certificate.
        error_hours: how far off `expires` may be, either way.
        roles: what it is used for.
        connectors: those that pick it.
        steps: in order; a command stands between backticks.
        verify: ids of the events that must no longer be logged for it.
        picked_by: the connectors, with how each finds it.
        plan: the steps, with commands and risk apart.
    """

    server: MaybeHost
    thumbprint: Thumbprint
    subject: DistinguishedName
    expires: Instant
    error_hours: Amount
    roles: tuple[Text, ...]
    connectors: tuple[ConnectorName, ...]
    steps: tuple[Text, ...]
    verify: tuple[Amount, ...]
    picked_by: Annotated[tuple[RenewedFor, ...], Trait.ASIDE] = ()
    plan: Annotated[tuple[PlanStep, ...], Trait.ASIDE] = ()

    def kept(self) -> Renewal:
        """Give it as a diagnosis keeps it."""
        return replace(without_aside(self), subject=clean(self.subject))
