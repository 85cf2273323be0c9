"""Possible winners: candidates in doubt in; everyone who may win under some assumption out.

What is not known of one candidate does not depend on what is not known of another, so nothing has
to be tried out: a candidate can win if each of the others can be harmless to it. That is decided
by looking at each of them a fixed number of times, however many doubts there are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.certificates.candidates import Possible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from certtrail.certificates.candidates import Candidate, Face

_HARMLESS: Final = 1 << 30
_NEVER: Final = -(1 << 62)
SKIPPED: Final = "skipped"


@dataclass(frozen=True, slots=True)
class WalkStep:
    """What a walk from the newest to the oldest candidate does at one of a kind.

    Attributes:
        newer: the kinds that those before it must be of, for it to win.
        older: the kinds that may stand behind it; None where it ends the walk itself.
        ends: the kinds among `older` that end the walk, so that what is behind them cannot win.
    """

    newer: frozenset[str]
    older: frozenset[str] | None = None
    ends: frozenset[str] = frozenset()


def by_rank(candidates: Sequence[Candidate], rank: Callable[[Face], int | None]) -> Possible:
    """Tell who may win where the lowest rank wins, and the newest among equals.

    Args:
        candidates: in any order; a start that is not known may be anywhere.
        rank: of a face; None for one that cannot be picked.
    """

    def worst(one: Candidate) -> int:
        ranks = [rank(face) for face in one.faces]
        return max(_HARMLESS if found is None else found for found in ranks)

    worsts = {id(one): worst(one) for one in candidates}
    two = sorted(worsts.values())[:2]
    newest: dict[int, int] = {}
    for one in candidates:
        start = one.held.stored.not_before
        if start is not None:
            found = worsts[id(one)]
            newest[found] = max(newest.get(found, start), start)
    winners = []
    for one in candidates:
        mine = worsts[id(one)]
        others = two[1:2] if two[0] == mine else two[:1]
        start = one.held.stored.not_before
        for face in one.faces:
            level = rank(face)
            if level is None or any(other < level for other in others):
                continue
            ahead = max((at for worse, at in newest.items() if worse <= level), default=_NEVER)
            if start is None or ahead <= start:
                winners.append((one, face))
    return Possible(tuple(winners), all(one == _HARMLESS for one in worsts.values()))


def by_walk(
    candidates: Sequence[Candidate],
    kind: Callable[[Face], str],
    steps: Mapping[str, WalkStep],
) -> Possible:
    """Tell who may win in a walk from the newest to the oldest.

    Args:
        candidates: in any order; a start that is not known may be anywhere.
        kind: of a face; `SKIPPED` for one that is passed by.
        steps: what is done at each other kind.
    """
    kinds = {id(one): frozenset(kind(face) for face in one.faces) for one in candidates}
    walks = {name: _Walk(candidates, kinds, step) for name, step in steps.items()}
    winners = tuple(
        (one, face)
        for one in candidates
        for face in one.faces
        if (found := kind(face)) != SKIPPED and walks[found].can_win(one)
    )
    return Possible(winners, all(SKIPPED in found for found in kinds.values()))


class _Walk:
    """What stands in the way of a candidate of one kind."""

    def __init__(
        self, candidates: Sequence[Candidate], kinds: Mapping[int, frozenset[str]], step: WalkStep
    ) -> None:
        self._step = step
        self._kinds = kinds
        # Whoever cannot be harmless before it must not be newer.
        self._newest = max(
            (_start(one) for one in candidates if not kinds[id(one)] & step.newer), default=_NEVER
        )
        older = step.older
        self._bad = [one for one in candidates if older is not None and not kinds[id(one)] & older]
        self._last = max((_start(one) for one in self._bad), default=_NEVER)
        ending = [one for one in candidates if kinds[id(one)] & step.ends]
        known = (one.held.stored.not_before for one in ending)
        self._ends = sorted(start for start in known if start is not None)
        self._free = len(ending) - len(self._ends)

    def can_win(self, one: Candidate) -> bool:
        """Tell whether all others can be harmless to a candidate of this kind."""
        start = one.held.stored.not_before
        if start is not None and self._newest > start:
            return False
        return not self._bad or self._can_end_before(one, start)

    def _can_end_before(self, one: Candidate, start: int | None) -> bool:
        """Tell whether another one behind it can end the walk before all that would beat it."""
        begin = bisect_left(self._ends, self._last)
        end = len(self._ends) if start is None else bisect_right(self._ends, start)
        found = max(end - begin, 0) + self._free
        if self._kinds[id(one)] & self._step.ends:
            mine = start is None or self._last <= start
            found -= mine
        return found > 0


def _start(one: Candidate) -> int:
    known = one.held.stored.not_before
    return _NEVER if known is None else known
