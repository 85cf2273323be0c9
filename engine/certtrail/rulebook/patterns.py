"""Builds the patterns of a rule from `when`: aliases, joins and conditions, each checked."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.conditions import Condition, Op, Ref, parse, parse_ref
from certtrail.rulebook.rule import COUNT, FINDING, Count, Pattern
from certtrail.rulebook.rule_texts import SELF
from certtrail.text import instants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.model.errors import Problem
    from certtrail.model.strict_yaml import Document, Steps
    from certtrail.rulebook.rule_shape import PatternShape, RuleShape

ABSENT: Final = "absent"
MAX_VARIANTS: Final = 24
# What coverage is told by: facts with the channel or process, from `start` to `until`.
COVERED: Final = "log-covered"
OBSERVED: Final = "process-observed"
_BESIDE_ANY: Final = ("fact", "finding", "where", "after", "before", "within", "between", "count")


class PatternBuilder:
    """Reads `when`; what is wrong goes to `problems`."""

    def __init__(self, document: Document, problems: list[Problem], rule: str) -> None:
        self.patterns: list[Pattern] = []
        self.absent: list[Pattern] = []
        self._document = document
        self._problems = problems
        self._rule = rule
        self._aliases: list[str] = []
        self._hidden: list[Pattern] = []

    def build(self, shape: RuleShape) -> None:
        """Read every entry; fills `patterns` and `absent`."""
        for number, entry in enumerate(shape.when):
            for alias, pattern in entry.items():
                at = ("when", number, alias)
                self._check_alias(alias, at)
                built = self._built(alias, pattern, at)
                if alias == ABSENT:
                    self.absent.append(built)
                else:
                    self.patterns.append(built)
                    self._aliases.append(alias)
        if not self.patterns:
            self._report(("when",), "expected a pattern that binds an alias, found only `absent`")
        variants = prod(len(pattern.alternatives) for pattern in self.patterns)
        if variants > MAX_VARIANTS:
            message = (
                f"expected at most {MAX_VARIANTS} ways to choose among `any`, found {variants}"
            )
            self._report(("when",), message)
        self.patterns += self._hidden

    def beside(self, alias: str, shape: PatternShape, at: Steps) -> Pattern:
        """Read a pattern that stands outside `when` and may name what that binds."""
        if shape.any_of or shape.count or shape.after or shape.before or shape.within:
            self._report(at, "expected only `fact` or `finding` and `where` here")
        return self._pattern(alias, shape, at)

    def _check_alias(self, alias: str, at: Steps) -> None:
        if alias == SELF:
            self._report(at, "expected an alias other than `self`, which stands for the finding")
        elif alias in self._aliases:
            self._report(at, f"the alias {alias!r} is already bound above")
        elif alias != ABSENT and self.absent:
            self._report(at, "expected `absent` entries last, found a pattern after one")

    def _built(self, alias: str, shape: PatternShape, at: Steps) -> Pattern:
        if shape.any_of is None:
            return self._pattern(alias, shape, at)
        beside = sorted(name for name in _BESIDE_ANY if getattr(shape, name))
        if beside:
            self._report(at, f"expected nothing beside `any`, found {', '.join(beside)}")
        if alias == ABSENT:
            message = "expected no `any` in `absent`: write one `absent` entry for each"
            self._report((*at, "any"), message)
        first, *others = (
            self._pattern(alias, each, (*at, "any", number))
            for number, each in enumerate(shape.any_of)
        )
        return Pattern(
            alias,
            first.kind,
            first.where,
            first.after,
            first.before,
            first.within,
            first.count,
            tuple(others),
        )

    def _pattern(self, alias: str, shape: PatternShape, at: Steps) -> Pattern:
        kind = shape.fact or ""
        if (shape.fact is None) == (shape.finding is None):
            found = "neither" if shape.fact is None else "both"
            self._report(at, f"expected either `fact` or `finding`, found {found}")
        elif shape.finding is not None:
            kind = FINDING + shape.finding
        if shape.any_of is not None and "any" in at:
            self._report((*at, "any"), "expected no `any` inside another")
        after, before = self._order(alias, shape, at)
        self._check_within(shape, at)
        where = tuple(
            condition
            for index, text in enumerate(shape.where)
            if (condition := self.condition(text, alias, (*at, "where", index))) is not None
        )
        where = (*where, *self._silence(alias, shape, at))
        joins = any(condition.joins for condition in where)
        if not self._aliases and (after or before or joins) and alias != ABSENT:
            self._report(at, "expected no joins in the first pattern, since nothing is bound yet")
        within = None if shape.within is None else instants.duration(shape.within)
        if shape.count is None:
            return Pattern(alias, kind, where, after, before, within)
        count = Count(
            kind,
            tuple(each for each in where if not each.joins),
            shape.count.at_least,
            None if shape.count.within is None else instants.duration(shape.count.within),
            tuple(shape.count.per),
            shape.count.different,
        )
        place = "/".join(str(step) for step in at)
        joining = tuple(each for each in where if each.joins)
        return Pattern(alias, f"{COUNT}{self._rule}/{place}", joining, after, before, within, count)

    def _silence(self, alias: str, shape: PatternShape, at: Steps) -> Iterator[Condition]:
        """Read `since` and `for`: nothing may begin then, and that must be known."""
        if shape.since is None or shape.length is None:
            given = {
                "since": shape.since,
                "for": shape.length,
                "covered": shape.covered,
                "running": shape.running,
            }
            for key, value in given.items():
                if value is not None:
                    self._report((*at, key), "expected `since` and `for` together")
                    return
            return
        if alias != ABSENT:
            self._report((*at, "since"), "`since` and `for` are for `absent`; use `after`")
            return
        begin = parse_ref(shape.since)
        self._check_bound(begin.alias, (*at, "since"))
        end = Ref(begin.alias, begin.field, instants.duration(shape.length))
        if shape.covered is None and shape.running is None:
            message = "expected `covered` or `running` with `for`, or silence means nothing"
            self._report((*at, "for"), message)
        if shape.covered is not None:
            named = Condition("", "", "channel", Op.EQ, shape.covered)
            self._hide(COVERED, named, begin, end)
        if shape.running is not None:
            process = parse_ref(shape.running)
            self._check_bound(process.alias, (*at, "running"))
            self._hide(OBSERVED, Condition("", "", "process", Op.EQ, process), begin, end)
        yield Condition(f"time > {shape.since}", "", "time", Op.GT, begin)
        yield Condition(f"time <= {shape.since} + {shape.length}", "", "time", Op.LE, end)

    def _hide(self, kind: str, named: Condition, begin: Ref, end: Ref) -> None:
        """Demand a fact of coverage from the one time to the other; no text can name it."""
        spans = (
            Condition("", "", "start", Op.LE, begin),
            Condition("", "", "until", Op.GE, end),
        )
        self._hidden.append(Pattern(f"-{len(self._hidden)}", kind, (named, *spans)))

    def _order(
        self, alias: str, shape: PatternShape, at: Steps
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        after = [(shape.after, "after")] if shape.after else []
        before = [(shape.before, "before")] if shape.before else []
        if shape.between is not None:
            if alias != ABSENT:
                self._report((*at, "between"), "`between` is for `absent`; use `after` or `before`")
            after.append((shape.between[0], "between"))
            before.append((shape.between[1], "between"))
        for name, key in (*after, *before):
            self._check_bound(name, (*at, key))
        return tuple(name for name, _ in after), tuple(name for name, _ in before)

    def _check_within(self, shape: PatternShape, at: Steps) -> None:
        if shape.within is None:
            return
        if shape.between is not None or (shape.after is None) == (shape.before is None):
            message = "expected `within` beside exactly one of `after` and `before`"
            self._report((*at, "within"), message)

    def condition(self, text: str, own: str, at: Steps) -> Condition | None:
        """Read one condition of the pattern `own`; its own alias becomes the empty one."""
        try:
            condition = parse(text)
        except ValueError as error:
            self._report(at, str(error))
            return None
        if condition.alias not in ("", own):
            message = (
                f"expected a field of {own!r} on the left, found {condition.alias}."
                f"{condition.field}"
            )
            self._report(at, message)
        value = condition.value
        if isinstance(value, Ref):
            if value.alias == own:
                value = Ref("", value.field, value.offset)
            else:
                self._check_bound(value.alias, at)
        return Condition(condition.text, "", condition.field, condition.op, value)

    def _check_bound(self, alias: str, at: Steps) -> None:
        if alias not in self._aliases:
            known = ", ".join(self._aliases) or "none yet"
            message = f"expected an alias that is bound above ({known}), found {alias!r}"
            self._report(at, message + " (put text that holds a dot in quotes)" * ("where" in at))

    def _report(self, at: Steps, message: str) -> None:
        self._problems.append(self._document.problem(at, message))
