"""Servers in; those of which nothing was heard for long before the others fell silent, out."""

from __future__ import annotations

from statistics import median_low
from typing import TYPE_CHECKING, Final

from certtrail.model.fleet_overview import EndedEarly
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.model.diagnosis import Server

_LEAST: Final = 2 * 86_400 * SECOND
_TIMES: Final = 4
"""So many times as far from the middle as the middle one is: exports are made over some days."""


def usual_end(servers: Sequence[Server]) -> int | None:
    """Give when the middle server's logs end; None without logs."""
    ends = [server.last for server in servers if server.last is not None]
    return median_low(ends) if ends else None


def ended_early(servers: Sequence[Server]) -> tuple[EndedEarly, ...]:
    """Give the servers whose logs end long before most others' do, the earliest first.

    That is two days before the middle one, or more where the ends lie further apart: four times
    their median distance from it.
    """
    usual = usual_end(servers)
    if usual is None:
        return ()
    ends = [(server.last, server.name) for server in servers if server.last is not None]
    apart = max(_LEAST, _TIMES * median_low([abs(last - usual) for last, _ in ends]))
    return tuple(EndedEarly(name, last) for last, name in sorted(ends) if last < usual - apart)


def without_logs(servers: Sequence[Server]) -> tuple[str, ...]:
    """Give the servers of which no log is here; lists or others' evidence name them."""
    return tuple(sorted(server.name for server in servers if server.first is None))
