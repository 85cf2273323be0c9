"""One piece of work in a thread of its own, given up at its next progress when its user leaves."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from types import TracebackType

T = TypeVar("T")
P = ParamSpec("P")


class StoppedError(Exception):
    """The work is not wanted any more."""


class Beside:
    """A thread that is gone when `with` is left, also by an error or an interrupt."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.shutdown(cancel_futures=True)

    @property
    def over(self) -> bool:
        """Its user has left."""
        return self._over.is_set()

    def start(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have it do this, too, when it is done with what it was given before."""
        return self._thread.submit(work, *args, **kwargs)

    def stoppable(
        self, progress: Callable[[str, float], None] | None
    ) -> Callable[[str, float], None]:
        """Make a progress function that ends the work once its user has left."""

        def tell(name: str, fraction: float) -> None:
            if self.over:
                raise StoppedError
            if progress is not None:
                progress(name, fraction)

        return tell
