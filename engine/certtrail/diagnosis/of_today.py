"""What a finding says of today: servers that are off, or known from old logs only, are asked
for first; what an old log alone tells is said to be of then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from certtrail.diagnosis.asked_once import Aim
from certtrail.diagnosis.bygone import as_of_then, bygone_servers, unknown_today
from certtrail.diagnosis.domain_controllers import (
    as_of_another,
    domain_controllers,
    said_of_controllers,
)
from certtrail.diagnosis.lists_against import lists_against
from certtrail.diagnosis.newer_lists import NewerLists
from certtrail.diagnosis.outdated_logs import as_when_logged, outdated_logs, unknown_now
from certtrail.diagnosis.removed_servers import as_of_before, removed_servers, without_exchange
from certtrail.diagnosis.said_over import as_said, words_of_end
from certtrail.diagnosis.switched_off import asked_first, said_off, switched_off
from certtrail.model.diagnosis import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from certtrail.facts.derivation import FactSet
    from certtrail.model.certificates_known import Renewal
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
        self._lists = NewerLists(facts.facts)
        self._outdated = outdated_logs(facts, clocks, self._lists)
        self._off = switched_off(facts)
        self._removed = removed_servers(facts)
        self._controllers = domain_controllers(facts)
        self._over = words_of_end(facts.facts)
        self._against = lists_against(facts.facts)

    def of(self, finding: Finding, aim: tuple[Aim, ...]) -> Written:
        """Say of a finding and the aims of its remedy what has to be asked before it is mended."""
        other, due = as_of_another(finding, aim, self._controllers)
        if other is not finding:
            return other, due
        before, due = as_of_before(finding, aim, self._removed)
        if before is not finding:
            return before, due
        said, due = as_said(finding, aim, self._over, self._against)
        if said is not finding:
            return said, due
        then, due = as_of_then(finding, aim, self._bygone)
        known = as_when_logged(then, due, self._outdated, self._lists)
        return asked_first(*known, self._off)

    def said(self, servers: Iterable[Server]) -> list[Server]:
        """Say the same beside the verdicts."""
        known = unknown_now(unknown_today(servers, self._bygone), self._outdated)
        known = without_exchange(said_off(known, self._off), self._removed)
        return list(said_of_controllers(known, self._controllers))

    def planned(self, renewals: Iterable[Renewal]) -> list[Renewal]:
        """Leave out what nobody knows to be there today."""
        return [
            one
            for one in renewals
            if one.server not in self._removed
            if one.server not in self._outdated
            or self._outdated[one.server].fresh
            or one.thumbprint in self._outdated[one.server].shown
        ]
