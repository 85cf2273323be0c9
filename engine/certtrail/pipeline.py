"""The pipeline: paths in, a diagnosis out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from certtrail.catalogue import load_catalogue
from certtrail.coverage import coverages
from certtrail.derive.derivation import CAPABILITIES, derive
from certtrail.derive.kinds import FACT_FIELDS
from certtrail.diagnosis import SCHEMA_VERSION, Diagnosis, NotEvaluated
from certtrail.errors import InputError, RulebookError
from certtrail.findings import findings_of
from certtrail.inference.engines import durable_installed
from certtrail.inference.evaluate import Evaluator, evaluate
from certtrail.inputs.reading import Evidences, read_files
from certtrail.inputs.walk import find_files
from certtrail.observations import observe
from certtrail.rulebook import check_against, load_rulebook
from certtrail.rulebook.cases import run_cases
from certtrail.selection import Selection
from certtrail.servers import Servers
from certtrail.trial import facts_of
from certtrail.verdicts import servers_of
from certtrail.vocabulary import Outcome

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from certtrail.catalogue import Catalogue
    from certtrail.derive.derivation import FactSet
    from certtrail.errors import Problem
    from certtrail.facts import Fact
    from certtrail.inference.engines import EngineName
    from certtrail.inference.evaluate import Evaluation
    from certtrail.rulebook import Rulebook
    from certtrail.rulebook.cases import CaseResult

    AnyPath = str | os.PathLike[str]
    Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class _Understood:
    """What the evidence says, before any rule looks at it."""

    facts: FactSet
    servers: Servers


def diagnose(
    paths: Sequence[AnyPath] | AnyPath,
    *,
    engine: EngineName = "auto",
    extra_rules: Sequence[Path] = (),
    progress: Progress | None = None,
    time_limit: float = 60.0,
) -> Diagnosis:
    """Diagnose exports: files and folders of .evtx logs and console transcripts, in any mix.

    Args:
        paths: what the customer sent; one path or several.
        engine: `durable`, `plain`, or `auto` for the first where it can be used.
        extra_rules: folders of further rules.
        progress: told the name of each file and how much of it is done, from 0 to 1.
        time_limit: seconds that the durable engine has for one server.

    Raises:
        InputError: a path does not exist, or there is no file below any of them.
        RulebookError: a rule is wrong; nothing was read.
    """
    rulebook, catalogue = sound_rulebook(extra_rules), load_catalogue()
    evidence = read_files(find_files(_paths(paths)), catalogue.selection(), progress)
    understood = _understand(evidence, catalogue)
    with Evaluator(rulebook, engine, time_limit) as evaluator:
        evaluation = evaluator.evaluate(understood.facts.facts, understood.facts.capabilities)
    return _diagnosis(rulebook, evidence, understood, evaluation)


def read(
    paths: Sequence[AnyPath] | AnyPath,
    *,
    selection: Selection | None = None,
    progress: Progress | None = None,
) -> Evidences:
    """Read exports into an events frame, with the account of every file.

    Args:
        paths: files and folders.
        selection: which records; without one, every record.
        progress: told the name of each file and how much of it is done, from 0 to 1.
    """
    return read_files(find_files(_paths(paths)), selection or Selection(), progress)


def read_events(
    paths: Sequence[AnyPath] | AnyPath, *, selection: Selection | None = None
) -> pd.DataFrame:
    """Read exports into one events frame in total order; see `certtrail.events` for columns."""
    return read(paths, selection=selection).events


def sound_rulebook(extra_rules: Sequence[Path] = ()) -> Rulebook:
    """Load the rules and check that every fact and field they name exists.

    Raises:
        RulebookError: lists all that is wrong.
    """
    rulebook = load_rulebook(extra=extra_rules)
    problems = check_against(rulebook, {kind: set(names) for kind, names in FACT_FIELDS.items()})
    if problems:
        raise RulebookError(problems)
    return rulebook


def check_rules(extra_rules: Sequence[Path] = ()) -> tuple[int, list[Problem]]:
    """Count the rules and list all that is wrong with them and with the catalogue."""
    problems: list[Problem] = []
    rules = 0
    try:
        rules = len(sound_rulebook(extra_rules).rules)
    except RulebookError as error:
        problems += error.problems
    try:
        load_catalogue()
    except RulebookError as error:
        problems += error.problems
    return rules, sorted(problems)


def run_rule_cases(ids: Sequence[str] = ()) -> list[CaseResult]:
    """Run the cases of the shipped rules, or of some, on every engine that is installed.

    Raises:
        KeyError: there is no rule of that id.
    """
    catalogue = load_catalogue()

    def judge_on(engine: EngineName) -> Callable[[Rulebook, FactSet], Evaluation]:
        return lambda rulebook, facts: evaluate(
            rulebook, facts.facts, facts.capabilities, engine=engine
        )

    engines: dict[str, Callable[[Rulebook, FactSet], Evaluation]] = {
        name: judge_on(name) for name in _engines()
    }
    return run_cases(sound_rulebook(), lambda case: facts_of(case, catalogue), engines, ids)


def _engines() -> tuple[EngineName, ...]:
    return ("durable", "plain") if durable_installed() else ("plain",)


def _paths(paths: Sequence[AnyPath] | AnyPath) -> list[Path]:
    given = [paths] if isinstance(paths, str) or hasattr(paths, "__fspath__") else list(paths)
    if not given:
        raise InputError("no input was given; name at least one file or folder")
    return [Path(path) for path in given]


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
