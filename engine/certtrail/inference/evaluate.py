"""Judges facts by the rulebook: each server by itself, then what spans servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from certtrail.inference.compile import Item
from certtrail.inference.conclusions import conclusion_order
from certtrail.inference.engines import EngineName, Engines
from certtrail.inference.scopes import Scope, across
from certtrail.text import instants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import TracebackType

    from certtrail.inference.conclusions import Concluded, Conclusion
    from certtrail.inference.durable.remote import Worker
    from certtrail.inference.scopes import Ending
    from certtrail.model.fact import Fact
    from certtrail.model.vocabulary import Outcome
    from certtrail.rulebook.rule import Rulebook

FLEET: Final = ""


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
    """

    outcomes: tuple[RuleOutcome, ...]
    conclusions: tuple[Conclusion, ...]
    notes: tuple[str, ...]
    engine: str


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
            `auto`: durable, but for rules of a single pattern, which join nothing.
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
        self._server_rules = [rule for rule in rulebook.rules if rule.scope == "server"]
        self._fleet_rules = [rule for rule in rulebook.rules if rule.scope == "fleet"]
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

    def evaluate(
        self,
        facts: Sequence[Fact],
        capabilities: Mapping[str, frozenset[str]],
        done: Callable[[float], None] | None = None,
    ) -> Evaluation:
        """Judge facts, as the function of this name does; tells how much of it is done."""
        ordered = in_order(facts)
        items = [
            Item(ordinal, ordinal, fact.time // instants.SECOND, fact, (ordinal,))
            for ordinal, fact in enumerate(ordered)
        ]
        here: dict[str, list[Item]] = {name: [] for name in capabilities if name}
        for item in items:
            here.setdefault(item.fact.server, []).append(item)
        outcomes: list[RuleOutcome] = []
        concluded: list[Concluded] = []
        ended: list[dict[str, Ending]] = []
        for number, server in enumerate(sorted(here)):
            if done is not None:
                done(number / (len(here) + 1))
            scope = Scope(self._engines, server, here[server], ordered)
            scope.judge(self._server_rules, capabilities.get(server, frozenset()))
            outcomes.extend(RuleOutcome(rule, server, *how) for rule, how in scope.ended.items())
            concluded.extend(scope.concluded)
            ended.append(scope.ended)
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
            notes=self._engines.take_notes(),
            engine=self._engines.name,
        )


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
