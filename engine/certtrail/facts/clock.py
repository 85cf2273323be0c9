"""Changes of the clock, without the small ones that keep it right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.runs import run_fact
from certtrail.text import instants

if TYPE_CHECKING:
    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.model.fact import Fact

_SMALL: Final = 5
# A machine that is paused again and again, as a notebook is, sets its clock forward each time.
_PAUSE: Final = 24 * 3600


def clock_changes(events: EventsByKind) -> list[Fact]:
    """Make a `clock-changed` fact for each change of 5 seconds or more.

    Changes of one direction that are no more than a day apart are one fact, which tells the
    greatest of them. Fields: `old` and `new` (seconds since 1970 UTC), `delta` (seconds, negative
    when the clock was set back), `direction` (forward or back), `reason` (Windows' own number:
    1 a program, 3 the hardware's clock; basis: model), `program`.
    """
    runs: dict[str, list[list[CataloguedEvent]]] = {"forward": [], "back": []}
    for event in events.of(("clock-set",)):
        delta = _delta(event)
        if delta is None or abs(delta) < _SMALL:
            continue
        mine = runs["forward" if delta > 0 else "back"]
        if mine and abs(event.seconds - mine[-1][-1].seconds) <= _PAUSE:
            mine[-1].append(event)
        else:
            mine.append([event])
    return [_fact(direction, run) for direction, found in runs.items() for run in found]


def _delta(event: CataloguedEvent) -> int | None:
    old, new = event.values.get("old"), event.values.get("new")
    if not isinstance(old, int) or not isinstance(new, int):
        return None
    return round((new - old) / instants.SECOND)


def _fact(direction: str, run: list[CataloguedEvent]) -> Fact:
    greatest = max(run, key=lambda member: abs(_delta(member) or 0))
    values = greatest.values
    return run_fact(
        "clock-changed",
        run,
        {
            "direction": direction,
            "old": int(values["old"]) // instants.SECOND,
            "new": int(values["new"]) // instants.SECOND,
            "delta": _delta(greatest),
            "reason": values.get("reason"),
            "program": values.get("program"),
        },
    )
