"""Events that name no server, beside others in; the server whose records they are copies of, out.

A table that somebody copied into a mail shows time, source and id, and no computer. Where another
input has each of its records with the same second, source and id as one server's, and as no other
server's, it is a copy of these, and no second machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from certtrail.inputs.opened import Read
    from certtrail.model.records import Records

_Moment: TypeAlias = "tuple[str, int, int]"
"""The source of an event, in small letters, its id, and its time in seconds since 1970 UTC."""
# One record can be of the same second by chance.
_LEAST: Final = 2


def copied_from(reads: Sequence[Read]) -> list[str]:
    """Name for each file the server whose records its nameless ones are; empty for none.

    Args:
        reads: what became of every file, with the times of their records placed.
    """
    parts = [read.records for read in reads]
    wanted = [set() if part is None else set(_nameless(part)) for part in parts]
    asked: set[_Moment] = set().union(*wanted)
    holders: dict[_Moment, dict[str, str]] = {}
    if asked:
        for part in parts:
            for moment, name in () if part is None else _named(part, asked):
                holders.setdefault(moment, {})[name.partition(".")[0].casefold()] = name
    return [_owner(mine, holders) for mine in wanted]


def _owner(mine: set[_Moment], holders: dict[_Moment, dict[str, str]]) -> str:
    if len(mine) < _LEAST:
        return ""
    shared = set.intersection(*(set(holders.get(moment, ())) for moment in mine))
    if len(shared) != 1:
        return ""
    host = shared.pop()
    # Of several spellings the whole name.
    return max({holders[moment][host] for moment in mine}, key=lambda name: (len(name), name))


def _nameless(records: Records) -> Iterator[_Moment]:
    rows = np.flatnonzero(records.computer == "")
    return (moment for moment, _ in _moments(records, rows))


def _named(records: Records, asked: Iterable[_Moment]) -> Iterator[tuple[_Moment, str]]:
    ids = np.array(sorted({number for _, number, _ in asked}), np.uint32)
    rows = np.flatnonzero((records.computer != "") & np.isin(records.event_id, ids))
    return (one for one in _moments(records, rows) if one[0] in asked)


def _moments(records: Records, rows: NDArray[np.intp]) -> Iterator[tuple[_Moment, str]]:
    seconds = (records.time[rows] // SECOND).tolist()
    columns = records.provider[rows], records.event_id[rows].tolist(), seconds
    for provider, number, second, computer in zip(*columns, records.computer[rows], strict=True):
        yield (provider.casefold(), number, second), computer
