"""The plain engine: finds, with hash indexes and bisection, which facts take part in a match.

It never lists all matches, whose number may be the square of that of the facts. For each fact and
node it asks whether a match exists, nearest facts first; equal fields lead to a bucket, order,
windows and absence to a range in it, so that an answer costs about the same in a long log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inference.buckets import Bounds, Pool, Typed, read, typed_order
from certtrail.inference.compile import FoldedMatches, Item, Program, fits
from certtrail.inference.plain.plan import Plan, make_plan
from certtrail.model.errors import CerttrailError
from certtrail.rulebook.conditions import compare, value_of, with_offset
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.inference.compile import CompiledPattern, Join, Term
    from certtrail.rulebook.conditions import Constant

MAX_STEPS: Final = 20_000_000
_Key = tuple[Typed, ...]


class TooManyStepsError(CerttrailError):
    """A rule that would take too long on these facts."""


def run_plain(program: Program, by_kind: Mapping[str, Sequence[Item]]) -> list[FoldedMatches]:
    """Judge a rule on items of each kind that are sorted by number; the result is sorted by key.

    Raises:
        TooManyStepsError: names the rule.
    """
    return _Search(program, by_kind).run()


class _Search:
    """One rule on one set of items."""

    def __init__(self, program: Program, by_kind: Mapping[str, Sequence[Item]]) -> None:
        self._program = program
        self._plan = make_plan(program)
        self._pools = [
            Pool([item for item in by_kind.get(node.kind, ()) if _stands(self._plan, index, item)])
            for index, node in enumerate(program.nodes)
        ]
        self._absent = [
            Pool([item for item in by_kind.get(node.kind, ()) if fits(node, item.fact)])
            for node in program.absent
        ]
        self._bound: dict[int, Item] = {}
        self._values: dict[int, Typed] = {}
        self._members: dict[_Key, list[set[int]]] = {}
        self._steps = 0

    def run(self) -> list[FoldedMatches]:
        """Find, for each key, who takes part and the last match."""
        if not all(pool.items for pool in self._pools):
            return []
        if any(not plan.waits_for and self._blocked(n) for n, plan in enumerate(self._plan.absent)):
            return []
        for index, pool in enumerate(self._pools):
            for item in pool.items:
                self._take_part(index, item)
        return [self._found(key) for key in sorted(self._members, key=typed_order)]

    def _take_part(self, index: int, item: Item) -> None:
        """Find every key with which an item takes part in a match at a node."""
        own_key = self._plan.own_key[index]
        if own_key is not None:
            known = self._members.get(tuple([read(item, term) for term in own_key]))
            if known is not None and item.number in known[index]:
                return
        assigned = self._bind(index, item)
        if assigned is None:
            return
        for key in self._keys():
            members = self._members.get(key)
            if members is not None and item.number in members[index]:
                continue
            if self._exists(key):
                self._members[key][index].add(item.number)
        self._unbind(index, assigned)

    def _keys(self) -> Iterator[_Key]:
        """Give the keys that agree with what is bound; each stays assigned while it is used."""
        for term, group in self._plan.key:
            if group not in self._values:
                pool = self._pools[term.node]
                terms, values = self._lookup(term.node)
                for value in pool.distinct(terms, values, term):
                    self._values[group] = value
                    yield from self._keys()
                    del self._values[group]
                return
        yield tuple([self._values[group] for _, group in self._plan.key])

    def _exists(self, key: _Key) -> bool:
        """Complete what is bound to a match, and note who takes part in the one found."""
        index = self._plan.next_node(self._bound)
        if index is None:
            members = self._members.setdefault(key, [set() for _ in self._pools])
            for node, item in self._bound.items():
                members[node].add(item.number)
            return True
        for item in self._choices(index):
            assigned = self._bind(index, item)
            if assigned is not None:
                found = self._exists(key)
                self._unbind(index, assigned)
                if found:
                    return True
        return False

    def _choices(self, index: int, *, last_first: bool = False) -> Iterable[Item]:
        """Give the items that may stand at a node beside what is bound, nearest first."""
        bucket = self._pools[index].bucket(*self._lookup(index))
        bounds = Bounds()
        for other, later, within in self._plan.orders[index]:
            if other in self._bound:
                narrow = bounds.later_than if later else bounds.earlier_than
                narrow(self._bound[other], within)
        nearest_is_first = bounds.first > Bounds().first
        self._narrow(bounds, (join for owner, join in self._plan.filters[index] if owner == index))
        self._tighten(index, bounds)
        positions = bucket.cut(bounds)
        if last_first or not nearest_is_first:
            positions = positions[::-1]
        return map(bucket.items.__getitem__, positions)

    def _narrow(self, bounds: Bounds, joins: Iterable[Join]) -> None:
        """Cut off what comparisons of an item's own time with what is bound rule out."""
        for join in joins:
            if join.field == "time" and join.other.node in self._bound:
                bounds.compared(join.op, self._of_bound(join.other))

    def _tighten(self, index: int, bounds: Bounds) -> None:
        """Cut off what an absence forbids, where its blocker does not depend on the choice."""
        for number, plan in enumerate(self._plan.absent):
            side = plan.tightens.get(index)
            if side is None or not plan.waits_for <= {index, *self._bound}:
                continue
            blocker = next(self._blockers(number, without=index, last_first=side == "after"), None)
            if blocker is None:
                continue
            if side == "after":
                bounds.first = max(bounds.first, blocker.ordinal)
            else:
                bounds.last = min(bounds.last, blocker.ordinal)

    def _lookup(self, index: int) -> tuple[tuple[Term, ...], tuple[Typed, ...]]:
        known = [(t, self._values[g]) for t, g in self._plan.terms[index] if g in self._values]
        return tuple([term for term, _ in known]), tuple([value for _, value in known])

    def _bind(self, index: int, item: Item) -> list[int] | None:
        """Bind an item; gives the groups that got their value by it, or None if it cannot be."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise TooManyStepsError(
                phrase(
                    "rule {rule_id} needs more than {max_steps|count} steps on these facts",
                    rule_id=self._program.rule_id,
                    max_steps=MAX_STEPS,
                )
            )
        if any(item.number == other.number for other in self._bound.values()):
            return None
        self._bound[index] = item
        assigned: list[int] = []
        for term, group in self._plan.terms[index]:
            if group not in self._values:
                self._values[group] = read(item, term)
                assigned.append(group)
        if self._agrees(index) and not self._is_blocked(index):
            return assigned
        self._unbind(index, assigned)
        return None

    def _unbind(self, index: int, assigned: Iterable[int]) -> None:
        del self._bound[index]
        for group in assigned:
            del self._values[group]

    def _agrees(self, index: int) -> bool:
        """Judge order and the joins that no index answers, between a node and all bound."""
        for other, later, within in self._plan.orders[index]:
            if other in self._bound:
                early, late = self._bound[other], self._bound[index]
                if not later:
                    early, late = late, early
                if early.ordinal >= late.ordinal:
                    return False
                if within is not None and late.seconds - early.seconds > within:
                    return False
        return all(
            self._joined(join, self._bound[owner])
            for owner, join in self._plan.filters[index]
            if owner in self._bound and join.other.node in self._bound
        )

    def _joined(self, join: Join, item: Item) -> bool:
        return compare(join.op, value_of(item.fact, join.field), self._of_bound(join.other))

    def _of_bound(self, term: Term) -> Constant | None:
        return with_offset(value_of(self._bound[term.node].fact, term.field), term.offset)

    def _is_blocked(self, index: int) -> bool:
        """Judge the absences that waited for this node last."""
        return any(
            self._blocked(number)
            for number, plan in enumerate(self._plan.absent)
            if index in plan.waits_for and plan.waits_for <= self._bound.keys()
        )

    def _blocked(self, number: int) -> bool:
        return next(self._blockers(number), None) is not None

    def _blockers(
        self, number: int, *, without: int | None = None, last_first: bool = False
    ) -> Iterator[Item]:
        """Give what an absence forbids; `without` is a node to ignore in its order."""
        node = self._program.absent[number]
        terms, values = [], []
        for own, other in self._plan.absent[number].equal:
            value = self._value_of(other)
            if value is None:
                return
            terms.append(own)
            values.append(value)
        bucket = self._absent[number].bucket(tuple(terms), tuple(values))
        bounds = self._absent_bounds(node, without)
        self._narrow(bounds, self._plan.absent[number].filters)
        positions = bucket.cut(bounds)
        taken = {item.number for item in self._bound.values()}
        for position in positions[::-1] if last_first else positions:
            item = bucket.items[position]
            if item.number not in taken and all(
                self._joined(join, item) for join in self._plan.absent[number].filters
            ):
                yield item

    def _absent_bounds(self, node: CompiledPattern, without: int | None) -> Bounds:
        bounds = Bounds()
        for other in node.after:
            if other != without:
                bounds.later_than(self._bound[other], node.within)
        for other in node.before:
            if other != without:
                bounds.earlier_than(self._bound[other], node.within)
        return bounds

    def _value_of(self, term: Term) -> Typed:
        """Read a term by its item, or where that is not bound by the value all must agree on."""
        if term.node in self._bound:
            return read(self._bound[term.node], term)
        return self._values.get(self._plan.groups[term])

    def _found(self, key: _Key) -> FoldedMatches:
        """Bind the last match of a key, node by node, and fold all its members."""
        members = self._members[key]
        for (_, group), value in zip(self._plan.key, key, strict=True):
            self._values[group] = value
        for index, viable in enumerate(members):
            for item in self._choices(index, last_first=True):
                if item.number in viable:
                    assigned = self._bind(index, item)
                    if assigned is not None:
                        if self._exists(key):
                            break
                        self._unbind(index, assigned)
        last = tuple([self._bound[index].number for index in range(len(members))])
        self._bound.clear()
        self._values.clear()
        return FoldedMatches(
            rule_id=self._program.rule_id,
            key=tuple([None if value is None else value[1] for value in key]),
            last=last,
            members=frozenset().union(*members),
        )


def _stands(plan: Plan, index: int, item: Item) -> bool:
    """Say whether an item may stand at a node: alone, and in its own equal terms."""
    if not fits(plan.nodes[index], item.fact):
        return False
    values: dict[int, Typed] = {}
    for term, group in plan.terms[index]:
        value = read(item, term)
        if value is None and group not in plan.may_miss:
            return False
        if values.setdefault(group, value) != value:
            return False
    return True
