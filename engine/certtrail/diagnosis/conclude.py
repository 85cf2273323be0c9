"""What was read in, the diagnosis out: facts, the rules' conclusions, findings and verdicts."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.analysis import understand
from certtrail.diagnosis.findings import findings_of
from certtrail.diagnosis.suppressing import unsuppressed
from certtrail.diagnosis.tables import choices_of, held_of, planned
from certtrail.diagnosis.timeline import timelines
from certtrail.diagnosis.verdicts import servers_of
from certtrail.facts.derivation import capability
from certtrail.inference.evaluate import Evaluator
from certtrail.model.diagnosis import SCHEMA_VERSION, Diagnosis, NotEvaluated
from certtrail.model.vocabulary import Outcome
from certtrail.text.instants import SECOND, iso
from certtrail.text.message import phrase
from certtrail.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from certtrail.diagnosis.analysis import Understood
    from certtrail.inference.engines import EngineName
    from certtrail.inference.evaluate import Evaluation
    from certtrail.inputs.reading import Evidences
    from certtrail.rulebook import Rulebook
    from certtrail.rulebook.catalogue import Catalogue


JUDGING: Final = "judging by the rules"


@dataclass(frozen=True, slots=True)
class Concluded:
    """A diagnosis, and what it was made from."""

    diagnosis: Diagnosis
    understood: Understood
    evidence: Evidences


@contextmanager
def conclude(
    rulebook: Rulebook,
    catalogue: Catalogue,
    engine: EngineName,
    time_limit: float,
    at: int | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Iterator[Callable[[Evidences], Concluded]]:
    """Get ready to judge the rules; yields what makes a diagnosis of what was read.

    Args:
        rulebook: what to judge by.
        catalogue: what events mean.
        engine: what evaluates the rules.
        time_limit: seconds that the durable engine has for one server.
        at: the instant to judge, in seconds since 1970 UTC; by default where the logs end.
        progress: told how much of the judging is done, under the name `JUDGING`.
    """
    with Evaluator(rulebook, engine, time_limit) as evaluator:

        def concluding(evidence: Evidences) -> Concluded:
            understood = understand(evidence, catalogue, at)
            facts = understood.facts
            tell = None if progress is None else partial(progress, JUDGING)
            evaluation = evaluator.evaluate(facts.facts, facts.capabilities, tell)
            diagnosis = _diagnosis(rulebook, evidence, understood, evaluation)
            return Concluded(diagnosis, understood, evidence)

        yield concluding


def _diagnosis(
    rulebook: Rulebook, evidence: Evidences, understood: Understood, evaluation: Evaluation
) -> Diagnosis:
    facts, at = understood.facts, understood.at
    picture = understood.picture()
    now = _end_of(evidence) if at is None else at
    shown, left_out = unsuppressed(rulebook.suppressions, evaluation.conclusions, now)
    findings = findings_of(rulebook, shown, facts.capabilities)
    titles = {rule.id: rule.title for rule in rulebook.rules}
    skipped = [
        NotEvaluated(
            rule=outcome.rule_id,
            title=phrase(titles[outcome.rule_id]),
            server=outcome.server or None,
            outcome=outcome.outcome,
            missing=tuple(_lacked(names) for names in outcome.missing),
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
        servers=servers_of(facts, findings, evidence.inputs, understood.servers),
        findings=findings,
        not_evaluated=tuple(sorted(skipped, key=lambda item: (item.server or "", item.rule))),
        rules_clear=tuple(sorted(rule for rule, how in ended.items() if how == {Outcome.CLEAR})),
        notes=(*left_out, *evaluation.notes, *facts.notes),
        renewals=planned(understood.renewals(picture=picture), picture.entries),
        timelines=timelines(facts, at),
        at="" if at is None else iso(at * SECOND),
        ledger=held_of(picture.entries),
        selections=choices_of(picture.chosen),
    )


def _end_of(evidence: Evidences) -> int:
    """Give the time of the last record, in seconds since 1970 UTC; 0 without any."""
    ends = (span.last for account in evidence.inputs for span in account.spans)
    return max((int(end.timestamp()) for end in ends), default=0)


def _lacked(names: str) -> str:
    """Say what a rule lacked; of several names any one would have done."""
    first, *rest = map(capability, names.split(" or "))
    told: str = first
    for other in rest:
        told = phrase("{first} or {rest}", first=told, rest=other)
    return told
