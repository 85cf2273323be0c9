"""What a finding says of today: servers that are off, or known from old logs only, are asked
for first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from certtrail.diagnosis.asked_once import Aim
from certtrail.diagnosis.bygone import as_of_then, bygone_servers, unknown_today
from certtrail.diagnosis.switched_off import asked_first, said_off, switched_off
from certtrail.model.diagnosis import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from certtrail.facts.derivation import FactSet
    from certtrail.model.diagnosis import Server

Written: TypeAlias = tuple[Finding, tuple[Aim, ...]]
OfToday: TypeAlias = Callable[[Finding, tuple[Aim, ...]], Written]


def as_found(finding: Finding, aim: tuple[Aim, ...]) -> Written:
    """Give a finding as it is."""
    return finding, aim


class Today:
    """Which servers nothing tells of today, and which are off."""

    def __init__(self, facts: FactSet, clocks: Collection[str]) -> None:
        """Find both once.

        Args:
            facts: of all servers.
            clocks: the servers that tell times in a zone that nobody knows.
        """
        self._bygone = bygone_servers(facts, clocks)
        self._off = switched_off(facts)

    def of(self, finding: Finding, aim: tuple[Aim, ...]) -> Written:
        """Say of a finding and the aims of its remedy what has to be asked before it is mended."""
        return asked_first(*as_of_then(finding, aim, self._bygone), self._off)

    def said(self, servers: Iterable[Server]) -> list[Server]:
        """Say the same beside the verdicts."""
        return said_off(unknown_today(servers, self._bygone), self._off)
