"""Since when a conflict of an inventory shows in a log: facts in; the same, with that time, out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.fact import Fact


def with_first_missed(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; a `selection-conflict` of whose name 12014 complains gets `missed`."""
    known = list(facts)
    firsts: dict[tuple[str, str], int] = {}
    for fact in known:
        first = fact.number("first")
        if fact.kind == "starttls-certificate-missing" and fact.holds("open") and first is not None:
            key = fact.server, fact.text("name").casefold()
            firsts[key] = min(first, firsts.get(key, first))
    for fact in known:
        missed = firsts.get((fact.server, fact.text("asked_for").casefold()))
        if fact.kind != "selection-conflict" or missed is None:
            yield fact
        else:
            yield replace(fact, fields={**fact.fields, "missed": missed})
