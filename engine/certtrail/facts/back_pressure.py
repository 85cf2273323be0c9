"""Back pressure: when a server lacked disk space or memory and slowed mail down or refused it.

Exchange writes a record when the pressure changes (15004 up, 15005 down; 15001 in 2007), and while
it refuses mail for lack of disk space or memory (15006, 15007). In between it says nothing, so
silence is no end: it ends with a record that says so, or with a start of the process, which
measures anew within seconds and would tell. The level is a word of the server's language; one that
nobody here reads is not told, and ends nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.facts.runs import grouped, run_fact
from certtrail.rulebook.labels import labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.facts.watch import Watch
    from certtrail.model.fact import Fact

HIGH: Final = "high"
MEDIUM: Final = "medium"
_NONE: Final = ""
_CHANGES: Final = frozenset(
    {"resource-pressure-up", "resource-pressure-down", "resource-pressure-2007"}
)
_SHORT: Final = {"disk-shortage": "disk", "memory-shortage": "memory"}
_RANKS: Final = {"normal": 0, "medium": 1, "high": 2}
_NAMES: Final = (_NONE, MEDIUM, HIGH)
_SENTENCE: Final = re.compile(r"[.\u3002](?:\s|$)|\n")
_WORD: Final = re.compile(r"[^\W\d_]+")
# What is short, in any language: `...mail.que... = 99% [High]`.
_USED: Final = re.compile(r"([^\n%]{0,400})=[ \t]{0,3}\d{1,3}[ \t]?%?[ \t]{0,3}\[(\w{1,20})\]")
# `("D:\Queue\mail.que") = 99% [High]`: what lies on the disk that is short, and how full that is.
_ON_DISK: Final = re.compile(
    r"\(\W?([A-Za-z]:\\[^\"()<>|\n]{1,200}?)\W?\)"
    r"[ \t]{0,3}=[ \t]{0,3}(\d{1,3})[ \t]?%[ \t]{0,3}\[(\w{1,20})\]"
)
# What the record says of the others, which are well, stands after these words.
_OF_OTHERS: Final = "in normal state"
# By what the names of the resources hold; the physical memory is named whatever is short.
_RESOURCES: Final = (
    ("disk", ("disk space", "diskspace", "usedspace", "database path", "logging path", ".que")),
    ("transactions", ("version bucket", "versionbucket")),
    ("queue", ("submission queue", "submissionqueue", "queuelength", "batch point")),
    ("memory", ("private bytes", "privatebytes", "systemmemory", "memory")),
)
_FIRST: Final = 300
_BOTH: Final = 2
# A process that starts has measured, and said so, by then.
_MEASURED: Final = 600


@dataclass(slots=True)
class _Episode:
    """Records of pressure from its begin on, and what the last one of them says."""

    events: list[CataloguedEvent] = field(default_factory=list)
    level: str | None = None
    worst: str | None = None
    resource: str = ""
    path: str = ""
    used: str = ""
    ended: int | None = None

    def add(self, event: CataloguedEvent, level: str | None) -> None:
        self.events.append(event)
        self.level = level
        self.worst = HIGH if HIGH in (level, self.worst) else self.worst or level
        self.resource = _SHORT.get(event.kind) or _resource(event) or self.resource
        self.path, self.used = _on_disk(event) or (self.path, self.used)


def back_pressure(events: EventsByKind, watch: Watch) -> list[Fact]:
    """Make a `back-pressure` fact of each time in which a process was short of something.

    Fields: `process`, `level` (`high` or `medium`, as last told, if its word is known), `worst`,
    `resource` (`disk`, `memory`, `transactions` or `queue`, where told), `path` and `used` (what
    lies on the disk, and how full that is, where told), `ended`, `log_end`, `open`
    (no end is seen), and `current` (false where the log goes on for so long without a word of it
    that nobody can say).
    """
    facts: list[Fact] = []
    for members in grouped(events.of({*_CHANGES, *_SHORT}), lambda event: event.process):
        for episode in _episodes(members, watch):
            silence = watch.silence(episode.events)
            facts.append(
                run_fact(
                    "back-pressure",
                    episode.events,
                    {
                        "process": members[0].process,
                        "level": episode.level,
                        "worst": episode.worst,
                        "resource": episode.resource,
                        "path": episode.path,
                        "used": episode.used,
                        "ended": episode.ended,
                        "log_end": silence.log_end,
                        "open": episode.ended is None,
                        "current": not silence.gone,
                    },
                )
            )
    return facts


def _episodes(events: Sequence[CataloguedEvent], watch: Watch) -> Iterator[_Episode]:
    life = watch.lives.get(events[0].process)
    starts = life.starts if life else ()
    now = _Episode()
    for event in events:
        if now.events:
            start = _start(starts, now.events[-1].seconds, event.seconds)
            if start is not None:
                now.ended = start
                yield now
                now = _Episode()
        level = _level(event)
        if level != _NONE:
            now.add(event, level)
        elif now.events:
            now.ended = event.seconds
            yield now
            now = _Episode()
    if now.events:
        last = now.events[-1].seconds
        now.ended = _start(starts, last, max(_log_end(watch, events), last))
        yield now


def _log_end(watch: Watch, events: Sequence[CataloguedEvent]) -> int:
    """Tell until when a record of the process would be seen."""
    cover = watch.channel_of(events[0].process)
    return cover.last if cover and cover.intervals else events[-1].seconds


def _start(starts: Sequence[int], after: int, until: int) -> int | None:
    """Find a start of the process after which pressure would have been told before `until`."""
    return next((at for at in starts if at > after and at + _MEASURED <= until), None)


def _level(event: CataloguedEvent) -> str | None:
    """Give the level that a record tells; None where its words are of an unknown language."""
    if event.kind in _SHORT:
        return HIGH
    known = labels().pressure
    told = known.get(event.text("level").casefold().rstrip("."))
    if told is not None:
        return _NAMES[_RANKS[told]]
    # The first sentence names the level before and the one since, whichever stands first.
    told_by = " ".join(event.text(name) for name in ("before", "level", "said"))
    said = _SENTENCE.split(told_by, maxsplit=1)[0]
    ranks = [
        _RANKS[known[word]]
        for word in map(str.casefold, _WORD.findall(said[:_FIRST]))
        if word in known
    ]
    if len(ranks) != _BOTH:
        return None
    return _NAMES[min(ranks) if event.kind == "resource-pressure-down" else max(ranks)]


def _on_disk(event: CataloguedEvent) -> tuple[str, str] | None:
    """Give what lies on the disk that is short, and how full that disk is, where a record tells."""
    known = labels().pressure
    told = " ".join(event.text(name) for name in ("before", "level", "detail", "said"))
    found = _ON_DISK.findall(told)
    short = [
        (path, f"{used}%")
        for path, used, level in found
        if known.get(level.casefold()) in (HIGH, MEDIUM)
    ]
    return short[0] if short else None


def _resource(event: CataloguedEvent) -> str:
    told = event.text("detail").casefold().partition(_OF_OTHERS)[0]
    if not told:
        known = labels().pressure
        used = _USED.findall(event.text("said").casefold())
        told = " ".join(what for what, word in used if known.get(word) in (HIGH, MEDIUM))
    # Newer wordings have no level beside what they name.
    told = told or event.text("said").casefold().partition(_OF_OTHERS)[0]
    for name, signs in _RESOURCES:
        if any(sign in told for sign in signs):
            return name
    return ""
