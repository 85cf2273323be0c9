"""Compiles rules to the form that both engines read: nodes by number, joins apart from the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from certtrail.rulebook.conditions import (
    ORDERS,
    Condition,
    Op,
    Ref,
    compare,
    holds_alone,
    is_int,
    value_of,
    with_offset,
)
from certtrail.rulebook.strata import strata

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.model.fact import Fact
    from certtrail.rulebook.pattern import Pattern
    from certtrail.rulebook.rule import Rule


@dataclass(frozen=True, slots=True)
class Term:
    """A field of the fact at a node, with an offset added."""

    node: int
    field: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Join:
    """One comparison of a node's own field with a term of another node."""

    field: str
    op: Op
    other: Term


@dataclass(frozen=True, slots=True)
class CompiledPattern:
    """One pattern.

    Attributes:
        kind: the fact kind.
        alone: the conditions that one fact decides by itself.
        joins: the comparisons with other nodes.
        after, before: the nodes that it is strictly later or earlier than.
        within: whole seconds from the one node in `after` or `before`.
    """

    kind: str
    alone: tuple[Condition, ...]
    joins: tuple[Join, ...]
    after: tuple[int, ...]
    before: tuple[int, ...]
    within: int | None

    @property
    def others(self) -> frozenset[int]:
        """Every node that this one refers to."""
        joined = (join.other.node for join in self.joins)
        return frozenset((*joined, *self.after, *self.before))


@dataclass(frozen=True, slots=True)
class Program:
    """One compiled rule; an absent node may refer to any of the nodes."""

    rule_id: str
    nodes: tuple[CompiledPattern, ...]
    absent: tuple[CompiledPattern, ...]
    key: tuple[Term, ...]

    @property
    def joins(self) -> bool:
        """Whether more than one fact decides it."""
        return len(self.nodes) > 1 or bool(self.absent)


@dataclass(frozen=True, slots=True)
class Item:
    """One fact (or finding read as a fact) as the engines see it.

    Attributes:
        number: its place among the items at hand; unique.
        ordinal: its place in the order of facts; a finding has that of its last fact.
        seconds: its time, floored.
        members: the ordinals of the facts that it is built of.
    """

    number: int
    ordinal: int
    seconds: int
    fact: Fact
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FoldedMatches:
    """All matches of one rule that agree on the key, folded.

    Attributes:
        key: the values of the key's terms; None for one that is missing.
        last: the numbers of the items of the last match, by node; matches are ordered by these.
        members: the numbers of the items of all matches.
    """

    rule_id: str
    key: tuple[str | int | bool | None, ...]
    last: tuple[int, ...]
    members: frozenset[int]


def compile_rule(rule: Rule) -> tuple[Program, ...]:
    """Compile one rule, into a program for each choice of alternatives."""
    numbers = {pattern.alias: number for number, pattern in enumerate(rule.patterns)}
    return tuple(
        Program(
            rule_id=rule.id,
            nodes=tuple(_node(pattern, numbers) for pattern in patterns),
            absent=tuple(_node(pattern, numbers) for pattern in rule.absent),
            key=tuple(Term(numbers[ref.alias], ref.field) for ref in rule.key),
        )
        for patterns in rule.variants
    )


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """Rules as any number of scopes judge by them.

    Attributes:
        layers: the rules, those before the others that others read.
        programs: by the id of a rule.
    """

    layers: tuple[tuple[Rule, ...], ...]
    programs: Mapping[str, tuple[Program, ...]]


class _Very:
    """Rules that are equal to themselves alone: to compare all they say takes as long as this."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return id(self.rules)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Very) and self.rules is other.rules


def compile_rules(rules: tuple[Rule, ...], scope: Literal["server", "fleet"]) -> CompiledRules:
    """Compile the rules of a scope, in order; those that read each other in a circle are left."""
    return _compiled(_Very(rules), scope)


# Whoever diagnoses again in the same process (a notebook, a worker) has the same rules again.
@lru_cache(maxsize=8)
def _compiled(very: _Very, scope: Literal["server", "fleet"]) -> CompiledRules:
    layers, _ = strata(rule for rule in very.rules if rule.scope == scope)
    programs = {rule.id: compile_rule(rule) for layer in layers for rule in layer}
    return CompiledRules(layers, programs)


def joined(found: Iterable[FoldedMatches]) -> list[FoldedMatches]:
    """Fold what the programs of one rule found: those of one key are one."""
    folded: dict[tuple[str, str], FoldedMatches] = {}
    for each in found:
        key = (each.rule_id, repr(each.key))
        known = folded.get(key)
        if known is not None:
            members = known.members | each.members
            folded[key] = replace(each, last=max(known.last, each.last), members=members)
        else:
            folded[key] = each
    return list(folded.values())


def _node(pattern: Pattern, numbers: Mapping[str, int]) -> CompiledPattern:
    alone: list[Condition] = []
    joins: list[Join] = []
    for condition in pattern.on_it:
        value = condition.value
        if condition.joins and isinstance(value, Ref):
            other = Term(numbers[value.alias], value.field, value.offset)
            joins.append(Join(condition.field, condition.op, other))
        else:
            alone.append(condition)
    return CompiledPattern(
        kind=pattern.kind,
        alone=tuple(alone),
        joins=tuple(joins),
        after=tuple(numbers[alias] for alias in pattern.follows),
        before=tuple(numbers[alias] for alias in pattern.precedes),
        within=pattern.within,
    )


def by_kind(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Group items by the kind of their facts, each group in order."""
    grouped: dict[str, list[Item]] = {}
    for item in items:
        grouped.setdefault(item.fact.kind, []).append(item)
    return grouped


def fits(node: CompiledPattern, fact: Fact) -> bool:
    """Say whether a fact may stand at a node, as far as the fact alone decides."""
    if fact.kind != node.kind:
        return False
    for join in node.joins:
        value = value_of(fact, join.field)
        if value is None or (join.op in ORDERS and not is_int(value)):
            return False
    return fits_alone(node.alone, fact)


def fits_alone(conditions: tuple[Condition, ...], fact: Fact) -> bool:
    """Judge conditions that are on one fact only."""
    return all(_holds(condition, fact) for condition in conditions)


def _holds(condition: Condition, fact: Fact) -> bool:
    left = value_of(fact, condition.field)
    if isinstance(condition.value, Ref):
        right = with_offset(value_of(fact, condition.value.field), condition.value.offset)
        return compare(condition.op, left, right)
    return holds_alone(condition, left)
