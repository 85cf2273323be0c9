"""Facts about the internal transport certificate: its runs, and whether its trouble goes on.

Trouble about a certificate is every record that warns of it or that could not load it. When its
process showed another state since, it is over. Otherwise silence has to tell, in two grades:
trouble has stopped when more records were due, which is enough beside an act that explains it;
it is gone when the silence outlasts a weekend, which is enough by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.facts.expiry import Expiry, TimeZone, implied_expiry
from certtrail.facts.runs import run_fact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.facts.catalogued_events import Observation
    from certtrail.facts.coverage import Coverage, Interval
    from certtrail.facts.internal_states import Run
    from certtrail.model.fact import Fact

# How much covered time without a record says so: so many times the longest pause before, and
# never less than these. A record repeats at most every 15 minutes (basis: model), but only while
# mail flows, so neither a quiet night nor a quiet weekend may pass for a fix.
_STOPPED_PAUSES: Final = 2
_STOPPED_LEAST: Final = 6 * 3600
_STOPPED_LEAST_OF_FEW: Final = 24 * 3600
_GONE_PAUSES: Final = 3
_GONE_LEAST: Final = 72 * 3600
_FEW: Final = 5
_PAUSE_OF_A_SINGLE_RECORD: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class _Standing:
    """How the trouble about one certificate in one process stands at the end of the log.

    Attributes:
        superseded_at: when the process showed another state for good.
        quiet_by, gone_by: the latest instants after which the log covers enough time to call a
            silence a stop; None where it does not cover so much.
        slack: how long after the last record the trouble may still have gone on unseen.
    """

    observations: Sequence[Observation]
    superseded_at: int | None
    quiet_by: int | None
    gone_by: int | None
    slack: int

    @property
    def last(self) -> int:
        return self.observations[-1].seconds

    @property
    def stopped(self) -> bool:
        return self._silent_by(self.quiet_by)

    @property
    def gone(self) -> bool:
        return self._silent_by(self.gone_by)

    def _silent_by(self, instant: int | None) -> bool:
        return self.superseded_at is not None or (instant is not None and self.last <= instant)

    @property
    def stopped_by(self) -> int:
        """The latest time of an act that the stop can be the effect of; -1 without a stop."""
        if self.superseded_at is not None:
            return self.superseded_at
        return self.quiet_by if self.quiet_by is not None and self.stopped else -1

    @property
    def window(self) -> dict[str, int]:
        """When an act must have been for the stop to be its effect."""
        return {"quiet_by": self.stopped_by, "live_until": self.last + self.slack}


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
            *self._flip_facts(),
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
            return _Standing(observations, superseded_at, None, None, _PAUSE_OF_A_SINGLE_RECORD)
        clock = self.application.clock(self.downtimes.get(process, ()))
        marks = [clock.at(observation.seconds) for observation in observations]
        pauses = [after - before for before, after in pairwise(marks)]
        pause = max(pauses, default=_PAUSE_OF_A_SINGLE_RECORD)
        few = len(observations) < _FEW
        stop = max(_STOPPED_PAUSES * pause, _STOPPED_LEAST_OF_FEW if few else _STOPPED_LEAST)
        return _Standing(
            observations,
            superseded_at,
            clock.latest_start_of(stop),
            clock.latest_start_of(max(_GONE_PAUSES * pause, _GONE_LEAST)),
            stop,
        )

    def _run_fact(self, run: Run, standings: Mapping[tuple[str, str], _Standing]) -> Fact:
        standing = standings[run.process, run.thumbprint]
        opened = run.final and not standing.gone
        fields: dict[str, str | int | bool | None] = {"process": run.process, "open": opened}
        if not run.in_use:
            fields |= {
                "configured": run.thumbprint,
                "fallback": run.state,
                "substitute": run.substitutes[-1] if run.substitutes else None,
                **standing.window,
            }
            return run_fact("internal-certificate-fallback", run.observations, fields)
        expiry = self._expiry(run.thumbprint, run.observations)
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

    def _expiry(self, thumbprint: str, observations: Sequence[Observation]) -> Expiry | None:
        """Give the end that a countdown implies; of no certificate where none can be read."""
        return implied_expiry(observations, self.zone) if thumbprint else None

    def _trouble_facts(self, standings: Mapping[tuple[str, str], _Standing]) -> list[Fact]:
        facts: list[Fact] = []
        for (process, thumbprint), standing in standings.items():
            mates = [other for (_, name), other in standings.items() if name == thumbprint]
            # The server's state is what the process that spoke last says, but a certificate that
            # one process could not load is in trouble whatever the others still say.
            latest = max(mates, key=lambda other: other.observations[-1].time)
            expiry = self._expiry(
                thumbprint, [observation for mate in mates for observation in mate.observations]
            )
            fields: dict[str, str | int | bool | None] = {
                "process": process,
                "thumbprint": thumbprint,
                "state": latest.observations[-1].kind.removeprefix("internal-certificate-"),
                "hours": _last_hours(mates),
                "expires": expiry.at if expiry else None,
                "expires_error": expiry.error_hours if expiry else None,
                "consistent": expiry.consistent if expiry else None,
                "current": not standing.gone,
                "stopped": all(mate.stopped for mate in mates),
                "gone": all(mate.gone for mate in mates),
                "quiet_by": min(mate.stopped_by for mate in mates),
                "live_until": max(mate.window["live_until"] for mate in mates),
                "server_last": max(mate.last for mate in mates),
                "server_first": min(mate.observations[0].seconds for mate in mates),
            }
            facts.append(run_fact("internal-certificate-trouble", standing.observations, fields))
        return facts

    def _flip_facts(self) -> list[Fact]:
        """Make a fact where a process misses one certificate, uses another, and misses it again."""
        by_process: dict[str, list[Run]] = {}
        for run in self.runs:
            if run.thumbprint and not run.companion:
                by_process.setdefault(run.process, []).append(run)
        facts: list[Fact] = []
        for runs in by_process.values():
            for lost, used, again in zip(runs, runs[1:], runs[2:], strict=False):
                if lost.in_use or not used.in_use or again.in_use:
                    continue
                if lost.thumbprint != again.thumbprint or used.thumbprint == lost.thumbprint:
                    continue
                fields: dict[str, str | int | bool | None] = {
                    "process": lost.process,
                    "configured": lost.thumbprint,
                    "used": used.thumbprint,
                }
                turns = [lost.observations[-1], used.observations[0], again.observations[0]]
                facts.append(run_fact("internal-certificate-flip", turns, fields))
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
