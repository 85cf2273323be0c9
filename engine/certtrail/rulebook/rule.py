"""A rule, as its file writes it and as the engines read it; and the rulebook, which is all rules.

The fields are what a file may hold, with their limits (`written`); the properties what the engines
make of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias

from certtrail.model.annotations import Key, Limit, Trait, Under
from certtrail.model.strict_yaml import Document
from certtrail.model.vocabulary import Basis, Confidence, Severity, Verdict
from certtrail.rulebook.conditions import Constant, Ref, parse_ref
from certtrail.rulebook.pattern import ABSENT, Pattern, hidden_patterns
from certtrail.rulebook.rule_case import RuleCase
from certtrail.rulebook.steps import Steps
from certtrail.rulebook.text_values import FOUND
from certtrail.rulebook.written import (
    Block,
    FieldName,
    FieldRef,
    Id,
    Line,
    Name,
    Said,
    Scalar,
    Tests,
    Told,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from certtrail.rulebook.rule_texts import RuleText
    from certtrail.rulebook.suppress import Suppression

MOST: Final = 16
"""How many patterns a rule has at most, since the engine takes no more."""
_MOST_BESIDE: Final = 32
OpenVerdict: TypeAlias = Literal[Verdict.BROKEN, Verdict.AT_RISK]
"""What an open finding may make of the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """What makes a finding weigh more or less, surer or less sure; the last that holds wins.

    Attributes:
        where: conditions on bound facts; all must hold.
        found: a fact that must be there; `found` in texts and conditions.
        because: told with the cause.
    """

    where: Tests = ()
    found: Pattern | None = None
    severity: Severity | None = None
    confidence: Confidence | None = None
    verdict: OpenVerdict | None = None
    because: Told

    def __post_init__(self) -> None:
        """Name the fact that must be there."""
        if self.found is not None:
            object.__setattr__(self, "found", replace(self.found, alias=FOUND))


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of certtrail.

    Attributes:
        id: the file's name without `.yaml`.
        verdict: what an open finding makes of the server.
        needs: capabilities without which the rule cannot look; an inner list: any of these.
        when: the patterns to find, each under the name that it binds; `absent` ones last.
        beside: facts that texts may name and that need not be there.
        folded_by: matches with equal values here are one finding; else `thumbprints`.
        told: fields of the finding, for the rules that read it.
        to_do, to_ask, to_check, unseen: what `remedy`, `questions`, `confirm` and `gaps` are made
            of: texts, and standard steps by their ids.
        cases: demanded where a rule is checked, as a diagnosis leaves those of shipped ones unread.
        source: the file, for positions.
        steps: the standard steps that it may name.
    """

    id: Id
    title: Line
    status: Literal["stable", "experimental"] = "stable"
    severity: Severity
    confidence: Confidence
    basis: Basis
    verdict: OpenVerdict | None = None
    scope: Literal["server", "fleet"] = "server"
    needs: tuple[Annotated[tuple[Name, ...], Trait.ONE_OR_MANY], ...]
    improves_with: tuple[Name, ...] = ()
    when: Annotated[tuple[Annotated[Pattern, Under("alias")], ...], Limit(1, MOST)]
    folded_by: Annotated[tuple[FieldRef, ...] | None, Key("key")] = None
    thumbprints: tuple[FieldRef, ...] = ()
    adjust: Annotated[tuple[Adjustment, ...], Limit(most=MOST)] = ()
    beside: Annotated[tuple[Annotated[Pattern, Under("alias")], ...], Limit(most=_MOST_BESIDE)] = ()
    told: Annotated[Mapping[FieldName, Scalar], Key("set")] = field(default_factory=dict)
    cause: Told
    impact: Told
    to_do: Annotated[tuple[Said, ...], Limit(1), Key("remedy")]
    to_ask: Annotated[tuple[Said, ...], Key("questions")] = ()
    to_check: Annotated[tuple[Said, ...], Limit(1), Key("confirm")]
    unseen: Annotated[tuple[Said, ...], Key("gaps")] = ()
    references: Annotated[tuple[Block, ...], Limit(1)]
    explains: tuple[Id, ...] = ()
    closes: tuple[Id, ...] = ()
    closes_when: Tests = ()
    cases: tuple[RuleCase, ...] = ()
    source: Annotated[Document, Trait.ASIDE] = field(compare=False, repr=False)
    steps: Annotated[Steps, Trait.ASIDE] = field(default=Steps(), compare=False, repr=False)

    @cached_property
    def written(self) -> tuple[Pattern, ...]:
        """The patterns that the file binds."""
        return tuple(pattern for pattern in self.when if pattern.alias != ABSENT)

    @cached_property
    def named(self) -> frozenset[str]:
        """Every alias that texts may name, whether it is always bound or not."""
        return frozenset(pattern.alias for pattern in (*self.written, *self.beside))

    @cached_property
    def absent(self) -> tuple[Pattern, ...]:
        """What must not be found."""
        return tuple(pattern for pattern in self.when if pattern.alias == ABSENT)

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """What must be found: what the file binds, and the coverage that silence takes."""
        return (*self.written, *hidden_patterns(self.absent))

    @property
    def key(self) -> tuple[Ref, ...]:
        """What matches of one finding agree on."""
        return self.thumbprints if self.folded_by is None else self.folded_by

    @cached_property
    def sets(self) -> Mapping[str, Ref | Constant]:
        """The fields of the finding, sorted: each a constant, or a field of what is bound."""
        bound = {pattern.alias for pattern in self.written}
        return {name: _reference(value, bound) for name, value in sorted(self.told.items())}

    @cached_property
    def remedy(self) -> tuple[RuleText, ...]:
        """What is to be done, in order."""
        return self.steps.texts(self.to_do)

    @cached_property
    def questions(self) -> tuple[RuleText, ...]:
        """What to ask the customer."""
        return self.steps.texts(self.to_ask)

    @cached_property
    def confirm(self) -> tuple[RuleText, ...]:
        """What proves that it is mended."""
        return self.steps.texts(self.to_check)

    @cached_property
    def gaps(self) -> tuple[RuleText, ...]:
        """What the rule cannot see."""
        return self.steps.texts(self.unseen)

    @property
    def reads(self) -> tuple[str, ...]:
        """The ids of the rules whose findings this one reads, sorted."""
        found = (pattern.finding for pattern in self.every_pattern)
        return tuple(sorted({rule for rule in found if rule is not None}))

    @cached_property
    def every_pattern(self) -> tuple[Pattern, ...]:
        """All patterns with their alternatives, the absent ones too."""
        return tuple(
            each for pattern in (*self.patterns, *self.absent) for each in pattern.alternatives
        )

    @property
    def variants(self) -> Iterator[tuple[Pattern, ...]]:
        """The patterns with one alternative chosen of each: a match of any is one of the rule."""
        return product(*(pattern.alternatives for pattern in self.patterns))


def _reference(value: Constant, bound: Container[str]) -> Ref | Constant:
    """Read `alias.field` of what is bound; any other text is itself."""
    if not isinstance(value, str) or "." not in value or value.partition(".")[0] not in bound:
        return value
    try:
        return parse_ref(value)
    except ValueError:
        return value


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules, sorted by id, what the user does not want to see of them, and their steps."""

    rules: tuple[Rule, ...]
    suppressions: tuple[Suppression, ...] = ()
    steps: Steps = field(default=Steps())

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
