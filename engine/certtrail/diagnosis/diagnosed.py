"""What was read and how the rules ended in, the diagnosis out: findings, verdicts, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.certificates.renewal import in_use
from certtrail.diagnosis.around import with_surroundings
from certtrail.diagnosis.findings import findings_of
from certtrail.diagnosis.suppressing import unsuppressed
from certtrail.diagnosis.timeline import timelines
from certtrail.diagnosis.verdicts import servers_of
from certtrail.facts.derivation import capability
from certtrail.facts.server_kinds import kinds_of
from certtrail.model.diagnosis import SCHEMA_VERSION, Diagnosis, NotEvaluated
from certtrail.model.input_reports import read_from_pictures
from certtrail.model.vocabulary import Outcome
from certtrail.runtime import VERSION
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.diagnosis.analysis import Analysis
    from certtrail.inference.evaluate import Evaluation
    from certtrail.inputs.evidences import Evidences
    from certtrail.rulebook import Rulebook
    from certtrail.rulebook.catalogue import Catalogue


def diagnosed(
    rulebook: Rulebook,
    catalogue: Catalogue,
    evidence: Evidences,
    analysis: Analysis,
    evaluation: Evaluation,
) -> Diagnosis:
    """Say what is wrong.

    Args:
        rulebook: what was judged by.
        catalogue: what events mean.
        evidence: what was read.
        analysis: what it says.
        evaluation: how the rules ended.
    """
    facts, at = analysis.facts, analysis.at
    now = _end_of(evidence) if at is None else at
    shown, left_out = unsuppressed(rulebook.suppressions, evaluation.conclusions, now)
    findings = findings_of(
        rulebook,
        shown,
        facts.capabilities,
        read_from_pictures(evidence.inputs),
        kinds_of(facts.facts),
    )
    rules = {rule.id: rule for rule in rulebook.rules}
    skipped = [
        NotEvaluated(
            rule=outcome.rule_id,
            title=phrase(rules[outcome.rule_id].title),
            server=outcome.server or None,
            outcome=outcome.outcome,
            missing=tuple(_lacked(names) for names in outcome.missing),
            severity=rules[outcome.rule_id].severity,
        )
        for outcome in evaluation.outcomes
        # What was pasted without a server's name cannot lack that server's logs.
        if outcome.outcome in (Outcome.SKIPPED, Outcome.ERROR) and outcome.server != ""
    ]
    ended = {outcome.rule_id: set[Outcome]() for outcome in evaluation.outcomes}
    for outcome in evaluation.outcomes:
        ended[outcome.rule_id].add(outcome.outcome)
    return Diagnosis(
        schema_version=SCHEMA_VERSION,
        version=VERSION,
        engine=evaluation.engine,
        inputs=evidence.inputs,
        servers=servers_of(facts, findings, evidence.inputs),
        findings=with_surroundings(findings, evidence.surroundings, analysis.servers, catalogue),
        not_evaluated=tuple(sorted(skipped, key=lambda item: (item.server or "", item.rule))),
        rules_clear=tuple(sorted(rule for rule, how in ended.items() if how == {Outcome.CLEAR})),
        notes=(*left_out, *evaluation.notes, *facts.notes),
        renewals=tuple(one.kept() for one in in_use(analysis.renewals(), analysis.ledger)),
        timelines=timelines(facts, at),
        at=None if at is None else at * SECOND,
        ledger=tuple(one.kept() for one in analysis.ledger),
        selections=tuple(one.kept() for one in analysis.chosen),
    )


def _end_of(evidence: Evidences) -> int:
    """Give the time of the last record, in seconds since 1970 UTC; 0 without any."""
    ends = (span.last for report in evidence.inputs for span in report.spans)
    return max((end // SECOND for end in ends), default=0)


def _lacked(names: str) -> str:
    """Say what a rule lacked; of several names any one would have done."""
    first, *rest = map(capability, names.split(" or "))
    told: str = first
    for other in rest:
        told = phrase("{first} or {rest}", first=told, rest=other)
    return told
