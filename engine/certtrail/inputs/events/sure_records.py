"""Records whose times are right in, by server; what local times of others are held against, out."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.text.hosts import host_of
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence, Set

    from numpy.typing import NDArray

    from certtrail.model.records import Records

_UPTIME: Final = 6013
_BIAS: Final = re.compile(r"\s*(-?\d{1,4})\s+\S", re.ASCII)
_CMDLETS: Final = "msexchange cmdletlogs"
_MAKES: Final = frozenset({"new-exchangecertificate"})
_CHANGES: Final = frozenset({"enable-exchangecertificate", "new-exchangecertificate"})


class SureRecords:
    """Records whose times are right; what they tell is sorted out once for all local texts.

    They stay in the parts that files gave: of a fleet all of them together would be there twice.
    """

    def __init__(self, parts: Iterable[Records]) -> None:
        """Take records."""
        self._parts = [part for part in parts if len(part)]
        self._last: tuple[frozenset[str], SureRecords] | None = None

    def nearest(self, hosts: Collection[str]) -> tuple[SureRecords, ...]:
        """Give the parts in which one of these hosts wrote, if it is not in all, and then all.

        Args:
            hosts: first labels of names in small letters.
        """
        wanted = frozenset(hosts)
        found = [part for part, names in self._with_hosts if not wanted.isdisjoint(names)]
        if not found or len(found) == len(self._parts):
            return (self,)
        if self._last is None or self._last[0] != wanted:  # texts of a server mostly come together
            self._last = wanted, SureRecords(found)
        return self._last[1], self

    @cached_property
    def _with_hosts(self) -> list[tuple[Records, Set[str]]]:
        return [(part, {host_of(name) for name in set(part.computer)}) for part in self._parts]

    def times(self, provider: str, event_id: int) -> NDArray[np.int64]:
        """Give the times of an event in order, in s since 1970 UTC."""
        of_providers, keys, times = self._sorted
        key = (of_providers.get(provider.casefold(), -1) << 32) + event_id
        start, end = np.searchsorted(keys, [key, key + 1])
        return times[start:end]

    @cached_property
    def _sorted(self) -> tuple[dict[str, int], NDArray[np.int64], NDArray[np.int64]]:
        """Give a number for each provider, and in order that with the id, and the times."""
        numbers: dict[str, int] = {}
        keys = [np.empty(0, np.int64)]
        for part in self._parts:
            ranks = {
                one: numbers.setdefault(one.casefold(), len(numbers)) for one in set(part.provider)
            }
            of_rows = np.fromiter(map(ranks.__getitem__, part.provider), np.int64, len(part))
            keys.append((of_rows << 32) + part.event_id)
        key = np.concatenate(keys)
        time = np.concatenate(
            [np.empty(0, np.int64), *(part.time // SECOND for part in self._parts)]
        )
        order = np.lexsort((time, key))
        return numbers, key[order], time[order]

    @cached_property
    def bias(self) -> int | None:
        """The bias of System 6013, see `by_uptime`."""
        return by_uptime(self._parts)

    @cached_property
    def changes(self) -> list[tuple[int, str]]:
        """When, and on which host, a cmdlet changed the internal certificate or may have."""
        return _acts(self._parts, _CHANGES)

    @cached_property
    def makings(self) -> list[tuple[int, str]]:
        """When, and on which host, a cmdlet made a certificate."""
        return _acts(self._parts, _MAKES)


def by_uptime(parts: Iterable[Records]) -> int | None:
    """Read the bias of System 6013, in seconds; None where servers differ or none tells it."""
    found: set[int] = set()
    for known in parts:
        rows = known.event_id == _UPTIME
        for provider, data in zip(known.provider[rows], known.said(rows), strict=True):
            if provider.casefold() == "eventlog":
                strings = list(data.values()) if isinstance(data, dict) else data
                match = _BIAS.match(str(strings[6])) if len(strings) > 6 else None
                if match is not None:
                    found.add(int(timedelta(minutes=int(match[1])).total_seconds()))
    return found.pop() if len(found) == 1 else None


def _acts(parts: Sequence[Records], cmdlets: Set[str]) -> list[tuple[int, str]]:
    found = []
    for part in parts:
        some = part.take(part.event_id == 1)
        columns = ((some.time // SECOND).tolist(), some.computer, some.provider, some.data)
        found += [
            (time, host_of(computer))
            for time, computer, provider, data in zip(*columns, strict=True)
            if provider.casefold() == _CMDLETS and _is_one(data, cmdlets)
        ]
    return found


def _is_one(data: object, cmdlets: Set[str]) -> bool:
    strings = list(data.values()) if isinstance(data, dict) else data
    first = strings[0] if isinstance(strings, list) and strings else ""
    return isinstance(first, str) and first.casefold() in cmdlets
