"""The state of the internal transport certificate, process by process, as runs of one state.

Each transport process logs what it loaded: the certificate in use (12015, 12017) or a fallback
(12013, 12023, 12024). A run ends when the same process shows another state.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.events_by_kind import EventsByKind

_IN_USE: Final = {
    "internal-certificate-expiring": "expiring",
    "internal-certificate-expired": "expired",
}
_FALLBACK: Final = {
    "internal-certificate-unloadable": "none",
    "internal-certificate-substituted": "substitute",
    "internal-certificate-ephemeral": "ephemeral",
}
OF_INTERNAL: Final = frozenset({*_IN_USE, *_FALLBACK})
"""The kinds of events that tell which certificate a process loaded."""


@dataclass(slots=True)
class Run:
    """Records of one state of one process.

    Attributes:
        in_use: True for a certificate in use, False for a fallback.
        thumbprint: the certificate in use, or the configured one that could not be loaded;
            empty where the record does not tell.
        state: expiring or expired; for a fallback none, substitute or ephemeral.
        final: nothing after it contradicts it in this process.
        companion: the certificate in use is the substitute of a fallback that goes on.
        ended_by: when an act ended it that came back later, in seconds since 1970 UTC.
        mended_before: when one had ended what came back with it.
    """

    process: str
    in_use: bool
    thumbprint: str
    state: str
    companion: bool = False
    final: bool = False
    ended_by: int | None = None
    mended_before: int | None = None
    events: list[CataloguedEvent] = field(default_factory=list)

    @property
    def key(self) -> tuple[bool, str, str]:
        """What must agree for two records to be of one run."""
        return self.in_use, self.thumbprint, self.state

    @property
    def first(self) -> int:
        """Seconds since 1970 UTC."""
        return self.events[0].seconds

    @property
    def last(self) -> int:
        """Seconds since 1970 UTC."""
        return self.events[-1].seconds

    @property
    def stand_ins(self) -> dict[str, list[CataloguedEvent]]:
        """The records that name each certificate that stood in, in order of first use."""
        found: dict[str, list[CataloguedEvent]] = {}
        for event in self.events:
            if event.text("substitute"):
                found.setdefault(event.text("substitute"), []).append(event)
        return found


def internal_runs(events: EventsByKind) -> list[Run]:
    """Cut the certificate states of one server into runs, each process on its own."""
    processes: dict[str, list[CataloguedEvent]] = {}
    for event in events.of(OF_INTERNAL):
        processes.setdefault(event.process, []).append(event)
    return [run for members in processes.values() for run in _runs_of_process(members)]


def _run_for(event: CataloguedEvent) -> Run:
    if event.kind in _IN_USE:
        return Run(
            event.process,
            in_use=True,
            thumbprint=event.text("thumbprint"),
            state=_IN_USE[event.kind],
        )
    return Run(
        event.process,
        in_use=False,
        thumbprint=event.text("configured"),
        state=_FALLBACK[event.kind],
    )


def _continues(run: Run, current: Run) -> bool:
    """Tell whether a record goes on with a run; one without its thumbprint contradicts nothing."""
    same_state = (run.in_use, run.state) == (current.in_use, current.state)
    return run.key == current.key or (same_state and not run.thumbprint)


def _runs_of_process(events: Iterable[CataloguedEvent]) -> list[Run]:
    runs: list[Run] = []
    current: Run | None = None
    stand_in = ""
    companions: dict[tuple[bool, str, str], Run] = {}
    for event in events:
        run = _run_for(event)
        if run.in_use and current is not None and not current.in_use and run.thumbprint == stand_in:
            # The fallback goes on: this only says that what stands in expires, too.
            run = companions.setdefault(run.key, run)
            run.companion = True
        elif current is not None and _continues(run, current):
            run = current
        else:
            current, companions = run, {}
        if not run.events:
            runs.append(run)
        run.events.append(event)
        if not run.in_use:
            stand_in = event.text("substitute") or stand_in
    for last in (current, *companions.values()):
        if last is not None:
            last.final = True
    return runs
