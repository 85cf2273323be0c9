"""Chooses the engine, and lets the plain one judge where the other cannot."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from certtrail.inference.compile import by_kind
from certtrail.inference.durable.alpha import AlphaMemory
from certtrail.inference.durable.encode import Encoder
from certtrail.inference.durable.exact_limits import spread
from certtrail.inference.durable.folding import fold
from certtrail.inference.durable.remote import Worker
from certtrail.inference.plain.matching import run_plain
from certtrail.inference.purse import Purse, TooManyStepsError
from certtrail.model.errors import WorkerError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inference.compile import FoldedMatches, Item, Program

EngineName: TypeAlias = Literal["durable", "plain", "auto"]

# What the durable engine is given by default: about a second of its work. A server costs it as much
# as so many facts, since it begins its rules anew for each.
_MOST: Final = 8_000
_SERVER: Final = 200
# A machine on which the worker keeps failing should not cost a time limit for each server.
_MAX_FAILURES: Final = 3


class Engines:
    """Judges programs; gathers notes on what did not go as somebody asked."""

    def __init__(self, engine: EngineName, time_limit: float, worker: Worker | None = None) -> None:
        self.name: Literal["durable", "plain"] = "plain"
        self._by_cost = engine == "auto"
        self._notes: list[str] = []
        self._failed_servers: set[str | None] = set()
        self._worker = Worker(time_limit) if worker is None else worker
        self._owns_worker = worker is None
        self._standing_notes: list[str] = []
        if engine != "plain" and not durable_installed():
            if not self._by_cost:
                self._standing_notes.append(
                    phrase("durable_rules is not installed: the plain engine judged.")
                )
        elif engine != "plain":
            self.name = "durable"
            if self._owns_worker:
                self._worker.start()

    def begin(self, servers: int, facts: int) -> None:
        """Choose the engine for what is to be judged next, where that was left open."""
        if self._by_cost and self.name == "durable" and servers * _SERVER + facts > _MOST:
            self.name = "plain"
            self.close()

    def judge(
        self,
        programs: Sequence[Program],
        items: Sequence[Item],
        server: str | None,
        purse: Purse,
    ) -> tuple[list[FoldedMatches], frozenset[str]]:
        """Judge programs that do not read each other; also gives the ids of those that failed.

        Args:
            programs: the programs.
            items: what is to be judged.
            server: its name; None across servers.
            purse: what all programs of the scope may take, of which these take their part.
        """
        found: list[FoldedMatches] = []
        listed: list[tuple[Program, list[FoldedMatches]]] = []
        left = list(programs)
        if self._may_try(server):
            try:
                listed, left = self._judge_durable(programs, items, server, purse)
            except WorkerError as error:
                self._worker.kill()
                self._failed_servers.add(server)
                instead = phrase("this server instead") if server else phrase("instead")
                self._notes.append(
                    phrase(
                        "{server}: the durable_rules worker {error}; the plain engine judged "
                        "{instead}.",
                        server=_named(server),
                        error=error,
                        instead=instead,
                    )
                )
        grouped = by_kind(items if left else ())
        failed: set[str] = set()
        for program, matches in (*listed, *((each, None) for each in left)):
            meter = purse.meter(program.rule_id)
            try:
                told = run_plain(program, grouped, meter) if matches is None else matches
                meter.found(len(told))
                found.extend(told)
            except TooManyStepsError as error:
                failed.add(program.rule_id)
                self._notes.append(
                    phrase(
                        "{server}: {error}; it was not judged.", server=_named(server), error=error
                    )
                )
            purse.spend(meter)
        return found, frozenset(failed)

    def _may_try(self, server: str | None) -> bool:
        failures = len(self._failed_servers)
        if self.name == "plain" or server in self._failed_servers:
            return False
        if failures >= _MAX_FAILURES:
            self._notes.append(
                phrase(
                    "The durable_rules worker failed {failures} times; the plain engine judged "
                    "everything after that.",
                    failures=failures,
                )
            )
            return False
        return True

    def _judge_durable(
        self,
        programs: Sequence[Program],
        items: Sequence[Item],
        server: str | None,
        purse: Purse,
    ) -> tuple[list[tuple[Program, list[FoldedMatches]]], list[Program]]:
        """Judge what the worker can be given; also gives the programs that are left.

        A rule of a single pattern joins nothing: each fact that fits is a match, and the engine
        would only copy it. Half of the rules are such, and their facts cost most of the time. So
        it is spared them, unless it was asked for by name.
        """
        memory = AlphaMemory(items)
        joining = [each for each in programs if each.joins or not self._by_cost]
        groups, left_out = spread(joining, memory, purse.pairs)
        found: list[tuple[Program, list[FoldedMatches]]] = []
        if groups:
            answers = self._worker.ask([Encoder(group, memory).encode() for group in groups])
            if len(answers) != len(groups):
                raise WorkerError(phrase("answered for other rules"))
            for group, answer in zip(groups, answers, strict=True):
                found.extend(zip(group, fold(group, answer, items), strict=True))
        for rule_id, reason in () if self._by_cost else sorted(left_out.items()):
            self._notes.append(
                phrase(
                    "{server}: the plain engine judged {rule_id}, since {reason}.",
                    server=_named(server),
                    rule_id=rule_id,
                    reason=reason,
                )
            )
        spared = [] if len(joining) == len(programs) else [p for p in programs if not p.joins]
        left = [*spared, *(each for each in joining if each.rule_id in left_out)]
        return found, left

    def take_notes(self) -> tuple[str, ...]:
        """Give the notes since the last time, each once, in order."""
        notes = tuple(dict.fromkeys((*self._standing_notes, *self._notes)))
        self._notes.clear()
        return notes

    def close(self) -> None:
        """End the worker process, if there is one and it is ours."""
        if self._owns_worker:
            self._worker.close()


def durable_installed() -> bool:
    """Say whether the engine's Python and C parts are both there; imports neither."""
    return find_spec("durable") is not None and find_spec("durable_rules_engine") is not None


def _named(server: str | None) -> str:
    if server is None:
        return "Across servers"
    return server or phrase("Records without a server")
