"""The findings of the rules' own cases: every rule's texts with values in them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from certtrail.case.rule_cases import facts_of
from certtrail.diagnosis.findings import findings_of
from certtrail.diagnosis.known import Known
from certtrail.inference.evaluate import Evaluator
from certtrail.model.typed_texts import texts_of
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.sound import sound_rulebook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.inference.conclusions import Conclusion
    from certtrail.model.diagnosis import Finding


@cache
def conclusions() -> tuple[tuple[Conclusion, Mapping[str, frozenset[str]]], ...]:
    """Judge every case that fires; gives each conclusion with what its evidence allows."""
    rulebook, catalogue = sound_rulebook(), load_catalogue()
    found: list[tuple[Conclusion, Mapping[str, frozenset[str]]]] = []
    with Evaluator(rulebook, "plain", 60) as evaluator:
        for rule in rulebook.rules:
            for case in rule.cases:
                if case.expected == "fires":
                    facts = facts_of(case, catalogue)
                    judged = evaluator.evaluate(facts.facts, facts.capabilities)
                    found += [(each, facts.capabilities) for each in judged.conclusions]
    return tuple(found)


@cache
def findings() -> tuple[Finding, ...]:
    """Give the findings of every case that fires."""
    rulebook = sound_rulebook()
    return tuple(
        finding
        for each, able in conclusions()
        for finding in findings_of(rulebook, [each], Known(able))
    )


def texts() -> list[str]:
    """Give every text of them."""
    return list(texts_of(findings()))
