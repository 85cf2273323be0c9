"""Service states: when each transport process started, and while it was stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.runs import run_fact
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.facts.catalogued_events import Observation
    from certtrail.facts.coverage import Interval
    from certtrail.rulebook.catalogue import Catalogue
    from certtrail.rulebook.catalogue_entries import Service

_STOPPED, _RUNNING = "1", "4"
_SHELL_PROCESS: Final = "MSExchangeTransport"
_TROUBLE: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "service-crashed": ("service-crashed", {}),
    "service-start-failed": ("service-failed", {"reason": "start-failed"}),
    "service-start-timeout": ("service-failed", {"reason": "start-timeout"}),
    "service-ended-with-error": ("service-failed", {"reason": "error"}),
    "service-ended-with-own-error": ("service-failed", {"reason": "own-error"}),
    "service-start-type-changed": ("service-start-type", {}),
}
_ENGLISH_STATES: Final = {"running": _RUNNING, "stopped": _STOPPED}


def _transition(observation: Observation, services: Sequence[Service]) -> tuple[str, str] | None:
    """Give (process, state) of a service record about a transport service.

    The binary is the same in every language; the English names are read where it is missing.
    """
    name, _, state = observation.text("service").rpartition("/")
    if not name:
        state = _ENGLISH_STATES.get(observation.text("state").casefold(), "")
    service = _service(name, observation.text("display"), services)
    return (service.provider, state) if service else None


def _service(name: str, display: str, services: Sequence[Service]) -> Service | None:
    """Find the transport service of that short name or, without one, English display name."""
    for service in services:
        told, known = (name, service.name) if name else (display, service.display)
        if told.casefold() == known.casefold():
            return service
    return None


def _changes(
    observations: Iterable[Observation], catalogue: Catalogue
) -> Iterable[tuple[Observation, str, str, str]]:
    """Give (record, process, state, means) of all that starts or stops a transport process."""
    everyone = [service.provider for service in catalogue.services]
    for observation in observations:
        match observation.kind:
            case "service-state-changed":
                transition = _transition(observation, catalogue.services)
                if transition is not None:
                    yield observation, *transition, "service-control"
            case "transport-started":
                yield observation, _SHELL_PROCESS, _RUNNING, "transport-shell"
            case "transport-stopped":
                yield observation, _SHELL_PROCESS, _STOPPED, "transport-shell"
            case "worker-replaced":
                yield observation, _SHELL_PROCESS, _RUNNING, "worker-replaced"
            case "system-started":
                yield from ((observation, process, _RUNNING, "boot") for process in everyone)
            case "system-stopped":
                yield from ((observation, process, _STOPPED, "shutdown") for process in everyone)


def restarts(observations: Sequence[Observation], catalogue: Catalogue) -> list[Fact]:
    """Make a `transport-restarted` fact for each start of a transport process.

    Fields: `process`, and `means`: `service-control`, `transport-shell`, `boot`,
    `worker-replaced` (basis: model), or `new-ephemeral` (the ephemeral certificate is made once
    per process: another one, another process; basis: model).
    """
    starts = [
        (observation, process, means)
        for observation, process, state, means in _changes(observations, catalogue)
        if state == _RUNNING
    ]
    ephemeral: dict[str, str] = {}
    for observation in observations:
        if observation.kind == "internal-certificate-ephemeral" and observation.text("substitute"):
            before = ephemeral.get(observation.process)
            ephemeral[observation.process] = observation.text("substitute")
            if before not in (None, observation.text("substitute")):
                starts.append((observation, observation.process, "new-ephemeral"))
    return [
        Fact(
            "transport-restarted",
            observation.server,
            observation.time,
            {"process": process, "means": means},
            (observation.evidence(),),
        )
        for observation, process, means in starts
    ]


def downtimes(
    observations: Sequence[Observation], catalogue: Catalogue, end: int
) -> dict[str, list[Interval]]:
    """Give the intervals in which each process was seen to be stopped, in seconds."""
    stopped_at: dict[str, int] = {}
    down: dict[str, list[Interval]] = {}
    for observation, process, state, _ in _changes(observations, catalogue):
        if state == _STOPPED:
            stopped_at.setdefault(process, observation.seconds)
        elif state == _RUNNING and process in stopped_at:
            down.setdefault(process, []).append((stopped_at.pop(process), observation.seconds))
    for process, since in stopped_at.items():
        down.setdefault(process, []).append((since, max(end, since)))
    return down


def service_trouble(observations: Sequence[Observation], catalogue: Catalogue) -> list[Fact]:
    """Make the facts of transport services that crash, fail, or start otherwise than before.

    `service-crashed`: `process`, `service`, `times` (Windows' own count). `service-failed`:
    `process`, `service`, `reason` (start-failed, start-timeout, error or own-error), `error` (as
    logged, such as `%%1053`). `service-start-type`: `process`, `service`, `old` and `new` (in the
    system's language).
    """
    facts: list[Fact] = []
    for observation in observations:
        kind, told = _TROUBLE.get(observation.kind, ("", {}))
        service = kind and _service(
            observation.text("name"), observation.text("display"), catalogue.services
        )
        if service:
            fields = {
                "process": service.provider,
                "service": service.name,
                **{name: observation.values.get(name) for name in ("times", "error", "old", "new")},
                **told,
            }
            facts.append(run_fact(kind, [observation], fields))
    return facts
