"""Orders rules so that each is judged after those whose findings it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.rulebook.rule import Rule


def strata(rules: Iterable[Rule]) -> tuple[tuple[tuple[Rule, ...], ...], tuple[Rule, ...]]:
    """Group rules into strata, and give those that stand in a cycle (or read one).

    A rule whose finding nobody here makes counts as judged before.
    """
    waiting = {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}
    layers: list[tuple[Rule, ...]] = []
    while waiting:
        ready = tuple(
            rule for rule in waiting.values() if not any(read in waiting for read in rule.reads)
        )
        if not ready:
            break
        layers.append(ready)
        for rule in ready:
            del waiting[rule.id]
    return tuple(layers), tuple(waiting.values())
