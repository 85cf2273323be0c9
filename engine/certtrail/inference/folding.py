"""Folds the matches that the worker listed: by key, with the last match and all members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.errors import WorkerError
from certtrail.inference.buckets import read, typed_order
from certtrail.inference.compile import Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inference.buckets import Typed
    from certtrail.inference.compile import Item, Program
    from certtrail.inference.job import Match


def fold(
    programs: Sequence[Program], answers: Sequence[Match], items: Sequence[Item]
) -> list[Found]:
    """Fold the matches of each rule.

    Raises:
        WorkerError: the answer is not one to these programs and items.
    """
    if [answer.get("rule") for answer in answers] != list(range(len(programs))):
        raise WorkerError("answered for other rules")
    found: list[Found] = []
    for program, answer in zip(programs, answers, strict=True):
        found.extend(_fold_rule(program, answer["facts"], items))
    return found


def _fold_rule(
    program: Program, matches: Sequence[Sequence[int]], items: Sequence[Item]
) -> list[Found]:
    last: dict[tuple[Typed, ...], tuple[int, ...]] = {}
    members: dict[tuple[Typed, ...], set[int]] = {}
    for listed in matches:
        match = tuple(listed)
        if len(match) != len(program.nodes) or not all(0 <= n < len(items) for n in match):
            raise WorkerError("answered with facts that do not exist")
        key = tuple([read(items[match[term.node]], term) for term in program.key])
        last[key] = max(match, last.get(key, match))
        members.setdefault(key, set()).update(match)
    return [
        Found(
            rule_id=program.rule_id,
            key=tuple([None if value is None else value[1] for value in key]),
            last=last[key],
            members=frozenset(members[key]),
        )
        for key in sorted(last, key=typed_order)
    ]
