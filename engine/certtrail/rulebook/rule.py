"""A rule and the rulebook as the engine reads them: parsed conditions, templates and cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.model.strict_yaml import Document
    from certtrail.model.vocabulary import Basis, Confidence, Severity, Verdict
    from certtrail.rulebook.conditions import Condition, Constant, Ref
    from certtrail.rulebook.rule_texts import RuleText
    from certtrail.rulebook.steps import Steps
    from certtrail.rulebook.suppress import Suppression

FINDING = "finding:"


COUNT = "count:"


@dataclass(frozen=True, slots=True)
class Count:
    """Many facts that stand for one.

    Attributes:
        kind: of the many.
        where: conditions on each of them.
        at_least: how many there must be, or different values of the field `different`.
        within: in how many whole seconds; None for any time.
        per: fields that they agree on.
    """

    kind: str
    where: tuple[Condition, ...]
    at_least: int
    within: int | None
    per: tuple[str, ...]
    different: str | None


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry of `when`.

    Attributes:
        alias: the name it binds; `absent` where it must not be found.
        kind: the fact kind; for a finding `finding:` and the id of its rule; for many facts as one
            `count:` and what tells it from other counts.
        after, before: the aliases that it is strictly later or earlier than.
        within: whole seconds from the one alias in `after` or `before`.
        count: the many facts that it is made of.
        others: patterns of the same alias of which any may stand for this one.
    """

    alias: str
    kind: str
    where: tuple[Condition, ...] = ()
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    within: int | None = None
    count: Count | None = None
    others: tuple[Pattern, ...] = ()

    @property
    def finding(self) -> str | None:
        """The id of the rule whose finding this reads or counts, if it does."""
        kind = self.of
        return kind.removeprefix(FINDING) if kind.startswith(FINDING) else None

    @property
    def of(self) -> str:
        """The kind of the facts themselves, also where many count as one."""
        return self.count.kind if self.count else self.kind

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All its conditions; those on each of the many first."""
        return (*self.count.where, *self.where) if self.count else self.where

    @property
    def hidden(self) -> bool:
        """Whether the file does not write it itself, so that nothing can name it."""
        return self.alias.startswith("-")

    @property
    def alternatives(self) -> tuple[Pattern, ...]:
        """This pattern and those that may stand for it."""
        return (self, *self.others)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What makes a finding weigh more or less, be surer or less sure, or give a verdict.

    Attributes:
        where: conditions on bound facts.
        found: a fact that must be there; its conditions may name bound facts.
    """

    where: tuple[Condition, ...]
    found: Pattern | None
    severity: Severity | None
    confidence: Confidence | None
    verdict: Verdict | None
    because: RuleText


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One synthetic record; `at` in seconds from the case's begin, `server` empty for the one."""

    at: int
    id: int
    provider: str
    channel: str
    server: str
    data: tuple[Constant, ...] | Mapping[str, Constant]


@dataclass(frozen=True, slots=True)
class Case:
    """Records, and what a rule must make of them; tokens such as `$X` stand for thumbprints.

    Attributes:
        logs: channel to the stretches that it covers, each its first and last second.
        thumbprints: what the finding's must equal; None where the case does not say.
    """

    rule: str
    number: int
    expected: Literal["fires", "clear", "skipped"]
    says: str
    thumbprints: tuple[str, ...] | None
    logs: Mapping[str, tuple[tuple[int, int], ...]]
    events: tuple[CaseEvent, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        needs: capabilities; of each inner tuple any one is enough.
        patterns: what must be found, in order; `absent`: what must not.
        key: matches that agree on these fold into one conclusion.
        adjust: what changes severity and confidence, in order.
        sets: the fields of the conclusion, each a reference or a constant.
        cause, impact, remedy, questions, confirm, gaps: texts over the bound fields.
        source: the file, for positions.
    """

    id: str
    title: str
    status: Literal["stable", "experimental"]
    severity: Severity
    confidence: Confidence
    basis: Basis
    verdict: Verdict | None
    scope: Literal["server", "fleet"]
    needs: tuple[tuple[str, ...], ...]
    improves_with: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    absent: tuple[Pattern, ...]
    key: tuple[Ref, ...]
    thumbprints: tuple[Ref, ...]
    adjust: tuple[Adjustment, ...]
    sets: Mapping[str, Ref | Constant]
    cause: RuleText
    impact: RuleText
    remedy: tuple[RuleText, ...]
    questions: tuple[RuleText, ...]
    confirm: tuple[RuleText, ...]
    gaps: tuple[RuleText, ...]
    references: tuple[str, ...]
    explains: tuple[str, ...]
    closes: tuple[str, ...]
    closes_when: tuple[Condition, ...]
    cases: tuple[Case, ...]
    source: Document = field(compare=False, repr=False)

    @property
    def reads(self) -> tuple[str, ...]:
        """The ids of the rules whose findings this one reads, sorted."""
        found = (pattern.finding for pattern in self.every_pattern)
        return tuple(sorted({rule for rule in found if rule is not None}))

    @property
    def every_pattern(self) -> tuple[Pattern, ...]:
        """All patterns with their alternatives, the absent ones too."""
        return tuple(
            each for pattern in (*self.patterns, *self.absent) for each in pattern.alternatives
        )

    @property
    def variants(self) -> Iterator[tuple[Pattern, ...]]:
        """The patterns with one alternative chosen of each: a match of any is one of the rule."""
        return product(*(pattern.alternatives for pattern in self.patterns))


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules, sorted by id, and what the user does not want to see of them.

    Attributes:
        steps: the standard steps; None where the rules were not loaded with them.
    """

    rules: tuple[Rule, ...]
    suppressions: tuple[Suppression, ...] = ()
    steps: Steps | None = None

    def __getitem__(self, rule_id: str) -> Rule:
        """Find a rule by its id; KeyError where there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def explaining(self, rule_id: str) -> list[str]:
        """List the ids of the rules that explain what this one finds, sorted."""
        return [rule.id for rule in self.rules if rule_id in rule.explains]

    def closure(self, rule_id: str) -> Rulebook:
        """Make the rulebook of one rule and those that it reads, directly or not."""
        wanted: set[str] = set()
        todo = [rule_id]
        while todo:
            current = todo.pop()
            if current not in wanted:
                wanted.add(current)
                todo.extend(self[current].reads)
        return Rulebook(tuple(rule for rule in self.rules if rule.id in wanted))
