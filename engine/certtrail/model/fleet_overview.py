"""What many servers show together: values that are worked out of a diagnosis, and saved nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from certtrail.model.kinds import (
    Amount,
    DistinguishedName,
    FindingId,
    Host,
    Instant,
    Loose,
    RuleId,
    Thumbprint,
    Word,
)
from certtrail.model.vocabulary import Severity, Verdict
from certtrail.text.message import Text


@dataclass(frozen=True, slots=True)
class LookFirst:
    """A server to look at before others, and why.

    Attributes:
        finding: the gravest that is open there.
        since: when that began, as far as its evidence tells.
        unplaced: `since` is of the server's own clock, whose zone nobody knows.
        ends: when the first certificate in use there will end; none where none is known to.
        error_hours: how far off `ends` may be, either way.
        alike: further servers on which the same rule found something that is open.
    """

    server: Host
    verdict: Verdict
    severity: Severity
    rule: RuleId
    finding: FindingId
    title: Text
    since: Instant | None
    unplaced: bool
    ends: Instant | None
    error_hours: Amount
    alike: Amount


@dataclass(frozen=True, slots=True)
class ActBefore:
    """What was done, by an administrator or a restart, before it began on most servers of a wave.

    Attributes:
        what: a short sentence; what is not the same on all of them is left out.
        servers: on how many.
        first, last: when, on the first and on the last of them.
    """

    what: Text
    servers: Amount
    first: Instant
    last: Instant


@dataclass(frozen=True, slots=True)
class Struck:
    """A server of a wave, and when it began there."""

    server: Host
    at: Instant


@dataclass(frozen=True, slots=True)
class Wave:
    """The same finding that began on several servers within a short time.

    Attributes:
        title: of the first of the findings.
        severity: the worst of them.
        thumbprint: the first that they name, where it is the same on all; else empty.
        servers: in the order of time.
        act: what went before on most of them; none where the evidence shows nothing.
    """

    rule: RuleId
    title: Text
    severity: Severity
    thumbprint: Word
    servers: tuple[Struck, ...]
    act: ActBefore | None


@dataclass(frozen=True, slots=True)
class RoleCount:
    """On how many servers a certificate has a role."""

    role: Text
    servers: Amount


@dataclass(frozen=True, slots=True)
class OnManyServers:
    """One certificate that several servers have or use.

    Attributes:
        subject: empty where no list describes it.
        servers: sorted.
        ends: of its validity, where that is known.
        error_hours: how far off `ends` may be, either way.
        services: what it is enabled for on any of them, sorted.
        roles: the most frequent first.
    """

    thumbprint: Thumbprint
    subject: DistinguishedName
    servers: tuple[Host, ...]
    ends: Instant | None
    error_hours: Amount
    services: tuple[Loose, ...]
    roles: tuple[RoleCount, ...]


@dataclass(frozen=True, slots=True)
class ExpiryMonth:
    """What of all servers ends in a month of UTC.

    Attributes:
        starts: the first instant of the month.
        certificates: how many thumbprints.
        servers: that use one of them, sorted.
        subjects: of the certificates that most servers use, those first; none where no list
            describes any.
    """

    starts: Instant
    certificates: Amount
    servers: tuple[Host, ...]
    subjects: tuple[DistinguishedName, ...]


@dataclass(frozen=True, slots=True)
class EndedEarly:
    """A server whose logs end long before most others' do."""

    server: Host
    last: Instant


@dataclass(frozen=True, slots=True)
class FleetOverview:
    """What many servers show together.

    Attributes:
        look_first: at most ten, in order.
        waves: the gravest first, then by how many servers.
        shared: certificates on several servers, those on most first.
        ended: what is in use and has ended by the time that is judged by; none for nothing.
        months: in order; months without an end are left out.
        ended_early: the earliest first.
        without_logs: servers that others' evidence or a list names, with no log of their own.
        usual_end: when most servers' logs end; none without logs.
    """

    look_first: tuple[LookFirst, ...]
    waves: tuple[Wave, ...]
    shared: tuple[OnManyServers, ...]
    ended: ExpiryMonth | None
    months: tuple[ExpiryMonth, ...]
    ended_early: tuple[EndedEarly, ...]
    without_logs: tuple[Host, ...]
    usual_end: Instant | None
