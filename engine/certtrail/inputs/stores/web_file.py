"""One file of a web server: exactly the address that was given, once, and no other.

Nothing is listed, and no redirection is followed: it would lead to an address that nobody gave.
"""

from __future__ import annotations

import base64
import urllib.request
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote

from certtrail.inputs.stores.store_entries import StoreEntry, UnfetchedError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.inputs.stores.addresses import Address

_SECONDS: Final = 60.0
_MOVED: Final = range(300, 400)
_DENIED: Final = (401, 403, 407)
_MISSING: Final = (404, 410)
_KEPT: Final = "%/:?=&+,;@!$'()*~-._[]"


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Make no other request of it."""


class WebFile:
    """A store of one file."""

    def __init__(self, address: Address) -> None:
        self._address = address

    def root(self) -> StoreEntry:
        """Say that it is a file, without asking: an address may be good for one request only."""
        return StoreEntry(self._address.path, None)

    def below(self, path: str) -> Iterable[StoreEntry]:
        """List nothing."""
        del path
        return ()

    def open(self, path: str) -> tuple[BinaryIO, int | None]:
        """Ask for it."""
        del path
        address = self._address
        asked_for = f"{address.protocol}://{address.host}/{address.path}{address.query}"
        request = urllib.request.Request(quote(asked_for, safe=_KEPT))  # noqa: S310 - http(s) only
        user, password = address.credentials
        if user or password:
            told = base64.b64encode(f"{user}:{password}".encode()).decode()
            request.add_unredirected_header("Authorization", f"Basic {told}")
        try:
            answer = urllib.request.build_opener(_Stay).open(request, timeout=_SECONDS)
        except HTTPError as error:
            error.close()
            raise _refused(error.code) from None
        except URLError as error:
            raise error.reason if isinstance(error.reason, OSError) else error from None
        if answer.status != HTTPStatus.OK:
            # A part, nothing, or what something on the way made of it, though all was asked for.
            answer.close()
            raise _refused(answer.status)
        length = answer.headers.get("Content-Length", "")
        return answer, int(length) if length.isdecimal() else None


def _refused(code: int) -> Exception:
    if code in _DENIED:
        return PermissionError()
    if code in _MISSING:
        return FileNotFoundError()
    if code in _MOVED:
        return UnfetchedError(
            phrase("the server leads to another address, which is not followed; give that one")
        )
    if code == HTTPStatus.PARTIAL_CONTENT:
        return UnfetchedError(
            phrase("the server sends a part of the file only, which is not the evidence; ask again")
        )
    return UnfetchedError(phrase("the server answers {code}", code=code))
