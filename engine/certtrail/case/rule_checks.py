"""The shipped rules and the user's own: loaded, checked against the facts there are, and tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.facts.capabilities import CAPABILITIES
from certtrail.inference.engines import durable_installed
from certtrail.inference.evaluate import evaluate
from certtrail.model.errors import RulebookError
from certtrail.rulebook.cases import run_cases
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.field_types import field_type
from certtrail.rulebook.lint import lint
from certtrail.rulebook.sound import sound_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from certtrail.facts.derivation import FactSet
    from certtrail.inference.engines import EngineName
    from certtrail.inference.evaluate import Evaluation
    from certtrail.model.errors import Problem
    from certtrail.rulebook import Rulebook
    from certtrail.rulebook.cases import CaseResult


def check_rules(extra_rules: Sequence[Path] = ()) -> tuple[int, list[Problem]]:
    """Count the rules and list all that is wrong with them and with the catalogue."""
    problems: list[Problem] = []
    rules = 0
    channels: set[str] = set()
    try:
        channels = {*load_catalogue().channels.values()}
    except RulebookError as error:
        problems += error.problems
    try:
        rulebook = sound_rulebook(extra_rules)
    except RulebookError as error:
        problems += error.problems
    else:
        rules = len(rulebook.rules)
        able = {*CAPABILITIES, *channels}
        problems += [each for rule in rulebook.rules for each in lint(rule, field_type, able)]
    return rules, sorted(problems)


def run_rule_cases(ids: Sequence[str] = (), extra_rules: Sequence[Path] = ()) -> list[CaseResult]:
    """Run the cases of all rules, or of some, on every engine that is installed.

    Args:
        ids: only these rules; without any, all.
        extra_rules: folders of the user's own.

    Raises:
        KeyError: there is no rule of that id.
    """
    from certtrail.case.rule_cases import facts_of

    catalogue = load_catalogue()
    engines: tuple[EngineName, ...] = ("durable", "plain") if durable_installed() else ("plain",)

    def judge_on(engine: EngineName) -> Callable[[Rulebook, FactSet], Evaluation]:
        return lambda rulebook, facts: evaluate(
            rulebook, facts.facts, facts.capabilities, engine=engine
        )

    judges: dict[str, Callable[[Rulebook, FactSet], Evaluation]] = {
        name: judge_on(name) for name in engines
    }
    rulebook = sound_rulebook(extra_rules)
    return run_cases(rulebook, lambda case: facts_of(case, catalogue), judges, ids)
