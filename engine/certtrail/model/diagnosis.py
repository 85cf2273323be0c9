"""The diagnosis: everything a report shows, as frozen values that save to JSON and load again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.model.diagnosis_tables import Choice, Held, PlannedRenewal
from certtrail.model.vocabulary import Basis, Confidence, Outcome, Severity, Verdict
from certtrail.text.message import Text

if TYPE_CHECKING:
    from certtrail.model.fact import Evidence
    from certtrail.model.input_reports import InputAccount

SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Server:
    """What is said of one server; `first` and `last` span its logs (ISO 8601 UTC, or empty).

    `time_zone` is what System 6013 names, with its offset, or empty where no 6013 was read.
    """

    name: str
    verdict: Verdict
    why: Text
    first: str
    last: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class StepRisk:
    """What can go wrong with a step of a remedy; `step` counts from 0."""

    step: int
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An event that was logged around another.

    Attributes:
        provider, channel: as the log has them.
        level: `critical`, `error`, `warning`, `information`, or empty.
        about: what its provider is about, in a word or two.
        meaning: what it says, where the catalogue knows; else empty.
        count: how often it came in that time.
        total: how often it came in the whole log.
        first, last: ISO 8601 UTC, to the minute.
    """

    provider: str
    channel: str
    event_id: int
    level: str
    about: Text
    meaning: Text
    count: int
    total: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Around:
    """What else a server logged around an instant.

    Attributes:
        edge: `onset` of the trouble, or its `end`.
        start, end: the time that was looked at, ISO 8601 UTC.
        events: the rarest in the whole log first.
        more: how many further kinds of events there were.
    """

    server: str
    edge: str
    start: str
    end: str
    events: tuple[Neighbour, ...]
    more: int = 0


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
        risks: what can go wrong with the steps of the remedy.
        around: what else was logged at its onset and its end, of one that leads.
        since: when the last of what it takes began, ISO 8601 UTC, or empty. Of a renewal without
            effect that is the renewal; its evidence begins with warnings of weeks before.
    """

    id: str
    rule: str
    title: Text
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
    cause: Text
    impact: Text
    remedy: tuple[Text, ...]
    questions: tuple[Text, ...]
    confirm: tuple[Text, ...]
    gaps: tuple[Text, ...]
    references: tuple[Text, ...]
    explained_by: str | None
    evidence: tuple[Evidence, ...]
    risks: tuple[StepRisk, ...] = ()
    since: str = ""
    around: tuple[Around, ...] = ()


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """A rule that could not look on a server (None: across servers), and what it lacked."""

    rule: str
    title: Text
    server: str | None
    outcome: Outcome
    missing: tuple[Text, ...]


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
    what: Text


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
    what: Text


@dataclass(frozen=True, slots=True)
class Timeline:
    """One server's: its lanes and marks, and how many of each were too many to keep.

    Attributes:
        start, end: of the logs, ISO 8601 UTC; a certificate may end after that.
        now: the instant that is judged by; empty for where the logs end.
    """

    server: str
    start: str
    end: str
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    more_lanes: int = 0
    more_marks: int = 0
    now: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The whole result; every part is sorted, nothing in it depends on the clock or the machine.

    Attributes:
        title, case: what the user puts on the report; empty for nothing.
        at: the instant that it judges by, ISO 8601 UTC; empty for where the logs end.
    """

    schema_version: int
    version: str
    engine: str
    inputs: tuple[InputAccount, ...]
    servers: tuple[Server, ...]
    findings: tuple[Finding, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    rules_clear: tuple[str, ...]
    notes: tuple[Text, ...]
    # Added within version 1: a diagnosis saved before has none of these.
    renewals: tuple[PlannedRenewal, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    title: str = ""
    case: str = ""
    at: str = ""
    ledger: tuple[Held, ...] = ()
    selections: tuple[Choice, ...] = ()

    @property
    def looked(self) -> bool:
        """True when there was at least one log or transcript among the inputs."""
        return any(account.understood for account in self.inputs)

    @property
    def complete(self) -> bool:
        """True when every input was read in full."""
        return all(account.complete for account in self.inputs)
