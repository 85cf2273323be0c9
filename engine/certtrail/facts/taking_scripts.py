"""Scripts and tasks that take rights to private keys away, or certificates: records in, facts out.

Told by its words alone, as `taking_words` knows them; what was typed, `typed_acts` makes facts of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.runs import run_fact
from certtrail.model.taking_words import taken_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.model.fact import Fact

# By record, where its words stand; of several the first that says so counts.
_RECORDS: Final = {
    "powershell-engine-started": ("program", "command"),
    "powershell-provider-started": ("program",),
    "powershell-pipeline": ("command", "program"),
    "powershell-module": ("command", "program"),
    "powershell-script-block": ("command", "script"),
    "scheduled-task-started": ("task", "action"),
}
_TASK: Final = "scheduled-task-started"
_READ: Final = 20_000
_BEFORE: Final = 80
_SHOWN: Final = 200
# So long before the script, in seconds, Task Scheduler tells of the task that starts it.
_STARTED: Final = 30
_DAY: Final = 24 * 3600
# What runs by a schedule starts about the same time of the day, in seconds; summer time included.
_SAME_TIME: Final = 2 * 3600


def taking_scripts(events: EventsByKind) -> list[Fact]:
    """Make a `taking-script` fact for each script, command or task whose words say that it takes.

    Fields: `takes` (key-rights or certificates), `command` (its words, at most 200 characters,
    secrets masked), `script` (its path), `user`, `task` (that starts it, where Task Scheduler tells
    so), `runs` (how often, each start counted once), and `again` (it was run on several days about
    the same time).
    """
    groups: dict[tuple[str, str], list[CataloguedEvent]] = {}
    for event in events.of(_RECORDS):
        for name in _RECORDS[event.kind]:
            text = event.text(name)[:_READ]
            found = taken_by(text)
            if found is not None:
                takes, at = found
                start = max(0, at - _BEFORE)
                shown = " ".join(text[start : start + 2 * _SHOWN].split())[:_SHOWN]
                groups.setdefault((takes, shown), []).append(event)
                break
    tasks = events.of((_TASK,))
    return [
        run_fact(
            "taking-script",
            group,
            {
                "takes": takes,
                "command": shown,
                "script": group[0].text("script") or None,
                "user": group[0].text("user") or None,
                "task": _task(group, tasks),
                "runs": len({event.seconds // 60 for event in group}),
                "again": _again([event.seconds for event in group]),
            },
        )
        for (takes, shown), group in groups.items()
    ]


def _task(group: Iterable[CataloguedEvent], tasks: Sequence[CataloguedEvent]) -> str | None:
    """Find the one task that is started right before each run."""
    found: set[str] | None = None
    for event in group:
        near = {
            task.text("task") for task in tasks if 0 <= event.seconds - task.seconds <= _STARTED
        }
        found = near if found is None else found & near
    return found.pop() if found and len(found) == 1 else None


def _again(times: Sequence[int]) -> bool:
    """Tell whether it ran on several days, each time about when it ran on the first."""
    first = min(times)
    days = {round((time - first) / _DAY) for time in times}
    apart = (abs((time - first) - round((time - first) / _DAY) * _DAY) for time in times)
    return len(days) > 1 and all(one <= _SAME_TIME for one in apart)
