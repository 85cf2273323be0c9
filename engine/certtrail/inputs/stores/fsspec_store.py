"""Stores by fsspec (the extra `fleet`): object stores and shares, listed folder by folder.

Its caches are left out, as they would keep files of customers on disk and what was there before,
and so is its way of chaining addresses, which unpacks or runs what they say.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from certtrail.inputs.stores.addresses import PACKAGES
from certtrail.inputs.stores.store_entries import StoreEntry, UnfetchedError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.inputs.stores.addresses import Address

_BLOCK: Final = 8 << 20
_KEEPING: Final = ("s3fs", "gcsfs", "adlfs")
"""Those that keep what they listed; the others do not know the option."""
_ALIKE: Final = {"abfss": "abfs"}


class FsspecStore:
    """A store.

    Args:
        address: of the files in it.

    Raises:
        UnfetchedError: a library is missing; says what to install.
    """

    def __init__(self, address: Address) -> None:
        kind = _kind(_ALIKE.get(address.protocol, address.protocol))
        options: dict[str, Any] = dict(kind._get_kwargs_from_urls(address.text))
        for name in ("url_query", "url_fragment"):
            options.pop(name, None)
        for name, value in zip(("username", "password"), address.credentials, strict=True):
            if name in options:
                options[name] = value
        if address.protocol in ("sftp", "ssh"):
            from certtrail.inputs.stores.ssh_hosts import known_hosts_only

            options["host_key_policy"] = known_hosts_only()
        if PACKAGES[address.protocol] in _KEEPING:
            options["use_listings_cache"] = False
        self._system = kind(**options, skip_instance_cache=True)
        self._root: str = kind._strip_protocol(address.text)

    def root(self) -> StoreEntry:
        """Tell what there is at the address itself; a link that was given is followed."""
        found = _entry(self._system.info(self._root))
        folder = found.folder or (found.link and bool(self._system.isdir(self._root)))
        return StoreEntry(self._root, found.size, folder)

    def below(self, path: str) -> Iterator[StoreEntry]:
        """List a folder."""
        return map(_entry, self._system.ls(path, detail=True))

    def open(self, path: str) -> tuple[BinaryIO, int | None]:
        """Open a file for reading."""
        opened = self._system.open(path, "rb", block_size=_BLOCK)
        size = getattr(opened, "size", None)
        if size is None and isinstance(opened, io.BytesIO):
            size = opened.getbuffer().nbytes
        return opened, size if isinstance(size, int) else None


def _kind(protocol: str) -> Any:
    try:
        from fsspec.registry import get_filesystem_class
    except ImportError as error:
        raise UnfetchedError(
            phrase('addresses of stores need fsspec: pip install "certtrail[fleet]"')
        ) from error
    try:
        return get_filesystem_class(protocol)
    except ImportError as error:
        raise UnfetchedError(
            phrase(
                "{protocol}:// needs a library that is not installed: pip install {package}",
                protocol=protocol,
                package=PACKAGES[protocol],
            )
        ) from error


def _entry(told: Mapping[str, Any]) -> StoreEntry:
    size, type_ = told.get("size"), told.get("type")
    link = bool(told.get("islink")) or type_ not in ("file", "directory")
    return StoreEntry(
        str(told["name"]),
        size if isinstance(size, int) else None,
        folder=type_ == "directory" and not link,
        link=link,
    )
