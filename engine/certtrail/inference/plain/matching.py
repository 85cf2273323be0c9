"""The plain engine: finds, with hash indexes and bisection, which facts take part in a match.

It never lists all matches, whose number may be the square of that of the facts. For each fact and
node it asks whether a match exists, nearest facts first; equal fields lead to a bucket, order,
windows and absence to a range in it, so that an answer costs about the same in a long log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inference.buckets import Bounds, Pool, Typed, read, typed_order
from certtrail.inference.compile import FoldedMatches, Item, Program, fits
from certtrail.inference.plain.absences import Absences
from certtrail.inference.plain.partial import Partial
from certtrail.inference.plain.plan import Plan, make_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.inference.compile import Term
    from certtrail.inference.purse import Meter

# So many values are gone through without a look at which of their items can stand there.
_FEW: Final = 8

_Key = tuple[Typed, ...]


def run_plain(
    program: Program, by_kind: Mapping[str, Sequence[Item]], meter: Meter
) -> list[FoldedMatches]:
    """Judge a rule on items of each kind that are sorted by number; the result is sorted by key.

    Raises:
        TooManyStepsError: names the rule.
    """
    if not all(by_kind.get(node.kind) for node in program.nodes):
        return []  # of most rules, on most servers, there is nothing to match
    return _Search(program, by_kind, meter).run()


class _Search:
    """One rule on one set of items."""

    def __init__(
        self, program: Program, by_kind: Mapping[str, Sequence[Item]], meter: Meter
    ) -> None:
        self._program = program
        self._meter = meter
        self._plan = make_plan(program)
        self._pools = [
            Pool([item for item in by_kind.get(node.kind, ()) if _stands(self._plan, index, item)])
            for index, node in enumerate(program.nodes)
        ]
        self._partial = Partial(self._plan)
        self._absences = Absences(program, self._plan, by_kind, self._partial, meter)
        self._members: dict[_Key, list[set[int]]] = {}

    def run(self) -> list[FoldedMatches]:
        """Find, for each key, who takes part and the last match."""
        if not all(pool.items for pool in self._pools) or self._absences.forbid_everything():
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
        for _ in self._branches():
            for key in self._keys():
                self._meter.step()  # also where nothing is found that could stand there
                members = self._members.get(key)
                if members is not None and item.number in members[index]:
                    continue
                if self._exists(key):
                    self._members[key][index].add(item.number)
        self._partial.unbind(index, assigned)

    def _branches(self) -> Iterable[None]:
        index = self._plan.next_node(self._partial.bound)
        return (None,) if index is None else self._absences.branches(index, self._pools[index])

    def _keys(self) -> Iterator[_Key]:
        """Give the keys that agree with what is bound; each stays assigned while it is used."""
        known = self._partial.values
        for term, group in self._plan.key:
            if group not in known:
                for value in self._values(term):
                    known[group] = value
                    yield from self._keys()
                    del known[group]
                return
        yield tuple([known[group] for _, group in self._plan.key])

    def _values(self, term: Term) -> Iterable[Typed]:
        """List the values that a term takes beside what is bound, and some that it does not."""
        values = self._pools[term.node].distinct(*self._partial.lookup(term.node), term)
        if len(values) <= _FEW:
            return values
        found: dict[Typed, None] = {}
        for item in self._choices(term.node):
            self._meter.step()
            found[read(item, term)] = None
        return list(found)

    def _exists(self, key: _Key) -> bool:
        """Complete what is bound to a match, and note who takes part in the one found."""
        index = self._plan.next_node(self._partial.bound)
        if index is None:
            members = self._members.get(key)
            if members is None:
                self._meter.found(len(self._members) + 1)
                members = self._members[key] = [set() for _ in self._pools]
            for node, item in self._partial.bound.items():
                members[node].add(item.number)
            return True
        found = False
        # To the end of the branches in any case: they take back what they assign.
        for _ in self._branches():
            found = found or self._exists_with(key, index)
        return found

    def _exists_with(self, key: _Key, index: int) -> bool:
        for item in self._choices(index):
            assigned = self._bind(index, item)
            if assigned is not None:
                found = self._exists(key)
                self._partial.unbind(index, assigned)
                if found:
                    return True
        return False

    def _choices(self, index: int, *, last_first: bool = False) -> Iterable[Item]:
        """Give the items that may stand at a node beside what is bound, nearest first."""
        partial = self._partial
        bucket = self._pools[index].bucket(*partial.lookup(index))
        bounds = Bounds()
        for other, later, within in self._plan.orders[index]:
            if other in partial.bound:
                narrow = bounds.later_than if later else bounds.earlier_than
                narrow(partial.bound[other], within)
        nearest_is_first = bounds.first > Bounds().first
        wanted = partial.wanted_at(index, bounds, self._plan.filters[index])
        if wanted is None:
            return ()
        self._absences.tighten(index, bounds)
        positions = bucket.cut(bounds)
        if last_first or not nearest_is_first:
            positions = positions[::-1]
        return bucket.fitting(positions, wanted, self._meter.step)

    def _bind(self, index: int, item: Item) -> list[int] | None:
        """Bind an item; gives the groups that got their value by it, or None if it cannot be."""
        self._meter.step()
        if self._partial.holds(item):
            return None
        assigned = self._partial.bind(index, item)
        if self._agrees(index) and not self._absences.forbid(index):
            return assigned
        self._partial.unbind(index, assigned)
        return None

    def _agrees(self, index: int) -> bool:
        """Judge order and the joins that no index answers, between a node and all bound."""
        bound = self._partial.bound
        for other, later, within in self._plan.orders[index]:
            if other in bound:
                early, late = bound[other], bound[index]
                if not later:
                    early, late = late, early
                if early.ordinal >= late.ordinal:
                    return False
                if within is not None and late.seconds - early.seconds > within:
                    return False
        return all(
            self._partial.joined(join, bound[owner])
            for owner, join in self._plan.filters[index]
            if owner in bound and join.other.node in bound
        )

    def _found(self, key: _Key) -> FoldedMatches:
        """Bind the last match of a key, node by node, and fold all its members."""
        members = self._members[key]
        for (_, group), value in zip(self._plan.key, key, strict=True):
            self._partial.values[group] = value
        for index, viable in enumerate(members):
            for item in self._choices(index, last_first=True):
                if item.number in viable:
                    assigned = self._bind(index, item)
                    if assigned is not None:
                        if self._exists(key):
                            break
                        self._partial.unbind(index, assigned)
        bound = self._partial.bound
        last = tuple([bound[index].number for index in range(len(members))])
        self._partial.clear()
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
