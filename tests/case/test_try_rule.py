"""How far a rule got, told by `try_rule`, agrees with what the engine concludes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from certtrail.case.rule_cases import facts_of
from certtrail.case.try_rule import steps_of
from certtrail.inference.evaluate import Evaluator
from certtrail.rulebook import load_rulebook
from certtrail.rulebook.catalogue import load_catalogue

if TYPE_CHECKING:
    import pandas as pd

    from certtrail.rulebook import Rulebook
    from certtrail.rulebook.catalogue import Catalogue
    from certtrail.rulebook.rule import Rule


@cache
def shipped() -> tuple[Rulebook, Catalogue]:
    """Load the rules and the catalogue once."""
    return load_rulebook(), load_catalogue()


@cache
def tried(rule_id: str) -> list[tuple[set[str], pd.DataFrame]]:
    """Give for each case of a rule how it ended, and the steps."""
    rulebook, catalogue = shipped()
    rule = rulebook[rule_id]
    with Evaluator(rulebook.closure(rule.id), "plain") as evaluator:
        found = []
        for case in rule.cases:
            facts = facts_of(case, catalogue)
            outcomes = evaluator.evaluate(facts.facts, facts.capabilities).outcomes
            ended = {str(one.outcome) for one in outcomes if one.rule_id == rule.id}
            found.append((ended, steps_of(rule, facts.facts)))
        return found


@pytest.mark.parametrize("rule", shipped()[0].rules, ids=lambda rule: rule.id)
def test_steps_agree_with_the_engine(rule: Rule) -> None:
    """What fired got through all entries; what is clear failed at one, or something was there."""
    for ended, steps in tried(rule.id):
        entries = steps[steps["alias"] != "absent"]
        absent = steps[steps["alias"] == "absent"]
        assert len(entries) == len([one for one in rule.patterns if not one.hidden])
        if "fired" in ended:
            assert (entries["fit_the_rest"].dropna() > 0).all(), steps.to_string()
        elif ended == {"clear"} and len(steps):
            failed = entries["fails_at"].notna().any()
            # Without a number an entry is one that is not followed.
            there = (absent["fit_the_rest"].fillna(1) > 0).any()
            assert failed or there, steps.to_string()


def test_the_cases_have_all_of_it() -> None:
    """There are enough cases of either end for the comparison to mean something."""
    every = [one for rule in shipped()[0].rules for one in tried(rule.id)]
    assert sum("fired" in ended for ended, _ in every) > 70
    assert sum(steps["closest"].notna().any() for _, steps in every) > 100
    reasons = {reason for _, steps in every for reason in steps["fails_at"].dropna()}
    assert {"within", "(there is no such fact)", "(nothing before it matched)"} <= reasons
    assert any(reason.startswith("after: ") for reason in reasons)
