"""Fetching: a file of a store in, a copy in the run's own folder out, removed after it was read."""

from __future__ import annotations

import hashlib
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.free_space import CHECK_FREE, check_space
from certtrail.inputs.limits import LimitError
from certtrail.inputs.stores.store_access import asked, store_at
from certtrail.inputs.stores.store_entries import UnfetchedError
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from certtrail.inputs.limits import Limits
    from certtrail.inputs.stores.address_listing import RemoteFile
    from certtrail.inputs.walk import FoundFile

_BLOCK: Final = 1 << 20


class Fetcher:
    """Makes copies of files that lie elsewhere.

    Args:
        limits: on what is fetched.
        folder: gives the folder for copies.
    """

    def __init__(self, limits: Limits, folder: Callable[[], Path]) -> None:
        self._limits = limits
        self._folder = folder
        self._number = 0
        self._total = 0

    @contextmanager
    def at_hand(self, file: FoundFile) -> Iterator[FoundFile]:
        """Give the file with a path that can be read, as long as that lasts.

        What cannot be fetched in full is refused, and says why.
        """
        if file.source is None or file.refused:
            yield file
            return
        self._number += 1
        path = self._folder() / f"fetched-{self._number}"
        try:
            yield self._fetched(file, file.source, path)
        finally:
            with suppress(OSError):
                path.unlink()

    def _fetched(self, file: FoundFile, source: RemoteFile, path: Path) -> FoundFile:
        try:
            digest = self._copy(source, path)
        except (UnfetchedError, LimitError) as error:
            why = reason(error)
        except OSError as error:  # of the disk here
            why = error.strerror or type(error).__name__
        else:
            return replace(file, path=path, sha256=digest, source=None)
        return replace(
            file, source=None, refused=phrase("It was not fetched in full: {why}", why=why)
        )

    def _copy(self, source: RemoteFile, path: Path) -> str:
        """Copy a file block by block; gives its SHA-256."""
        limits, address = self._limits, source.address
        self._check(source.size or 0)
        begin = time.monotonic()
        opened, size = asked(
            address, limits.fetch_seconds, lambda: store_at(address).open(source.path)
        )
        size = source.size if size is None else size
        self._check(size or 0)
        hasher = hashlib.sha256()
        got = checked = 0
        with path.open("wb") as out, closing(opened):
            while True:
                left = limits.fetch_seconds + got / limits.fetch_rate - (time.monotonic() - begin)
                block = asked(address, left, partial(opened.read, _BLOCK))
                if not block:
                    break
                got += len(block)
                self._check(len(block))
                self._total += len(block)
                if got - checked >= CHECK_FREE:
                    checked = got
                    check_space(path)
                hasher.update(block)
                out.write(block)
        if size is not None and got != size:
            raise UnfetchedError(
                phrase(
                    "expected {size|count} bytes, found {got|count}; the connection was lost, or "
                    "the file changed meanwhile",
                    size=size,
                    got=got,
                )
            )
        return hasher.hexdigest()

    def _check(self, more: int) -> None:
        if self._total + more > self._limits.fetched:
            raise LimitError(
                phrase(
                    "more than {most} MiB would be fetched; give parts of it",
                    most=self._limits.fetched >> 20,
                )
            )
