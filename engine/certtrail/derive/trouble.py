"""Facts about the internal transport certificate: its runs, and whether its trouble goes on.

Trouble about a certificate is every record that warns of it or that could not load it. It is
current when it is the last that its process showed; stopped when the log would have shown more
of it and did not. Between the two the log cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.derive.expiry import TimeZone, implied_expiry
from certtrail.derive.runs import run_fact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.coverage import Coverage, Interval
    from certtrail.derive.internal import Run
    from certtrail.facts import Fact
    from certtrail.observations import Observation

# How much silence says that a record is gone for good: twice the longest pause seen before, and
# never less than these. A record repeats at most every 15 minutes (basis: model), but only while
# mail flows, so a quiet night must not pass for a fix.
_PAUSES: Final = 2
_LEAST_QUIET: Final = 6 * 3600
_LEAST_QUIET_FEW: Final = 24 * 3600
_FEW: Final = 5
_PAUSE_OF_A_SINGLE_RECORD: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class _Standing:
    """How the trouble about one certificate in one process stands at the end of the log."""

    observations: Sequence[Observation]
    superseded_at: int | None
    quiet_by: int | None
    pause: int

    @property
    def last(self) -> int:
        return self.observations[-1].seconds

    @property
    def stopped(self) -> bool:
        if self.superseded_at is not None:
            return True
        return self.quiet_by is not None and self.last <= self.quiet_by

    @property
    def still(self) -> int:
        """Until when the silence had to begin for the log to show that it is one."""
        if self.superseded_at is not None:
            return self.superseded_at
        return self.quiet_by if self.quiet_by is not None else -1


@dataclass(frozen=True, slots=True)
class InternalHistory:
    """All that the derivation of one server's internal certificate needs."""

    runs: Sequence[Run]
    application: Coverage | None
    downtimes: Mapping[str, Sequence[Interval]]
    zone: TimeZone | None

    def facts(self) -> list[Fact]:
        """Make the facts of every run, every certificate in trouble and every configured one."""
        standings = self._standings()
        return [
            *(self._run_fact(run, standings) for run in self.runs),
            *self._trouble_facts(standings),
            *self._configured_facts(),
        ]

    def _standings(self) -> dict[tuple[str, str], _Standing]:
        members: dict[tuple[str, str], list[Run]] = {}
        for run in self.runs:
            members.setdefault((run.process, run.thumbprint), []).append(run)
        return {key: self._standing(key[0], runs) for key, runs in members.items()}

    def _standing(self, process: str, runs: Sequence[Run]) -> _Standing:
        observations = sorted(
            (observation for run in runs for observation in run.observations),
            key=lambda observation: (observation.time, observation.record_id),
        )
        superseded_at = None
        if not any(run.final for run in runs):
            last = observations[-1].time
            others = (run.observations[0] for run in self.runs if run.process == process)
            superseded_at = min(
                (other.seconds for other in others if other.time >= last),
                default=observations[-1].seconds,
            )
        if self.application is None:
            return _Standing(observations, superseded_at, None, _PAUSE_OF_A_SINGLE_RECORD)
        clock = self.application.clock(self.downtimes.get(process, ()))
        marks = [clock.at(observation.seconds) for observation in observations]
        pauses = [after - before for before, after in pairwise(marks)]
        pause = max(pauses, default=_PAUSE_OF_A_SINGLE_RECORD)
        least = _LEAST_QUIET if len(observations) >= _FEW else _LEAST_QUIET_FEW
        quiet_by = clock.latest_start_of(max(_PAUSES * pause, least))
        return _Standing(observations, superseded_at, quiet_by, max(pause, least))

    def _run_fact(self, run: Run, standings: Mapping[tuple[str, str], _Standing]) -> Fact:
        standing = standings[run.process, run.thumbprint]
        opened = run.final and not standing.stopped
        fields: dict[str, str | int | bool | None] = {"process": run.process, "open": opened}
        if not run.in_use:
            fields |= {
                "configured": run.thumbprint,
                "fallback": run.state,
                "substitute": run.substitutes[-1] if run.substitutes else None,
            }
            return run_fact("internal-certificate-fallback", run.observations, fields)
        expiry = implied_expiry(run.observations, self.zone)
        settled = not any(
            other.final and not other.in_use and other.thumbprint == run.thumbprint
            for other in self.runs
        )
        fields |= {
            "thumbprint": run.thumbprint,
            "state": run.state,
            "substitute": run.companion,
            "settled": settled,
            "expires": expiry.at if expiry else None,
        }
        return run_fact("internal-certificate-in-use", run.observations, fields)

    def _trouble_facts(self, standings: Mapping[tuple[str, str], _Standing]) -> list[Fact]:
        facts: list[Fact] = []
        for (process, thumbprint), standing in standings.items():
            mates = [other for (_, name), other in standings.items() if name == thumbprint]
            # The server's state is what the process that spoke last says, but a certificate that
            # one process could not load is in trouble whatever the others still say.
            latest = max(mates, key=lambda other: other.observations[-1].time)
            expiry = implied_expiry(
                [observation for mate in mates for observation in mate.observations], self.zone
            )
            fields: dict[str, str | int | bool | None] = {
                "process": process,
                "thumbprint": thumbprint,
                "state": latest.observations[-1].kind.removeprefix("internal-certificate-"),
                "hours": _last_hours(mates),
                "expires": expiry.at if expiry else None,
                "expires_error": expiry.error_hours if expiry else None,
                "consistent": expiry.consistent if expiry else None,
                "current": standing.superseded_at is None and not standing.stopped,
                "stopped": all(mate.stopped for mate in mates),
                "quiet_by": min(mate.still for mate in mates),
                "live_until": max(mate.last + _PAUSES * mate.pause for mate in mates),
                "server_last": max(mate.last for mate in mates),
                "server_first": min(mate.observations[0].seconds for mate in mates),
            }
            facts.append(run_fact("internal-certificate-trouble", standing.observations, fields))
        return facts

    def _configured_facts(self) -> list[Fact]:
        members: dict[str, list[Observation]] = {}
        for run in self.runs:
            if run.thumbprint and not run.companion:
                members.setdefault(run.thumbprint, []).extend(run.observations)
        return [
            run_fact(
                "internal-certificate-configured",
                sorted(observations, key=lambda item: (item.time, item.record_id)),
                {"thumbprint": thumbprint},
            )
            for thumbprint, observations in members.items()
        ]


def _last_hours(standings: Sequence[_Standing]) -> int | None:
    told = [
        (observation.time, hours)
        for standing in standings
        for observation in standing.observations
        if isinstance(hours := observation.values.get("hours"), int)
    ]
    return max(told)[1] if told else None
