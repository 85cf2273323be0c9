"""Chooses the engine, and lets the plain one judge where the other cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from certtrail.inference.plain import TooManyStepsError, run_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inference.compile import Found, Item, Program

EngineName: TypeAlias = Literal["durable", "plain", "auto"]


class Engines:
    """Judges programs; gathers notes on what did not go as asked."""

    def __init__(self, engine: EngineName, time_limit: float) -> None:
        self.name: Literal["durable", "plain"] = "plain"
        self._notes: list[str] = []

    def judge(
        self, programs: Sequence[Program], items: Sequence[Item], server: str | None
    ) -> tuple[list[Found], frozenset[str]]:
        """Judge programs that do not read each other; also gives the ids of those that failed."""
        found: list[Found] = []
        failed: set[str] = set()
        for program in programs:
            try:
                found.extend(run_plain([program], items))
            except TooManyStepsError as error:
                failed.add(program.rule_id)
                self._notes.append(f"{_named(server)}: {error}; it was not judged.")
        return found, frozenset(failed)

    def take_notes(self) -> tuple[str, ...]:
        """Give the notes since the last time, each once, in order."""
        notes = tuple(dict.fromkeys(self._notes))
        self._notes.clear()
        return notes

    def close(self) -> None:
        """End what was started."""


def _named(server: str | None) -> str:
    if server is None:
        return "Across servers"
    return server or "Records without a server"
