"""What can go wrong with the commands of a finding: beside a step of its remedy, else at its text.

Only a step has a place of its own for it. A command is no safer where a cause or a question has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.model.diagnosis import StepRisk
from certtrail.rulebook.rule_texts import render
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.rulebook.rule_texts import RuleText
    from certtrail.rulebook.text_values import Values


def risks_of_steps(remedy: Iterable[RuleText]) -> Iterator[StepRisk]:
    """List the risks of the steps of a remedy, by their numbers from 0."""
    for number, step in enumerate(remedy):
        if step.risks:
            yield StepRisk(number, tuple(map(phrase, step.risks)))


def with_risks(texts: Iterable[RuleText], values: Values) -> Iterator[str]:
    """Fill texts in that are no steps of a remedy, each with its risks as its last sentences."""
    for text in texts:
        risks = (phrase("Risk: {risk}", risk=phrase(risk)) for risk in text.risks)
        yield sentences(render(text, values), *risks)
