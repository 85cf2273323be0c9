"""How much of one sort is judged of one server: the reads of all files in, the same out, bounded.

Each input has room for some thousands of a sort, and any number of inputs can be made. No server
has as many certificates, connectors or sessions that somebody asked for, and what is compared with
each other costs time; so what goes beyond is left out, and the report says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from certtrail.inputs.opened import Read

Item = TypeVar("Item")
_MOST: Final = 4_000
# Of whose server nothing is told: of a fleet's texts all.
_MOST_UNPLACED: Final = 20_000
_CERTIFICATES: Final = phrase("certificates in lists")
_CONNECTORS: Final = {"receive": phrase("receive connectors"), "send": phrase("send connectors")}


def bounded(reads: Sequence[Read]) -> list[Read]:
    """Keep what there is room for, in the order given.

    A list of which something is left out is no longer a whole one.
    """
    room = _Room()
    return [_bounded(read, room) for read in reads]


class _Room:
    def __init__(self) -> None:
        self._taken: dict[tuple[str, str], int] = {}

    def within(
        self, items: Iterable[Item], sort: Callable[[Item], tuple[str, str]]
    ) -> tuple[tuple[Item, ...], dict[str, int]]:
        """Give the items that find room, and how many of which sort did not.

        Args:
            items: in order.
            sort: gives the server of each, in its spelling, and what it is.
        """
        kept: list[Item] = []
        left: dict[str, int] = {}
        for item in items:
            server, what = sort(item)
            key = server.casefold(), what
            taken = self._taken.get(key, 0)
            if taken < (_MOST if server else _MOST_UNPLACED):
                self._taken[key] = taken + 1
                kept.append(item)
            else:
                left[what] = left.get(what, 0) + 1
        return tuple(kept), left


def _bounded(read: Read, room: _Room) -> Read:
    facts, lost = room.within(read.facts, lambda fact: (fact.server, fact.kind))
    listed = read.inventory
    certificates, without = room.within(
        listed.certificates, lambda one: (one.server, _CERTIFICATES)
    )
    connectors, loose = room.within(
        listed.connectors, lambda one: (one.server, _CONNECTORS[one.kind])
    )
    left = lost | without | loose
    if not left:
        return read
    if without:
        certificates = tuple(replace(one, whole_list=False) for one in certificates)
    problems = [
        phrase(
            "{what}: {left|count} were not judged, as no server has as many; diagnose fewer files "
            "at once.",
            what=what,
            left=number,
        )
        for what, number in sorted(left.items())
    ]
    report = read.report
    return replace(
        read,
        report=replace(report, complete=False, problems=(*report.problems, *problems)),
        facts=facts,
        inventory=replace(listed, certificates=certificates, connectors=connectors),
    )
