"""What was read in, the diagnosis out: facts, the rules' conclusions, findings and verdicts."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from certtrail.coverage import coverages
from certtrail.derive.derivation import CAPABILITIES, derive
from certtrail.diagnosis import SCHEMA_VERSION, Diagnosis, NotEvaluated
from certtrail.findings import findings_of
from certtrail.inference.evaluate import Evaluator
from certtrail.observations import observe
from certtrail.servers import Servers
from certtrail.verdicts import servers_of
from certtrail.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from certtrail.catalogue import Catalogue
    from certtrail.derive.derivation import FactSet
    from certtrail.facts import Fact
    from certtrail.inference.engines import EngineName
    from certtrail.inference.evaluate import Evaluation
    from certtrail.inputs.reading import Evidences
    from certtrail.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class _Understood:
    """What the evidence says, before any rule looks at it."""

    facts: FactSet
    servers: Servers


@contextmanager
def conclude(
    rulebook: Rulebook, catalogue: Catalogue, engine: EngineName, time_limit: float
) -> Iterator[Callable[[Evidences], Diagnosis]]:
    """Get ready to judge the rules; yields what makes a diagnosis of what was read."""
    with Evaluator(rulebook, engine, time_limit) as evaluator:

        def concluding(evidence: Evidences) -> Diagnosis:
            understood = _understand(evidence, catalogue)
            facts = understood.facts
            evaluation = evaluator.evaluate(facts.facts, facts.capabilities)
            return _diagnosis(rulebook, evidence, understood, evaluation)

        yield concluding


def _understand(evidence: Evidences, catalogue: Catalogue) -> _Understood:
    spans = [span for account in evidence.inputs for span in account.spans]
    servers = Servers.from_computers((span.computer, span.records) for span in spans)
    coverage = coverages(evidence.inputs, servers)
    told = _placed(evidence.told, servers, sorted({server for server, _ in coverage}))
    observations = observe(evidence.events, catalogue, servers)
    return _Understood(derive(observations, coverage, catalogue, servers, told), servers)


def _placed(told: Iterable[Fact], servers: Servers, known: Sequence[str]) -> list[Fact]:
    """Give texts that name no server to the one server whose logs came with them, if it is one."""
    lone = known[0] if len(known) == 1 else ""
    return [
        replace(fact, server=servers.name(fact.server) if fact.server else lone) for fact in told
    ]


def _diagnosis(
    rulebook: Rulebook, evidence: Evidences, understood: _Understood, evaluation: Evaluation
) -> Diagnosis:
    findings = findings_of(rulebook, evaluation.conclusions)
    facts = understood.facts
    titles = {rule.id: rule.title for rule in rulebook.rules}
    skipped = [
        NotEvaluated(
            rule=outcome.rule_id,
            title=titles[outcome.rule_id],
            server=outcome.server or None,
            outcome=outcome.outcome,
            missing=tuple(CAPABILITIES.get(name, f"the {name} log") for name in outcome.missing),
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
        version=_version(),
        engine=evaluation.engine,
        inputs=evidence.inputs,
        servers=servers_of(facts, findings, evidence.inputs, understood.servers),
        findings=findings,
        not_evaluated=tuple(sorted(skipped, key=lambda item: (item.server or "", item.rule))),
        rules_clear=tuple(sorted(rule for rule, how in ended.items() if how == {Outcome.CLEAR})),
        notes=(*evaluation.notes, *facts.notes),
    )


def _version() -> str:
    try:
        return version("certtrail")
    except PackageNotFoundError:
        return "unknown"
