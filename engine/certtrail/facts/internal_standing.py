"""How trouble about one certificate in one process stands: what was shown since, and silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.facts.explanations import EXPIRING, acted, tried
from certtrail.facts.silence import ended_by_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.explanations import Finder
    from certtrail.facts.silence import Silence


@dataclass(frozen=True, slots=True)
class Standing:
    """How the trouble about one certificate in one process stands at the end of the log.

    Attributes:
        events: in order; at least one.
        superseded_at: when the process showed another state for good.
        start: when it was started first after the last record; None where it was not.
    """

    events: Sequence[CataloguedEvent]
    superseded_at: int | None
    silence: Silence
    start: int | None = None

    @property
    def last(self) -> int:
        """The last record, in seconds since 1970 UTC."""
        return self.silence.last

    @property
    def stopped(self) -> bool:
        """More records were due, or another state was shown."""
        return self.superseded_at is not None or self.silence.stopped

    @property
    def gone(self) -> bool:
        """Nothing but an end of it explains that."""
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
        by = acted(
            find,
            self.events[0].seconds,
            self.last,
            self.stopped_by,
            self.silence.live_until,
        )
        return self.by_start if by is None else by

    @property
    def by_start(self) -> int | None:
        """Tell when a start of the process ended it; warnings of an end go on over starts."""
        if self.superseded_at is not None or self.events[-1].kind.endswith(EXPIRING):
            return None
        return ended_by_start(self.start, self.silence)

    def tried(self, find: Finder) -> int | None:
        """Tell when an act followed of which the log does not show what came of it."""
        return None if self.gone or self.acted(find) is not None else tried(find, self.last)

    @property
    def window(self) -> dict[str, int]:
        """When an act must have been for the stop to be its effect, and where the log ends."""
        silence = self.silence
        return {
            "quiet_by": self.stopped_by,
            "live_until": silence.live_until,
            "log_end": silence.log_end,
            "onset": silence.onset,
        }
