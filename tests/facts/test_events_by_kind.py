"""Events by kind are those that one finds by looking at all of them, in the same order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from certtrail.facts.catalogued_events import CataloguedEvent
from certtrail.facts.events_by_kind import EventsByKind

KINDS = ("logon-refused", "system-started", "cmdlet-failed", "transport-started")


def made(number: int, kind: str, server: str, channel: str, time: int) -> CataloguedEvent:
    """Make an event of which the rest does not matter."""
    return CataloguedEvent(kind, server, "MSExchangeTransport", 1, time, channel, number, "a.evtx")


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.sampled_from(("EX01", "EX02")),
        st.sampled_from(("Application", "System")),
        st.integers(0, 40 * 10**9),
    ),
    max_size=40,
).map(
    lambda rows: [
        made(number, *row) for number, row in enumerate(sorted(rows, key=lambda row: row[-1]))
    ]
)


@given(EVENTS, st.lists(st.sampled_from((*KINDS, "another")), max_size=4))
def test_every_kind_in_the_order_of_all(events: list[CataloguedEvent], kinds: list[str]) -> None:
    """Whatever the order in which kinds are asked for, and however often each."""
    index = EventsByKind(events)
    assert index.of(kinds) == [event for event in events if event.kind in kinds]
    assert list(index) == events
    assert len(index) == len(events)


@given(EVENTS)
def test_the_ends_of_each_log(events: list[CataloguedEvent]) -> None:
    """Of each server by itself."""
    times: dict[tuple[str, str], list[int]] = {}
    for event in events:
        times.setdefault((event.server, event.channel), []).append(event.seconds)
    ends = EventsByKind(events).ends()
    assert ends == {key: (min(each), max(each)) for key, each in times.items()}
    assert list(ends) == sorted(ends)
