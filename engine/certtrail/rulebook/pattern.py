"""A pattern of a rule: what to look for, and how it joins what was found before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Final

from certtrail.model.annotations import Key, Limit, Trait
from certtrail.rulebook.conditions import Condition, Op
from certtrail.rulebook.written import Alias, FieldName, FieldRef, Id, Length, Name, Tests
from certtrail.text.instants import unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ABSENT: Final = "absent"
FINDING: Final = "finding:"
COUNT: Final = "count:"
# What coverage is told by: facts with the channel or process, from `start` to `until`.
COVERED: Final = "log-covered"
OBSERVED: Final = "process-observed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many facts it takes.

    Attributes:
        within: so many inside any stretch of this length; without it, in all.
        per: facts that agree on these count together.
        different: count the different values of this field, not the facts.
    """

    at_least: Annotated[int, Limit(2, 100_000)]
    within: Length | None = None
    per: tuple[FieldName, ...] = ()
    different: FieldName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One entry of `when`: a fact or finding to look for, and how it joins those before it.

    Attributes:
        alias: the name it binds; `absent` where it must not be found.
        fact: a fact kind; either this or `finding`.
        finding: the id of another rule, whose finding is read.
        where: conditions; all must hold.
        after: strictly later than this bound fact.
        before: strictly earlier than this bound fact.
        within: at most this far from the fact named in `after` or `before`.
        between: only for `absent`: after the first and before the second.
        count: many facts as one, with the fields of `per`, `first`, `last` and `count`; conditions
            that name no other alias are about each of the many.
        any_of: instead of all else: patterns of which one is enough.
        since: only for `absent`, with `for`: the time that the silence begins at.
        length: how long nothing of the kind may have begun.
        covered: with `for`: the channel that must cover all that time.
        running: with `for`: the process that must have been running all that time.
    """

    alias: Annotated[Alias, Trait.ASIDE] = ""
    fact: Name | None = None
    finding: Id | None = None
    where: Tests = ()
    after: Alias | None = None
    before: Alias | None = None
    within: Length | None = None
    between: Annotated[tuple[Alias, ...], Limit(2, 2)] | None = None
    count: Count | None = None
    any_of: Annotated[tuple[Pattern, ...] | None, Limit(2, 6), Key("any")] = None
    since: FieldRef | None = None
    length: Annotated[Length | None, Key("for")] = None
    covered: Name | None = None
    running: FieldRef | None = None

    def __post_init__(self) -> None:
        """Leave its own alias out of its conditions, and give it to its alternatives."""
        own = tuple(each.without(self.alias) for each in self.where)
        object.__setattr__(self, "where", own)
        if self.any_of is not None:
            named = tuple(replace(each, alias=self.alias) for each in self.any_of)
            object.__setattr__(self, "any_of", named)

    @property
    def alternatives(self) -> tuple[Pattern, ...]:
        """The patterns of which one is enough: this one, where it names no others."""
        return (self,) if self.any_of is None else self.any_of

    @property
    def hidden(self) -> bool:
        """Whether the file does not write it itself, so that nothing can name it."""
        return self.alias.startswith("-")

    @property
    def of(self) -> str:
        """The kind of the facts themselves, also where many count as one."""
        return FINDING + self.finding if self.finding else self.fact or ""

    @property
    def kind(self) -> str:
        """The kind of the one fact: of many, `count:` and what tells it from other counts."""
        if self.count is None:
            return self.of
        tests = [each.text for each in self.on_each]
        return f"{COUNT}{self.of} {self.count!r} {tests!r}"

    @property
    def on_each(self) -> tuple[Condition, ...]:
        """Its conditions on each of the many."""
        return () if self.count is None else tuple(each for each in self.where if not each.joins)

    @property
    def on_it(self) -> tuple[Condition, ...]:
        """Its conditions on the one fact."""
        where = self.where
        if self.count is not None:
            where = tuple(each for each in self.where if each.joins)
        return (*where, *self._silence())

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All its conditions; those on each of the many first."""
        return (*self.on_each, *self.on_it)

    @property
    def follows(self) -> tuple[str, ...]:
        """The aliases that it is strictly later than."""
        named = (self.after, self.between and self.between[0])
        return tuple(alias for alias in named if alias)

    @property
    def precedes(self) -> tuple[str, ...]:
        """The aliases that it is strictly earlier than."""
        named = (self.before, self.between and self.between[1])
        return tuple(alias for alias in named if alias)

    def _silence(self) -> Iterator[Condition]:
        """Give what `since` and `for` ask: that nothing began then."""
        if self.since is not None and self.length is not None:
            begin, end = self.since, self.since.later(self.length)
            lasting = unit(self.length)
            yield Condition(f"time > {begin}", "", "time", Op.GT, begin)
            yield Condition(f"time <= {begin} + {lasting}", "", "time", Op.LE, end)

    def _coverage(self) -> Iterator[tuple[str, Condition]]:
        if self.covered is not None:
            yield COVERED, Condition("", "", "channel", Op.EQ, self.covered)
        if self.running is not None:
            yield OBSERVED, Condition("", "", "process", Op.EQ, self.running)

    def known_silence(self) -> Iterator[tuple[str, tuple[Condition, ...]]]:
        """Give what silence takes: facts of coverage from the one time to the other, by kind."""
        if self.since is not None and self.length is not None:
            spans = (
                Condition("", "", "start", Op.LE, self.since),
                Condition("", "", "until", Op.GE, self.since.later(self.length)),
            )
            yield from ((kind, (named, *spans)) for kind, named in self._coverage())


def hidden_patterns(absent: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Make the patterns that no text can name: silence means nothing where nothing could tell."""
    taken = [each for pattern in absent for each in pattern.known_silence()]
    return tuple(
        Pattern(alias=f"-{number}", fact=kind, where=where)
        for number, (kind, where) in enumerate(taken)
    )
