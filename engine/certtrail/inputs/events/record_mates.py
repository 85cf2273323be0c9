"""Events that name no server, beside others in; the server whose records they are copies of, out.

A table that somebody copied into a mail shows time, source and id, and no computer. Where another
input has each of its records with the same second, source and id as one server's, and as no other
server's, it is a copy of these, and no second machine; unless they say something else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from certtrail.inputs.events.said_alike import SaidAlike
from certtrail.text.hosts import host_of
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from certtrail.inputs.opened import Read
    from certtrail.model.records import Records

_Moment: TypeAlias = "tuple[str, int, int]"
"""The source of an event, in small letters, its id, and its time in seconds since 1970 UTC."""
# One record can be of the same second by chance.
_LEAST: Final = 2


@dataclass(slots=True)
class _Holder:
    """The records that a server has of one moment: how it is called there, and what they say."""

    name: str
    said: SaidAlike = field(default_factory=SaidAlike)


def copied_from(reads: Sequence[Read]) -> list[str]:
    """Name for each file the server whose records its nameless ones are; empty for none.

    Args:
        reads: what became of every file, with the times of their records placed.
    """
    parts = [read.records for read in reads]
    wanted = [{} if part is None else _nameless(part) for part in parts]
    asked: set[_Moment] = set().union(*wanted)
    holders: dict[_Moment, dict[str, _Holder]] = {}
    if asked:
        for part in parts:
            for moment, name, said in () if part is None else _named(part, asked):
                host = host_of(name)
                holder = holders.setdefault(moment, {}).setdefault(host, _Holder(name))
                # Of several spellings the whole name.
                holder.name = max(holder.name, name, key=lambda one: (len(one), one))
                holder.said.add(said)
    return [_owner(mine, holders) for mine in wanted]


def _owner(
    mine: Mapping[_Moment, list[object]], holders: Mapping[_Moment, Mapping[str, _Holder]]
) -> str:
    if len(mine) < _LEAST:
        return ""
    shared = set.intersection(*(set(holders.get(moment, ())) for moment in mine))
    alike = {
        host
        for host in shared
        if all(
            holders[moment][host].said.may_be(one) for moment, said in mine.items() for one in said
        )
    }
    if len(alike) != 1:
        return ""
    host = alike.pop()
    return max((holders[moment][host].name for moment in mine), key=lambda name: (len(name), name))


def _nameless(records: Records) -> dict[_Moment, list[object]]:
    rows = np.flatnonzero(records.computer == "")
    found: dict[_Moment, list[object]] = {}
    for (moment, _), said in zip(_moments(records, rows), records.said(rows), strict=True):
        found.setdefault(moment, []).append(said)
    return found


def _named(records: Records, asked: AbstractSet[_Moment]) -> Iterator[tuple[_Moment, str, object]]:
    ids = np.array(sorted({number for _, number, _ in asked}), np.uint32)
    rows = np.flatnonzero((records.computer != "") & np.isin(records.event_id, ids))
    told = [one in asked for one, _ in _moments(records, rows)]
    rows = rows[np.array(told, bool)]
    for (moment, name), said in zip(_moments(records, rows), records.said(rows), strict=True):
        yield moment, name, said


def _moments(records: Records, rows: NDArray[np.intp]) -> Iterator[tuple[_Moment, str]]:
    seconds = (records.time[rows] // SECOND).tolist()
    columns = records.provider[rows], records.event_id[rows].tolist(), seconds
    for provider, number, second, computer in zip(*columns, records.computer[rows], strict=True):
        yield (provider.casefold(), number, second), computer
