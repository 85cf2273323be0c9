"""Catalogued events in their order, and those of a kind without looking at all the others.

Most records of a busy server are chatter of a few kinds, and nearly every fact is about others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.spans_of_time import Interval


class EventsByKind:
    """Events of one server or of several.

    Args:
        events: in the order of their times.
    """

    def __init__(self, events: Iterable[CataloguedEvent]) -> None:
        self._all = tuple(events)
        self._places: dict[str, list[int]] = {}
        for place, event in enumerate(self._all):
            self._places.setdefault(event.kind, []).append(place)

    def __iter__(self) -> Iterator[CataloguedEvent]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def of(self, kinds: Collection[str]) -> list[CataloguedEvent]:
        """Give the events of these kinds, in the order that they have among all."""
        wanted = self._places.keys() & set(kinds)
        places = sorted(place for kind in wanted for place in self._places[kind])
        return [self._all[place] for place in places]

    def ends(self) -> dict[tuple[str, str], Interval]:
        """Give the time of the first and the last record by (server, channel), in seconds."""
        firsts = {(one.server, one.channel): one for one in reversed(self._all)}
        lasts = {(one.server, one.channel): one for one in self._all}
        return {key: (firsts[key].seconds, lasts[key].seconds) for key in sorted(lasts)}
