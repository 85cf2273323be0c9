"""Silence: whether trouble that was logged again and again is over, since nothing is logged of it.

Silence counts only while a record would have been written and seen: its process lived and the logs
cover the time (`watch`). How long it has to last goes by the longest pause that the trouble made
before, and by the day and the week: a night, a weekend, a partner that mails on Mondays. Trouble
has *stopped* when more records were due, which is enough beside an act that explains it; it is
*gone* when the silence is long enough by itself. In between, it is taken to go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.facts.spans_of_time import CoveredTime, is_weekend, weekends, without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.facts.spans_of_time import Interval

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
# So many times the longest pause before, and never less than what follows. A record repeats at most
# every 15 minutes (basis: model), but only while there is a session that it is about.
_STOPPED_PAUSES: Final = 2
_GONE_PAUSES: Final = 3
# What was seen on two days at least, and often, has shown its nights.
_STOPPED_LEAST: Final = 6 * _HOUR
_STOPPED_LEAST_OF_FEW: Final = _DAY
_STOPPED_LEAST_OF_ONE: Final = 2 * _DAY
_FEW: Final = 5
# What was seen on three days at least has shown that it is no matter of one day of the week; else
# that day has to pass once more without it. Weekends are not counted here.
_GONE_LEAST: Final = 3 * _DAY
_GONE_LEAST_OF_FEW_DAYS: Final = 6 * _DAY
_WEEKEND: Final = 2 * _DAY
_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Silence:
    """How a recurring record stands at the end of what the logs show.

    Attributes:
        last: the last record, in seconds since 1970 UTC.
        quiet_by, gone_by: the latest instants after which enough time was watched to call a
            silence a stop; None where so much was not watched.
        live_until: how long after the last record the trouble may still have gone on unseen.
        log_end: where the log ends that would show more.
        onset: the trouble was seen to begin: before the first record the log shows, for longer than
            the trouble ever paused, that there was none.
    """

    last: int
    quiet_by: int | None
    gone_by: int | None
    live_until: int
    log_end: int
    onset: bool = False

    @property
    def stopped(self) -> bool:
        """More records were due."""
        return self.quiet_by is not None and self.last <= self.quiet_by

    @property
    def gone(self) -> bool:
        """Nothing but an end of the trouble explains so long a silence."""
        return self.gone_by is not None and self.last <= self.gone_by

    @property
    def fields(self) -> dict[str, str | int | bool | None]:
        """What facts tell of it."""
        return {
            "current": not self.gone,
            "stopped": self.stopped,
            "quiet_by": self.quiet_by if self.quiet_by is not None and self.stopped else -1,
            "live_until": self.live_until,
            "log_end": self.log_end,
            "onset": self.onset,
        }


def ended_by_start(start: int | None, silence: Silence) -> int | None:
    """Tell when a process was started whose trouble ended with that; None where it did not.

    What a process could not load it tries again after its start, and forgets what it told before
    (basis: model). So more records were due soon, and for a day at least none came.

    Args:
        start: the first one after the last record, in seconds since 1970 UTC; None without one.
        silence: after that record.
    """
    if start is None or silence.quiet_by is None or not silence.stopped:
        return None
    return start if start <= min(silence.quiet_by, silence.log_end - _DAY) else None


class Watched:
    """The time in which one process's records of one kind would have been seen.

    Args:
        intervals: sorted and disjoint, in seconds since 1970 UTC.
        log_end: where the log ends.
        bias: UTC is the server's local time plus so many seconds.
        shown: the stretches that the logs cover, whether the process lived or not, as nobody sees a
            process live before its first record; without them the intervals.
    """

    def __init__(
        self,
        intervals: Sequence[Interval],
        log_end: int,
        bias: int = 0,
        shown: Sequence[Interval] | None = None,
    ) -> None:
        self._shown = CoveredTime.over(intervals if shown is None else shown)
        self._all = CoveredTime.over(intervals)
        self._log_end = log_end
        self._bias = bias
        off = weekends(intervals[0][0], intervals[-1][1], bias) if intervals else []
        self._working = CoveredTime.over(without(intervals, off))

    def silence(self, times: Sequence[int]) -> Silence:
        """Measure the silence after records.

        Args:
            times: of all records of the trouble, in order; at least one.
        """
        busy = any(is_weekend(time, self._bias) for time in times)
        clock = self._all if busy else self._working
        marks = [clock.at(time) for time in times]
        pause = max((after - before for before, after in pairwise(marks)), default=0)
        days = len({(time - self._bias) // _DAY for time in times})
        stop = max(_STOPPED_PAUSES * pause, _least_of_stop(len(times), days))
        least = _GONE_LEAST
        if days < _DAYS:
            least = _GONE_LEAST_OF_FEW_DAYS + (_WEEKEND if busy else 0)
        last = times[-1]
        until = clock.reaches(clock.at(last) + stop)
        return Silence(
            last,
            clock.latest_start_of(stop),
            clock.latest_start_of(max(_GONE_PAUSES * pause, least)),
            last + stop if until is None else max(until, last + stop),
            self._log_end,
            self._shown.at(times[0]) > max(_STOPPED_LEAST, pause),
        )


def _least_of_stop(count: int, days: int) -> int:
    if count == 1:
        return _STOPPED_LEAST_OF_ONE
    return _STOPPED_LEAST if count >= _FEW and days > 1 else _STOPPED_LEAST_OF_FEW
