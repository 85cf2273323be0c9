"""Boots and shutdowns: one fact for each, though both the kernel and the event log tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.runs import run_fact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.model.fact import Fact

_BOOT: Final = {"kernel-started": "kernel", "system-started": "event-log"}
_SHUTDOWN: Final = {"kernel-stopped": "kernel", "system-stopped": "event-log"}
# The event log starts seconds after the kernel; on a slow machine it takes minutes.
_ONE_EVENT: Final = 30 * 60


def boots(events: EventsByKind) -> list[Fact]:
    """Make a `boot` and a `shutdown` fact for each; field `seen_by`: kernel, event-log or both."""
    return [*_facts("boot", _BOOT, events), *_facts("shutdown", _SHUTDOWN, events)]


def _facts(kind: str, sources: Mapping[str, str], events: EventsByKind) -> list[Fact]:
    groups: list[list[CataloguedEvent]] = []
    for event in events.of(sources):
        if (
            groups
            and event.seconds - groups[-1][0].seconds <= _ONE_EVENT
            and all(event.kind != member.kind for member in groups[-1])
        ):
            groups[-1].append(event)
        else:
            groups.append([event])
    return [
        run_fact(
            kind,
            group,
            {"seen_by": "both" if len(group) > 1 else sources[group[0].kind]},
        )
        for group in groups
    ]
