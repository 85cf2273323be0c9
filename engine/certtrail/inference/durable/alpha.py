"""Alpha classes: what one fact decides by itself is decided here, before durable_rules sees it.

Each distinct choice of kind, conditions and fields that must be readable is one class. A fact is
handed to the engine once for each class that it belongs to; the engine only tests the class name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from certtrail.inference.compile import fits_alone
from certtrail.rulebook.conditions import ORDERS, is_int, value_of, with_offset

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.inference.compile import Item, Join, Program
    from certtrail.rulebook.conditions import Condition

    _Choice: TypeAlias = tuple[bool, str, tuple[Condition, ...], frozenset["Need"]]


@dataclass(frozen=True, slots=True)
class Need:
    """A field that must be readable, as a whole number where `whole`."""

    field: str
    offset: int
    whole: bool

    def met_by(self, item: Item) -> bool:
        """Say whether an item has the field in that form."""
        value = with_offset(value_of(item.fact, self.field), self.offset)
        return is_int(value) if self.whole else value is not None


@dataclass(frozen=True, slots=True, eq=False)
class Alpha:
    """One class; those of absences are apart, since the facts that block are asserted first.

    An `AlphaMemory` has each class once, so that to look one up is not to compare its conditions.
    """

    absent: bool
    kind: str
    alone: tuple[Condition, ...]
    needs: frozenset[Need]


def _own(join: Join) -> Need:
    return Need(join.field, 0, join.op in ORDERS)


def need_of_other(join: Join) -> Need:
    """Say what a join asks of the fact that it refers to."""
    return Need(join.other.field, join.other.offset, join.op in ORDERS)


class AlphaMemory:
    """The classes of programs, and the members of each, found once."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._by_kind: dict[str, list[Item]] = {}
        for item in items:
            self._by_kind.setdefault(item.fact.kind, []).append(item)
        self._alphas: dict[_Choice, Alpha] = {}
        self._members: dict[Alpha, tuple[Item, ...]] = {}

    def alphas_of(self, program: Program) -> tuple[Alpha, ...]:
        """Give the class of each node, then of each absence."""
        needs: list[set[Need]] = [{*map(_own, node.joins)} for node in program.nodes]
        for node in program.nodes:
            for join in node.joins:
                needs[join.other.node].add(need_of_other(join))
        present = [
            self._alpha((False, node.kind, node.alone, frozenset(need)))
            for node, need in zip(program.nodes, needs, strict=True)
        ]
        absent = [
            self._alpha((True, node.kind, node.alone, frozenset(map(_own, node.joins))))
            for node in program.absent
        ]
        return (*present, *absent)

    def _alpha(self, choice: _Choice) -> Alpha:
        alpha = self._alphas.get(choice)
        if alpha is None:
            alpha = self._alphas[choice] = Alpha(*choice)
        return alpha

    def members(self, alpha: Alpha) -> Sequence[Item]:
        """Give the items that belong to a class, in order."""
        if alpha not in self._members:
            self._members[alpha] = tuple(
                item for item in self._by_kind.get(alpha.kind, ()) if _belongs(alpha, item)
            )
        return self._members[alpha]


def _belongs(alpha: Alpha, item: Item) -> bool:
    readable = all(need.met_by(item) for need in alpha.needs)
    return readable and fits_alone(alpha.alone, item.fact)
