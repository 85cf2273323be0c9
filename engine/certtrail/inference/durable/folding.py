"""Folds the matches that the worker listed: by key, with the last match and all members."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from certtrail.inference.buckets import read, typed_order
from certtrail.inference.compile import FoldedMatches
from certtrail.model.errors import WorkerError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inference.buckets import Typed
    from certtrail.inference.compile import Item, Program


def fold(
    programs: Sequence[Program], answer: object, items: Sequence[Item]
) -> list[list[FoldedMatches]]:
    """Fold the matches of each program; the answer comes from another process and is not trusted.

    Raises:
        WorkerError: the answer is not one to these programs and items.
    """
    rules = answer if isinstance(answer, list) else []
    if [each.get("rule") if isinstance(each, dict) else None for each in rules] != list(
        range(len(programs))
    ):
        raise WorkerError(phrase("answered for other rules"))
    found: list[list[FoldedMatches]] = []
    for program, each in zip(programs, rules, strict=True):
        matches = each.get("facts")
        if not _are_matches(matches, len(program.nodes), len(items)):
            raise WorkerError(phrase("answered with facts that do not exist"))
        found.append(_fold_rule(program, matches, items))
    return found


def _are_matches(matches: object, nodes: int, items: int) -> TypeGuard[list[list[int]]]:
    """Check what came from another process before it is used."""
    return isinstance(matches, list) and all(
        isinstance(match, list)
        and len(match) == nodes
        and all(isinstance(number, int) and 0 <= number < items for number in match)
        for match in matches
    )


def _fold_rule(
    program: Program, matches: Sequence[Sequence[int]], items: Sequence[Item]
) -> list[FoldedMatches]:
    last: dict[tuple[Typed, ...], tuple[int, ...]] = {}
    members: dict[tuple[Typed, ...], set[int]] = {}
    for listed in matches:
        match = tuple(listed)
        key = tuple([read(items[match[term.node]], term) for term in program.key])
        last[key] = max(match, last.get(key, match))
        members.setdefault(key, set()).update(match)
    return [
        FoldedMatches(
            rule_id=program.rule_id,
            key=tuple([None if value is None else value[1] for value in key]),
            last=last[key],
            members=frozenset(members[key]),
        )
        for key in sorted(last, key=typed_order)
    ]
