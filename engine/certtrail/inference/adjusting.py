"""How one finding weighs: as its rule says, changed by what the evidence shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inference.compile import by_kind, fits_alone
from certtrail.inference.same_connector import connectors_named, of_another
from certtrail.rulebook.conditions import Condition, Op, Ref, hold, value_of, with_offset
from certtrail.rulebook.text_values import FOUND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.inference.compile import Item
    from certtrail.model.fact import Fact
    from certtrail.model.vocabulary import Confidence, Severity, Verdict
    from certtrail.rulebook.conditions import Constant
    from certtrail.rulebook.pattern import Pattern
    from certtrail.rulebook.rule import Rule
    from certtrail.rulebook.rule_texts import RuleText

_ANY: Final = 99
"""As grave as nothing is."""


@dataclass(frozen=True, slots=True)
class Adjusted:
    """How a finding weighs, why, and the facts that say so."""

    severity: Severity
    confidence: Confidence
    verdict: Verdict | None
    because: tuple[tuple[RuleText, Fact | None], ...]
    items: tuple[Item, ...]


class VisibleItems:
    """All that rules could see, by kind; what fits a pattern by itself is looked up once."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = items
        self._fitting: dict[tuple[str, tuple[Condition, ...]], list[Item]] = {}
        self._alike: dict[object, dict[object, list[Item]]] = {}

    @cached_property
    def _by_kind(self) -> dict[str, list[Item]]:
        return by_kind(self._items)

    def fitting(self, kind: str, alone: tuple[Condition, ...]) -> Sequence[Item]:
        """Give the facts of a kind that meet conditions on one fact only, in order."""
        key = (kind, alone)
        if key not in self._fitting:
            known = self._by_kind.get(kind, ())
            self._fitting[key] = [item for item in known if fits_alone(alone, item.fact)]
        return self._fitting[key]

    def last(
        self,
        kind: str,
        alone: tuple[Condition, ...],
        joining: tuple[Condition, ...],
        bindings: Mapping[str, Fact],
    ) -> Item | None:
        """Give the last fact of a kind that meets conditions also beside what is bound.

        One about a connector that what is bound names goes before one about another.
        """
        named = tuple(_named(condition) for condition in joining)
        connectors = connectors_named(bindings.values())
        found: Item | None = None
        for item in reversed(self._candidates(kind, alone, joining, bindings)):
            if found is not None and of_another(item.fact, connectors):
                continue
            if hold(named, {**bindings, FOUND: item.fact}):
                if not of_another(item.fact, connectors):
                    return item
                found = item
        return found

    def _candidates(
        self,
        kind: str,
        alone: tuple[Condition, ...],
        joining: tuple[Condition, ...],
        bindings: Mapping[str, Fact],
    ) -> Sequence[Item]:
        """Give what has the values that it must have in common with what is bound."""
        equal = [
            (condition.field, condition.value)
            for condition in joining
            if condition.op is Op.EQ
            and isinstance(condition.value, Ref)
            and condition.value.alias in bindings
        ]
        fields = tuple(field for field, _ in equal)
        key = (kind, alone, fields)
        if key not in self._alike:
            by_value: dict[object, list[Item]] = {}
            for item in self.fitting(kind, alone):
                values = tuple(_typed(value_of(item.fact, field)) for field in fields)
                by_value.setdefault(values, []).append(item)
            self._alike[key] = by_value
        wanted = tuple(
            _typed(with_offset(value_of(bindings[ref.alias], ref.field), ref.offset))
            for _, ref in equal
        )
        return self._alike[key].get(wanted, ())


def _typed(value: Constant | None) -> tuple[type, Constant | None]:
    """Keep apart what Python takes for equal: true is not 1."""
    return type(value), value


def adjust(rule: Rule, bindings: Mapping[str, Fact], seen: VisibleItems) -> Adjusted:
    """Judge a rule's adjustments on the facts of its last match, in order; the last one wins.

    What makes it milder is not said where a later one makes it graver again: that one knows better.

    Args:
        rule: the rule.
        bindings: the facts of the last match.
        seen: all that the rule could see.
    """
    severity, confidence, verdict = rule.severity, rule.confidence, rule.verdict
    because: list[tuple[RuleText, Fact | None, int]] = []
    shown: list[Item] = []
    for each in rule.adjust:
        if not hold(each.where, bindings):
            continue
        item = None
        if each.found is not None:
            item = _found(each.found, bindings, seen)
            if item is None:
                continue
            shown.append(item)
        severity = each.severity or severity
        confidence = each.confidence or confidence
        verdict = each.verdict or verdict
        milder = each.severity is not None and each.severity.rank < rule.severity.rank
        least = severity.rank if milder else _ANY
        because.append((each.because, item.fact if item else None, least))
    said = tuple((text, fact) for text, fact, least in because if severity.rank <= least)
    return Adjusted(severity, confidence, verdict, said, tuple(shown))


def beside(rule: Rule, bindings: Mapping[str, Fact], seen: VisibleItems) -> dict[str, Item]:
    """Find what a rule's texts may name besides, by alias: of each the last that fits, if any."""
    found = {one.alias: _found(one, bindings, seen) for one in rule.beside}
    return {alias: item for alias, item in found.items() if item is not None}


def _found(pattern: Pattern, bindings: Mapping[str, Fact], seen: VisibleItems) -> Item | None:
    """Find the last fact that a pattern fits beside what is bound."""
    joining = tuple(each for each in pattern.on_it if each.joins)
    alone = tuple(each for each in pattern.on_it if not each.joins)
    return seen.last(pattern.kind, alone, joining, bindings)


def _named(condition: Condition) -> Condition:
    """Give the pattern's own fields their name again, which `hold` reads them by."""
    return Condition(condition.text, FOUND, condition.field, condition.op, condition.value)
