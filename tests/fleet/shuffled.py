"""A cluster that is none: work is done here, in an order that chance gives, through copies."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from certtrail.fleet.cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random


class Shuffled(Cluster):
    """Does what a cluster does, as far as its results can tell."""

    def __init__(self, chance: Random, workers: int = 2) -> None:
        super().__init__(None, workers)
        self._chance = chance

    def each(
        self,
        work: Callable[[Any], Any],
        items: Sequence[Any],
        *,
        lost: Callable[[Any], Any],
        done: Callable[[Any, Any], None] | None = None,
        ahead: int | None = None,
    ) -> list[Any]:
        """Send work and item, and the result back, as bytes."""
        del lost, ahead
        order = list(range(len(items)))
        self._chance.shuffle(order)
        found = {}
        for number in order:
            sent = pickle.dumps((work, items[number]))
            there, item = pickle.loads(sent)
            found[number] = pickle.loads(pickle.dumps(there(item)))
            if done is not None:
                done(item, found[number])
        return [found[number] for number in range(len(items))]
