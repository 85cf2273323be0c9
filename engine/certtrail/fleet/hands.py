"""Who does work for items: a cluster, or this process alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")


class Hands(Protocol):
    """Does work for each item, in any order; gives the results in the order of the items."""

    def each(
        self,
        work: Callable[[I], R],
        items: Sequence[I],
        *,
        lost: Callable[[I], R],
        done: Callable[[I, R], None],
    ) -> list[R]:
        """Do the work; arguments as of `fleet.cluster.Cluster.each`."""


class Alone:
    """This process; nothing is sent anywhere."""

    workers: Final = 1

    def each(
        self,
        work: Callable[[I], R],
        items: Sequence[I],
        *,
        lost: Callable[[I], R],
        done: Callable[[I, R], None],
    ) -> list[R]:
        """Do one after the other."""
        del lost
        found = []
        for item in items:
            found.append(work(item))
            done(item, found[-1])
        return found
