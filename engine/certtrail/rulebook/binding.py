"""What a rule names must be there: each alias bound above, each reference, each number of cases.

A rule comes in as its file wrote it; every mistake that one file shows beyond its shape comes out.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.conditions import Ref, parse_ref
from certtrail.rulebook.pattern import ABSENT
from certtrail.rulebook.rule_texts import RuleText
from certtrail.rulebook.steps import unlike
from certtrail.rulebook.text_values import FOUND, SELF, SELF_FIELDS
from certtrail.text.links import is_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from certtrail.model.errors import Problem
    from certtrail.model.mistakes import Steps
    from certtrail.rulebook.conditions import Condition
    from certtrail.rulebook.pattern import Pattern
    from certtrail.rulebook.rule import Rule
    from certtrail.rulebook.rule_case import RuleCase
    from certtrail.rulebook.written import Said

    Slips = Iterator[tuple[Steps, str]]

MAX_VARIANTS: Final = 24
RESERVED_FIELDS: Final = frozenset({"rule", "severity", "server", "time"})
_BESIDE_ANY: Final = ("fact", "finding", "where", "after", "before", "within", "between", "count")


def unbound(rule: Rule) -> list[Problem]:
    """List what one rule has wrong, each with its place."""
    parts = (_when, _lists, _references, _adjust, _besides, _taken, _texts, _cases)
    slips = [slip for part in parts for slip in part(rule)]
    return [rule.source.problem(at, message) for at, message in slips]


def _when(rule: Rule) -> Slips:
    above: list[str] = []
    absent = False
    for number, pattern in enumerate(rule.when):
        alias = pattern.alias
        at: Steps = ("when", number, alias)
        if alias in (SELF, FOUND):
            yield at, "expected an alias other than `self` and `found`, which are taken"
        elif alias in above:
            yield at, f"the alias {alias!r} is already bound above"
        elif alias != ABSENT and absent:
            yield at, "expected `absent` entries last, found a pattern after one"
        yield from _entry(pattern, above, at)
        absent = absent or alias == ABSENT
        above += [alias] * (alias != ABSENT)
    if not rule.written:
        yield ("when",), "expected a pattern that binds an alias, found only `absent`"
    variants = prod(len(pattern.alternatives) for pattern in rule.written)
    if variants > MAX_VARIANTS:
        most = f"expected at most {MAX_VARIANTS} ways to choose among `any`"
        yield ("when",), f"{most}, found {variants}"


def _entry(pattern: Pattern, above: list[str], at: Steps) -> Slips:
    if pattern.any_of is None:
        yield from _pattern(pattern, above, at)
        return
    if beside := sorted(name for name in _BESIDE_ANY if getattr(pattern, name)):
        yield at, f"expected nothing beside `any`, found {', '.join(beside)}"
    if pattern.alias == ABSENT:
        yield (*at, "any"), "expected no `any` in `absent`: write one `absent` entry for each"
    for number, each in enumerate(pattern.any_of):
        yield from _pattern(each, above, (*at, "any", number))


def _pattern(pattern: Pattern, above: list[str], at: Steps) -> Slips:
    if pattern.any_of is not None and "any" in at:
        yield (*at, "any"), "expected no `any` inside another"
    elif (pattern.fact is None) == (pattern.finding is None):
        found = "neither" if pattern.fact is None else "both"
        yield at, f"expected either `fact` or `finding`, found {found}"
    yield from _order(pattern, above, at)
    for index, condition in enumerate(pattern.where):
        yield from _condition(condition, pattern.alias, above, (*at, "where", index))
    yield from _silence(pattern, above, at)
    joins = any(condition.joins for condition in pattern.where)
    if not above and (pattern.follows or pattern.precedes or joins) and pattern.alias != ABSENT:
        yield at, "expected no joins in the first pattern, since nothing is bound yet"


def _order(pattern: Pattern, above: list[str], at: Steps) -> Slips:
    if pattern.between is not None and pattern.alias != ABSENT:
        yield (*at, "between"), "`between` is for `absent`; use `after` or `before`"
    named = [(pattern.after, "after"), (pattern.before, "before")]
    named += [(alias, "between") for alias in pattern.between or ()]
    for alias, key in named:
        if alias is not None:
            yield from _above(alias, above, (*at, key))
    alone = (pattern.after is None) != (pattern.before is None) and pattern.between is None
    if pattern.within is not None and not alone:
        yield (*at, "within"), "expected `within` beside exactly one of `after` and `before`"


def _condition(condition: Condition, own: str, above: list[str], at: Steps) -> Slips:
    if condition.alias:
        found = f"{condition.alias}.{condition.field}"
        yield at, f"expected a field of {own!r} on the left, found {found}"
    if condition.joins and isinstance(condition.value, Ref):
        for where, message in _above(condition.value.alias, above, at):
            yield where, f"{message} (put text that holds a dot in quotes)"


def _silence(pattern: Pattern, above: list[str], at: Steps) -> Slips:
    begin, length = pattern.since, pattern.length
    given = {"since": begin, "for": length, "covered": pattern.covered, "running": pattern.running}
    stray = [key for key, value in given.items() if value is not None]
    if begin is None or length is None:
        yield from (((*at, key), "expected `since` and `for` together") for key in stray[:1])
        return
    if pattern.alias != ABSENT:
        yield (*at, "since"), "`since` and `for` are for `absent`; use `after`"
        return
    yield from _above(begin.alias, above, (*at, "since"))
    if pattern.covered is None and pattern.running is None:
        message = "expected `covered` or `running` with `for`, or silence means nothing"
        yield (*at, "for"), message
    if pattern.running is not None:
        yield from _above(pattern.running.alias, above, (*at, "running"))


def _above(alias: str, above: list[str], at: Steps) -> Slips:
    if alias not in above:
        known = ", ".join(above) or "none yet"
        yield at, f"expected an alias that is bound above ({known}), found {alias!r}"


def _lists(rule: Rule) -> Slips:
    for index, need in enumerate(rule.needs):
        if not need:
            yield ("needs", index), "expected at least one name, found an empty list"
    for index, text in enumerate(rule.references):
        if not is_reference(text):
            message = f"expected words, or words and <https://...> after them, found {text!r}"
            yield ("references", index), message
    for key, ids in (("explains", rule.explains), ("closes", rule.closes)):
        for index, rule_id in enumerate(ids):
            if rule_id == rule.id:
                yield (key, index), "expected another rule's id, found this rule's"


def _bound(rule: Rule, alias: str, at: Steps) -> Slips:
    if not any(pattern.alias == alias for pattern in rule.written):
        bound = sorted({pattern.alias for pattern in rule.written})
        yield at, f"expected a bound alias ({', '.join(bound)}), found {alias!r}"


def _references(rule: Rule) -> Slips:
    for key, refs in (("key", rule.folded_by or ()), ("thumbprints", rule.thumbprints)):
        for index, ref in enumerate(refs):
            yield from _bound(rule, ref.alias, (key, index))
    aliases = {pattern.alias for pattern in rule.written}
    for name, value in rule.told.items():
        if name in RESERVED_FIELDS:
            yield ("set", name), f"the field {name!r} is set by the engine itself"
        if isinstance(value, str) and "." in value and value.partition(".")[0] in aliases:
            yield from _reference(value, ("set", name))
    yield from _conditions(rule, rule.closes_when, ("closes-when",))


def _reference(text: str, at: Steps) -> Slips:
    try:
        parse_ref(text)
    except ValueError as error:
        yield at, str(error)


def _conditions(rule: Rule, conditions: Iterable[Condition], key: Steps) -> Slips:
    """Judge conditions that name the alias of each field."""
    for index, condition in enumerate(conditions):
        if condition.field:
            yield from _bound(rule, condition.alias, (*key, index))
        if isinstance(condition.value, Ref):
            yield from _bound(rule, condition.value.alias, (*key, index))


def _adjust(rule: Rule) -> Slips:
    above = [pattern.alias for pattern in rule.written]
    for index, each in enumerate(rule.adjust):
        at: Steps = ("adjust", index)
        if not each.where and each.found is None:
            yield at, "expected `where` or `found`, found neither"
        if each.severity is None and each.confidence is None and each.verdict is None:
            yield at, "expected `severity`, `confidence` or `verdict`, found none"
        also = set(above)
        if each.found is not None:
            also.add(FOUND)
            yield from _beside(each.found, above, (*at, "found"))
        yield from _conditions(rule, each.where, (*at, "where"))
        yield from _text(each.because, also, (*at, "because"))


def _besides(rule: Rule) -> Slips:
    above = [pattern.alias for pattern in rule.written]
    for number, pattern in enumerate(rule.beside):
        at: Steps = ("beside", number, pattern.alias)
        if pattern.alias in (SELF, FOUND, ABSENT, *above):
            yield at, f"expected an alias that stands for nothing else, found {pattern.alias!r}"
        if pattern.finding is not None:
            yield (*at, "finding"), "expected a `fact` here"
        yield from _beside(pattern, above, at)


def _beside(pattern: Pattern, above: list[str], at: Steps) -> Slips:
    """Judge a pattern that stands outside `when` and may name what that binds."""
    if pattern.any_of or pattern.count or pattern.after or pattern.before or pattern.within:
        yield at, "expected only `fact` or `finding` and `where` here"
    yield from _pattern(pattern, above, at)


def _taken(rule: Rule) -> Slips:
    """Judge the standard steps that are named, and the words before them."""
    aliases = {SELF, *rule.named}
    for key, entries in _said(rule):
        for index, entry in enumerate(entries):
            if isinstance(entry, RuleText):
                continue
            at: Steps = (key, index)
            yield from ((at, message) for message in rule.steps.wrong(entry, aliases))
            wrong_if = unlike(
                entry, *({one.alias for one in of} for of in (rule.beside, rule.written))
            )
            yield from (((*at, name), message) for name, message in wrong_if)


def _said(rule: Rule) -> Iterator[tuple[str, tuple[Said, ...]]]:
    yield "remedy", rule.to_do
    yield "questions", rule.to_ask
    yield "confirm", rule.to_check
    yield "gaps", rule.unseen


def _texts(rule: Rule) -> Slips:
    for text, at in every_text(rule):
        if at[0] != "adjust" and not text.step:
            yield from _text(text, rule.named, at)


def _text(text: RuleText, bound: Set[str], at: Steps) -> Slips:
    for place in text.template.placeholders:
        if place.alias == SELF and place.field not in SELF_FIELDS:
            known = f"self. and one of {', '.join(sorted(SELF_FIELDS))}"
        elif place.alias not in ("", SELF) and place.alias not in bound:
            known = f"a bound alias ({', '.join(sorted(bound))}) or self"
        else:
            continue
        yield at, f"expected {known}, found {{{place.name}}}"


def every_text(rule: Rule) -> Iterator[tuple[RuleText, Steps]]:
    """Yield every text that is filled in, and where it stands; words before a step come first."""
    yield rule.cause, ("cause",)
    yield rule.impact, ("impact",)
    lists = {
        "remedy": rule.remedy,
        "questions": rule.questions,
        "confirm": rule.confirm,
        "gaps": rule.gaps,
    }
    for key, each in lists.items():
        for text in each:
            if text.lead is not None:
                yield text.lead, (key, text.entry)
            yield text, (key, text.entry)
    for index, adjustment in enumerate(rule.adjust):
        yield adjustment.because, ("adjust", index, "because")


def _cases(rule: Rule) -> Slips:
    for number, case in enumerate(rule.cases):
        yield from _case(case, ("cases", number))
    if rule.source.until:
        return
    for expected in ("fires", "clear"):
        if not any(case.expected == expected for case in rule.cases):
            yield ("cases",), f"expected at least one `{expected}` case, found none"


def _case(case: RuleCase, at: Steps) -> Slips:
    if sum(text is not None for text in (case.fires, case.clear, case.skipped)) != 1:
        yield at, "expected exactly one of `fires`, `clear` and `skipped`"
    elif case.thumbprints is not None and case.expected != "fires":
        yield (*at, "thumbprints"), "`thumbprints` is only for a case that fires"
    for name, offsets in case.logs.items():
        if list(offsets) != sorted(offsets):
            yield (*at, "logs", name), "expected the earlier offset first"
        elif len(offsets) % 2:
            yield (*at, "logs", name), "expected pairs of offsets, found an odd number"
