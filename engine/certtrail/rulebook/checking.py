"""Checks across rules: ids and titles, what they name of each other, and fields that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.rulebook.binding import every_text
from certtrail.rulebook.conditions import IMPLICIT_FIELDS, Ref
from certtrail.rulebook.pattern import FINDING
from certtrail.rulebook.strata import strata
from certtrail.rulebook.text_values import FOUND

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from certtrail.model.errors import Problem
    from certtrail.model.mistakes import Steps
    from certtrail.rulebook.conditions import Condition
    from certtrail.rulebook.pattern import Pattern
    from certtrail.rulebook.rule import Rule, Rulebook

    Vocabulary = Mapping[str, set[str]]


def check_together(rules: Sequence[Rule], known: Collection[str]) -> list[Problem]:
    """Check what only shows when all rules are at hand.

    Args:
        rules: those that are sound by themselves.
        known: the ids that may be named; also those of rules that have other problems.
    """
    problems = [*_repeated(rules)]
    for rule in rules:
        problems.extend(_unknown_rules(rule, known))
    by_id = {rule.id: rule for rule in rules}
    problems.extend(_scopes(rules, by_id))
    problems.extend(_cycles(rules))
    vocabulary = {FINDING + rule.id: {*rule.sets, "rule", "severity"} for rule in rules}
    for rule in rules:
        problems.extend(_unknown_fields(rule, vocabulary))
    return problems


def check_against(rulebook: Rulebook, vocabulary: Mapping[str, set[str]]) -> list[Problem]:
    """List fact kinds and fields that the rules name and the facts do not have."""
    problems: list[Problem] = []
    for rule in rulebook.rules:
        for pattern, at in patterns_with_places(rule):
            kind = pattern.of
            if pattern.finding is None and kind not in vocabulary:
                message = f"expected a known fact kind, found {kind!r}"
                problems.append(rule.source.problem((*at, "fact"), message))
        problems.extend(_unknown_fields(rule, vocabulary))
    return sorted(problems)


def _repeated(rules: Sequence[Rule]) -> Iterator[Problem]:
    ids: dict[str, Rule] = {}
    titles: dict[str, Rule] = {}
    for rule in rules:
        first = ids.setdefault(rule.id, rule)
        if first is not rule:
            message = f"the id {rule.id!r} is also that of {first.source.path}"
            yield rule.source.problem(("id",), message)
        first = titles.setdefault(rule.title.casefold(), rule)
        if first is not rule:
            message = f"the title is also that of {first.source.path}"
            yield rule.source.problem(("title",), message)


def _unknown_rules(rule: Rule, known: Collection[str]) -> Iterator[Problem]:
    named: list[tuple[Steps, str]] = [
        *((("explains", index), name) for index, name in enumerate(rule.explains)),
        *((("closes", index), name) for index, name in enumerate(rule.closes)),
    ]
    for pattern, at in patterns_with_places(rule):
        if pattern.finding is not None:
            named.append(((*at, "finding"), pattern.finding))
    for at, name in named:
        if name not in known:
            yield rule.source.problem(at, f"expected the id of a rule, found {name!r}")


def _scopes(rules: Sequence[Rule], by_id: Mapping[str, Rule]) -> Iterator[Problem]:
    for rule in rules:
        for pattern, at in patterns_with_places(rule):
            read = by_id.get(pattern.finding or "")
            if read is not None and rule.scope == "server" and read.scope == "fleet":
                message = (
                    f"expected a rule of scope `server`, found {read.id!r}:"
                    " rules across servers are judged after those of each server"
                )
                yield rule.source.problem((*at, "finding"), message)


def _cycles(rules: Sequence[Rule]) -> Iterator[Problem]:
    _, stuck = strata(rules)
    if stuck:
        names = ", ".join(rule.id for rule in stuck)
        for rule in stuck:
            message = f"expected no circle of rules that read each other, found one among {names}"
            yield rule.source.problem(("when",), message)


def patterns_with_places(rule: Rule) -> Iterator[tuple[Pattern, Steps]]:
    """Yield every pattern that the file has, alternatives one by one, and where it stands."""
    for number, pattern in enumerate(rule.when):
        at: Steps = ("when", number, pattern.alias)
        if pattern.any_of is None:
            yield pattern, at
        for index, each in enumerate(pattern.any_of or ()):
            yield each, (*at, "any", index)
    for index, adjustment in enumerate(rule.adjust):
        if adjustment.found is not None:
            yield adjustment.found, ("adjust", index, FOUND)
    for index, beside in enumerate(rule.beside):
        yield beside, ("beside", index, beside.alias)


def _unknown_fields(rule: Rule, vocabulary: Vocabulary) -> Iterator[Problem]:
    """List the fields that are not in the vocabulary of their kind; unknown kinds pass."""
    for pattern, name, at in _fields_of_many(rule):
        yield from _unknown(rule, pattern.of, vocabulary.get(pattern.of), name, at)
    for pattern, name, at in (*_fields_of_one(rule), *_needed_fields(rule)):
        yield from _unknown(rule, pattern.of, _told(pattern, vocabulary), name, at)
    for patterns, name, at in _other_fields(rule):
        slips = [
            list(_unknown(rule, each.of, _told(each, vocabulary), name, at)) for each in patterns
        ]
        if slips and all(slips):
            yield from slips[0]


def _told(pattern: Pattern, vocabulary: Vocabulary) -> Collection[str] | None:
    """Give the fields of the one fact that a pattern binds; None where any name passes."""
    if pattern.count is not None:
        return {*pattern.count.per, "first", "last", "count"}
    return vocabulary.get(pattern.of)


def _unknown(
    rule: Rule, kind: str, fields: Collection[str] | None, name: str, at: Steps
) -> Iterator[Problem]:
    if fields is not None and name not in fields and name not in IMPLICIT_FIELDS:
        known = ", ".join(sorted(fields)) or "none"
        yield rule.source.problem(at, f"expected a field of {kind} ({known}), found {name!r}")


def _fields_of_many(rule: Rule) -> Iterator[tuple[Pattern, str, Steps]]:
    """Yield pattern and field of all that counts name of each of the many."""
    for pattern, at in patterns_with_places(rule):
        count = pattern.count
        if count is None:
            continue
        for index, name in enumerate(count.per):
            yield pattern, name, (*at, "count", "per", index)
        if count.different is not None:
            yield pattern, count.different, (*at, "count", "different")
        for index, condition in enumerate(pattern.where):
            if not condition.joins:
                here = (*at, "where", index)
                yield from ((pattern, name, here) for name in _own_fields(condition))


def _fields_of_one(rule: Rule) -> Iterator[tuple[Pattern, str, Steps]]:
    """Yield pattern and field of all that conditions name of the fact that they are about."""
    for pattern, at in patterns_with_places(rule):
        for index, condition in enumerate(pattern.where):
            here = (*at, "where", index)
            if pattern.count is None or condition.joins:
                yield from ((pattern, name, here) for name in _own_fields(condition))
    for index, adjustment in enumerate(rule.adjust):
        found = adjustment.found
        if found is not None:
            named = [each.field for each in adjustment.because.refs if each.alias == FOUND]
            yield from ((found, name, ("adjust", index, "because")) for name in named)


def _own_fields(condition: Condition) -> Iterator[str]:
    """Name the fields that a condition reads of the fact that it is about."""
    yield condition.field
    if isinstance(condition.value, Ref) and not condition.joins:
        yield condition.value.field


def _needed_fields(rule: Rule) -> Iterator[tuple[Pattern, str, Steps]]:
    """Yield pattern and field of all that a text cannot do without; every alternative has it."""
    bound = _bound(rule)
    for text, at in every_text(rule):
        for ref in text.needed:
            yield from ((pattern, ref.field, at) for pattern in bound.get(ref.alias, ()))


def _other_fields(rule: Rule) -> Iterator[tuple[tuple[Pattern, ...], str, Steps]]:
    """Yield all that may stand for a name, and the field; one of the alternatives has it."""
    bound = _bound(rule)
    named = list(_references(rule))
    for text, at in every_text(rule):
        needed = set(text.needed)
        named += [(ref, at) for ref in text.refs if ref not in needed]
    for pattern, at in patterns_with_places(rule):
        named += [
            (condition.value, (*at, "where", index))
            for index, condition in enumerate(pattern.where)
            if condition.joins and isinstance(condition.value, Ref)
        ]
    for ref, at in named:
        yield bound.get(ref.alias, ()), ref.field, at


def _references(rule: Rule) -> Iterator[tuple[Ref, Steps]]:
    for key, listed in (("key", rule.folded_by or ()), ("thumbprints", rule.thumbprints)):
        yield from ((ref, (key, index)) for index, ref in enumerate(listed))
    for name, value in rule.sets.items():
        if isinstance(value, Ref):
            yield value, ("set", name)
    for pattern in rule.patterns:
        if pattern.hidden:  # made of `since`, `for`, `covered` and `running`
            refs = (each.value for each in pattern.where if isinstance(each.value, Ref))
            yield from ((ref, ("when",)) for ref in dict.fromkeys(refs))
    judged: list[tuple[Sequence[Condition], Steps]] = [(rule.closes_when, ("closes-when",))]
    judged += [(each.where, ("adjust", n, "where")) for n, each in enumerate(rule.adjust)]
    for conditions, at in judged:
        for index, condition in enumerate(conditions):
            yield Ref(condition.alias, condition.field), (*at, index)
            if isinstance(condition.value, Ref):
                yield condition.value, (*at, index)


def _bound(rule: Rule) -> dict[str, tuple[Pattern, ...]]:
    """Give, for each alias, every pattern that may stand for it."""
    return {each.alias: each.alternatives for each in (*rule.patterns, *rule.beside)}
