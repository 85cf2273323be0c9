"""Builds the patterns of a rule from `when`: aliases, joins and conditions, each checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail import times
from certtrail.rulebook.conditions import Condition, Ref, parse
from certtrail.rulebook.model import FINDING, Pattern
from certtrail.rulebook.templates import SELF

if TYPE_CHECKING:
    from certtrail.errors import Problem
    from certtrail.rulebook.shape import PatternShape, RuleShape
    from certtrail.yaml_files import Document, Steps

ABSENT: Final = "absent"


class PatternBuilder:
    """Reads `when`; what is wrong goes to `problems`."""

    def __init__(self, document: Document, problems: list[Problem]) -> None:
        self.patterns: list[Pattern] = []
        self.absent: list[Pattern] = []
        self._document = document
        self._problems = problems
        self._aliases: list[str] = []

    def build(self, shape: RuleShape) -> None:
        """Read every entry; fills `patterns` and `absent`."""
        for number, entry in enumerate(shape.when):
            for alias, pattern in entry.items():
                at = ("when", number, alias)
                self._check_alias(alias, at)
                built = self._pattern(alias, pattern, at)
                if alias == ABSENT:
                    self.absent.append(built)
                else:
                    self.patterns.append(built)
                    self._aliases.append(alias)
        if not self.patterns:
            self._report(("when",), "expected a pattern that binds an alias, found only `absent`")

    def _check_alias(self, alias: str, at: Steps) -> None:
        if alias == SELF:
            self._report(at, "expected an alias other than `self`, which stands for the finding")
        elif alias in self._aliases:
            self._report(at, f"the alias {alias!r} is already bound above")
        elif alias != ABSENT and self.absent:
            self._report(at, "expected `absent` entries last, found a pattern after one")

    def _pattern(self, alias: str, shape: PatternShape, at: Steps) -> Pattern:
        kind = shape.fact or ""
        if (shape.fact is None) == (shape.finding is None):
            found = "neither" if shape.fact is None else "both"
            self._report(at, f"expected either `fact` or `finding`, found {found}")
        elif shape.finding is not None:
            kind = FINDING + shape.finding
        after, before = self._order(alias, shape, at)
        self._check_within(shape, at)
        where = tuple(
            condition
            for index, text in enumerate(shape.where)
            if (condition := self.condition(text, alias, (*at, "where", index))) is not None
        )
        joins = any(isinstance(condition.value, Ref) for condition in where)
        if not self._aliases and (after or before or joins) and alias != ABSENT:
            self._report(at, "expected no joins in the first pattern, since nothing is bound yet")
        within = None if shape.within is None else times.duration(shape.within)
        return Pattern(alias, kind, where, after, before, within)

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
