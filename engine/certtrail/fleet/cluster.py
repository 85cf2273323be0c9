"""A Dask cluster: work and items in, what became of each in their order out.

The library is `distributed` (the extra `fleet`); nothing of it is loaded before it is needed.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from certtrail.inputs.archives.workplace import workplace
from certtrail.model.errors import CerttrailError
from certtrail.runtime import VERSION
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")
_WAIT: Final = 30.0
"""Seconds to wait for a scheduler, and for its first worker."""
_TRIES: Final = 2
"""How often an item is tried alone that was there when a worker ended, which may be chance."""
_LOOPBACK: Final = "127.0.0.1"
_UNWATCHED: Final = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.system-monitor.gil.enabled": False,
}
"""Dask measures itself for its dashboard, up to a hundred times a second. Nobody sees that here."""


class ClusterError(CerttrailError):
    """A cluster cannot be used: says what was expected, and what to do."""


@dataclass(frozen=True, slots=True)
class ClusterAt:
    """Where the work is to be done; one of these.

    Attributes:
        workers: so many processes of this computer; 0 for none.
        scheduler: the address of a scheduler, such as `tls://10.0.0.7:8786`.
        scheduler_file: what a scheduler wrote with `--scheduler-file`.
    """

    workers: int = 0
    scheduler: str = ""
    scheduler_file: Path | None = None


class Cluster:
    """What does work; see `opened`."""

    def __init__(self, client: Any, workers: int) -> None:
        """Take a client of `distributed`, and how many workers there are."""
        self._client = client
        self.workers: Final = max(workers, 1)

    def each(
        self,
        work: Callable[[I], R],
        items: Sequence[I],
        *,
        lost: Callable[[I], R],
        done: Callable[[I, R], None] | None = None,
        ahead: int | None = None,
    ) -> list[R]:
        """Do work for each item, in any order; gives the results in the order of the items.

        A worker that ends in the middle costs nothing but time: its work is done again elsewhere.

        Args:
            work: a function of a module, or a partial of one; it has no effect but its result.
            items: ready to be sent.
            lost: gives the result for an item on which one worker after another ended.
            done: told each item with its result when it is done; None for nobody.
            ahead: how many items are sent before the first of them is done; None for all.

        Raises:
            ClusterError: the scheduler is gone, or there is another version on its workers.
        """
        found: dict[int, R] = {}
        suspects = list(self._round(work, items, range(len(items)), found, done, ahead))
        # A worker that ends takes along what waits for it, and the scheduler counts that against
        # each of them: only what ends workers while nothing else is there has ended them itself.
        for number in suspects:
            if not any(self._alone(work, items, number, found, done) for _ in range(_TRIES)):
                found[number] = lost(items[number])
                if done is not None:
                    done(items[number], found[number])
        return [found[number] for number in range(len(items))]

    def _alone(
        self,
        work: Callable[[I], R],
        items: Sequence[I],
        number: int,
        found: dict[int, R],
        done: Callable[[I, R], None] | None,
    ) -> bool:
        """Do one item while nothing else is done; tells whether its worker lived through it."""
        with suppress(OSError, TimeoutError):  # those that are there do
            # One that ends while it is still being started would not be started again.
            self._client.wait_for_workers(self.workers, timeout=_WAIT)
        return not list(self._round(work, items, [number], found, done))

    def _round(
        self,
        work: Callable[[I], R],
        items: Sequence[I],
        numbers: Iterable[int],
        found: dict[int, R],
        done: Callable[[I, R], None] | None,
        ahead: int | None = None,
    ) -> Iterator[int]:
        """Do the items of these numbers at the same time; gives those with which workers ended."""
        from distributed import CancelledError, as_completed
        from distributed.scheduler import KilledWorker, NoValidWorkerError, NoWorkerError

        # Sent once, not with each item; what a worker loses with its end is made again.
        shared = self._client.submit(_itself, work, pure=False)
        waiting = iter(numbers)
        futures: dict[Any, int] = {}

        def send(most: int | None) -> list[Any]:
            sent = {
                self._client.submit(_worked, shared, items[number], pure=False): number
                for number in islice(waiting, most)
            }
            futures.update(sent)
            return list(sent)

        try:
            coming: Any = as_completed(send(ahead))  # type: ignore[no-untyped-call]
            for batch in coming.batches():
                numbered = [(futures.pop(future), future) for future in batch]
                coming.update(send(len(batch)))
                for number, result in self._results(numbered):
                    if isinstance(result, _DoneThere):
                        _check(result.version)
                        found[number] = result.value
                        if done is not None:
                            done(items[number], result.value)
                    elif isinstance(result, KilledWorker):
                        yield number
                    elif isinstance(
                        result, (OSError, CancelledError, NoWorkerError, NoValidWorkerError)
                    ):
                        raise ClusterError(phrase("the cluster is gone: {error}", error=result))
                    else:
                        raise result
                for future in batch:
                    future.release()  # the workers need not keep what is here
                del future, batch, numbered  # nor this process what it sent
        finally:
            with suppress(Exception):  # it may be gone with the scheduler, which is told
                self._client.cancel([*futures, shared])

    def _results(
        self, numbered: Sequence[tuple[int, Any]]
    ) -> Iterator[tuple[int, _DoneThere | BaseException]]:
        """Give what came of futures that have ended.

        All are asked for at once: one by one, a thousand small ones take this process seconds.
        """
        try:
            results = self._client.gather([future for _, future in numbered])
        except Exception:  # one of them failed, and each tells by itself
            for number, future in numbered:
                try:
                    yield number, future.result()
                except Exception as error:  # whatever the work raised; `_round` raises it
                    yield number, error
        else:
            yield from zip((number for number, _ in numbered), results, strict=True)


@dataclass(frozen=True, slots=True)
class _DoneThere:
    """What became of an item on a worker, and by which version."""

    version: str
    value: Any


def _itself(work: Callable[[I], R]) -> Callable[[I], R]:
    return work


def _worked(work: Callable[[I], R], item: I) -> _DoneThere:
    """Do it, on a worker; says by which version."""
    return _DoneThere(VERSION, work(item))


def _check(version: str) -> None:
    if version != VERSION:
        raise ClusterError(
            phrase(
                "expected certtrail {version} on each worker, found {other}; the results would not "
                "be the same. Install the same version there",
                version=VERSION,
                other=version,
            )
        )


@contextmanager
def opened(where: ClusterAt) -> Iterator[Cluster]:
    """Start workers here, or connect to a scheduler; ended by `with`.

    Raises:
        ClusterError: `distributed` is not installed, nobody answers, or there is no worker.
    """
    try:
        import distributed
    except ImportError as error:
        raise ClusterError(
            phrase('a cluster needs distributed: pip install "certtrail[fleet]"')
        ) from error
    import dask

    with (
        workplace() as place,
        # Daemons end with this process.
        dask.config.set(
            {
                "distributed.worker.daemon": True,
                "distributed.scheduler.no-workers-timeout": f"{_WAIT}s",  # else it waits for ever
                "distributed.deploy.lost-worker-timeout": "5 minutes",
                "temporary-directory": str(place),
                **_UNWATCHED,
                # What listens for HTTP gives no page: anybody on this computer could ask it.
                "distributed.scheduler.http.routes": [],
                "distributed.worker.http.routes": [],
            }
        ),
    ):
        started = _started(distributed, where.workers, place) if where.workers else None
        client = None
        try:
            client = _client(distributed, where, started)
            yield Cluster(client, len(client.scheduler_info()["workers"]))
        finally:
            for one in (client, started):
                if one is not None:
                    one.close()


def _started(distributed: Any, workers: int, place: Path) -> Any:
    """Start processes of this computer, which talk to each other by TLS over loopback."""
    import logging

    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host=_LOOPBACK,
        protocol="tls://",
        security=distributed.Security.temporary(),
        dashboard_address=None,
        # The scheduler listens for HTTP all the same: on loopback, at any port that is free.
        scheduler_kwargs={
            "dashboard": False,
            "dashboard_address": f"{_LOOPBACK}:0",
            "allowed_failures": 0,
        },
        local_directory=str(place),
        silence_logs=logging.CRITICAL,
    )


def _client(distributed: Any, where: ClusterAt, started: Any) -> Any:
    try:
        if started is not None:
            client = distributed.Client(started)
        elif where.scheduler_file is not None:
            client = distributed.Client(scheduler_file=str(where.scheduler_file), timeout=_WAIT)
        else:
            client = distributed.Client(where.scheduler, timeout=_WAIT)
        client.wait_for_workers(1, timeout=_WAIT)
    except (OSError, ValueError, TimeoutError) as error:
        place = where.scheduler or str(where.scheduler_file or _LOOPBACK)
        raise ClusterError(
            phrase("{place}: no scheduler with a worker answers: {error}", place=place, error=error)
        ) from error
    return client
