"""Service states: when each transport process started and stopped, and what went wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.facts.runs import run_fact
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.rulebook.catalogue import Catalogue
    from certtrail.rulebook.catalogue_entries import Service

_STOPPED, _RUNNING = "1", "4"
_SHELL_PROCESS: Final = "MSExchangeTransport"
_TROUBLE: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "service-crashed": ("service-crashed", {}),
    "service-start-failed": ("service-failed", {"reason": "start-failed"}),
    "service-start-timeout": ("service-failed", {"reason": "start-timeout"}),
    "service-dependency-failed": ("service-failed", {"reason": "dependency"}),
    "service-hung-on-start": ("service-failed", {"reason": "hung"}),
    "service-ended-with-error": ("service-failed", {"reason": "error"}),
    "service-ended-with-own-error": ("service-failed", {"reason": "own-error"}),
    "service-start-type-changed": ("service-start-type", {}),
}
_ENGLISH_STATES: Final = {"running": _RUNNING, "stopped": _STOPPED}


def _transition(event: CataloguedEvent, services: Sequence[Service]) -> tuple[str, str] | None:
    """Give (process, state) of a service record about a transport service.

    The binary is the same in every language; the English names are read where it is missing.
    """
    name, _, state = event.text("service").rpartition("/")
    if not name:
        state = _ENGLISH_STATES.get(event.text("state").casefold(), "")
    service = _service(name, event.text("display"), services)
    return (service.provider, state) if service else None


def service_of(event: CataloguedEvent, catalogue: Catalogue) -> Service | None:
    """Find the transport service that a record of Windows names."""
    name, display = event.text("name"), event.text("display")
    return _service(name, display, catalogue.services)


def _service(name: str, display: str, services: Sequence[Service]) -> Service | None:
    """Find the transport service of that short name or, without one, English display name."""
    for service in services:
        told, known = (name, service.name) if name else (display, service.display)
        if told.casefold() == known.casefold():
            return service
    return None


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """A transport process started or stopped.

    Attributes:
        at: seconds since 1970 UTC.
        process: empty for all of them, as Windows itself started or stopped.
        means: how it is known.
    """

    at: int
    process: str
    running: bool
    means: str
    event: CataloguedEvent


def state_changes(
    events: Iterable[CataloguedEvent], catalogue: Catalogue
) -> Iterator[ServiceChange]:
    """Give all that starts or stops a transport process, in the order of the records."""
    for event in events:
        found = _change(event, catalogue)
        if found is not None:
            yield ServiceChange(event.seconds, *found, event)


def _change(event: CataloguedEvent, catalogue: Catalogue) -> tuple[str, bool, str] | None:
    match event.kind:
        case "service-state-changed":
            process, state = _transition(event, catalogue.services) or ("", "")
            if state in (_RUNNING, _STOPPED):
                return process, state == _RUNNING, "service-control"
        case "service-crashed":
            service = service_of(event, catalogue)
            if service is not None:
                return service.provider, False, "service-control"
        case "transport-started":
            return _SHELL_PROCESS, True, "transport-shell"
        case "transport-stopped":
            return _SHELL_PROCESS, False, "transport-shell"
        case "worker-replaced":
            return _SHELL_PROCESS, True, "worker-replaced"
        case "system-started":
            return "", True, "boot"
        case "system-stopped":
            return "", False, "shutdown"
    return None


def restarts(events: Sequence[CataloguedEvent], catalogue: Catalogue) -> list[Fact]:
    """Make a `transport-restarted` fact for each start of a transport process.

    Fields: `process`, and `means`: `service-control`, `transport-shell`, `boot`,
    `worker-replaced` (basis: model), or `new-ephemeral` (the ephemeral certificate is made once
    per process: another one, another process; basis: model).
    """
    everyone = [service.provider for service in catalogue.services]
    starts = [
        (change.event, process, change.means)
        for change in state_changes(events, catalogue)
        if change.running
        for process in ([change.process] if change.process else everyone)
    ]
    ephemeral: dict[str, str] = {}
    for event in events:
        if event.kind == "internal-certificate-ephemeral" and event.text("substitute"):
            before = ephemeral.get(event.process)
            ephemeral[event.process] = event.text("substitute")
            if before not in (None, event.text("substitute")):
                starts.append((event, event.process, "new-ephemeral"))
    return [
        Fact(
            "transport-restarted",
            event.server,
            event.time,
            {"process": process, "means": means},
            (event.evidence(),),
        )
        for event, process, means in starts
    ]


def service_trouble(events: Sequence[CataloguedEvent], catalogue: Catalogue) -> list[Fact]:
    """Make the facts of transport services that crash, fail, or start otherwise than before.

    `service-crashed`: `process`, `service`, `times` (Windows' own count). `service-failed`:
    `process`, `service`, `reason` (start-failed, start-timeout, dependency, hung, error or
    own-error), `requires` (with dependency: what did not start), `error` (as logged, such as
    `%%1053`). `service-start-type`: `process`, `service`, `old` and `new` (in the
    system's language).
    """
    facts: list[Fact] = []
    for event in events:
        kind, told = _TROUBLE.get(event.kind, ("", {}))
        service = service_of(event, catalogue) if kind else None
        if service:
            fields: dict[str, str | int | bool | None] = {
                "process": service.provider,
                "service": service.name,
                **{
                    name: event.values.get(name)
                    for name in ("times", "error", "requires", "old", "new")
                },
                **told,
            }
            facts.append(run_fact(kind, [event], fields))
    return facts
