"""What-if and renewals as JSON; see `certificates_json`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from certtrail.certificates.cmdlet_texts import CmdletText
from certtrail.certificates.what_if import SelectionChange, WhatIf
from certtrail.model.certificates_known import PlanStep, Renewal, RenewedFor
from certtrail.model.kinds import (
    Amount,
    Command,
    ConnectorName,
    DistinguishedName,
    DomainName,
    Host,
    Instant,
    Thumbprint,
)
from certtrail.model.selected_certificates import Direction, Offered, Selection, thumbprint_of
from certtrail.reports.certificates_json import SelectionJson
from certtrail.text.message import Text


@dataclass(frozen=True, slots=True)
class PickJson:
    """What a connector picks, in short."""

    asked_for: DomainName
    documented: Thumbprint | None
    model: Thumbprint | None
    offered: Offered

    @classmethod
    def of(cls, one: Selection) -> Self:
        """Describe a selection."""
        picks = thumbprint_of(one.documented), thumbprint_of(one.model)
        return cls(one.asked_for, *picks, one.offered)


@dataclass(frozen=True, slots=True)
class ChangeJson:
    """A connector of which the answer changes; `breaks`: TLS was offered, and is not any more."""

    server: Host
    direction: Direction
    connector: ConnectorName
    breaks: bool
    why: Text
    before: PickJson
    after: PickJson

    @classmethod
    def of(cls, one: SelectionChange) -> Self:
        """Describe a change."""
        return cls(
            server=one.after.server,
            direction=one.after.direction,
            connector=one.after.connector,
            breaks=one.breaks,
            why=one.why,
            before=PickJson.of(one.before),
            after=PickJson.of(one.after),
        )


@dataclass(frozen=True, slots=True)
class CommandsJson:
    """A step of the safe order; `risk` is empty where there is none in particular."""

    step: Text
    commands: tuple[Command, ...]
    risk: Text


@dataclass(frozen=True, slots=True)
class WhatIfJson:
    """What `certtrail what-if` prints.

    Attributes:
        edge_resubscription: servers whose Edge subscriptions must be made anew.
    """

    before: tuple[SelectionJson, ...]
    after: tuple[SelectionJson, ...]
    changes: tuple[ChangeJson, ...]
    warnings: tuple[CmdletText, ...]
    edge_resubscription: tuple[Host, ...]
    commands: tuple[CommandsJson, ...]
    notes: tuple[Text, ...]

    @classmethod
    def of(cls, found: WhatIf) -> Self:
        """Describe what operations would do."""
        return cls(
            before=tuple(map(SelectionJson.of, found.before)),
            after=tuple(map(SelectionJson.of, found.after)),
            changes=tuple(map(ChangeJson.of, found.changes)),
            warnings=found.warnings,
            edge_resubscription=found.edge,
            commands=tuple(CommandsJson(one.text, one.commands, one.risk) for one in found.steps),
            notes=found.notes,
        )


@dataclass(frozen=True, slots=True)
class RenewalJson:
    """A certificate that will expire, and the plan; `verify`: events that must not come again."""

    server: Host
    thumbprint: Thumbprint
    subject: DistinguishedName | None
    expires: Instant
    error_hours: Amount
    roles: tuple[Text, ...]
    connectors: tuple[RenewedFor, ...]
    steps: tuple[PlanStep, ...]
    verify: tuple[Amount, ...]

    @classmethod
    def of(cls, one: Renewal) -> Self:
        """Describe a renewal."""
        return cls(
            server=one.server,
            thumbprint=one.thumbprint,
            subject=one.subject or None,
            expires=one.expires,
            error_hours=one.error_hours,
            roles=one.roles,
            connectors=one.picked_by,
            steps=one.plan,
            verify=one.verify,
        )


@dataclass(frozen=True, slots=True)
class RenewalsJson:
    """What `certtrail renew` prints."""

    renewals: tuple[RenewalJson, ...]

    @classmethod
    def of(cls, planned: Iterable[Renewal]) -> Self:
        """Describe renewals."""
        return cls(tuple(map(RenewalJson.of, planned)))
