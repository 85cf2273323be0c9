"""What of one server was watched: the time in which a record of a process would have shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.facts.explanations import Acts, acted, nothing_explains, tried
from certtrail.facts.restarting import amid, of_last_series
from certtrail.facts.silence import Silence, Watched, ended_by_start
from certtrail.facts.spans_of_time import common
from certtrail.model.vocabulary import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.coverage import Coverage
    from certtrail.facts.explanations import Finder
    from certtrail.facts.lives import Life
    from certtrail.facts.spans_of_time import Interval
    from certtrail.rulebook.catalogue import Catalogue

_EXCHANGE: Final = "msexchange"
_DAY: Final = 86_400
_LONG_UNSEEN: Final = 14 * _DAY


@dataclass(frozen=True, slots=True)
class Watch:
    """Coverage and lives of one server.

    Attributes:
        coverage: by channel.
        lives: of its processes.
        acts: what was done on it.
        bias: UTC is local time plus so many seconds.
        series: when its processes were restarted again and again.
    """

    coverage: Mapping[str, Coverage]
    lives: Mapping[str, Life]
    catalogue: Catalogue
    acts: Acts = field(default_factory=Acts)
    bias: int = 0
    series: tuple[Interval, ...] = ()
    _known: dict[tuple[str, frozenset[str]], Watched | None] = field(default_factory=dict)
    _logs: dict[tuple[str, str], Watched | None] = field(default_factory=dict)

    def silence(self, events: Sequence[CataloguedEvent]) -> Silence:
        """Measure the silence after records of one process, in order; at least one."""
        last = events[-1].seconds
        watched = self._over(events)
        if watched is None:
            until = max(last, self._told_until(events[0].process))
            return Silence(last, None, None, last + _DAY, until)
        times: Sequence[int] = [event.seconds for event in events]
        if self.restarting(events):
            times = of_last_series(times, self.series)
        found = watched.silence(times)
        return found if found.gone else self._since_restarts(events, times) or found

    def silence_of_log(self, events: Sequence[CataloguedEvent]) -> Silence:
        """Measure the silence after records by what the log covers, whoever lived in that time.

        Only for what an act is known to have ended: a process whose only words were the trouble
        has nothing to say once it is mended.
        """
        known = self.silence(events)
        cover, life = self.channel_of(events[0].process), self.lives.get(events[0].process)
        if known.stopped or cover is None or life is None or life.stopped_since is not None:
            return known
        partly = {part.file for part in cover.parts}
        shown = cover.shows(frozenset(event.file for event in events) & partly)
        if not shown:
            return known
        watched = Watched(shown, cover.last, self.bias)
        return watched.silence([event.seconds for event in events])

    def restarting(self, events: Sequence[CataloguedEvent]) -> bool:
        """Tell whether records were only written while services were restarted."""
        return bool(self.series) and amid((event.seconds for event in events), self.series)

    def unseen(self, events: Sequence[CataloguedEvent]) -> bool:
        """Tell whether nobody can say how trouble stands: weeks of log, and no word of its process.

        It was not seen to stop, nor to run without the trouble, for as long as no pause explains.
        What writes of nothing but trouble by its nature, as EdgeSync does, is left out.
        """
        if events[0].process not in self.catalogue.processes:
            return False
        life, cover = self.lives.get(events[0].process), self.channel_of(events[0].process)
        last = events[-1].seconds
        if life is None or cover is None or not cover.intervals or life.stopped_since is not None:
            return False
        if cover.last - max(last, life.last) < _LONG_UNSEEN:
            return False
        watched = self._covered_time(cover.channel)
        return watched is not None and watched.silence([one.seconds for one in events]).gone

    def _since_restarts(
        self, events: Sequence[CataloguedEvent], times: Sequence[int]
    ) -> Silence | None:
        """Measure the silence after a series of restarts; None where it is not long enough.

        A process that speaks only of trouble is never seen to live without it. But one that had
        trouble in every restart of an evening, and was left running at its end, is mended when
        weeks of its log are silent, and the System log shows no stop of it.
        """
        process = events[0].process
        life, cover = self.lives.get(process), self.channel_of(process)
        if life is None or cover is None or life.stopped_since is not None:
            return None
        if not self.restarting(events):
            return None
        watched = self._covered_time(cover.channel, SYSTEM)
        found = watched.silence(times) if watched is not None else None
        return found if found is not None and found.gone else None

    def standing(
        self,
        events: Sequence[CataloguedEvent],
        explaining: Finder = nothing_explains,
        trying: Finder | None = None,
        *,
        warning: bool = False,
        shown: bool = False,
        renewed: bool = False,
        of_process: bool = False,
    ) -> dict[str, str | int | bool | None]:
        """Tell as fields of a fact how a recurring record stands at the log's end.

        Args:
            events: of one process, in order; at least one.
            explaining: finds acts that could have ended it.
            trying: finds those that were meant to; without it, the same.
            warning: no trouble yet, which goes on until a log shows that an act ended it.
            shown: a text shows what would have ended it.
            renewed: logs tell of acts that would have ended it, whenever they were.
            of_process: what the process loaded is at fault, so that a start of it can end it.
        """
        silence = self.silence_of_log(events) if shown else self.silence(events)
        first = events[0].seconds
        by = _acted(explaining, first, silence)
        if by is None and renewed:
            by = _acted(explaining, first, of_log := self.silence_of_log(events))
            silence = silence if by is None else of_log
        fields = silence.fields
        # What only came while services were restarted again and again is over without that.
        amid_restarts = silence.gone and self.restarting(events)
        if by is None and of_process and not warning and not amid_restarts:
            by = ended_by_start(self.start_after(events), silence)
        over = by is not None or silence.gone
        after = None if over else tried(trying or explaining, silence.last)
        # Of what nobody on the server can mend, and of warnings, weeks without a word are no news.
        mendable = explaining is not nothing_explains and not warning
        unseen = mendable and not over and after is None and self.unseen(events)
        return {
            **fields,
            "acted": by,
            "tried": after,
            "unheard": self.unheard(events, after) or None,
            "restarting": self.restarting(events),
            "unseen": unseen,
            "open": not over and not unseen and (warning or after is None),
        }

    def unheard(self, events: Sequence[CataloguedEvent], at: int | None) -> bool:
        """Tell whether what was sent of the log goes on for so long after an act that more records
        were due, and shows none; but no other word of their process either.

        Args:
            events: of one process, in order; at least one.
            at: when the act was, in seconds since 1970 UTC; None for none.
        """
        if at is None:
            return False
        found = self.silence_of_log(events)
        if found.quiet_by is None and found.log_end > found.last:
            # Of records that cover nothing it is others that came after.
            sent = [(events[0].seconds, found.log_end)]
            found = Watched(sent, found.log_end, self.bias).silence([one.seconds for one in events])
        return found.stopped and found.quiet_by is not None and at <= found.quiet_by

    def start_after(self, events: Sequence[CataloguedEvent]) -> int | None:
        """Give the first start of a process that was seen after its last record of a kind."""
        life = self.lives.get(events[-1].process)
        last = events[-1].seconds
        return next((at for at in (life.starts if life else ()) if at > last), None)

    def channel_of(self, process: str) -> Coverage | None:
        """Give the coverage of the log that a process writes to."""
        return self.coverage.get(self.catalogue.channels.get(process.casefold(), ""))

    def heard_until_the_end(self, process: str) -> bool:
        """Tell whether a process was not silent for longer than is usual when the log ends."""
        life, cover = self.lives.get(process), self.channel_of(process)
        if life is None or cover is None or life.stopped_since is not None:
            return False
        watched = Watched(cover.intervals, cover.last, self.bias)
        return not watched.silence([life.last - life.pause, life.last]).gone

    def _told_until(self, process: str) -> int:
        """Give the last that was sent of the log to which a process writes, whoever wrote it.

        Chosen records prove nothing of a silence, but what was sent does not end with one of them.
        """
        cover = self.channel_of(process)
        home = self.catalogue.channels.get(process.casefold())
        mates = (who for who in self.lives if self.catalogue.channels.get(who.casefold()) == home)
        spoke = (self.lives[who].spoke or 0 for who in mates)
        return max((cover.last if cover is not None else 0, *spoke))

    def _covered_time(self, channel: str, beside: str = "") -> Watched | None:
        """Give the time that a log covers, and another one beside it, whatever lived then."""
        key = channel, beside
        if key not in self._logs:
            cover, shown = self.coverage[channel], list(self.coverage[channel].intervals)
            if beside:
                other = self.coverage.get(beside)
                shown = common(shown, other.intervals) if other else []
            self._logs[key] = Watched(shown, cover.last, self.bias) if shown else None
        return self._logs[key]

    def _over(self, events: Sequence[CataloguedEvent]) -> Watched | None:
        process = events[0].process
        cover = self.channel_of(process)
        if cover is None:
            return None
        partly = {part.file for part in cover.parts}
        files = frozenset(event.file for event in events) & partly
        key = (process, files)
        if key not in self._known:
            shown = covered = cover.shows(files)
            if process.casefold().startswith(_EXCHANGE):
                life = self.lives.get(process)
                shown = common(shown, life.alive) if life else []
            self._known[key] = Watched(shown, cover.last, self.bias, covered) if shown else None
        return self._known[key]


def _acted(explaining: Finder, first: int, silence: Silence) -> int | None:
    quiet_by = silence.quiet_by if silence.quiet_by is not None and silence.stopped else -1
    return acted(explaining, first, silence.last, quiet_by, silence.live_until)
