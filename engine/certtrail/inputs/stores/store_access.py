"""A store as it is asked here: an address in, what there is at it and its bytes out."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

from certtrail.inputs.stores.addresses import WEB
from certtrail.inputs.stores.store_entries import UnfetchedError
from certtrail.model.errors import CerttrailError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.inputs.stores.addresses import Address
    from certtrail.inputs.stores.store_entries import FileStore

T = TypeVar("T")
_LONGEST: Final = 160  # characters of what a library says
_KEPT: Final = 16


@lru_cache(maxsize=_KEPT)
def store_at(address: Address) -> FileStore:
    """Connect to the store of an address, or give the connection that there is."""
    if address.protocol in WEB:
        from certtrail.inputs.stores.web_file import WebFile

        return WebFile(address)
    from certtrail.inputs.stores.fsspec_store import FsspecStore

    return FsspecStore(address)


def asked(address: Address, seconds: float, work: Callable[[], T]) -> T:
    """Ask a store something, and wait no longer than so many seconds for it.

    Libraries wait as long as they like, some for ever; the thread that waits then is left alone.

    Raises:
        UnfetchedError: it did not answer, or with an error; no part of the address stands in that.
    """
    answers: list[T] = []
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            answers.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(seconds, 0.0))
    if answers:
        return answers[0]
    store_at.cache_clear()  # what comes next begins with a new connection
    error = errors[0] if errors else TimeoutError()
    if not isinstance(error, Exception):
        raise error
    raise UnfetchedError(_why(error, address)) from None  # the error may quote credentials


def _why(error: Exception, address: Address) -> str:
    if isinstance(error, CerttrailError):
        return phrase("{error}", error=error)
    if isinstance(error, FileNotFoundError):
        return phrase("there is nothing at this address; check the spelling")
    if isinstance(error, PermissionError):
        return phrase("the store does not let in; check the credentials and what they may read")
    if isinstance(error, TimeoutError):
        return phrase("the store does not answer in time")
    said = (error.strerror if isinstance(error, OSError) else "") or str(error)
    kind = type(error).__name__
    # A report is passed on: where the customer's exports lie is nobody's business, either.
    if not said or address.is_told_by(said):
        return phrase("the store failed: {error}", error=kind)
    told = f"{kind}: {said[:_LONGEST].rstrip('. ')}"
    return phrase("the store failed: {error}", error=told)
