"""Severity and confidence of one finding: the rule's, changed by what the evidence shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.rulebook.building import FOUND
from certtrail.rulebook.conditions import Condition, Ref, hold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.facts import Fact
    from certtrail.inference.compile import Item
    from certtrail.rulebook.model import Pattern, Rule
    from certtrail.rulebook.templates import Template
    from certtrail.vocabulary import Confidence, Severity


@dataclass(frozen=True, slots=True)
class Adjusted:
    """How a finding weighs, why, and the facts that say so."""

    severity: Severity
    confidence: Confidence
    because: tuple[tuple[Template, Fact | None], ...]
    items: tuple[Item, ...]


def adjust(
    rule: Rule, bindings: Mapping[str, Fact], by_kind: Mapping[str, Sequence[Item]]
) -> Adjusted:
    """Judge a rule's adjustments on the facts of its last match, in order; the last one wins.

    Args:
        rule: the rule.
        bindings: the facts of the last match.
        by_kind: all that the rule could see, in order.
    """
    severity, confidence = rule.severity, rule.confidence
    because: list[tuple[Template, Fact | None]] = []
    shown: list[Item] = []
    for each in rule.adjust:
        if not hold(each.where, bindings):
            continue
        item = None
        if each.found is not None:
            item = _found(each.found, bindings, by_kind.get(each.found.kind, ()))
            if item is None:
                continue
            shown.append(item)
        severity = each.severity or severity
        confidence = each.confidence or confidence
        because.append((each.because, item.fact if item else None))
    return Adjusted(severity, confidence, tuple(because), tuple(shown))


def _found(pattern: Pattern, bindings: Mapping[str, Fact], items: Sequence[Item]) -> Item | None:
    """Find the last of some facts that a pattern fits beside what is bound."""
    conditions = tuple(_named(condition) for condition in pattern.where)
    for item in reversed(items):
        if hold(conditions, {**bindings, FOUND: item.fact}):
            return item
    return None


def _named(condition: Condition) -> Condition:
    """Give the pattern's own fields their name again, which `hold` reads them by."""
    value = condition.value
    if isinstance(value, Ref) and not value.alias:
        value = Ref(FOUND, value.field, value.offset)
    return Condition(condition.text, FOUND, condition.field, condition.op, value)
