"""Where a console without a server's name was: told facts and events in, placed facts out.

The question for the default certificate names the one that a server uses. Where events of one
server alone name that, the console was there, and what else its text tells without a name, too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.facts.internal_states import OF_INTERNAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.model.fact import Fact


def placed_by_events(told: Sequence[Fact], events: EventsByKind) -> list[Fact]:
    """Give the facts, those of a placed console with its server.

    Args:
        told: of texts, with the servers that these name.
        events: of all servers, those that tell which certificate a process loaded at least.
    """
    asked = [fact for fact in told if fact.kind == "overwrite-prompt"]
    current = {fact.text("current") for fact in asked if not fact.server} - {""}
    if not current:
        return list(told)
    users: dict[str, set[str]] = {}
    for event in events.of(OF_INTERNAL):
        named = event.text("configured") or event.text("thumbprint")
        if named in current:
            users.setdefault(named, set()).add(event.server)
    files: dict[str, set[str]] = {}
    for fact in asked:
        found = {fact.server} if fact.server else users.get(fact.text("current"), {""})
        files.setdefault(fact.evidence[0].file, set()).update(found)
    return [_placed(fact, files) for fact in told]


def _placed(fact: Fact, files: dict[str, set[str]]) -> Fact:
    found = files.get(fact.evidence[0].file) if fact.evidence and not fact.server else None
    return replace(fact, server=next(iter(found))) if found and len(found) == 1 else fact
