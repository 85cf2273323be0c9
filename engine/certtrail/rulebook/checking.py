"""Checks across rules: ids and titles, what they name of each other, and fields that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.rulebook.conditions import IMPLICIT_FIELDS, Ref
from certtrail.rulebook.model import FINDING
from certtrail.rulebook.strata import strata
from certtrail.rulebook.templates import SELF

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from certtrail.errors import Problem
    from certtrail.rulebook.model import Pattern, Rule, Rulebook
    from certtrail.rulebook.templates import Template
    from certtrail.yaml_files import Steps


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
        for pattern, at in _entries(rule):
            if pattern.finding is None and pattern.kind not in vocabulary:
                message = f"expected a known fact kind, found {pattern.kind!r}"
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
    for pattern, at in _entries(rule):
        if pattern.finding is not None:
            named.append(((*at, "finding"), pattern.finding))
    for at, name in named:
        if name not in known:
            yield rule.source.problem(at, f"expected the id of a rule, found {name!r}")


def _scopes(rules: Sequence[Rule], by_id: Mapping[str, Rule]) -> Iterator[Problem]:
    for rule in rules:
        for pattern, at in _entries(rule):
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


def _entries(rule: Rule) -> Iterator[tuple[Pattern, Steps]]:
    for number, pattern in enumerate((*rule.patterns, *rule.absent)):
        yield pattern, ("when", number, pattern.alias)


def _unknown_fields(rule: Rule, vocabulary: Mapping[str, set[str]]) -> Iterator[Problem]:
    """List the fields that are not in the vocabulary of their kind; unknown kinds pass."""
    for kind, name, at in (*_pattern_fields(rule), *_other_fields(rule)):
        fields = vocabulary.get(kind)
        if fields is not None and name not in fields and name not in IMPLICIT_FIELDS:
            known = ", ".join(sorted(fields)) or "none"
            message = f"expected a field of {kind} ({known}), found {name!r}"
            yield rule.source.problem(at, message)


def _pattern_fields(rule: Rule) -> Iterator[tuple[str, str, Steps]]:
    """Yield kind and field of all that `when` names."""
    kinds = _kinds(rule)
    for pattern, at in _entries(rule):
        for index, condition in enumerate(pattern.where):
            here = (*at, "where", index)
            yield pattern.kind, condition.field, here
            if isinstance(condition.value, Ref):
                yield kinds.get(condition.value.alias, pattern.kind), condition.value.field, here


def _other_fields(rule: Rule) -> Iterator[tuple[str, str, Steps]]:
    """Yield kind and field of all that the rest of the rule names."""
    kinds = _kinds(rule)
    for ref, at in _references(rule):
        yield kinds[ref.alias], ref.field, at
    for template, at in _templates(rule):
        for place in template.placeholders:
            if place.alias != SELF:
                yield kinds[place.alias], place.field, at


def _references(rule: Rule) -> Iterator[tuple[Ref, Steps]]:
    shaped = rule.source.value
    if isinstance(shaped, dict) and "key" in shaped:
        yield from ((ref, ("key", index)) for index, ref in enumerate(rule.key))
    for index, ref in enumerate(rule.thumbprints):
        yield ref, ("thumbprints", index)
    for name, value in rule.sets.items():
        if isinstance(value, Ref):
            yield value, ("set", name)
    for index, condition in enumerate(rule.closes_when):
        yield Ref(condition.alias, condition.field), ("closes-when", index)
        if isinstance(condition.value, Ref):
            yield condition.value, ("closes-when", index)


def _kinds(rule: Rule) -> dict[str, str]:
    return {pattern.alias: pattern.kind for pattern in rule.patterns}


def _templates(rule: Rule) -> Iterator[tuple[Template, Steps]]:
    yield rule.cause, ("cause",)
    yield rule.impact, ("impact",)
    lists = {
        "remedy": rule.remedy,
        "questions": rule.questions,
        "confirm": rule.confirm,
        "gaps": rule.gaps,
    }
    for key, each in lists.items():
        yield from ((template, (key, index)) for index, template in enumerate(each))
