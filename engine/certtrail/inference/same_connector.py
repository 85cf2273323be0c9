"""Whether facts are about one connector: what a finding names, and what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Fact


def connectors_named(facts: Iterable[Fact]) -> frozenset[str]:
    """Give the connectors that facts name: one, or a list of them as it is."""
    found = (fact.text(field) for fact in facts for field in ("connector", "connectors"))
    return frozenset(_bare(text) for text in found if text)


def of_another(fact: Fact, named: Iterable[str]) -> bool:
    """Tell whether a fact is about a connector that is none of those named, of which there are."""
    own, told = _bare(fact.text("connector")), frozenset(named)
    if not own or not told or own in told:
        return False
    return not any(f", {own}, " in f", {each}, " for each in told)


def _bare(name: str) -> str:
    return name.rpartition("\\")[2].strip().casefold()
