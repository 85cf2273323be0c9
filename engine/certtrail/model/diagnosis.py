"""The diagnosis: everything a report shows, as frozen values that save to JSON and load again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from certtrail.model.annotations import Limit, OneOf, Trait
from certtrail.model.certificates_known import LedgerEntry, Renewal
from certtrail.model.fact import Evidence
from certtrail.model.input_reports import InputReport
from certtrail.model.kinds import (
    Amount,
    Channel,
    FindingId,
    Heading,
    Host,
    Instant,
    MaybeHost,
    Provider,
    RuleId,
    Thumbprint,
    TimeZone,
    Word,
)
from certtrail.model.selected_certificates import Selection
from certtrail.model.server_differences import PeerServers
from certtrail.model.server_timeline import Timeline
from certtrail.model.vocabulary import Basis, Confidence, Outcome, Severity, Verdict
from certtrail.text.message import Text

SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Server:
    """What is said of one server.

    Attributes:
        verdict: broken: TLS or internal trust fails now. at-risk: it will fail at a known time or
            after a known act. healthy: looked, with coverage, and nothing at medium or above.
            unknown: could not look.
        why: the verdict's reason in one sentence.
        first, last: where its Application log begins and ends; without one, where its logs do; not
            known without logs.
        time_zone: the zone that its System log names (6013), with its offset; not known without.
        unplaced: `first` and `last` are, or one of them is, of the server's own clock, whose zone
            nobody knows; they stand here as if they were UTC.
        hidden: a suppression leaves out findings that would judge it, beside those that are shown.
    """

    name: Host
    verdict: Verdict
    why: Text
    first: Instant | None
    last: Instant | None
    time_zone: TimeZone
    unplaced: Annotated[bool, Trait.ADDED] = False
    hidden: Annotated[bool, Trait.ADDED] = False


@dataclass(frozen=True, slots=True)
class StepRisk:
    """What can go wrong with a step of a remedy.

    Attributes:
        step: which one, counted from 0.
        texts: short sentences.
    """

    step: Amount
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An event that was logged around another.

    Attributes:
        provider, channel: as the log has them.
        level: as the record says; empty where it says none.
        about: what its provider is about, in a word or two.
        meaning: what it says, where the catalogue knows; else empty.
        count: how often it came in that time.
        total: how often it came in the whole log.
        first, last: to the minute.
    """

    provider: Provider
    channel: Channel
    event_id: Amount
    level: Annotated[str, OneOf(("critical", "error", "warning", "information", ""))]
    about: Text
    meaning: Text
    count: Amount
    total: Amount
    first: Instant
    last: Instant


@dataclass(frozen=True, slots=True)
class Around:
    """What else a server logged around an instant.

    Attributes:
        edge: of the trouble.
        start, end: the time that was looked at.
        events: the rarest in the whole log first.
        more: how many further kinds of events there were.
        unplaced: the times are of the server's own clock, whose zone nobody knows.
    """

    server: MaybeHost
    edge: Annotated[str, OneOf(("onset", "end"))]
    start: Instant
    end: Instant
    events: tuple[Neighbour, ...]
    more: Amount = 0
    unplaced: Annotated[bool, Trait.ADDED] = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, with all that a reader needs to believe it and act on it.

    Attributes:
        id: unique in the diagnosis and stable for the same input.
        rule: the id of the rule.
        server: none for a finding across servers or without a known server.
        servers: every server it concerns, sorted; empty where none is known.
        severity: how bad it is if it is true.
        confidence: how sure it is.
        basis: where the knowledge is from: Microsoft's documentation, real cases, or inferred
            behaviour.
        verdict: what the finding alone says of its servers; none where it says nothing.
        thumbprints: in the rule's order.
        first, last: of the records behind it; not known where these have no times.
        count: how many records stand behind it.
        remedy: the steps in order; a command stands between backticks.
        questions: what to ask the customer.
        confirm: what would confirm or refute it.
        gaps: what the rule is known not to see.
        references: where the knowledge is from.
        explained_by: the id of the finding that explains this one, if any.
        evidence: the records: of a run of equal ones, the first and the last.
        risks: what can go wrong with the steps of the remedy.
        since: when the last of what it takes began: since then the whole is so. Of a renewal
            without effect that is the renewal; its evidence begins with warnings of weeks before.
        around: what else was logged at its onset and its end, of one that leads.
        unplaced: those of `first`, `last` and `since` that are of the server's own clock, whose
            zone nobody knows; they stand here as if they were UTC.
        surer_with: the logs and exports that are not at hand and would make it surer.
        over: another finding shows that this is over, so it says nothing of the server any more.
        culprits: of several servers, those that it breaks; the others only tell of it, and are at
            risk. Empty where it is of all.
        held_up: those of the others whose own mail does not go for it, so that they are broken,
            too, through no fault of theirs.
    """

    id: FindingId
    rule: RuleId
    title: Text
    server: MaybeHost | None
    servers: tuple[Host, ...]
    outcome: Outcome
    severity: Severity
    confidence: Confidence
    basis: Basis
    verdict: Verdict | None
    thumbprints: tuple[Thumbprint, ...]
    first: Instant | None
    last: Instant | None
    count: Amount
    cause: Text
    impact: Text
    remedy: tuple[Text, ...]
    questions: tuple[Text, ...]
    confirm: tuple[Text, ...]
    gaps: tuple[Text, ...]
    references: tuple[Text, ...]
    explained_by: FindingId | None
    evidence: tuple[Evidence, ...]
    risks: Annotated[tuple[StepRisk, ...], Trait.ADDED] = ()
    since: Annotated[Instant | None, Trait.ADDED] = None
    around: Annotated[tuple[Around, ...], Trait.ADDED] = ()
    over: Annotated[bool, Trait.ADDED] = False
    unplaced: Annotated[tuple[Word, ...], Trait.ADDED] = ()
    surer_with: Annotated[tuple[Text, ...], Trait.ADDED] = ()
    culprits: Annotated[tuple[Host, ...], Trait.ADDED] = ()
    held_up: Annotated[tuple[Host, ...], Trait.ADDED] = ()

    @property
    def onset(self) -> int | None:
        """When it began, as far as its evidence tells."""
        return self.first if self.since is None else self.since


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """A rule that could not look: not having looked is never a clean result.

    Attributes:
        server: none for a rule across servers.
        outcome: `skipped` could not look, `error` stopped.
        missing: the channels or files it lacked.
        severity: of what it would have found.
        bears: what it would have found explains or ends what is open on that server.
    """

    rule: RuleId
    title: Text
    server: MaybeHost | None
    outcome: Outcome
    missing: tuple[Text, ...]
    severity: Annotated[Severity, Trait.ADDED] = Severity.INFO
    bears: Annotated[bool, Trait.ADDED] = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The whole result; every part is sorted, nothing in it depends on the clock or the machine.

    Attributes:
        schema_version: it changes when a reader would have to.
        version: the certtrail version that made the diagnosis.
        engine: what evaluated the rules: `durable` or `plain`; both give the same findings.
        inputs: what became of each input.
        servers: what is said of each server.
        findings: what was found.
        not_evaluated: rules that could not look.
        rules_clear: the ids of the rules that looked everywhere they should and found nothing.
        notes: things to know about the run, such as a worker that died.
        renewals: the certificates in use that will expire, the first first, with a plan for each.
        timelines: what the processes and certificates of each server went through.
        title: what the user calls the report; empty for nothing.
        case: the user's case number; empty for none.
        at: the instant that it judges by, unless that is where the logs end.
        ledger: every certificate that the evidence names, by server.
        selections: what each connector and internal role picks, and why.
        differences: of several servers, what differs between those of one kind.
    """

    schema_version: Annotated[int, Limit(SCHEMA_VERSION, SCHEMA_VERSION)]
    version: Word
    engine: Word
    inputs: tuple[InputReport, ...]
    servers: tuple[Server, ...]
    findings: tuple[Finding, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    rules_clear: tuple[RuleId, ...]
    notes: tuple[Text, ...]
    # Added within version 1: a diagnosis saved before has none of these.
    renewals: Annotated[tuple[Renewal, ...], Trait.ADDED] = ()
    timelines: Annotated[tuple[Timeline, ...], Trait.ADDED] = ()
    title: Annotated[Heading, Trait.ADDED] = ""
    case: Annotated[Heading, Trait.ADDED] = ""
    at: Annotated[Instant | None, Trait.ADDED] = None
    ledger: Annotated[tuple[LedgerEntry, ...], Trait.ADDED] = ()
    selections: Annotated[tuple[Selection, ...], Trait.ADDED] = ()
    differences: Annotated[tuple[PeerServers, ...], Trait.ADDED] = ()

    @property
    def looked(self) -> bool:
        """True when there was at least one log or transcript among the inputs."""
        return any(report.understood for report in self.inputs)

    @property
    def complete(self) -> bool:
        """True when every input was read in full."""
        return all(report.complete for report in self.inputs)
