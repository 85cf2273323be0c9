"""Counts: many facts that agree become one, before any engine sees them.

Neither engine can count soundly over a window, so both are given the same counted facts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from certtrail.inference.buckets import read, typed
from certtrail.inference.compile import Item, Term, by_kind, fits_alone
from certtrail.model.fact import Fact
from certtrail.rulebook.conditions import value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.inference.buckets import Typed
    from certtrail.rulebook.conditions import Condition, Constant
    from certtrail.rulebook.pattern import Count
    from certtrail.rulebook.rule import Rule

Tie = tuple[str, str, str]


def counted(rules: Iterable[Rule], items: Sequence[Item]) -> list[tuple[Tie, Item]]:
    """Make the facts of all counts that rules ask for; each with what orders those of one time.

    Such a fact stands, like a finding, where the last of its facts does. Its fields are those that
    its facts agree on, `first` and `last` (seconds) and `count`, which counts the facts.
    """
    wanted = {
        pattern.kind: (pattern, pattern.count)
        for rule in rules
        for pattern in rule.every_pattern
        if pattern.count is not None
    }
    grouped = by_kind(items if wanted else ())
    return [
        (("", kind, f"{number:09}"), _one(kind, count, run))
        for kind, (pattern, count) in wanted.items()
        for number, run in enumerate(_runs(count, pattern.on_each, grouped.get(pattern.of, ())))
    ]


def _runs(
    count: Count, where: tuple[Condition, ...], items: Iterable[Item]
) -> Iterator[list[Item]]:
    groups: dict[tuple[Typed, ...], list[Item]] = defaultdict(list)
    for item in items:
        values = tuple([read(item, Term(-1, name)) for name in count.per])
        if None not in values and fits_alone(where, item.fact):
            groups[values].append(item)
    for members in groups.values():
        yield from _dense(count, members)


def _dense(count: Count, items: Sequence[Item]) -> Iterator[list[Item]]:
    """Cut out the stretches in which every fact is one of enough within the window."""
    if count.different is not None:
        items = [item for item in items if value_of(item.fact, count.different) is not None]
    window: Counter[Typed] = Counter()
    left, run_start, run_end = 0, 0, -1
    for right, item in enumerate(items):
        window[_what(count, item, right)] += 1
        while count.within is not None and item.seconds - items[left].seconds > count.within:
            gone = _what(count, items[left], left)
            window[gone] -= 1
            if not window[gone]:
                del window[gone]
            left += 1
        if len(window) < count.at_least:
            continue
        if left > run_end:
            if run_end >= 0:
                yield list(items[run_start : run_end + 1])
            run_start = left
        run_end = right
    if run_end >= 0:
        yield list(items[run_start : run_end + 1])


def _what(count: Count, item: Item, place: int) -> Typed:
    """Give what is counted: the fact itself, or its value."""
    return typed(place if count.different is None else value_of(item.fact, count.different))


def _one(kind: str, count: Count, run: Sequence[Item]) -> Item:
    fields: dict[str, Constant] = {
        name: value for name in count.per if (value := value_of(run[0].fact, name)) is not None
    }
    fields |= {"first": run[0].seconds, "last": run[-1].seconds, "count": len(run)}
    servers = {item.fact.server for item in run}
    ends = (*run[0].fact.evidence[:1], *run[-1].fact.evidence[-1:])
    fact = Fact(
        kind=kind,
        server=run[0].fact.server if len(servers) == 1 else "",
        time=run[-1].fact.time,
        fields=fields,
        evidence=tuple(dict.fromkeys(ends)),
    )
    members = sorted({ordinal for item in run for ordinal in item.members})
    return Item(-1, members[-1], run[-1].seconds, fact, tuple(members))
