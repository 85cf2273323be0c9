"""One scope (a server, or all of them): its rules judged in strata, its findings fed back."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from certtrail.inference.adjusting import VisibleItems
from certtrail.inference.compile import joined
from certtrail.inference.conclusions import conclude, gather
from certtrail.inference.purse import Purse
from certtrail.model.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.inference.compile import CompiledRules, Item, Program
    from certtrail.inference.conclusions import Concluded
    from certtrail.inference.engines import Engines
    from certtrail.model.fact import Fact
    from certtrail.rulebook.rule import Rule

Ending: TypeAlias = tuple[Outcome, tuple[str, ...]]


class Scope:
    """Judges rules on one set of facts.

    Attributes:
        concluded: what these rules concluded.
        ended: how each rule ended, and what it lacked.
    """

    def __init__(
        self,
        engines: Engines,
        server: str | None,
        items: Sequence[Item],
        facts: Sequence[Fact] | Mapping[int, Fact],
    ) -> None:
        self.concluded: list[Concluded] = []
        self.ended: dict[str, Ending] = {}
        self._engines = engines
        self._server = server
        self._items = items
        self._facts = facts
        self._read: Sequence[Concluded] = ()
        self._before: Mapping[str, Ending] = {}
        self._purse = Purse(len(items))

    def read(self, concluded: Sequence[Concluded], ended: Mapping[str, Ending]) -> None:
        """Let the rules of this scope read what was concluded before it."""
        self._read = concluded
        self._before = ended

    def judge(self, rules: CompiledRules, capabilities: frozenset[str]) -> None:
        """Judge rules, those first that others read."""
        for layer in rules.layers:
            ready: list[Rule] = []
            for rule in layer:
                ending = self._cannot_look(rule, capabilities)
                if ending is None:
                    ready.append(rule)
                else:
                    self.ended[rule.id] = ending
            if ready:
                programs = [each for rule in ready for each in rules.programs[rule.id]]
                self._judge_together(ready, programs)

    def _cannot_look(self, rule: Rule, capabilities: frozenset[str]) -> Ending | None:
        """Say how a rule ends that lacks something, or reads one that could not look."""
        missing = {" or ".join(names) for names in rule.needs if not capabilities & {*names}}
        failed = False
        for read in rule.reads:
            outcome, lacked = self.ended.get(read) or self._before.get(read) or (None, ())
            missing.update(lacked)
            failed = failed or outcome is Outcome.ERROR
        if missing:
            return Outcome.SKIPPED, tuple(sorted(missing))
        return (Outcome.ERROR, ()) if failed else None

    def _judge_together(self, rules: Sequence[Rule], programs: Sequence[Program]) -> None:
        items = gather(self._items, (*self._read, *self.concluded), rules)
        found, failed = self._engines.judge(programs, items, self._server, self._purse)
        by_id = {rule.id: rule for rule in rules}
        seen = VisibleItems(items)
        for rule in rules:
            self.ended[rule.id] = (Outcome.ERROR if rule.id in failed else Outcome.CLEAR, ())
        for each in joined(found):
            if each.rule_id in failed:
                continue
            rule = by_id[each.rule_id]
            self.ended[rule.id] = (Outcome.FIRED, ())
            server = self._server or ""
            self.concluded.append(conclude(rule, server, each, items, seen, self._facts))


def across(ended: Iterable[Mapping[str, Ending]]) -> dict[str, Ending]:
    """Say how each rule ended over all servers: having looked on one counts as having looked."""
    merged: dict[str, Ending] = {}
    for endings in ended:
        for rule, ending in endings.items():
            merged[rule] = _better(merged.get(rule), ending)
    return merged


def _better(one: Ending | None, other: Ending) -> Ending:
    if one is None:
        return other
    for ending in (one, other):
        if ending[0] in (Outcome.FIRED, Outcome.CLEAR):
            return Outcome.CLEAR, ()
    if Outcome.ERROR in (one[0], other[0]):
        return Outcome.ERROR, ()
    return Outcome.SKIPPED, tuple(sorted({*one[1], *other[1]}))
