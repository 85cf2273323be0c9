"""What is below an address: folder by folder, under limits, with names as of files here."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from certtrail.inputs.shown_names import ShownNames
from certtrail.inputs.stores.store_access import asked, store_at
from certtrail.inputs.stores.store_entries import StoreEntry, UnfetchedError
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.limits import Limits
    from certtrail.inputs.stores.addresses import Address

_DEEPEST: Final = 64
_LINK: Final = phrase("It is a link or a device, which is not followed")
_ASTRAY: Final = phrase("It is a folder too deep, or outside of what was given, and is not listed")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a store.

    Attributes:
        address: that was given, to reach the store by.
        path: as the store calls the file.
        size: in bytes; None where that is not known.
    """

    address: Address
    path: str
    size: int | None


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file that was found.

    Attributes:
        parts: of its name, below the address; none for what lies at the address itself.
        source: where to fetch it; None where it is refused.
        refused: why it is not fetched, as a sentence without its full stop; else empty.
    """

    parts: tuple[str, ...]
    source: RemoteFile | None
    refused: str = ""


class AddressListing:
    """An address that was given, as what lies below it.

    Attributes:
        address: that was given.
    """

    def __init__(self, address: Address, limits: Limits) -> None:
        self.address: Final = address
        self._limits = limits
        self._ends = time.monotonic() + limits.listing_seconds
        self._refused = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """As of the parts of a path."""
        return self.address.parts

    @property
    def name(self) -> str:
        """How it is called where it is one file."""
        return self.address.name

    @property
    def is_folder(self) -> bool:
        """It holds files."""
        return self._root is not None and self._root.folder

    @cached_property
    def _root(self) -> StoreEntry | None:
        try:
            return asked(self.address, self._left, lambda: store_at(self.address).root())
        except UnfetchedError as error:
            self._refused = _not_listed(error)
            return None

    @property
    def _left(self) -> float:
        return self._ends - time.monotonic()

    def files(self) -> Iterator[ListedFile]:
        """Give each file; what cannot be listed is given like a file that says why."""
        root = self._root
        if root is None:
            yield ListedFile((), None, self._refused)
        elif root.folder:
            yield from self._below(root.path)
        else:
            yield ListedFile((), RemoteFile(self.address, root.path, root.size))

    def _below(self, root: str) -> Iterator[ListedFile]:
        names = ShownNames()
        count = 0
        waiting = [(root, "")]
        while waiting:
            path, above = waiting.pop()
            try:
                entries = asked(self.address, self._left, partial(self._listed, path))
            except UnfetchedError as error:
                yield ListedFile(tuple(filter(None, above.split("/"))), None, _not_listed(error))
                if self._left <= 0:
                    return
                continue
            for entry, name in entries:
                count += 1
                if count > self._limits.listed:
                    yield ListedFile((), None, self._too_many())
                    return
                below = f"{above}/{name}"
                if entry.folder and _is_below(entry.path, path) and below.count("/") <= _DEEPEST:
                    waiting.append((entry.path, below))
                    continue
                shown = tuple(names.of(below, "unnamed").split("/"))
                if entry.folder or entry.link:
                    yield ListedFile(shown, None, _ASTRAY if entry.folder else _LINK)
                else:
                    source = RemoteFile(self.address, entry.path, entry.size)
                    yield ListedFile(shown, source)

    def _listed(self, path: str) -> list[tuple[StoreEntry, str]]:
        """List a folder, with the name of each entry in it, sorted; not the folder itself."""
        found = []
        parent = path.strip("/")
        for entry in store_at(self.address).below(path):
            whole = entry.path.strip("/")
            # Some stores keep an empty object for a folder, and list it in that folder.
            if whole != parent:
                found.append((entry, whole.removeprefix(f"{parent}/")))
            if len(found) > self._limits.listed:
                break
        return sorted(found, key=lambda one: one[1])

    def _too_many(self) -> str:
        return phrase(
            "More than {most|count} files and folders are below it, and the others are not read; "
            "give parts of it",
            most=self._limits.listed,
        )


def _is_below(path: str, folder: str) -> bool:
    """Tell whether a folder is really below another, so that a listing comes to an end."""
    steps = path.strip("/").split("/")
    above = [step for step in folder.strip("/").split("/") if step]
    return steps[: len(above)] == above and len(steps) > len(above) and ".." not in steps


def _not_listed(error: UnfetchedError) -> str:
    return phrase("It was not listed: {why}", why=reason(error))
