"""Small work for many servers in, what came of each out: done in shares by a cluster."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from certtrail.model.made_when_asked import MadeWhenAsked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certtrail.fleet.cluster import Cluster

I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")
_SHARES: Final = 4
"""Shares for each worker at least: with fewer, one would wait for another at the end."""
_MOST: Final = 4
"""Items of a share at most: those that are on their way are in memory."""
_AHEAD: Final = 2
"""Shares for each worker that are on their way: one is done while the next comes."""


def in_shares(cluster: Cluster, work: Callable[[I], R], items: Sequence[I]) -> Iterator[R]:
    """Do work for each item; what workers end on is done here.

    Args:
        cluster: that does it.
        work: as of `Cluster.each`.
        items: each takes little, so one task is several of them. They may be made when asked for.
    """
    size = min(-(-len(items) // (_SHARES * cluster.workers)) or 1, _MOST)
    starts = range(0, len(items), size)
    shares = MadeWhenAsked(
        lambda place: tuple(items[starts[place] : starts[place] + size]), len(starts)
    )
    each = partial(_each, work)
    for share in cluster.each(each, shares, lost=each, ahead=_AHEAD * cluster.workers):
        yield from share


def _each(work: Callable[[I], R], items: Sequence[I]) -> tuple[R, ...]:
    return tuple(map(work, items))
