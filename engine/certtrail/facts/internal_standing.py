"""How trouble about one certificate in one process stands: what was shown since, and silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.facts.explanations import EXPIRING, acted, tried
from certtrail.facts.silence import ended_by_start
from certtrail.facts.taken_up import taken_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.explanations import Finder
    from certtrail.facts.internal_states import Run
    from certtrail.facts.silence import Silence
    from certtrail.facts.watch import Watch


@dataclass(frozen=True, slots=True)
class Standing:
    """How the trouble about one certificate in one process stands at the end of the log.

    Attributes:
        events: in order; at least one.
        superseded_at: when the process showed another state for good.
        start: when it was started first after the last record; None where it was not.
        given_away: when Exchange's own cmdlet removed the certificate after the last record, which
            it refuses as long as that has the internal role; None where it did not.
        taken_up: when the process began with another one that texts show in the role; None where
            nothing shows that it did.
    """

    events: Sequence[CataloguedEvent]
    superseded_at: int | None
    silence: Silence
    start: int | None = None
    given_away: int | None = None
    taken_up: int | None = None

    @property
    def last(self) -> int:
        """The last record, in seconds since 1970 UTC."""
        return self.silence.last

    @property
    def stopped(self) -> bool:
        """More records were due, or another state was shown."""
        return self._shown_by is not None or self.silence.stopped

    @property
    def gone(self) -> bool:
        """Nothing but an end of it explains that."""
        return self._shown_by is not None or self.silence.gone

    @property
    def _shown_by(self) -> int | None:
        """What needs no silence: another state that the process showed, the removal, a restart."""
        shown = (self.superseded_at, self.given_away, self.taken_up)
        return next((at for at in shown if at is not None), None)

    @property
    def stopped_by(self) -> int:
        """The latest time of an act that the stop can be the effect of; -1 without a stop."""
        if self._shown_by is not None:
            return self._shown_by
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


def given_away(mine: Sequence[Run], every: Iterable[Run], watch: Watch) -> int | None:
    """Tell when Exchange's own cmdlet removed a certificate after the last record of one process:
    it refuses that of the one which has the internal role.

    What a process could not load, or uses in place of another, tells nothing of the role.

    Args:
        mine: the runs of the process with the certificate.
        every: all runs of the server.
        watch: of the server.
    """
    thumbprint = mine[-1].thumbprint
    if any(run.companion or not run.in_use for run in every if run.thumbprint == thumbprint):
        return None
    last = max(event.seconds for run in mine for event in run.events)
    return watch.acts.given_away(thumbprint, last + 1)


def with_successor(
    run: Run, start: int | None, watch: Watch, readings: Iterable[int]
) -> int | None:
    """Tell when a process began with the certificate that texts show in the role by now.

    What only stands in is not the configured one, so that nothing took over from it.

    Args:
        run: the last one of the process with the certificate before.
        start: of the process, the first one after that; None where none was seen.
        watch: of the server.
        readings: when the process read its configuration anew, in seconds since 1970 UTC, in order.
    """
    service = watch.catalogue.service_of(run.process)
    if run.companion or not service:
        return None
    restarts = watch.acts.shown.restarted_after(run.thumbprint, service.casefold())
    return taken_up(restarts, run.last, start, readings)
