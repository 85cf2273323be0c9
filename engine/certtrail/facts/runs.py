"""Runs: records that say the same thing, coalesced into one fact with first, last and count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.model.fact import Evidence

_SHOWN_AT_EACH_END: Final = 3


def evidence_of(events: Sequence[CataloguedEvent]) -> tuple[Evidence, ...]:
    """Give the first and the last few records of a run; all of a short one."""
    if len(events) <= 2 * _SHOWN_AT_EACH_END:
        shown: Sequence[CataloguedEvent] = events
    else:
        shown = [*events[:_SHOWN_AT_EACH_END], *events[-_SHOWN_AT_EACH_END:]]
    return tuple(event.evidence() for event in shown)


def run_fact(
    kind: str, events: Sequence[CataloguedEvent], fields: Mapping[str, str | int | bool | None]
) -> Fact:
    """Make the fact of a run; fields that are None or empty are left out."""
    known: dict[str, str | int | bool] = {
        name: value for name, value in fields.items() if value is not None and value != ""
    }
    known |= {
        "first": events[0].seconds,
        "last": events[-1].seconds,
        "count": len(events),
    }
    return Fact(kind, events[0].server, events[0].time, known, evidence_of(events))


def grouped(
    events: Iterable[CataloguedEvent], key: Callable[[CataloguedEvent], Hashable]
) -> list[list[CataloguedEvent]]:
    """Group records by key, groups in the order of their first record."""
    groups: dict[Hashable, list[CataloguedEvent]] = {}
    for event in events:
        groups.setdefault(key(event), []).append(event)
    return list(groups.values())
