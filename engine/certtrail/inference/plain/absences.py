"""What a rule forbids beside a match: judged as early as can be, as most that fails fails here."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from certtrail.inference.buckets import Bounds, Pool
from certtrail.inference.compile import fits
from certtrail.rulebook.conditions import compare, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.inference.compile import Item, Program
    from certtrail.inference.plain.partial import Partial
    from certtrail.inference.plain.plan import Plan
    from certtrail.inference.purse import Meter

# A field with more values than this is not gone through value by value: the nearest facts mostly
# decide sooner.
_FEW: Final = 8
_KEPT: Final = 1 << 16
"""So many answers are kept at most: a hostile rule asks for each pair of facts."""


class Absences:
    """The absences of one rule, beside one match in the making."""

    def __init__(
        self,
        program: Program,
        plan: Plan,
        by_kind: Mapping[str, Sequence[Item]],
        partial: Partial,
        meter: Meter,
    ) -> None:
        self._meter = meter
        self._nodes = program.absent
        self._plans = plan.absent
        self._groups = plan.groups
        self._partial = partial
        self._pools = [
            Pool([item for item in by_kind.get(node.kind, ()) if fits(node, item.fact)])
            for node in program.absent
        ]
        self._known: dict[tuple[int, ...], list[int]] = {}

    def forbid_everything(self) -> bool:
        """Say whether one is broken whatever is bound."""
        return any(not plan.waits_for and self._broken(n) for n, plan in enumerate(self._plans))

    def forbid(self, index: int) -> bool:
        """Judge those that a node, just bound, has a part in, as soon as they can be."""
        bound = self._partial.bound.keys()
        return any(
            self._broken(number)
            for number, plan in enumerate(self._plans)
            if index in plan.waits_for and plan.refers_to <= bound
        )

    def _broken(self, number: int) -> bool:
        """Say whether there are more blockers than the nodes still to bind could take.

        What it refers to decides who blocks, so they are looked for once: as many as matter.
        """
        plan, bound = self._plans[number], self._partial.bound
        about = (number, *[bound[index].number for index in sorted(plan.refers_to)])
        found = self._known.get(about)
        if found is None:
            most = len(plan.of_kind - plan.refers_to) + 1
            found = [item.number for item in islice(self._blockers(number), most)]
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[about] = found
        taken = {item.number for item in bound.values()}
        unbound = len(plan.of_kind - bound.keys())
        return sum(blocker not in taken for blocker in found) > unbound

    def tighten(self, index: int, bounds: Bounds) -> None:
        """Cut off what an absence forbids, where its blocker does not depend on the choice."""
        partial = self._partial
        for number, plan in enumerate(self._plans):
            side = plan.tightens.get(index)
            if side is None or not plan.waits_for <= {index, *partial.bound}:
                continue
            blockers = self._blockers(number, without=index, last_first=side == "after")
            blocker = next((item for item in blockers if not partial.holds(item)), None)
            if blocker is None:
                continue
            if side == "after":
                bounds.first = max(bounds.first, blocker.ordinal)
            else:
                bounds.last = min(bounds.last, blocker.ordinal)

    def branches(self, index: int, pool: Pool) -> Iterator[None]:
        """Go through the values that decide an absence, where a node gives it nothing else.

        All items with a value that is forbidden are left out at once. Yields once for each way to
        go on; the values stay assigned while it is used, and there is nothing to assign mostly.
        """
        partial = self._partial
        for number, plan in enumerate(self._plans):
            term = plan.decided_by.get(index)
            if term is None or not plan.waits_for <= {index, *partial.bound}:
                continue
            group = self._groups[term]
            if group in partial.values:
                continue
            terms, values = partial.lookup(index)
            choice = pool.distinct(terms, values, term)
            if len(choice) > _FEW:
                continue
            for value in choice:
                partial.values[group] = value
                if not any(not partial.holds(item) for item in self._blockers(number)):
                    yield from self.branches(index, pool)
                del partial.values[group]
            return
        yield

    def _blockers(
        self, number: int, *, without: int | None = None, last_first: bool = False
    ) -> Iterator[Item]:
        """Give what an absence forbids, but for what it refers to.

        Args:
            number: of the absence.
            without: a node to ignore in its order.
            last_first: begin with the last.
        """
        plan, partial = self._plans[number], self._partial
        terms, values = [], []
        for own, other in plan.equal:
            value = partial.value_of(other)
            if value is None:
                return
            terms.append(own)
            values.append(value)
        bucket = self._pools[number].bucket(tuple(terms), tuple(values))
        bounds = self._bounds(number, without)
        wanted = partial.wanted(bounds, plan.filters)
        if wanted is None:
            return
        positions = bucket.cut(bounds)
        about = {partial.bound[i].number for i in plan.refers_to if i in partial.bound}
        if last_first:
            positions = positions[::-1]
        for item in bucket.fitting(positions, wanted, self._meter.step):
            if item.number not in about and all(
                compare(each.op, value_of(item.fact, each.field), each.value) for each in wanted
            ):
                yield item
            else:
                self._meter.step()

    def _bounds(self, number: int, without: int | None) -> Bounds:
        node, bound = self._nodes[number], self._partial.bound
        bounds = Bounds()
        for other in node.after:
            if other != without:
                bounds.later_than(bound[other], node.within)
        for other in node.before:
            if other != without:
                bounds.earlier_than(bound[other], node.within)
        return bounds
