"""The tables of a diagnosis: certificates, what each connector picks, and what to renew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from certtrail.model.annotations import OneOf
from certtrail.model.kinds import (
    Amount,
    ConnectorName,
    DistinguishedName,
    DomainName,
    Loose,
    MaybeHost,
    MaybeStamp,
    Stamp,
    Thumbprint,
    Word,
)
from certtrail.text.message import Text

NONE: Final = "none"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Something in the life of a certificate.

    Attributes:
        time: when it began, where that is known.
        last: when it was seen last.
        told: a short sentence.
        count: how many records tell it.
    """

    time: MaybeStamp
    last: MaybeStamp
    told: Text
    count: Amount


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate on one server, as exports, logs and texts together tell of it.

    Attributes:
        server: as the report shows it, where it is known.
        described: an export describes it; else all below but `ends` is empty.
        subject, issuer, status: as the export says.
        names: the DNS names that it is for, sorted.
        services: as Exchange writes them, sorted.
        start, ends: of its validity, where they are known.
        error_hours: how far off they may be, either way.
        key: what is known of its private key.
        roles: what it was used or meant for.
        life: the first events of its life; `more_life` is how many were too many to keep.
        notes: what does not fit together.
    """

    server: MaybeHost
    thumbprint: Thumbprint
    described: bool
    subject: DistinguishedName
    issuer: DistinguishedName
    names: tuple[DomainName, ...]
    services: tuple[Loose, ...]
    status: Loose
    start: MaybeStamp
    ends: MaybeStamp
    error_hours: Amount
    key: Text
    roles: tuple[Text, ...]
    life: tuple[LifeEvent, ...]
    more_life: Amount
    notes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What became of one certificate in a selection, in the documented reading and in the model.

    Attributes:
        outcome: in the documented order.
        step: why, in the documented order.
        model_outcome: in the model; empty where it does not look at it.
        model_step: why, in the model.
    """

    thumbprint: Thumbprint
    outcome: Annotated[str, OneOf(("selected", "lost", "dropped", "unknown"))]
    step: Text
    model_outcome: Annotated[str, OneOf(("selected", "lost", "dropped", "unknown", ""))]
    model_step: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """What a connector, or the internal role, of a server picks, and why.

    Attributes:
        server: as the report shows it, where it is known.
        direction: what a certificate is picked for.
        connector: its name; empty for the internal role.
        asked_for: the TlsCertificateName, host name or thumbprint looked for; empty where unknown.
        documented, model: the thumbprint that the reading picks, or `none`, or `unknown`.
        offered: whether TLS is offered with it.
        disagree: both readings are sure, and of different certificates.
        notes: what was assumed, and what is not known.
        candidates: the first ones, with why each wins or loses; `more_candidates` is how many were
            too many to keep.
    """

    server: MaybeHost
    direction: Annotated[str, OneOf(("inbound-starttls", "outbound", "internal"))]
    connector: ConnectorName
    asked_for: DomainName
    documented: Word
    model: Word
    offered: Annotated[str, OneOf(("yes", "expired", "no", "unknown"))]
    disagree: bool
    notes: tuple[Text, ...]
    candidates: tuple[Candidate, ...]
    more_candidates: Amount


@dataclass(frozen=True, slots=True)
class PlannedRenewal:
    """A certificate in use that will expire, and the plan to renew it without stopping mail.

    Attributes:
        server: as the report shows it, where it is known.
        subject: empty where no export describes the certificate.
        error_hours: how far off `expires` may be, either way.
        roles: what it is used for.
        connectors: those that pick it.
        steps: in order; a command stands between backticks.
        verify: ids of the events that must no longer be logged for it.
    """

    server: MaybeHost
    thumbprint: Thumbprint
    subject: DistinguishedName
    expires: Stamp
    error_hours: Amount
    roles: tuple[Text, ...]
    connectors: tuple[ConnectorName, ...]
    steps: tuple[Text, ...]
    verify: tuple[Amount, ...]
