"""Full names of servers in, those of one short name together out."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from certtrail.text.hosts import host_of
from certtrail.text.registered import is_shared

if TYPE_CHECKING:
    from collections.abc import Iterable


class Namesakes:
    """The servers of one short name, by what anything names in full.

    Attributes:
        names: as they stand, by their small letters.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.names: dict[str, str] = {}
        # How many have these labels of a domain, and how many have them at its end.
        self._owned: Counter[tuple[str, ...]] = Counter()
        self._ends: Counter[tuple[str, ...]] = Counter()

    def add(self, name: str) -> None:
        """Note a server."""
        folded = name.casefold()
        if folded not in self.names:
            self.names[folded] = name
            labels = _owned(folded)
            self._owned[labels] += 1
            self._ends.update(_ends_of(labels))

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """All of them; to be asked when they are complete."""
        return tuple(sorted(self.names.values()))

    @cached_property
    def told(self) -> str:
        """All of them in a text, which all facts share."""
        return ", ".join(self.shown)

    def relates(self, folded: str) -> bool:
        """Tell whether another than this may be the inner or the outer name of this one."""
        labels = _owned(folded)
        itself = folded in self.names
        if self._ends[labels] > itself:
            return True
        return any(self._owned[end] > (itself and end == labels) for end in _ends_of(labels))


def _ends_of(labels: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [labels[at:] for at in range(len(labels) + 1)]


def hosts_of(names: Iterable[str]) -> dict[str, Namesakes]:
    """Give the servers of each short name, by its small letters; what is no full name is left."""
    found: dict[str, Namesakes] = {}
    for name in sorted(set(names)):
        host, dot, _ = name.partition(".")
        if dot and not host.isdecimal():
            found.setdefault(host.casefold(), Namesakes()).add(name)
    return found


def short_name(name: str) -> str:
    """Give the short name in small letters."""
    return host_of(name)


def _owned(name: str) -> tuple[str, ...]:
    """Give the labels of a server's domain without the end, which is everybody's.

    The inner and the outer name of one server have these alike, or the end of them.

    >>> _owned("ex01.contoso.local"), _owned("ex01.contoso.co.uk"), _owned("ex01.emea.contoso.com")
    (('contoso',), ('contoso',), ('emea', 'contoso'))
    """
    labels = name.split(".")[1:]
    ends = next((at for at in range(len(labels)) if is_shared(".".join(labels[at:]))), len(labels))
    return tuple(labels[:ends])
