"""The findings of the rules' own cases: every rule's texts with values in them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from certtrail.case.rule_cases import facts_of
from certtrail.diagnosis.findings import findings_of
from certtrail.inference.evaluate import Evaluator
from certtrail.model.typed_texts import texts_of
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.sound import sound_rulebook

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Finding


@cache
def findings() -> tuple[Finding, ...]:
    """Judge every case that fires."""
    rulebook, catalogue = sound_rulebook(), load_catalogue()
    found: list[Finding] = []
    with Evaluator(rulebook, "plain", 60) as evaluator:
        for rule in rulebook.rules:
            for case in rule.cases:
                if case.expected == "fires":
                    facts = facts_of(case, catalogue)
                    judged = evaluator.evaluate(facts.facts, facts.capabilities)
                    found += findings_of(rulebook, judged.conclusions, facts.capabilities)
    return tuple(found)


def texts() -> list[str]:
    """Give every text of them."""
    return list(texts_of(findings()))
