"""Facts about the internal transport certificate: its runs, and whether its trouble goes on.

Trouble about a certificate is every record that warns of it or that could not load it. When its
process showed another state since, it is over; otherwise silence has to tell (`silence`).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from certtrail.facts.expiry import Countdowns, Expiry, TimeZone, implied_expiry
from certtrail.facts.explanations import EXPIRING, acted, tried
from certtrail.facts.internal_standing import Standing, given_away, with_successor
from certtrail.facts.internal_turns import (
    at_once,
    begins_of,
    begun,
    configured_facts,
    flip_facts,
    stand_in_facts,
)
from certtrail.facts.runs import run_fact
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.explanations import Finder
    from certtrail.facts.internal_states import Run
    from certtrail.facts.watch import Watch
    from certtrail.model.fact import Fact


@dataclass(frozen=True, slots=True)
class InternalHistory:
    """All that the derivation of one server's internal certificate needs.

    Attributes:
        readings: when each process read its configuration anew, in seconds since 1970 UTC.
    """

    runs: Sequence[Run]
    watch: Watch
    zone: TimeZone | None
    readings: Mapping[str, Sequence[int]]

    def facts(self) -> list[Fact]:
        """Make the facts of every run, every certificate in trouble and every configured one."""
        standings = self._standings()
        missed = frozenset(run.thumbprint for run in self.runs if run.final and not run.in_use)
        falling: dict[str, list[Run]] = {}
        for run in self.runs:
            if not run.in_use and self._open(run, standings[run.process, run.thumbprint]):
                falling.setdefault(run.thumbprint, []).append(run)
        begins = begins_of(self.runs)
        return [
            *(
                begun(self._run_fact(run, standings, missed, falling, begins), begins.get(id(run)))
                for run in self.runs
            ),
            *(fact for run in self.runs for fact in stand_in_facts(run)),
            *self._trouble_facts(standings),
            *self._configured_facts(standings),
            *flip_facts(self.runs),
        ]

    def _standings(self) -> dict[tuple[str, str], Standing]:
        members: dict[tuple[str, str], list[Run]] = {}
        begins: dict[str, list[int]] = {}
        for run in sorted(self.runs, key=lambda run: run.events[0].time):
            if run.ended_by is None:
                members.setdefault((run.process, run.thumbprint), []).append(run)
            begins.setdefault(run.process, []).append(run.events[0].time)
        found = {key: self._standing(runs, begins[key[0]]) for key, runs in members.items()}
        heard: dict[str, int | None] = {}
        for (_, thumbprint), one in found.items():
            if one.stopped:
                heard[thumbprint] = one.by_start or heard.get(thumbprint)
        return {key: self._mended(one, members[key], heard) for key, one in found.items()}

    def _mended(
        self, standing: Standing, runs: Sequence[Run], heard: Mapping[str, int | None]
    ) -> Standing:
        """Take the silence of a process whose only words were the trouble for what an act did.

        Args:
            standing: of one process.
            runs: of the same.
            heard: the certificates of which it is known of another process that its trouble
                stopped, and the start of that process which ended it.
        """
        if standing.stopped:
            return standing
        thumbprint = runs[-1].thumbprint
        silent = replace(standing, silence=self.watch.silence_of_log(standing.events))
        if self.watch.acts.shown.took_over_from(thumbprint):
            return silent
        # Services are started together, and only the starts of some are told.
        start = heard.get(thumbprint)
        if silent.start is None and start is not None and start > silent.last:
            silent = replace(silent, start=start)
        known = thumbprint in heard and silent.acted(self._fitting(runs[-1])) is not None
        return silent if known else standing

    def _standing(self, runs: Sequence[Run], begins: Sequence[int]) -> Standing:
        """Tell how trouble stands; `begins` is when runs of its process begin, in ns."""
        events = sorted(
            (event for run in runs for event in run.events),
            key=lambda event: (event.time, event.record_id),
        )
        superseded_at = None
        if not any(run.final for run in runs):
            times = [*begins, events[-1].time]
            superseded_at = times[bisect_left(begins, events[-1].time)] // SECOND
        start, away = self.watch.start_after(events), given_away(runs, self.runs, self.watch)
        readings = self.readings.get(runs[-1].process, ())
        anew = with_successor(runs[-1], start, self.watch, readings)
        return Standing(events, superseded_at, self.watch.silence(events), start, away, anew)

    def _run_fact(
        self,
        run: Run,
        standings: Mapping[tuple[str, str], Standing],
        missed: frozenset[str],
        falling: Mapping[str, list[Run]],
        begins: Mapping[int, CataloguedEvent],
    ) -> Fact:
        """Make the fact of a run.

        `missed` are the certificates from which a process fell back last, `falling` the runs in
        which one still does, by certificate.
        """
        standing = standings[run.process, run.thumbprint]
        fields: dict[str, str | int | bool | None] = {
            "process": run.process,
            "open": self._open(run, standing),
        }
        if not run.in_use:
            still = falling.get(run.thumbprint, [])
            alike = still if run in still else at_once(run, self.runs, still)
            fields |= {
                "processes": ", ".join(sorted({one.process for one in alike})),
                "server_first": min(begins[id(one)].seconds for one in alike),
                "server_last": max(one.last for one in alike),
                "configured": run.thumbprint,
                "current": self._configured_still(run, standing),
                "fallback": run.state,
                "substitute": next(reversed(run.stand_ins), None),
                "settled": not still,
                "acted": self._acted(run, standing) if run.final else run.ended_by,
                "tried": self._tried(run, standing),
                "mended_before": run.mended_before,
                "unseen": self._unseen(run, standing),
                **standing.window,
            }
            return run_fact("internal-certificate-fallback", run.events, fields)
        expiry = self._expiry(run.thumbprint, run.events)
        fields |= {
            "thumbprint": run.thumbprint,
            "state": run.state,
            "substitute": run.companion,
            "current": self._configured_still(run, standing),
            "settled": run.thumbprint not in missed,
            "expires": expiry.at if expiry else None,
        }
        return run_fact("internal-certificate-in-use", run.events, fields)

    def _open(self, run: Run, standing: Standing) -> bool:
        """Tell whether nothing since speaks against a run: no state, no silence, no act."""
        if self._is_over(run, standing):
            return False
        warning = run.state == EXPIRING
        return warning or not (self._tried(run, standing) or self._unseen(run, standing))

    def _is_over(self, run: Run, standing: Standing) -> bool:
        return not run.final or standing.gone or self._acted(run, standing) is not None

    def _configured_still(self, run: Run, standing: Standing) -> bool:
        """Tell whether nothing shows that another certificate has the role by now.

        One that was missed and is not any more may have been made usable again.
        """
        if run.in_use:
            return not self._is_over(run, standing)
        another = self.watch.acts.on_internal(run.thumbprint, unloadable=False)
        return run.final and standing.acted(another) is None

    def _tried(self, run: Run, standing: Standing) -> int | None:
        return standing.tried(self._fitting(run)) if run.final else None

    def _unseen(self, run: Run, standing: Standing) -> bool:
        """Tell whether nobody can say how a run stands, and no act either."""
        known = self._is_over(run, standing) or self._tried(run, standing) is not None
        return not known and self.watch.unseen(standing.events)

    def _acted(self, run: Run, standing: Standing) -> int | None:
        """Tell when the act was whose effect the end of a run can be."""
        return standing.acted(self._fitting(run))

    def _fitting(self, run: Run) -> Finder:
        return self.watch.acts.on_internal(run.thumbprint, unloadable=not run.in_use)

    def _expiry(self, thumbprint: str, events: Sequence[CataloguedEvent]) -> Expiry | None:
        """Give the end that a countdown implies; of no certificate where none can be read."""
        return implied_expiry(events, self.zone) if thumbprint else None

    def _trouble_facts(self, standings: Mapping[tuple[str, str], Standing]) -> list[Fact]:
        countdowns = Countdowns()
        by_certificate: dict[str, list[Standing]] = {}
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
            mended = (
                standing.gone or of_server["acted"] is not None or of_server["tried"] is not None
            )
            unseen = of_server["state"] != EXPIRING and not mended
            unseen = unseen and self.watch.unseen(standing.events)
            countdown = countdowns.fields("", thumbprint, log_end)
            # What has ended is not about to; whether it was replaced is another matter.
            ended = of_server["state"] == EXPIRING and countdown.get("past") is True
            fields: dict[str, str | int | bool | None] = {
                "process": process,
                "thumbprint": thumbprint,
                **of_server,
                "current": not standing.gone,
                "unseen": unseen,
                "open": not standing.gone
                and not unseen
                and not ended
                and of_server["acted"] is None
                and (of_server["state"] == EXPIRING or of_server["tried"] is None),
                "restarting": self.watch.restarting(standing.events),
                "log_end": log_end,
                "onset": standing.silence.onset,
                "written_end": standing.events[-1].text("written_end") or None,
                **countdown,
            }
            facts.append(run_fact("internal-certificate-trouble", standing.events, fields))
        return facts

    def _told(
        self, thumbprint: str, mates: Sequence[Standing]
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
        gone = all(mate.gone for mate in mates)
        by = acted(find, first, last, quiet_by, live_until)
        starts = [mate.by_start for mate in mates if mate.superseded_at is None]
        if by is None and starts and None not in starts:
            by = max(at for at in starts if at is not None)
        after = None if gone or by is not None else tried(find, last)
        silent = all(self.watch.unheard(mate.events, after) for mate in mates)
        return {
            "state": state,
            "expires": expiry.at if expiry else None,
            "expires_error": expiry.error_hours if expiry else None,
            "consistent": expiry.consistent if expiry else None,
            "stopped": all(mate.stopped for mate in mates),
            "gone": gone,
            "given_away": max((mate.given_away or 0 for mate in mates), default=0) or None,
            "taken_up": max((mate.taken_up or 0 for mate in mates), default=0) or None,
            "quiet_by": quiet_by,
            "live_until": live_until,
            "acted": by,
            "tried": after,
            "unheard": silent or None,
            "server_first": first,
            "server_last": last,
        }

    def _configured_facts(self, standings: Mapping[tuple[str, str], Standing]) -> list[Fact]:
        named = [run for run in self.runs if run.thumbprint and not run.companion]
        standing = [(run, standings[run.process, run.thumbprint]) for run in named]
        opened = {run.thumbprint for run, how in standing if self._open(run, how)}
        still = {run.thumbprint for run, how in standing if self._configured_still(run, how)}
        return configured_facts(named, opened, still)


def _in_use(event: CataloguedEvent) -> bool:
    return event.kind in ("internal-certificate-expiring", "internal-certificate-expired")
