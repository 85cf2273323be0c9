"""Encodes programs and facts as a job for the worker: every value becomes a small number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.inference.buckets import read
from certtrail.inference.compile import Term
from certtrail.inference.durable.alpha import Need, need_of_other
from certtrail.inference.durable.job import NUMBER, ONE, ORDINAL
from certtrail.rulebook.conditions import Op, is_int, value_of, with_offset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inference.buckets import Typed
    from certtrail.inference.compile import CompiledPattern, Item, Join, Program
    from certtrail.inference.durable.alpha import Alpha, AlphaMemory
    from certtrail.inference.durable.job import ClassJob, NodeJob, RuleJob, RulesetJob

_ENGINE_OPS: Final = {Op.NE: "$neq", Op.LT: "$lt", Op.LE: "$lte", Op.GT: "$gt", Op.GE: "$gte"}


class Column(NamedTuple):
    """What a column holds of a fact.

    `number`, `ordinal`, `one` (always 1), `second` (the time's rank with an offset added), or of
    a field with an offset added: `code` (equal for equal values; -1 for none), `rank` (in the
    order of numbers) or `flag` (1 if it can be read, as a whole number where `whole`, else 0).
    """

    what: str
    field: str = ""
    offset: int = 0
    whole: bool = False


_FIXED: Final = {Column("number"): NUMBER, Column("ordinal"): ORDINAL, Column("one"): ONE}


class Encoder:
    """Encodes one host's programs."""

    def __init__(self, programs: Sequence[Program], memory: AlphaMemory) -> None:
        self._programs = programs
        self._memory = memory
        self._classes: dict[Alpha, dict[Column, str]] = {}
        self._class_names: dict[Alpha, str] = {}
        self._names: dict[Column, str] = {}
        self._codes: dict[Typed, int] = {}
        self._ranks: dict[int, int] = {}

    def encode(self) -> RulesetJob:
        """Make the host's job."""
        rules = [self._rule(program) for program in self._programs]
        self._rank_values()
        blockers: list[ClassJob] = []
        classes: list[ClassJob] = []
        for alpha, columns in self._classes.items():
            items = self._memory.members(alpha)
            encoded: ClassJob = {
                "k": self._class_names[alpha],
                "columns": list(columns.values()),
                "rows": [[self._value(item, column) for column in columns] for item in items],
            }
            (blockers if alpha.absent else classes).append(encoded)
        return {"rules": rules, "blockers": blockers, "classes": classes}

    def _rule(self, program: Program) -> RuleJob:
        alphas = self._memory.alphas_of(program)
        for alpha in alphas:
            if alpha not in self._classes:
                self._class_names[alpha] = f"{'!' * alpha.absent}c{len(self._classes)}"
                self._classes[alpha] = dict(_FIXED)
        nodes = [
            self._node(index, node, alphas, program.nodes[:index])
            for index, node in enumerate(program.nodes)
        ]
        absent = [
            self._node(index, node, alphas, program.nodes)
            for index, node in enumerate(program.absent, len(nodes))
        ]
        return {"nodes": nodes, "absent": absent}

    def _node(
        self,
        index: int,
        node: CompiledPattern,
        alphas: Sequence[Alpha],
        others: Sequence[CompiledPattern],
    ) -> NodeJob:
        own = alphas[index]
        equal: list[tuple[str, int, str]] = []
        compare: list[tuple[str, str, int, str]] = []
        for join in node.joins:
            self._join(join, own, alphas[join.other.node], equal, compare)
        compare.extend(("$gt", ORDINAL, other, ORDINAL) for other in node.after)
        compare.extend(("$lt", ORDINAL, other, ORDINAL) for other in node.before)
        if node.within is not None:
            op, offset = ("$lte", node.within) if node.after else ("$gte", -node.within)
            other = (*node.after, *node.before)[0]
            own_second = self._column(own, Column("second"))
            limit = self._column(alphas[other], Column("second", "", offset))
            compare.append((op, own_second, other, limit))
        compare.extend(
            ("$neq", NUMBER, other, NUMBER)
            for other, each in enumerate(others)
            if each.kind == node.kind
        )
        if others and not equal:
            equal.append((ONE, 0, ONE))
        # The engine hashes by the first equality; a flag would put all facts in one bucket.
        equal.sort(key=lambda test: test[0] == ONE)
        return {"k": self._class_names[own], "equal": equal, "compare": compare}

    def _join(
        self,
        join: Join,
        own: Alpha,
        other: Alpha,
        equal: list[tuple[str, int, str]],
        compare: list[tuple[str, str, int, str]],
    ) -> None:
        what = "code" if join.op in (Op.EQ, Op.NE) else "rank"
        node, field, offset = join.other.node, join.other.field, join.other.offset
        left = self._column(own, Column(what, join.field))
        right = self._column(other, Column(what, field, offset))
        if join.op is Op.EQ:
            equal.append((left, node, right))
            return
        compare.append((_ENGINE_OPS[join.op], left, node, right))
        need = need_of_other(join)
        if need not in other.needs:
            flag = self._column(other, Column("flag", field, offset, need.whole))
            equal.append((ONE, node, flag))

    def _column(self, alpha: Alpha, column: Column) -> str:
        name = self._names.setdefault(column, f"x{len(self._names)}")
        self._classes[alpha][column] = name
        return name

    def _rank_values(self) -> None:
        """Give each number that is compared for order its rank; sums with offsets among them."""
        values = {
            value
            for alpha, columns in self._classes.items()
            for column in columns
            if column.what in ("rank", "second")
            for item in self._memory.members(alpha)
            if (value := _number(item, column)) is not None
        }
        self._ranks = {value: rank for rank, value in enumerate(sorted(values))}

    def _value(self, item: Item, column: Column) -> int:
        if column.what in ("rank", "second"):
            number = _number(item, column)
            return 0 if number is None else self._ranks[number]
        if column.what == "code":
            value = read(item, Term(-1, column.field, column.offset))
            return -1 if value is None else self._codes.setdefault(value, len(self._codes))
        if column.what == "flag":
            return int(Need(column.field, column.offset, column.whole).met_by(item))
        return {"number": item.number, "ordinal": item.ordinal}.get(column.what, 1)


def _number(item: Item, column: Column) -> int | None:
    if column.what == "second":
        return item.seconds + column.offset
    value = with_offset(value_of(item.fact, column.field), column.offset)
    return value if is_int(value) else None
