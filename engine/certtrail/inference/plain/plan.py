"""What the plain engine works out of a compiled rule before it looks at facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from certtrail.inference.compile import Term
from certtrail.rulebook.conditions import Op

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from certtrail.inference.compile import CompiledPattern, Join, Program


@dataclass(frozen=True, slots=True)
class AbsentPlan:
    """How one absence is judged.

    Attributes:
        equal: own terms with the terms that they must be equal to; an index answers these.
        filters: the other joins.
        refers_to: the nodes that must be bound before it can be judged.
        of_kind: the nodes whose facts could be what it forbids: what blocks must be another fact
            than all that are bound.
        tightens: nodes whose range it can cut before they are bound, and their side of it.
        decided_by: nodes that give it nothing but the value of one term, and this.
    """

    equal: tuple[tuple[Term, Term], ...]
    filters: tuple[Join, ...]
    refers_to: frozenset[int]
    of_kind: frozenset[int]
    tightens: Mapping[int, Literal["after", "before"]]
    decided_by: Mapping[int, Term]

    @property
    def waits_for(self) -> frozenset[int]:
        """The nodes that must be bound before it is judged for good."""
        return self.refers_to | self.of_kind


class Plan:
    """One rule's plan; terms that must be equal form a group, which has one value in a match.

    Attributes:
        groups: the group of each term.
        terms: for each node its terms with their groups.
        key: the key's terms with their groups.
        may_miss: the groups of only one term, of the key: its field may be missing.
        own_key: for each node its terms that give the key, where it has all of them.
        orders: for each node: another, whether it is later than that, and within what.
        filters: for each node the joins, with the node that owns them, that no index answers.
    """

    def __init__(self, program: Program) -> None:
        self.nodes = program.nodes
        self.groups, self.may_miss = _groups(program)
        numbers = range(len(program.nodes))
        self.terms = [
            tuple((term, group) for term, group in self.groups.items() if term.node == index)
            for index in numbers
        ]
        self.key = tuple((term, self.groups[term]) for term in program.key)
        self.own_key = [self._own_key(index) for index in numbers]
        self.orders = _orders(program.nodes)
        self.filters = _filters(program.nodes)
        self.absent = [_absent_plan(node, program.nodes, self.groups) for node in program.absent]
        self._next: dict[frozenset[int], int | None] = {}

    def next_node(self, bound: Collection[int]) -> int | None:
        """Choose the node to bind next: the one with most equal terms known, then in order."""
        known = frozenset(bound)
        if known not in self._next:
            groups = {group for index in known for _, group in self.terms[index]}
            groups.update(group for _, group in self.key)

            def score(index: int) -> tuple[int, int, int]:
                equal = sum(group in groups for _, group in self.terms[index])
                ordered = sum(other in known for other, _, _ in self.orders[index])
                return (-equal, -ordered, index)

            rest = [index for index in range(len(self.nodes)) if index not in known]
            self._next[known] = min(rest, key=score) if rest else None
        return self._next[known]

    def _own_key(self, index: int) -> tuple[Term, ...] | None:
        by_group = {group: term for term, group in reversed(self.terms[index])}
        if all(group in by_group for _, group in self.key):
            return tuple(by_group[group] for _, group in self.key)
        return None


def make_plan(program: Program) -> Plan:
    """Plan one rule."""
    return Plan(program)


def _groups(program: Program) -> tuple[dict[Term, int], frozenset[int]]:
    parents: dict[Term, Term] = {}

    def root(term: Term) -> Term:
        while parents.setdefault(term, term) != term:
            term = parents[term]
        return term

    for index, node in enumerate(program.nodes):
        for field, other in _pinned(node.joins):
            parents[root(Term(index, field))] = root(other)
    joined = set(parents)
    # What an absence compares is read by itself, so that it can be judged before all is bound.
    compared = [join.other for node in program.absent for join in node.joins if join.op is Op.EQ]
    for term in (*program.key, *compared):
        root(term)
    numbers: dict[Term, int] = {}
    groups = {term: numbers.setdefault(root(term), len(numbers)) for term in list(parents)}
    may_miss = frozenset(groups[term] for term in parents if term not in joined)
    return groups, may_miss


def _pinned(joins: Iterable[Join]) -> list[tuple[str, Term]]:
    """Give the own fields that must be equal to a term: by `==`, or by `>=` and `<=` together, as
    rules say it of times.
    """
    told: dict[tuple[str, Term], set[Op]] = {}
    for join in joins:
        told.setdefault((join.field, join.other), set()).add(join.op)
    return [each for each, ops in told.items() if Op.EQ in ops or {Op.GE, Op.LE} <= ops]


def _orders(nodes: tuple[CompiledPattern, ...]) -> list[list[tuple[int, bool, int | None]]]:
    """Say it also of nodes that others order: it is known before those are bound."""
    later: dict[tuple[int, int], int | None] = {}

    def note(last: int, first: int, within: int | None) -> None:
        told = [each for each in (within, later.get((last, first))) if each is not None]
        later[last, first] = min(told, default=None)

    for index, node in enumerate(nodes):
        for other in node.after:
            note(index, other, node.within)
        for other in node.before:
            note(other, index, node.within)
    for via in range(len(nodes)):
        for (last, middle), one in list(later.items()):
            for (begin, first), other_within in list(later.items()):
                if middle == via == begin:
                    both = None if one is None or other_within is None else one + other_within
                    note(last, first, both)
    orders: list[list[tuple[int, bool, int | None]]] = [[] for _ in nodes]
    for (last, first), within in later.items():
        orders[last].append((first, True, within))
        orders[first].append((last, False, within))
    return orders


def _filters(nodes: tuple[CompiledPattern, ...]) -> list[list[tuple[int, Join]]]:
    filters: list[list[tuple[int, Join]]] = [[] for _ in nodes]
    for index, node in enumerate(nodes):
        for join in node.joins:
            if join.op is not Op.EQ:
                filters[index].append((index, join))
                filters[join.other.node].append((index, join))
    return filters


def _absent_plan(
    node: CompiledPattern, nodes: tuple[CompiledPattern, ...], groups: Mapping[Term, int]
) -> AbsentPlan:
    equal = tuple((Term(-1, join.field), join.other) for join in node.joins if join.op is Op.EQ)
    filters = tuple(join for join in node.joins if join.op is not Op.EQ)
    of_kind = frozenset(index for index, other in enumerate(nodes) if other.kind == node.kind)
    tightens: dict[int, Literal["after", "before"]] = {}
    for index in node.others if node.within is None else ():
        sides = (index in node.after, index in node.before)
        by_group = all(term.node != index or term in groups for _, term in equal)
        filtered = any(join.other.node == index for join in filters)
        if sum(sides) == 1 and by_group and not filtered:
            tightens[index] = "after" if sides[0] else "before"
    decided_by: dict[int, Term] = {}
    for index in node.others - {*node.after, *node.before, *(j.other.node for j in filters)}:
        terms = {term for _, term in equal if term.node == index}
        if len(terms) == 1 and index not in of_kind:
            decided_by[index] = terms.pop()
    return AbsentPlan(equal, filters, node.others, of_kind, tightens, decided_by)
