"""Facts about the internal transport certificate: its runs, and whether its trouble goes on.

Trouble about a certificate is every record that warns of it or that could not load it. When its
process showed another state since, it is over; otherwise silence has to tell (`silence`).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.facts.expiry import Countdowns, Expiry, TimeZone, implied_expiry
from certtrail.facts.explanations import acted
from certtrail.facts.runs import run_fact
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.explanations import Finder
    from certtrail.facts.internal_states import Run
    from certtrail.facts.silence import Silence
    from certtrail.facts.watch import Watch
    from certtrail.model.fact import Fact


@dataclass(frozen=True, slots=True)
class _Standing:
    """How the trouble about one certificate in one process stands at the end of the log.

    Attributes:
        superseded_at: when the process showed another state for good.
    """

    events: Sequence[CataloguedEvent]
    superseded_at: int | None
    silence: Silence

    @property
    def last(self) -> int:
        return self.silence.last

    @property
    def stopped(self) -> bool:
        return self.superseded_at is not None or self.silence.stopped

    @property
    def gone(self) -> bool:
        return self.superseded_at is not None or self.silence.gone

    @property
    def stopped_by(self) -> int:
        """The latest time of an act that the stop can be the effect of; -1 without a stop."""
        if self.superseded_at is not None:
            return self.superseded_at
        quiet_by = self.silence.quiet_by
        return quiet_by if quiet_by is not None and self.stopped else -1

    def acted(self, find: Finder) -> int | None:
        """Tell when the act was, of those that fit, whose effect the end can be."""
        return acted(
            find,
            self.events[0].seconds,
            self.last,
            self.stopped_by,
            self.silence.live_until,
        )

    @property
    def window(self) -> dict[str, int]:
        """When an act must have been for the stop to be its effect, and where the log ends."""
        silence = self.silence
        return {
            "quiet_by": self.stopped_by,
            "live_until": silence.live_until,
            "log_end": silence.log_end,
        }


@dataclass(frozen=True, slots=True)
class InternalHistory:
    """All that the derivation of one server's internal certificate needs."""

    runs: Sequence[Run]
    watch: Watch
    zone: TimeZone | None

    def facts(self) -> list[Fact]:
        """Make the facts of every run, every certificate in trouble and every configured one."""
        standings = self._standings()
        missed = frozenset(run.thumbprint for run in self.runs if run.final and not run.in_use)
        falling: dict[str, list[Run]] = {}
        for run in self.runs:
            if not run.in_use and self._open(run, standings[run.process, run.thumbprint]):
                falling.setdefault(run.thumbprint, []).append(run)
        return [
            *(
                self._run_fact(run, standings[run.process, run.thumbprint], missed, falling)
                for run in self.runs
            ),
            *self._trouble_facts(standings),
            *self._configured_facts(standings),
            *self._flip_facts(),
        ]

    def _standings(self) -> dict[tuple[str, str], _Standing]:
        members: dict[tuple[str, str], list[Run]] = {}
        begins: dict[str, list[int]] = {}
        for run in self.runs:
            members.setdefault((run.process, run.thumbprint), []).append(run)
            begins.setdefault(run.process, []).append(run.events[0].time)
        ordered = {process: sorted(times) for process, times in begins.items()}
        return {key: self._standing(runs, ordered[key[0]]) for key, runs in members.items()}

    def _standing(self, runs: Sequence[Run], begins: Sequence[int]) -> _Standing:
        """Tell how trouble stands; `begins` is when runs of its process begin, in ns."""
        events = sorted(
            (event for run in runs for event in run.events),
            key=lambda event: (event.time, event.record_id),
        )
        superseded_at = None
        if not any(run.final for run in runs):
            later = bisect_left(begins, events[-1].time)
            at = begins[later] if later < len(begins) else events[-1].time
            superseded_at = at // SECOND
        return _Standing(events, superseded_at, self.watch.silence(events))

    def _run_fact(
        self,
        run: Run,
        standing: _Standing,
        missed: frozenset[str],
        falling: Mapping[str, list[Run]],
    ) -> Fact:
        """Make the fact of a run.

        `missed` are the certificates from which a process fell back last, `falling` the runs in
        which one still does, by certificate.
        """
        fields: dict[str, str | int | bool | None] = {
            "process": run.process,
            "open": self._open(run, standing),
        }
        if not run.in_use:
            still = falling.get(run.thumbprint, [])
            alike = still if run in still else [run]
            fields |= {
                "processes": ", ".join(sorted({one.process for one in alike})),
                "server_first": min(one.first for one in alike),
                "configured": run.thumbprint,
                "fallback": run.state,
                "substitute": run.substitutes[-1] if run.substitutes else None,
                "settled": not still,
                "acted": self._acted(run, standing) if run.final else None,
                **standing.window,
            }
            return run_fact("internal-certificate-fallback", run.events, fields)
        expiry = self._expiry(run.thumbprint, run.events)
        fields |= {
            "thumbprint": run.thumbprint,
            "state": run.state,
            "substitute": run.companion,
            "settled": run.thumbprint not in missed,
            "expires": expiry.at if expiry else None,
        }
        return run_fact("internal-certificate-in-use", run.events, fields)

    def _open(self, run: Run, standing: _Standing) -> bool:
        """Tell whether nothing since speaks against a run: no state, no silence, no act."""
        return run.final and not standing.gone and self._acted(run, standing) is None

    def _acted(self, run: Run, standing: _Standing) -> int | None:
        """Tell when the act was whose effect the end of a run can be."""
        return standing.acted(
            self.watch.acts.on_internal(run.thumbprint, unloadable=not run.in_use)
        )

    def _expiry(self, thumbprint: str, events: Sequence[CataloguedEvent]) -> Expiry | None:
        """Give the end that a countdown implies; of no certificate where none can be read."""
        return implied_expiry(events, self.zone) if thumbprint else None

    def _trouble_facts(self, standings: Mapping[tuple[str, str], _Standing]) -> list[Fact]:
        countdowns = Countdowns()
        by_certificate: dict[str, list[_Standing]] = {}
        for (_, thumbprint), standing in standings.items():
            countdowns.add("", thumbprint, standing.events)
            by_certificate.setdefault(thumbprint, []).append(standing)
        told = {
            thumbprint: self._told(thumbprint, mates)
            for thumbprint, mates in by_certificate.items()
        }
        facts: list[Fact] = []
        for (process, thumbprint), standing in standings.items():
            log_end, of_server = standing.silence.log_end, told[thumbprint]
            fields: dict[str, str | int | bool | None] = {
                "process": process,
                "thumbprint": thumbprint,
                **of_server,
                "current": not standing.gone,
                "open": not standing.gone and of_server["acted"] is None,
                "log_end": log_end,
                **countdowns.fields("", thumbprint, log_end),
            }
            facts.append(run_fact("internal-certificate-trouble", standing.events, fields))
        return facts

    def _told(
        self, thumbprint: str, mates: Sequence[_Standing]
    ) -> dict[str, str | int | bool | None]:
        """Tell what all processes together say of a certificate."""
        # The server's state is what the process that spoke last says, but a certificate that
        # one process could not load is in trouble whatever the others still say.
        latest = max(mates, key=lambda other: other.events[-1].time)
        state = latest.events[-1].kind.removeprefix("internal-certificate-")
        expiry = self._expiry(thumbprint, [event for mate in mates for event in mate.events])
        first = min(mate.events[0].seconds for mate in mates)
        last = max(mate.last for mate in mates)
        quiet_by = min(mate.stopped_by for mate in mates)
        live_until = max(mate.silence.live_until for mate in mates)
        unloadable = any(not _in_use(mate.events[-1]) for mate in mates)
        find = self.watch.acts.on_internal(thumbprint, unloadable=unloadable)
        return {
            "state": state,
            "expires": expiry.at if expiry else None,
            "expires_error": expiry.error_hours if expiry else None,
            "consistent": expiry.consistent if expiry else None,
            "stopped": all(mate.stopped for mate in mates),
            "gone": all(mate.gone for mate in mates),
            "quiet_by": quiet_by,
            "live_until": live_until,
            "acted": acted(find, first, last, quiet_by, live_until),
            "server_first": first,
            "server_last": last,
        }

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
                turns = [lost.events[-1], used.events[0], again.events[0]]
                facts.append(run_fact("internal-certificate-flip", turns, fields))
        return facts

    def _configured_facts(self, standings: Mapping[tuple[str, str], _Standing]) -> list[Fact]:
        members: dict[str, list[CataloguedEvent]] = {}
        opened: set[str] = set()
        for run in self.runs:
            if run.thumbprint and not run.companion:
                members.setdefault(run.thumbprint, []).extend(run.events)
                if self._open(run, standings[run.process, run.thumbprint]):
                    opened.add(run.thumbprint)
        return [
            run_fact(
                "internal-certificate-configured",
                sorted(events, key=lambda item: (item.time, item.record_id)),
                {"thumbprint": thumbprint, "open": thumbprint in opened},
            )
            for thumbprint, events in members.items()
        ]


def _in_use(event: CataloguedEvent) -> bool:
    return event.kind in ("internal-certificate-expiring", "internal-certificate-expired")
