"""The tables of a diagnosis: certificates, what each connector picks, and what to renew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from certtrail.text.message import Text

NONE: Final = "none"
UNKNOWN: Final = "unknown"
DIRECTIONS: Final = ("inbound-starttls", "outbound", "internal")
OFFERS: Final = ("yes", "expired", "no", UNKNOWN)
OUTCOMES: Final = ("selected", "lost", "dropped", UNKNOWN)


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Something in the life of a certificate; `time` and `last` are ISO 8601 UTC, or empty."""

    time: str
    last: str
    told: Text
    count: int


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate on one server, as exports, logs and texts together tell of it.

    Attributes:
        server: as the report shows it; empty where not known.
        thumbprint: 40 upper-case hex digits.
        described: an export describes it; else all below but `ends` is empty.
        subject, issuer, status: as the export says.
        names, services: as the export says, sorted.
        start, ends: of its validity, ISO 8601 UTC; empty where not known.
        error_hours: how far off they may be, either way.
        key: what is known of its private key.
        roles: what it was used or meant for.
        life: the first events of its life; `more_life` is how many were too many to keep.
        notes: what does not fit together.
    """

    server: str
    thumbprint: str
    described: bool
    subject: str
    issuer: str
    names: tuple[str, ...]
    services: tuple[str, ...]
    status: str
    start: str
    ends: str
    error_hours: int
    key: Text
    roles: tuple[Text, ...]
    life: tuple[LifeEvent, ...]
    more_life: int
    notes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What became of one certificate in a selection, in the documented reading and in the model.

    Attributes:
        outcome, model_outcome: `selected`, `lost`, `dropped` or `unknown`; the model's is empty
            where it did not look at it.
    """

    thumbprint: str
    outcome: str
    step: Text
    model_outcome: str
    model_step: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """What a connector, or the internal role, of a server picks, and why.

    Attributes:
        server: as the report shows it.
        direction: `inbound-starttls`, `outbound` or `internal`.
        connector: its name; empty for the internal role.
        asked_for: the TlsCertificateName, host name or thumbprint looked for; empty where unknown.
        documented, model: the thumbprint that the reading picks, or `none`, or `unknown`.
        offered: whether TLS is offered with it: `yes`, `expired`, `no` or `unknown`.
        disagree: both readings are sure, and of different certificates.
        candidates: the first ones; `more_candidates` is how many were too many to keep.
    """

    server: str
    direction: str
    connector: str
    asked_for: str
    documented: str
    model: str
    offered: str
    disagree: bool
    notes: tuple[Text, ...]
    candidates: tuple[Candidate, ...]
    more_candidates: int


@dataclass(frozen=True, slots=True)
class PlannedRenewal:
    """A certificate in use that will expire, and the plan to renew it without stopping mail.

    Attributes:
        server: empty where it is not known.
        thumbprint: 40 upper-case hex digits.
        subject: empty where no export describes the certificate.
        expires: ISO 8601 UTC.
        error_hours: how far off `expires` may be, either way.
        roles: what it is used for.
        connectors: those that pick it.
        steps: numbered; a command stands between backticks.
        verify: the events that must no longer be logged for it.
    """

    server: str
    thumbprint: str
    subject: str
    expires: str
    error_hours: int
    roles: tuple[Text, ...]
    connectors: tuple[str, ...]
    steps: tuple[Text, ...]
    verify: tuple[int, ...]
