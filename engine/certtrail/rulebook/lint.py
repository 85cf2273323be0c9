"""What a sound rule can still have wrong: it could never fire, or tells people a false command."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from certtrail.rulebook.binding import every_text
from certtrail.rulebook.checking import patterns_with_places
from certtrail.rulebook.command_forms import read_command
from certtrail.rulebook.command_table import command_table
from certtrail.rulebook.conditions import ORDERS, Constant, Op, Ref, holds_alone, is_int
from certtrail.rulebook.pattern import ABSENT
from certtrail.text.filters import FILTERS
from certtrail.text.templates import Clause, Placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from certtrail.model.errors import Problem
    from certtrail.model.mistakes import Steps
    from certtrail.rulebook.conditions import Condition
    from certtrail.rulebook.pattern import Pattern
    from certtrail.rulebook.rule import Rule
    from certtrail.text.templates import Command, Part, Template

FieldType: TypeAlias = Literal["number", "flag", "text", ""]
_Values: TypeAlias = frozenset[tuple[type, Constant]]
_ONE_OF: Final = (Op.EQ, Op.IN)
_NONE_OF: Final = (Op.NE, Op.NOT_IN)


def lint(
    rule: Rule, types: Callable[[str, str], FieldType], capabilities: Collection[str]
) -> Iterator[Problem]:
    """List what one rule has wrong although it loads.

    Args:
        rule: a rule that is sound by itself.
        types: gives the type of a field by kind and name; empty where it can be any.
        capabilities: all that a rule can need.
    """
    yield from _needs(rule, capabilities)
    yield from _orders(rule)
    yield from _alike(rule)
    for pattern, at in patterns_with_places(rule):
        yield from _types(rule, _Kinds(rule, pattern, types), pattern.conditions, at)
        yield from _contradictions(rule, pattern.conditions, at)
    yield from _commands(rule)


def _needs(rule: Rule, capabilities: Collection[str]) -> Iterator[Problem]:
    for key, groups in (
        ("needs", rule.needs),
        ("improves-with", [(n,) for n in rule.improves_with]),
    ):
        for number, names in enumerate(groups):
            for name in names:
                if name not in capabilities:
                    known = ", ".join(sorted(capabilities))
                    message = f"expected what evidence can give ({known}), found {name!r}"
                    yield rule.source.problem((key, number), message)


def _orders(rule: Rule) -> Iterator[Problem]:
    """Find patterns that would have to be both before and after another."""
    later: dict[str, set[str]] = {}
    for number, entry in enumerate(rule.when):
        at: Steps = ("when", number, entry.alias)
        mine = {alias: set(others) for alias, others in later.items()}
        own = "" if entry.alias == ABSENT else entry.alias
        pattern = entry.alternatives[0]
        for alias in pattern.follows:
            mine.setdefault(alias, set()).add(own)
        for alias in pattern.precedes:
            mine.setdefault(own, set()).add(alias)
        if _leads(mine, own, own):
            yield rule.source.problem(at, "expected an order that can be, found a circle in time")
        elif own:
            later = mine


def _alike(rule: Rule) -> Iterator[Problem]:
    """Find counts of which there is one at most, at two patterns: a fact stands at one of them."""
    seen: dict[str, str] = {}
    for number, pattern in enumerate(rule.when):
        count = pattern.count
        if count is None or count.per or count.within is not None or pattern.alias == ABSENT:
            continue
        other = seen.setdefault(pattern.kind, pattern.alias)
        if other != pattern.alias:
            at: Steps = ("when", number, pattern.alias)
            message = f"expected another count than that of {other}, found the same"
            yield rule.source.problem(at, f"{message}: one fact stands at one pattern only")


def _leads(later: Mapping[str, set[str]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    todo = list(later.get(start, ()))
    while todo:
        place = todo.pop()
        if place == goal:
            return True
        if place not in seen:
            seen.add(place)
            todo.extend(later.get(place, ()))
    return False


class _Kinds:
    """Tells the types of the fields that one pattern can name."""

    def __init__(
        self, rule: Rule, pattern: Pattern, types: Callable[[str, str], FieldType]
    ) -> None:
        self._kinds = {each.alias: each.of for each in rule.patterns if each.any_of is None}
        self._own = pattern.of
        self._types = types

    def type(self, alias: str, name: str) -> str:
        """Tell a field's type; empty where it can be any, as of a name for several kinds."""
        if name in ("first", "last", "count", "time"):
            return "number"
        kind = self._kinds.get(alias) if alias else self._own
        return "" if kind is None else self._types(kind, name)


def _types(
    rule: Rule, kinds: _Kinds, conditions: Collection[Condition], at: Steps
) -> Iterator[Problem]:
    """Find comparisons of values of different types, which never hold."""
    for condition in conditions:
        left = kinds.type("", condition.field)
        value = condition.value
        right: set[str] = set()
        if isinstance(value, Ref):
            right = {kinds.type(value.alias, value.field)}
        elif isinstance(value, tuple):
            right = {_type_of(each) for each in value}
        elif isinstance(value, re.Pattern):
            right = {"text"}
        elif value is not None:
            right = {_type_of(value)}
        if condition.op in ORDERS and left not in ("", "number"):
            message = f"expected a number to compare, found the {left} {condition.field}"
            yield rule.source.problem((*at, "where"), f"{message}: it never holds")
        elif left and right and left not in right and "" not in right:
            found = " or ".join(sorted(right))
            message = f"expected a {left} beside {condition.field}, found a {found}"
            yield rule.source.problem((*at, "where"), f"{message}: it never holds")


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "flag"
    return "number" if isinstance(value, int) else "text"


def _contradictions(rule: Rule, conditions: Collection[Condition], at: Steps) -> Iterator[Problem]:
    """Find two conditions on one field that no value meets."""
    for one, other in combinations([(each, _named(each)) for each in conditions], 2):
        if one[0].field == other[0].field and not _together(one, other):
            message = f"expected conditions that can hold together, found {one[0].text!r} and"
            yield rule.source.problem((*at, "where"), f"{message} {other[0].text!r}")


def _named(condition: Condition) -> _Values:
    """Give the values that a condition names, each with its type, as `True` would equal 1."""
    value = condition.value
    if isinstance(value, Ref | re.Pattern) or value is None:
        return frozenset()
    named = value if isinstance(value, tuple) else (value,)
    return frozenset((type(each), each) for each in named)


def _together(*both: tuple[Condition, _Values]) -> bool:
    (one, named), (other, other_named) = both
    if any(isinstance(each.value, Ref) for each in (one, other)):
        return Op.MISSING not in (one.op, other.op)
    if one.op is Op.MISSING or other.op is Op.MISSING:
        return one.op is other.op
    if one.op in _ONE_OF:
        return _meets(named, other, other_named)
    if other.op in _ONE_OF:
        return _meets(other_named, one, named)
    low, high = _range(one)
    other_low, other_high = _range(other)
    return max(low, other_low) <= min(high, other_high)


def _meets(values: _Values, condition: Condition, named: _Values) -> bool:
    """Tell whether a condition, and the values that it names, lets one of these pass."""
    if condition.op in _ONE_OF:
        return not values.isdisjoint(named)
    if condition.op in _NONE_OF:
        return not values <= named
    return any(holds_alone(condition, value) for _, value in values)


def _range(condition: Condition) -> tuple[float, float]:
    value = condition.value
    if not is_int(value):  # type: ignore[arg-type]
        return float("-inf"), float("inf")
    assert isinstance(value, int)  # noqa: S101 - just asked
    return {
        Op.LT: (float("-inf"), value - 1),
        Op.LE: (float("-inf"), value),
        Op.GT: (value + 1, float("inf")),
        Op.GE: (value, float("inf")),
    }.get(condition.op, (float("-inf"), float("inf")))


def _commands(rule: Rule) -> Iterator[Problem]:
    """Find commands that have another form than is allowed, or a name that does not exist."""
    for text, at in every_text(rule):
        where = f"in the step {text.step}: " if text.step else ""
        for message in wrong_commands(text.template):
            yield rule.source.problem(at, where + message)


def wrong_commands(template: Template) -> Iterator[str]:
    """Say what is wrong with the commands of a text, with and without its clauses."""
    for command in template.commands:
        found = (read_command(each, command_table()) for each in written(command))
        yield from dict.fromkeys(message for uses in found for message in uses.problems)


def written(command: Command) -> tuple[str, str]:
    """Write a command with values of the right types: with its clauses, and without them."""
    return _written(command.parts, whole=True), _written(command.parts, whole=False)


def _written(parts: Iterable[Part], *, whole: bool) -> str:
    found = []
    for part in parts:
        if isinstance(part, Clause):
            found.append(_written(part.parts if whole else part.otherwise, whole=whole))
        elif isinstance(part, Placeholder):
            found.append(FILTERS[part.filter].sample)
        elif isinstance(part, str):
            found.append(part)
    return "".join(found)
