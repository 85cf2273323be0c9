"""The facts of the servers that are compared, by kind, and what of their logs is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.facts.coverage import Coverage
    from certtrail.facts.derivation import FactSet
    from certtrail.facts.lives import Life
    from certtrail.model.fact import Fact


class FactsOfServers:
    """Gives the facts of some servers.

    Attributes:
        servers: in order.
    """

    def __init__(self, facts: FactSet, servers: Sequence[str]) -> None:
        """Take the facts of all servers, and those that are compared."""
        self._facts = facts
        self.servers = servers
        self._by_kind: dict[str, list[Fact]] = {}
        known = frozenset(servers)
        for fact in facts.facts:
            if fact.server in known:
                self._by_kind.setdefault(fact.kind, []).append(fact)

    def of(self, *kinds: str) -> Iterator[Fact]:
        """Give the facts of these kinds, one kind after the other."""
        for kind in kinds:
            yield from self._by_kind.get(kind, ())

    def covered(self, channel: str) -> dict[str, Coverage]:
        """Give what of a log is here, by server."""
        found = {name: self._facts.coverage.get((name, channel)) for name in self.servers}
        return {name: cover for name, cover in found.items() if cover is not None}

    def lives(self, server: str) -> Mapping[str, Life]:
        """Give the lives of a server's processes."""
        watch = self._facts.watches.get(server)
        return {} if watch is None else watch.lives

    def able(self, server: str, capability: str) -> bool:
        """Tell whether a server's evidence allows to look at something."""
        return capability in self._facts.capabilities.get(server, ())
