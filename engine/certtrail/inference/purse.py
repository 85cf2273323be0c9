"""What judging may take: by rule and by scope, in proportion to the facts, in every engine alike.

Counted in steps and matches, not in seconds: the same evidence always gives the same report. Else a
rule of a stranger takes the square of the facts, or their cube, in time and in findings. Rules that
ship take three steps a fact, and have no more matches than facts.
"""

from __future__ import annotations

from typing import Final

from certtrail.model.errors import CerttrailError
from certtrail.text.message import phrase

MAX_STEPS: Final = 20_000_000
# A step takes some ten microseconds.
_RULE: Final = (20_000, 200)
_SCOPE: Final = (40_000, 400)
# What each rule has, however much others took: no rule can keep another from being judged.
_SURE: Final = (100, 10)
_MATCHES: Final = (1_000, 4)
# The durable engine lists all pairs, and the plain one looks for some of them.
_STEPS_A_PAIR: Final = 8


class TooManyStepsError(CerttrailError):
    """A rule that would take too long on these facts, or find too much."""


class Meter:
    """Counts what one program takes.

    Attributes:
        left: the steps that it may still take.
    """

    __slots__ = ("_matches", "_rule_id", "_steps", "left")

    def __init__(self, rule_id: str, steps: int, matches: int) -> None:
        self._rule_id = rule_id
        self._steps = steps
        self._matches = matches
        self.left = steps

    @property
    def taken(self) -> int:
        """The steps that were taken."""
        return self._steps - self.left

    def step(self) -> None:
        """Count a step.

        Raises:
            TooManyStepsError: it is one too many.
        """
        self.left -= 1
        if self.left < 0:
            raise TooManyStepsError(
                phrase(
                    "rule {rule_id} needs more than {max_steps|count} steps on these facts",
                    rule_id=self._rule_id,
                    max_steps=self._steps,
                )
            )

    def found(self, matches: int) -> None:
        """Take note of how many matches there are by now.

        Raises:
            TooManyStepsError: there are too many.
        """
        if matches > self._matches:
            raise TooManyStepsError(
                phrase(
                    "rule {rule_id} matches more than {matches|count} times on these facts",
                    rule_id=self._rule_id,
                    matches=self._matches,
                )
            )


class Purse:
    """What the rules of one scope may take together."""

    def __init__(self, items: int) -> None:
        """Take how many facts there are."""
        self._items = items
        self._left = _of(_SCOPE, items)

    def meter(self, rule_id: str) -> Meter:
        """Begin to count what a program takes."""
        steps = max(min(_of(_RULE, self._items), self._left), _of(_SURE, self._items))
        return Meter(rule_id, min(steps, MAX_STEPS), _of(_MATCHES, self._items))

    def spend(self, meter: Meter) -> None:
        """Take from the purse what a program took beyond what it has for sure."""
        self._left -= max(0, meter.taken - _of(_SURE, self._items))

    @property
    def pairs(self) -> int:
        """How many pairs of facts the engine may list that lists them all."""
        return _of(_RULE, self._items) // _STEPS_A_PAIR


def _of(part: tuple[int, int], items: int) -> int:
    base, each = part
    return base + each * items
