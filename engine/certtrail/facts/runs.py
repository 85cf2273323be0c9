"""Runs: records that say the same thing, coalesced into one fact with first, last and count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from certtrail.facts.catalogued_events import Observation
    from certtrail.model.fact import Evidence

_SHOWN_AT_EACH_END: Final = 3


def evidence_of(observations: Sequence[Observation]) -> tuple[Evidence, ...]:
    """Give the first and the last few records of a run; all of a short one."""
    if len(observations) <= 2 * _SHOWN_AT_EACH_END:
        shown: Sequence[Observation] = observations
    else:
        shown = [*observations[:_SHOWN_AT_EACH_END], *observations[-_SHOWN_AT_EACH_END:]]
    return tuple(observation.evidence() for observation in shown)


def run_fact(
    kind: str, observations: Sequence[Observation], fields: Mapping[str, str | int | bool | None]
) -> Fact:
    """Make the fact of a run; fields that are None or empty are left out."""
    known: dict[str, str | int | bool] = {
        name: value for name, value in fields.items() if value is not None and value != ""
    }
    known |= {
        "first": observations[0].seconds,
        "last": observations[-1].seconds,
        "count": len(observations),
    }
    return Fact(
        kind, observations[0].server, observations[0].time, known, evidence_of(observations)
    )


def grouped(
    observations: Iterable[Observation], key: Callable[[Observation], Hashable]
) -> list[list[Observation]]:
    """Group records by key, groups in the order of their first record."""
    groups: dict[Hashable, list[Observation]] = {}
    for observation in observations:
        groups.setdefault(key(observation), []).append(observation)
    return list(groups.values())
