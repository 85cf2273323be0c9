"""What of one server was watched: the time in which a record of a process would have shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.facts.explanations import Acts, acted, nothing_explains
from certtrail.facts.silence import Silence, Watched
from certtrail.facts.spans_of_time import common

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.coverage import Coverage
    from certtrail.facts.explanations import Finder
    from certtrail.facts.lives import Life
    from certtrail.rulebook.catalogue import Catalogue

_EXCHANGE: Final = "msexchange"
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Watch:
    """Coverage and lives of one server.

    Attributes:
        coverage: by channel.
        lives: of its processes.
        acts: what was done on it.
        bias: UTC is local time plus so many seconds.
    """

    coverage: Mapping[str, Coverage]
    lives: Mapping[str, Life]
    catalogue: Catalogue
    acts: Acts = field(default_factory=Acts)
    bias: int = 0
    _known: dict[tuple[str, frozenset[str]], Watched | None] = field(default_factory=dict)

    def silence(self, events: Sequence[CataloguedEvent]) -> Silence:
        """Measure the silence after records of one process, in order; at least one."""
        last = events[-1].seconds
        watched = self._over(events)
        if watched is None:
            return Silence(last, None, None, last + _DAY, last)
        return watched.silence([event.seconds for event in events])

    def standing(
        self, events: Sequence[CataloguedEvent], explaining: Finder = nothing_explains
    ) -> dict[str, str | int | bool | None]:
        """Tell as fields of a fact how a recurring record stands at the log's end.

        Args:
            events: of one process, in order; at least one.
            explaining: finds acts that could have ended it.
        """
        silence = self.silence(events)
        fields = silence.fields
        by = acted(
            explaining,
            events[0].seconds,
            silence.last,
            int(fields["quiet_by"] or -1),
            silence.live_until,
        )
        return {**fields, "acted": by, "open": by is None and not silence.gone}

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

    def _over(self, events: Sequence[CataloguedEvent]) -> Watched | None:
        process = events[0].process
        cover = self.channel_of(process)
        if cover is None:
            return None
        partly = {part.file for part in cover.parts}
        files = frozenset(event.file for event in events) & partly
        key = (process, files)
        if key not in self._known:
            shown = cover.shows(files)
            if process.casefold().startswith(_EXCHANGE):
                life = self.lives.get(process)
                shown = common(shown, life.alive) if life else []
            self._known[key] = Watched(shown, cover.last, self.bias) if shown else None
        return self._known[key]
