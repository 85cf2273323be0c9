"""Trouble that came back: runs of one state in; the same out, cut where an act had ended it.

A certificate was made usable again, nothing was logged for days, and then the same events come
anew. That act did take effect: what was done at the later time is another matter. A run is cut
only where an act explains the pause, and where it is so long that more records were due.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.facts.spans_of_time import CoveredTime

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.facts.internal_states import Run
    from certtrail.facts.watch import Watch

_DAY: Final = 86_400
# What is logged so long behind an act may still be of before the restart that it needs.
_SOON: Final = _DAY // 2
_LEAST: Final = 3 * _DAY
_PAUSES: Final = 3


def cut_at_relapses(runs: Iterable[Run], watch: Watch) -> Iterator[Run]:
    """Give the runs; of one that came back each stretch by itself, of which only the last is final,
    and those before have `ended_by`, when the act was; those behind `mended_before`.

    Args:
        runs: of one server, in order.
        watch: of the same.
    """
    for run in runs:
        begin, before = 0, None
        for end, by in _relapses(run, watch):
            part = replace(run, events=run.events[begin:end], mended_before=before)
            yield replace(part, final=False, ended_by=by)
            begin, before = end, by
        yield replace(run, events=run.events[begin:], mended_before=before) if begin else run


def _relapses(run: Run, watch: Watch) -> Iterator[tuple[int, int]]:
    """Give the places of the records with which a run came back, and what had ended it before."""
    cover = watch.channel_of(run.process)
    shown = () if cover is None else cover.intervals
    if not shown or not run.thumbprint or len(run.events) == 1:
        return
    clock = CoveredTime.over(shown)
    find = watch.acts.on_internal(run.thumbprint, unloadable=not run.in_use)
    first, longest = run.events[0].seconds, 0
    for at, (before, after) in enumerate(pairwise(run.events), 1):
        last, again = before.seconds, after.seconds
        pause = clock.at(again) - clock.at(last)
        # After one record alone nobody knows when the next is due.
        if longest and pause >= max(_LEAST, _PAUSES * longest):
            by = find(max(first, last - _SOON), last + max(_DAY, 2 * longest))
            if by is not None and by < again:
                yield at, by
                first, longest = again, 0
                continue
        longest = max(longest, pause)
