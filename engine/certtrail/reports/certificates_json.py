"""Ledger, selections, what-if and renewals as JSON, as the verbs about certificates print them.

Each verb prints one of `CertificatesJson`, `SelectionsJson`, `WhatIfJson` and `RenewalsJson`, from
which `certificates.schema.json` is made. What is not known is null.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from certtrail.model.certificates_known import (
    ImpliedEnd,
    LedgerEntry,
    LifeEvent,
    Use,
)
from certtrail.model.fact import Evidence
from certtrail.model.kinds import (
    Amount,
    Channel,
    ConnectorName,
    DistinguishedName,
    DomainName,
    FileName,
    Host,
    Instant,
    Loose,
    MaybeThumbprint,
    Thumbprint,
    Word,
)
from certtrail.model.selected_certificates import (
    UNKNOWN,
    Direction,
    JudgedAs,
    JudgedCandidate,
    Offered,
    Selection,
    thumbprint_of,
)
from certtrail.text.instants import SECOND
from certtrail.text.message import Text


@dataclass(frozen=True, slots=True)
class PlaceJson:
    """A record, or a line of a text.

    Attributes:
        channel: the log's channel, `console` for pasted text.
        record_id: EventRecordID, or the line of a text.
        line: one line to paste.
    """

    file: FileName
    channel: Channel
    record_id: Amount
    line: Loose

    @classmethod
    def of(cls, one: Evidence) -> Self:
        """Describe evidence."""
        return cls(one.file, one.channel, one.record_id, one.line)


@dataclass(frozen=True, slots=True)
class KeyJson:
    """A private key; `why` says why it can be used, or not."""

    present: bool | None
    provider: Loose | None
    usable: bool | None
    why: Text


@dataclass(frozen=True, slots=True)
class LifeJson:
    """Something in the life of a certificate.

    Attributes:
        unplaced: the times are of the server's own clock, whose zone nobody knows.
    """

    time: Instant | None
    last: Instant | None
    what: Word
    told: Text
    count: Amount
    evidence: tuple[PlaceJson, ...]
    unplaced: bool

    @classmethod
    def of(cls, one: LifeEvent) -> Self:
        """Describe an event."""
        places = tuple(map(PlaceJson.of, one.evidence))
        return cls(one.time, one.last, one.what, one.told, one.count, places, one.unplaced)


@dataclass(frozen=True, slots=True)
class CertificateJson:
    """A certificate on one server.

    Attributes:
        server: empty where it is not known.
        thumbprint: null where a server presented it and only names and dates are told.
        exact_dates: false: the server's local time, taken for UTC.
        not_after_implied: the end that the countdown of 12017 or 12018 implies.
        utc_offset_hours: the server's UTC offset that the countdown shows, east positive.
        services: null where no export says it.
    """

    server: Host
    thumbprint: MaybeThumbprint
    subject: DistinguishedName | None
    issuer: DistinguishedName | None
    serial: Word | None
    self_signed: bool | None
    names: tuple[DomainName, ...] | None
    names_complete: bool | None
    not_before: Instant | None
    not_after: Instant | None
    exact_dates: bool | None
    not_after_implied: ImpliedEnd | None
    utc_offset_hours: float | None
    services: tuple[Loose, ...] | None
    status: Loose | None
    root_ca_type: Loose | None
    friendly_name: Loose | None
    key: KeyJson
    roles: tuple[Use, ...]
    life: tuple[LifeJson, ...]
    notes: tuple[Text, ...]

    @classmethod
    def of(cls, entry: LedgerEntry) -> Self:
        """Describe a certificate of the ledger."""
        known = entry.certificate
        not_after = None if known is None else known.not_after
        tells_services = known is not None and known.services is not None
        return cls(
            server=entry.server,
            thumbprint=entry.thumbprint,
            subject=entry.subject or None,
            issuer=entry.issuer or None,
            serial=None if known is None else known.serial,
            self_signed=None if known is None else known.self_signed,
            names=None if known is None else known.names,
            names_complete=None if known is None else known.names_complete,
            not_before=entry.start,
            not_after=None if not_after is None else not_after * SECOND,
            exact_dates=None if known is None else known.exact_dates,
            not_after_implied=entry.implied,
            utc_offset_hours=None if entry.utc_offset is None else entry.utc_offset / 3600,
            services=entry.services if tells_services else None,
            status=entry.status or None,
            root_ca_type=None if known is None else known.root_ca_type,
            friendly_name=None if known is None else known.friendly_name,
            key=KeyJson(
                present=None if known is None else known.has_private_key,
                provider=None if known is None else known.key_provider,
                usable=entry.key_usable,
                why=entry.key,
            ),
            roles=entry.uses,
            life=tuple(map(LifeJson.of, entry.life)),
            notes=entry.notes,
        )


@dataclass(frozen=True, slots=True)
class CertificatesJson:
    """What `certtrail certificates` prints."""

    certificates: tuple[CertificateJson, ...]

    @classmethod
    def of(cls, entries: Iterable[LedgerEntry]) -> Self:
        """Describe certificates."""
        return cls(tuple(map(CertificateJson.of, entries)))


@dataclass(frozen=True, slots=True)
class CandidateJson:
    """What became of a certificate: in the documented order, and in the model if it looked."""

    thumbprint: Thumbprint
    outcome: JudgedAs
    step: Text
    model_outcome: JudgedAs | None
    model_step: Text | None

    @classmethod
    def of(cls, one: JudgedCandidate) -> Self:
        """Describe a candidate."""
        model = (one.model_outcome or None, one.model_step or None)
        return cls(one.thumbprint, one.outcome, one.step, *model)


@dataclass(frozen=True, slots=True)
class SelectionJson:
    """What a connector, or the internal role, picks.

    Attributes:
        connector: empty for the internal role.
        asked_for: TlsCertificateName, host name or thumbprint; empty where unknown.
        documented, model: null: none, or not known; `documented_sure` and `model_sure` tell which.
    """

    server: Host
    direction: Direction
    connector: ConnectorName
    asked_for: DomainName
    documented: Thumbprint | None
    documented_sure: bool
    model: Thumbprint | None
    model_sure: bool
    offered: Offered
    disagree: bool
    notes: tuple[Text, ...]
    candidates: tuple[CandidateJson, ...]

    @classmethod
    def of(cls, one: Selection) -> Self:
        """Describe a selection."""
        return cls(
            server=one.server,
            direction=one.direction,
            connector=one.connector,
            asked_for=one.asked_for,
            documented=thumbprint_of(one.documented),
            documented_sure=one.documented != UNKNOWN,
            model=thumbprint_of(one.model),
            model_sure=one.model != UNKNOWN,
            offered=one.offered,
            disagree=one.disagree,
            notes=one.notes,
            candidates=tuple(map(CandidateJson.of, one.candidates)),
        )


@dataclass(frozen=True, slots=True)
class SelectionsJson:
    """What `certtrail select` prints."""

    selections: tuple[SelectionJson, ...]

    @classmethod
    def of(cls, found: Iterable[Selection]) -> Self:
        """Describe selections."""
        return cls(tuple(map(SelectionJson.of, found)))
