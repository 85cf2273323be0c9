"""Judges facts by the rulebook: each server by itself, then what spans servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self, TypeAlias

from certtrail.inference.compile import Item, compile_rules
from certtrail.inference.conclusions import conclusion_order
from certtrail.inference.engines import EngineName, Engines
from certtrail.inference.scopes import Scope, across
from certtrail.text import instants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import TracebackType

    from certtrail.inference.compile import CompiledRules
    from certtrail.inference.conclusions import Concluded, Conclusion
    from certtrail.inference.durable.remote import Worker
    from certtrail.inference.scopes import Ending
    from certtrail.model.fact import Fact
    from certtrail.model.vocabulary import Outcome
    from certtrail.rulebook.rule import Rulebook

FLEET: Final = ""
_MOST: Final = 1000
"""Servers that are judged. Each takes some ten milliseconds, and a log can name any number."""


@dataclass(frozen=True, slots=True)
class ServerCase:
    """One server to be judged by itself.

    Attributes:
        facts: of the server, each with its number among all facts.
    """

    server: str
    capabilities: frozenset[str]
    facts: tuple[tuple[int, Fact], ...]

    @property
    def items(self) -> list[Item]:
        """What rules are judged on."""
        return [_item(ordinal, fact) for ordinal, fact in self.facts]


@dataclass(frozen=True, slots=True)
class ServerJudgement:
    """How the rules ended on one server, what they concluded, and what there is to know of it."""

    ended: Mapping[str, Ending]
    concluded: tuple[Concluded, ...]
    notes: tuple[str, ...] = ()


Spread: TypeAlias = "Callable[[CompiledRules, Sequence[ServerCase]], Iterable[ServerJudgement]]"
"""Judges servers somewhere else, by the plain engine: a judgement of each, in their order."""


def judge_plainly(rules: CompiledRules, case: ServerCase) -> ServerJudgement:
    """Judge one server by the plain engine."""
    engines = Engines("plain", 0)
    scope = Scope(engines, case.server, case.items, dict(case.facts))
    scope.judge(rules, case.capabilities)
    return ServerJudgement(scope.ended, tuple(scope.concluded), engines.take_notes())


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """How one rule ended on one server (None: across servers), and what it lacked if skipped."""

    rule_id: str
    server: str | None
    outcome: Outcome
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The judgement of all rules; everything is sorted.

    Attributes:
        notes: what the reader should know of how it was judged, in full sentences.
        engine: `durable` or `plain`: what was asked for, where it could be used.
        unjudged: servers that no rule looked at, as there are too many.
    """

    outcomes: tuple[RuleOutcome, ...]
    conclusions: tuple[Conclusion, ...]
    notes: tuple[str, ...]
    engine: str
    unjudged: frozenset[str] = frozenset()


def evaluate(
    rulebook: Rulebook,
    facts: Sequence[Fact],
    capabilities: Mapping[str, frozenset[str]],
    engine: EngineName = "auto",
    time_limit: float = 60.0,
    worker: Worker | None = None,
) -> Evaluation:
    """Judge facts, in any order, by all rules.

    Args:
        rulebook: the rules.
        facts: of all servers; equal facts count once.
        capabilities: what can be looked at on each server; under "" what can across servers.
        engine: `durable` (falls back to `plain` where it fails or is not installed), `plain`, or
            `auto`: durable while that takes about a second, but for rules of a single pattern,
            which join nothing; else plain. Both find the same.
        time_limit: seconds that the durable engine has for one request of one server.
        worker: a process to use and leave running; else one is started if it is needed.
    """
    with Evaluator(rulebook, engine, time_limit, worker) as evaluator:
        return evaluator.evaluate(facts, capabilities)


class Evaluator:
    """Judges many sets of facts by one rulebook; a context manager that owns a worker process."""

    def __init__(
        self,
        rulebook: Rulebook,
        engine: EngineName = "auto",
        time_limit: float = 60.0,
        worker: Worker | None = None,
    ) -> None:
        """Take a rulebook; a worker that is given is used and left running."""
        self._server_rules = compile_rules(rulebook.rules, "server")
        self._fleet_rules = compile_rules(rulebook.rules, "fleet")
        self._engines = Engines(engine, time_limit, worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker process, if there is one."""
        self._engines.close()

    def _judge(self, case: ServerCase) -> ServerJudgement:
        scope = Scope(self._engines, case.server, case.items, dict(case.facts))
        scope.judge(self._server_rules, case.capabilities)
        return ServerJudgement(scope.ended, tuple(scope.concluded))

    def evaluate(
        self,
        facts: Sequence[Fact],
        capabilities: Mapping[str, frozenset[str]],
        done: Callable[[float], None] | None = None,
        spread: Spread | None = None,
    ) -> Evaluation:
        """Judge facts, as the function of this name does.

        Args:
            facts: of all servers.
            capabilities: by server.
            done: told how much of it is done.
            spread: judges single servers elsewhere, where the plain engine is to judge them.
        """
        ordered = in_order(facts)
        here: dict[str, list[tuple[int, Fact]]] = {name: [] for name in capabilities if name}
        for ordinal, fact in enumerate(ordered):
            here.setdefault(fact.server, []).append((ordinal, fact))
        unjudged = _too_many(here)
        for server in unjudged:
            del here[server]
        items = [
            _item(ordinal, fact)
            for ordinal, fact in enumerate(ordered)
            if fact.server not in unjudged
        ]
        self._engines.begin(len(here), len(items))
        cases = [
            ServerCase(server, capabilities.get(server, frozenset()), tuple(here[server]))
            for server in sorted(here)
        ]
        outcomes: list[RuleOutcome] = []
        concluded: list[Concluded] = []
        ended: list[Mapping[str, Ending]] = []
        notes: list[str] = []
        if spread is not None and self._engines.name == "plain":
            judged = spread(self._server_rules, cases)
        else:
            judged = map(self._judge, cases)
        for number, (case, found) in enumerate(zip(cases, judged, strict=True), 1):
            outcomes.extend(
                RuleOutcome(rule, case.server, *how) for rule, how in found.ended.items()
            )
            concluded.extend(found.concluded)
            ended.append(found.ended)
            notes.extend(found.notes)
            if done is not None:
                done(number / (len(cases) + 1))
        fleet = Scope(self._engines, None, items, ordered)
        fleet.read(concluded, across(ended))
        fleet.judge(self._fleet_rules, capabilities.get(FLEET, frozenset()))
        outcomes.extend(RuleOutcome(rule, None, *how) for rule, how in fleet.ended.items())
        if done is not None:
            done(1.0)
        return Evaluation(
            outcomes=tuple(sorted(outcomes, key=lambda each: (each.rule_id, each.server or ""))),
            conclusions=tuple(
                each.conclusion
                for each in sorted((*concluded, *fleet.concluded), key=conclusion_order)
            ),
            notes=tuple(dict.fromkeys((*notes, *self._engines.take_notes()))),
            engine=self._engines.name,
            unjudged=unjudged,
        )


def _item(ordinal: int, fact: Fact) -> Item:
    return Item(ordinal, ordinal, fact.time // instants.SECOND, fact, (ordinal,))


def _too_many(here: Mapping[str, Sequence[object]]) -> frozenset[str]:
    """Give the servers beyond those that can be judged: of which least is told."""
    ordered = sorted(here, key=lambda server: (-len(here[server]), server))
    return frozenset(ordered[_MOST:])


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Sort facts by their order, then by what else tells them apart; equal facts count once."""
    found: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        kinds = sorted((name, type(value).__name__) for name, value in fact.fields.items())
        lines = tuple(each.order for each in fact.evidence)
        found[(*_hashable(fact.order), tuple(kinds), lines)] = fact
    return [fact for _, fact in sorted(found.items(), key=lambda entry: entry[0])]


def _hashable(order: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(tuple(part) if isinstance(part, list) else part for part in order)
