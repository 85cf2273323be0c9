"""Keeps what durable_rules is given within the limits under which it was found exact.

Over them it crashes or silently loses facts. Rules are spread over hosts; a rule that alone is
too much, or whose facts join in too many pairs to list, is left to the plain engine.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from certtrail.inference.buckets import read
from certtrail.inference.compile import Term
from certtrail.rulebook.conditions import Op
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inference.compile import CompiledPattern, Item, Program
    from certtrail.inference.durable.alpha import Alpha, AlphaMemory

PATTERNS_PER_CLASS: Final = 60
CLASSES: Final = 400
RULES: Final = 200
PATTERNS_PER_RULE: Final = 16
JOIN_TESTS: Final = 28
# A fact takes 7.6 KB in the engine: this many take 400 MB. Ids would allow 999,999.
FACTS: Final = 50_000
# The engine takes some 0.2 ms for a fact and 8 microseconds for a pair, where hash joins take a
# tenth of that: what would be felt is left to those.
RULE_FACTS: Final = 4_000
PAIRS: Final = 50_000
# An absent fact that does not block costs a comparison, not a match.
_ABSENT_SHARE: Final = 10


class Group:
    """Programs that share a host."""

    def __init__(self) -> None:
        self.programs: list[Program] = []
        self._patterns: Counter[Alpha] = Counter()
        self._facts = 0

    def takes(self, program: Program, alphas: Sequence[Alpha], memory: AlphaMemory) -> bool:
        """Add a program of these classes if the host then stays within the limits."""
        # What it has stays within them: only what the program adds has to be looked at.
        added = Counter(alphas)
        fresh = [alpha for alpha in added if alpha not in self._patterns]
        facts = self._facts + sum(len(memory.members(alpha)) for alpha in fresh)
        fits = (
            len(self.programs) < RULES
            and len(self._patterns) + len(fresh) <= CLASSES
            and all(self._patterns[each] + n <= PATTERNS_PER_CLASS for each, n in added.items())
            and facts <= FACTS
        )
        if fits:
            self.programs.append(program)
            self._patterns.update(added)
            self._facts = facts
        return fits


def spread(
    programs: Sequence[Program], memory: AlphaMemory, most_pairs: int = PAIRS
) -> tuple[list[list[Program]], dict[str, str]]:
    """Spread programs over hosts; also gives the rules that are left out, and why.

    A program of which some pattern has no fact at all cannot match, and is given to no host: most
    are such, and the engine would build each of them first.

    Args:
        programs: the programs.
        memory: the facts of each class.
        most_pairs: how many pairs the facts of a program may join in, if that is less than `PAIRS`.
    """
    groups: list[Group] = [Group()]
    left_out: dict[str, str] = {}
    for program in programs:
        alphas = memory.alphas_of(program)
        reason = _too_much(program, alphas, memory, min(most_pairs, PAIRS))
        if reason is None and not all(map(memory.members, alphas[: len(program.nodes)])):
            continue
        if reason is None and not groups[-1].takes(program, alphas, memory):
            groups.append(Group())
            if not groups[-1].takes(program, alphas, memory):
                reason = phrase("its facts are more than {facts|count}", facts=FACTS)
        if reason is not None:
            left_out[program.rule_id] = reason
    return [group.programs for group in groups if group.programs], left_out


def _too_much(
    program: Program, alphas: Sequence[Alpha], memory: AlphaMemory, most_pairs: int
) -> str | None:
    if len(program.nodes) + len(program.absent) > PATTERNS_PER_RULE:
        return phrase(
            "it has more than {patterns_per_rule} patterns", patterns_per_rule=PATTERNS_PER_RULE
        )
    if any(_tests(node, program) > JOIN_TESTS for node in (*program.nodes, *program.absent)):
        return phrase("a pattern has more than {join_tests} joins", join_tests=JOIN_TESTS)
    if sum(len(memory.members(alpha)) for alpha in alphas) > RULE_FACTS:
        return phrase("its facts are more than {rule_facts|count}", rule_facts=RULE_FACTS)
    if _pairs(program, alphas, memory) > most_pairs:
        return phrase("its facts join in more than {pairs|count} pairs", pairs=most_pairs)
    return None


def _tests(node: CompiledPattern, program: Program) -> int:
    """Count the tests of a pattern at most: two for a join, the guards, one per other fact."""
    order = len(node.after) + len(node.before) + (node.within is not None)
    return 2 * len(node.joins) + order + 2 + sum(each.kind == node.kind for each in program.nodes)


def _pairs(program: Program, alphas: Sequence[Alpha], memory: AlphaMemory) -> float:
    """Reckon how many partial matches the engine lists at most, from equal fields alone."""
    frames = 0.0
    total = 0.0
    for index, node in enumerate((*program.nodes, *program.absent)):
        members = memory.members(alphas[index])
        if index == 0:
            frames = float(len(members))
            continue
        most, mean = _partners(node, members, alphas, memory)
        # What was joined already may all have the value that most have.
        met = frames * (mean if index == 1 else most)
        if index < len(program.nodes):
            frames = met
            total += met
        else:
            total += met / _ABSENT_SHARE
    return total


def _partners(
    node: CompiledPattern, members: Sequence[Item], alphas: Sequence[Alpha], memory: AlphaMemory
) -> tuple[float, float]:
    """Reckon how many facts at a node one partial match meets, by its first equality.

    Gives how many at most, and how many in the mean where each fact stands in one such match.
    """
    join = next((join for join in node.joins if join.op is Op.EQ), None)
    if join is None:
        return float(len(members)), float(len(members))
    others = memory.members(alphas[join.other.node])
    own = Counter(read(item, Term(-1, join.field)) for item in members)
    theirs = Counter(read(item, join.other) for item in others)
    met = sum(count * own[value] for value, count in theirs.items())
    return float(max((own[value] for value in theirs), default=0)), met / max(len(others), 1)
