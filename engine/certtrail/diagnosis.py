"""The diagnosis: everything a report shows, as frozen values that save to JSON and load again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.vocabulary import Basis, Confidence, Outcome, Severity, Verdict

if TYPE_CHECKING:
    from certtrail.accounts import InputAccount
    from certtrail.facts import Evidence

SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Server:
    """What is said of one server; `first` and `last` span its logs (ISO 8601 UTC, or empty).

    `time_zone` is what System 6013 names, with its offset, or empty where no 6013 was read.
    """

    name: str
    verdict: Verdict
    why: str
    first: str
    last: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, with all that a reader needs to believe it and act on it.

    Attributes:
        id: unique in the diagnosis and stable for the same input.
        rule: the id of the rule.
        server: the server, or None for a finding across servers or without a known server.
        servers: every server it concerns, sorted; empty where none is known.
        thumbprints: 40 upper-case hex digits each, in the rule's order.
        first, last: ISO 8601 UTC of the evidence, or empty.
        remedy: numbered steps; a command stands between backticks.
        explained_by: the id of the finding that explains this one, or None.
        count: how many records stand behind it (evidence holds the first and last of each run).
        confirm: what would confirm or refute it.
        gaps: what the rule is known not to see.
        references: where the knowledge is from.
    """

    id: str
    rule: str
    title: str
    server: str | None
    servers: tuple[str, ...]
    outcome: Outcome
    severity: Severity
    confidence: Confidence
    basis: Basis
    verdict: Verdict | None
    thumbprints: tuple[str, ...]
    first: str
    last: str
    count: int
    cause: str
    impact: str
    remedy: tuple[str, ...]
    questions: tuple[str, ...]
    confirm: tuple[str, ...]
    gaps: tuple[str, ...]
    references: tuple[str, ...]
    explained_by: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """A rule that could not look on a server (None: across servers), and what it lacked."""

    rule: str
    title: str
    server: str | None
    outcome: Outcome
    missing: tuple[str, ...]


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
    roles: tuple[str, ...]
    connectors: tuple[str, ...]
    steps: tuple[str, ...]
    verify: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A state that lasted: `valid`, `expiring`, `expired`, `substitute`, `ephemeral` or `missing`.

    Attributes:
        start, end: ISO 8601 UTC; of the records that show it.
        what: a short sentence.
    """

    start: str
    end: str
    state: str
    what: str


@dataclass(frozen=True, slots=True)
class Lane:
    """What one thing went through, in order.

    Attributes:
        kind: `process`, `certificate` or `connector`.
        label: the process's source, the thumbprint, or the connector (or the name looked for).
        ends: of a certificate: when it expires, ISO 8601 UTC; empty where it is not known.
        error_hours: how far off `ends` may be, either way.
    """

    kind: str
    label: str
    stretches: tuple[Stretch, ...]
    ends: str = ""
    error_hours: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened: `action`, `restart`, `cleared`, `clock`, or a `gap`.

    Attributes:
        time: ISO 8601 UTC.
        until: the end of a gap; empty for what has none.
        what: a short sentence.
    """

    time: str
    until: str
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """One server's: its lanes and marks, and how many of each were too many to keep.

    Attributes:
        start, end: of the logs, ISO 8601 UTC; a certificate may end after that.
    """

    server: str
    start: str
    end: str
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    more_lanes: int = 0
    more_marks: int = 0


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The whole result; every part is sorted, nothing in it depends on the clock or the machine.

    Attributes:
        title, case: what the user puts on the report; empty for nothing.
    """

    schema_version: int
    version: str
    engine: str
    inputs: tuple[InputAccount, ...]
    servers: tuple[Server, ...]
    findings: tuple[Finding, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    rules_clear: tuple[str, ...]
    notes: tuple[str, ...]
    # Added within version 1: a diagnosis saved before has none of these.
    renewals: tuple[PlannedRenewal, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    title: str = ""
    case: str = ""

    @property
    def heading(self) -> str:
        """What stands at the top of a report."""
        return self.title or "Certificate diagnosis"

    @property
    def looked(self) -> bool:
        """True when there was at least one log or transcript among the inputs."""
        return any(account.understood for account in self.inputs)

    @property
    def complete(self) -> bool:
        """True when every input was read in full."""
        return all(account.complete for account in self.inputs)
