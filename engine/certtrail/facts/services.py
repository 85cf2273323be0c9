"""Service states: when each transport process started and stopped, and what went wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.facts.runs import run_fact
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.facts.catalogued_events import Observation
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


def _named(observation: Observation, catalogue: Catalogue) -> Service | None:
    name, display = observation.text("name"), observation.text("display")
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
    observation: Observation


def state_changes(
    observations: Iterable[Observation], catalogue: Catalogue
) -> Iterator[ServiceChange]:
    """Give all that starts or stops a transport process, in the order of the records."""
    for observation in observations:
        found = _change(observation, catalogue)
        if found is not None:
            yield ServiceChange(observation.seconds, *found, observation)


def _change(observation: Observation, catalogue: Catalogue) -> tuple[str, bool, str] | None:
    match observation.kind:
        case "service-state-changed":
            process, state = _transition(observation, catalogue.services) or ("", "")
            if state in (_RUNNING, _STOPPED):
                return process, state == _RUNNING, "service-control"
        case "service-crashed":
            service = _named(observation, catalogue)
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


def restarts(observations: Sequence[Observation], catalogue: Catalogue) -> list[Fact]:
    """Make a `transport-restarted` fact for each start of a transport process.

    Fields: `process`, and `means`: `service-control`, `transport-shell`, `boot`,
    `worker-replaced` (basis: model), or `new-ephemeral` (the ephemeral certificate is made once
    per process: another one, another process; basis: model).
    """
    everyone = [service.provider for service in catalogue.services]
    starts = [
        (change.observation, process, change.means)
        for change in state_changes(observations, catalogue)
        if change.running
        for process in ([change.process] if change.process else everyone)
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
        service = _named(observation, catalogue) if kind else None
        if service:
            fields: dict[str, str | int | bool | None] = {
                "process": service.provider,
                "service": service.name,
                **{name: observation.values.get(name) for name in ("times", "error", "old", "new")},
                **told,
            }
            facts.append(run_fact(kind, [observation], fields))
    return facts
