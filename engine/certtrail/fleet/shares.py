"""Small work for many servers in, what came of each out: done in shares by a cluster."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certtrail.fleet.cluster import Cluster

I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")
_SHARES: Final = 4
"""Shares for each worker: with fewer, one would wait for another at the end."""


def in_shares(cluster: Cluster, work: Callable[[I], R], items: Sequence[I]) -> Iterator[R]:
    """Do work for each item; what workers end on is done here.

    Args:
        cluster: that does it.
        work: as of `Cluster.each`.
        items: each takes little, so one task is several of them.
    """
    size = -(-len(items) // (_SHARES * cluster.workers)) or 1
    shares = [tuple(items[start : start + size]) for start in range(0, len(items), size)]
    for share in cluster.each(partial(_each, work), shares, lost=partial(_each, work)):
        yield from share


def _each(work: Callable[[I], R], items: Sequence[I]) -> tuple[R, ...]:
    return tuple(map(work, items))
