"""A tiny evaluator by nested loops: what the two engines are held against.

It shares no code with them but the reading of rules: conditions are judged anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from certtrail.rulebook.conditions import Condition, Constant, Op, Ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.model.fact import Fact
    from certtrail.rulebook.pattern import Count, Pattern
    from certtrail.rulebook.rule import Rule, Rulebook

SECOND = 1_000_000_000


@dataclass(eq=False)
class Thing:
    """A fact, or a conclusion that rules read as one; `tie` orders those of one ordinal."""

    kind: str
    server: str
    seconds: int
    fields: Mapping[str, Constant]
    members: list[int]
    tie: tuple[str, str, str] = ("", "", "")

    @property
    def rank(self) -> tuple[int, tuple[str, str, str]]:
        """Its place in the order of facts and findings."""
        return max(self.members), self.tie

    @property
    def ordinal(self) -> int:
        """The ordinal of its last fact."""
        return max(self.members)

    def get(self, name: str) -> Constant | None:
        """Read a field."""
        if name == "time":
            return self.seconds
        return self.server if name == "server" else self.fields.get(name)


def holds(op: Op, left: Constant | None, right: object) -> bool:
    """Judge one comparison."""
    if op is Op.MISSING:
        return left is None
    if left is None or op is Op.PRESENT:
        return left is not None
    if op is Op.MATCHES:
        assert isinstance(right, re.Pattern)
        return isinstance(left, str) and bool(right.search(left))
    if op in (Op.IN, Op.NOT_IN):
        assert isinstance(right, tuple)
        inside = (type(left), left) in [(type(each), each) for each in right]
        return inside is (op is Op.IN)
    if right is None:
        return False
    if op in (Op.EQ, Op.NE):
        return ((type(left), left) == (type(right), right)) is (op is Op.EQ)
    if type(left) is not int or type(right) is not int:
        return False
    return {Op.LT: left < right, Op.LE: left <= right, Op.GT: left > right, Op.GE: left >= right}[
        op
    ]


def right_side(condition: Condition, own: Thing, bound: dict[str, Thing]) -> object:
    """Work out the right side of a condition."""
    ref = condition.value
    if not isinstance(ref, Ref):
        return ref
    value = (bound[ref.alias] if ref.alias else own).get(ref.field)
    if ref.offset:
        return value + ref.offset if type(value) is int else None
    return value


def stands(pattern: Pattern, thing: Thing, bound: dict[str, Thing]) -> bool:
    """Say whether a thing may stand at a pattern beside what is bound."""
    if thing.kind != pattern.kind or any(thing is other for other in bound.values()):
        return False
    for alias in pattern.follows:
        other = bound[alias]
        gone = thing.seconds - other.seconds
        if thing.ordinal <= other.ordinal or (pattern.within is not None and gone > pattern.within):
            return False
    for alias in pattern.precedes:
        other = bound[alias]
        gone = other.seconds - thing.seconds
        if thing.ordinal >= other.ordinal or (pattern.within is not None and gone > pattern.within):
            return False
    return all(
        holds(each.op, thing.get(each.field), right_side(each, thing, bound))
        for each in pattern.on_it
    )


def matches(rule: Rule, things: Sequence[Thing]) -> list[tuple[Thing, ...]]:
    """List every match, whichever alternatives it takes."""
    found = []
    for patterns in rule.variants:
        for match in product(*([t for t in things if t.kind == p.kind] for p in patterns)):
            bound: dict[str, Thing] = {}
            for pattern, thing in zip(patterns, match, strict=True):
                if not stands(pattern, thing, bound):
                    break
                bound[pattern.alias] = thing
            else:
                blocked = (stands(none, each, bound) for none in rule.absent for each in things)
                if not any(blocked):
                    found.append(match)
    return found


def counted(rule: Rule, things: Sequence[Thing]) -> list[Thing]:
    """Make the things that a rule's counts are about, by looking at every pair of ends.

    Patterns that count alike are about the same things, and a thing stands at one of them only.
    """
    made = []
    ordered = sorted(things, key=lambda thing: thing.rank)
    alike = {pattern.kind: pattern for pattern in rule.every_pattern}
    for pattern in alike.values():
        if pattern.count is not None:
            runs = _runs(
                pattern.count,
                pattern.on_each,
                [each for each in ordered if each.kind == pattern.of],
            )
            for number, (run, agreed) in enumerate(runs):
                fields = {**agreed, "first": run[0].seconds, "last": run[-1].seconds}
                fields["count"] = len(run)
                servers = {each.server for each in run}
                made.append(
                    Thing(
                        pattern.kind,
                        servers.pop() if len(servers) == 1 else "",
                        run[-1].seconds,
                        fields,
                        sorted({member for each in run for member in each.members}),
                        ("", pattern.kind, f"{number:09}"),
                    )
                )
    return made


def _runs(
    count: Count, where: tuple[Condition, ...], things: Sequence[Thing]
) -> Iterator[tuple[list[Thing], dict[str, Constant]]]:
    groups: dict[tuple[object, ...], list[Thing]] = {}
    for thing in things:
        agreed = [thing.get(name) for name in count.per]
        fits = all(
            holds(each.op, thing.get(each.field), right_side(each, thing, {})) for each in where
        )
        if fits and None not in agreed:
            groups.setdefault(tuple((type(v), v) for v in agreed), []).append(thing)
    for members in groups.values():
        some = [m for m in members if count.different is None or m.get(count.different) is not None]
        windows = []
        for first, last in product(range(len(some)), repeat=2):
            inside = some[first : last + 1]
            if not inside or (
                count.within is not None and some[last].seconds - some[first].seconds > count.within
            ):
                continue
            values = [
                place if count.different is None else each.get(count.different)
                for place, each in enumerate(inside)
            ]
            if len({(type(value), value) for value in values}) >= count.at_least:
                windows.append({*range(first, last + 1)})
        while joined := next(
            ((a, b) for a in windows for b in windows if a is not b and a & b), None
        ):
            windows = [each for each in windows if each is not joined[0] and each is not joined[1]]
            windows.append(joined[0] | joined[1])
        for window in sorted(windows, key=min):
            run = [some[place] for place in sorted(window)]
            agreed_on = {name: v for name in count.per if (v := run[0].get(name)) is not None}
            yield run, agreed_on


Answer = tuple[str, str, tuple[object, ...], tuple[int, ...], tuple[tuple[object, ...], ...]]


def judge(rulebook: Rulebook, facts: Sequence[Fact]) -> list[Answer]:
    """Judge distinct facts in order: rule, server, key, ordinals of facts, last match's things."""
    base = [
        Thing(fact.kind, fact.server, fact.time // SECOND, fact.fields, [number])
        for number, fact in enumerate(facts)
    ]
    answers: list[Answer] = []
    concluded: list[Thing] = []
    for server in sorted({fact.server for fact in facts}):
        here = [thing for thing in base if thing.server == server]
        concluded += _scope(rulebook, "server", server, here, [], facts, answers)
    _scope(rulebook, "fleet", "", base, concluded, facts, answers)
    return answers


def _scope(
    rulebook: Rulebook,
    scope: str,
    server: str,
    base: list[Thing],
    read: list[Thing],
    facts: Sequence[Fact],
    answers: list[Answer],
) -> list[Thing]:
    todo = [rule for rule in rulebook.rules if rule.scope == scope]
    made: list[Thing] = []
    while todo:
        waiting = {rule.id for rule in todo}
        rule = next(rule for rule in todo if not waiting & {*rule.reads})
        todo.remove(rule)
        seen = [*base, *read, *made]
        made += _conclusions(rule, server, [*seen, *counted(rule, seen)], facts, answers)
    return made


def _conclusions(
    rule: Rule, server: str, things: list[Thing], facts: Sequence[Fact], answers: list[Answer]
) -> list[Thing]:
    """Fold the matches by key; the last one is that of the highest places, in pattern order."""
    aliases = [pattern.alias for pattern in rule.patterns]
    folded: dict[tuple[tuple[type, object], ...], list[tuple[Thing, ...]]] = {}
    for match in matches(rule, things):
        bound = dict(zip(aliases, match, strict=True))
        values: list[object] = [bound[ref.alias].get(ref.field) for ref in rule.key]
        key = tuple((type(value), value) for value in values)
        folded.setdefault(key, []).append(match)
    made = []
    for key, group in folded.items():
        last = max(group, key=lambda match: [thing.rank for thing in match])
        bound = dict(zip(aliases, last, strict=True))
        members = sorted({m for match in group for thing in match for m in thing.members})
        fields: dict[str, Constant] = {"rule": rule.id, "severity": rule.severity.value}
        for name, value in rule.sets.items():
            known = bound[value.alias].get(value.field) if isinstance(value, Ref) else value
            if known is not None:
                fields[name] = known
        shown = tuple((t.kind, t.server, t.seconds, *sorted(t.fields.items())) for t in last)
        answers.append((rule.id, server, tuple(value for _, value in key), tuple(members), shown))
        tie = (rule.id, server, repr([(kind.__name__, value) for kind, value in key]))
        seconds = facts[members[-1]].time // SECOND
        made.append(Thing(f"finding:{rule.id}", server, seconds, fields, members, tie))
    return made
