"""Certificates by what a session shows of them: subject and end in; those that fit, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.certificates.distinguished import Distinguished

Item = TypeVar("Item")
_DAY: Final = 86_400


class Ending(NamedTuple, Generic[Item]):
    """One certificate.

    Attributes:
        item: what is given back of it.
        subject: None where it is not known.
        end: in seconds since 1970 UTC; None where it is not known, and never found then.
        doubt: the seconds that its end may be off, either way.
    """

    item: Item
    subject: Distinguished | None
    end: int | None
    doubt: int


class ByEnd(Generic[Item]):
    """Finds each of thousands by its subject and end, without looking at the others."""

    def __init__(self, certificates: Iterable[Ending[Item]]) -> None:
        """Take certificates."""
        self._found: dict[tuple[Distinguished | None, int], list[Ending[Item]]] = {}
        self._doubt = 0
        for one in certificates:
            if one.end is not None:
                self._found.setdefault((one.subject, one.end // _DAY), []).append(one)
                self._doubt = max(self._doubt, one.doubt)

    def of(self, subject: Distinguished | None, end: int | None) -> Iterator[Item]:
        """Give those with that subject whose end can be that one, as far as theirs is told.

        Args:
            subject: None for those of which it is not known, either.
            end: in seconds since 1970 UTC; none has None.
        """
        if end is None:
            return
        for day in range((end - self._doubt) // _DAY, (end + self._doubt) // _DAY + 1):
            for one in self._found.get((subject, day), ()):
                if one.end is not None and abs(end - one.end) <= one.doubt:
                    yield one.item
