"""Bounds: however much a log repeats itself, a server has only so many facts of a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Fact

# Names of peers, addresses and scripts can be anybody's, so there may be any number of them.
MOST: Final = 400


def bounded(facts: Iterable[Fact], most: int = MOST) -> tuple[list[Fact], list[str]]:
    """Keep the facts of each server and kind that most records show, the latest first of equals.

    Returns:
        The facts that stay, and a sentence for each server and kind that lost some.
    """
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        groups.setdefault((fact.server, fact.kind), []).append(fact)
    kept: list[Fact] = []
    notes: list[str] = []
    for (server, kind), members in groups.items():
        if len(members) > most:
            members.sort(key=_rank, reverse=True)
            notes.append(
                phrase(
                    "{server}: of {count} facts of the kind {kind} only the {most} that most "
                    "records show were judged",
                    server=server,
                    count=len(members),
                    kind=kind,
                    most=most,
                )
            )
        kept += members[:most]
    return kept, notes


def _rank(fact: Fact) -> tuple[int, int, tuple[object, ...]]:
    count, last = fact.fields.get("count", 1), fact.fields.get("last", 0)
    return int(count), int(last), fact.order
