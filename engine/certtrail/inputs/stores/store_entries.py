"""What talks to a store, and what it says: entries in its own words, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

from certtrail.model.errors import CerttrailError

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class StoreEntry:
    """What a store says that is there.

    Attributes:
        path: as the store calls it.
        size: in bytes; None where it does not tell.
        folder: it holds others.
        link: it is neither file nor folder itself.
    """

    path: str
    size: int | None
    folder: bool = False
    link: bool = False


class FileStore(Protocol):
    """What talks to a store; whatever goes wrong is an exception of its library."""

    def root(self) -> StoreEntry:
        """Tell what there is at the address itself."""
        ...

    def below(self, path: str) -> Iterable[StoreEntry]:
        """List a folder."""
        ...

    def open(self, path: str) -> tuple[BinaryIO, int | None]:
        """Open a file for reading; tells its size where that is known."""
        ...


class UnfetchedError(CerttrailError):
    """Something of a store cannot be had: says why, as a part of a sentence."""
