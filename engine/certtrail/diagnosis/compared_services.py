"""The services of several servers in; what is compared of them out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from certtrail.diagnosis.side_values import Side, clusters, same_day, sides
from certtrail.facts.capabilities import RESTARTS, capability
from certtrail.model.server_differences import Topic
from certtrail.model.vocabulary import SYSTEM
from certtrail.text.instants import reckoned
from certtrail.text.languages import noted
from certtrail.text.message import counted, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.diagnosis.facts_of_servers import FactsOfServers
    from certtrail.model.server_differences import ComparedThing


class ComparedServices:
    """Compares the services and transport processes."""

    def __init__(self, facts: FactsOfServers) -> None:
        """Take the facts of the servers that are compared."""
        self._facts = facts
        self._servers = facts.servers

    def all(self) -> Iterator[ComparedThing]:
        """Compare when the transport processes started, and what went wrong with services."""
        lives = {name: self._facts.lives(name) for name in self._servers}
        for process in sorted({process for mine in lives.values() for process in mine}):
            starts = {
                name: mine[process].starts[-1]
                for name, mine in lives.items()
                if process in mine and mine[process].starts
            }
            if not starts:
                continue
            days = clusters(starts, same_day)

            def look(
                server: str,
                starts: Mapping[str, int] = starts,
                days: Mapping[str, int] = days,
                process: str = process,
            ) -> Side | str:
                if server in starts:
                    stopped = lives[server][process].stopped_since
                    if stopped is not None:
                        said = phrase("stopped at {time|time}", time=reckoned(stopped))
                        return Side(said, "stopped")
                    return Side(
                        phrase("at {time|time}", time=reckoned(starts[server])), days[server]
                    )
                if not self._facts.able(server, RESTARTS):
                    return capability(SYSTEM)
                return Side(phrase("no start in its logs"), "none")

            what = phrase("The last start of {process}", process=process)
            yield sides(self._servers, look).thing(Topic.SERVICE, what)
        yield from self._failures()
        yield from self._exported_states()

    def _failures(self) -> Iterator[ComparedThing]:
        system = self._facts.covered(SYSTEM)
        counts: dict[tuple[str, str], Counter[str]] = {}
        for fact in self._facts.of("service-crashed", "service-failed"):
            key = fact.text("service"), fact.kind
            counts.setdefault(key, Counter())[fact.server] += fact.number("count") or 1
        for (service, kind), times in sorted(counts.items()):

            def look(server: str, times: Counter[str] = times) -> Side | str:
                if server in times:
                    return Side(
                        counted(times[server], "{n|count} time", "{n|count} times"), key=True
                    )
                cover = system.get(server)
                whole = cover is not None and cover.intervals
                return Side(phrase("never"), key=False) if whole else capability(SYSTEM)

            said = noted("{service} could not start or ended in error")
            if kind == "service-crashed":
                said = noted("{service} crashed")
            yield sides(self._servers, look).thing(Topic.SERVICE, phrase(said, service=service))

    def _exported_states(self) -> Iterator[ComparedThing]:
        states: dict[str, dict[str, str]] = {}
        for fact in self._facts.of("service-state"):
            states.setdefault(fact.text("service"), {})[fact.server] = fact.text("state")
        lacking = phrase("the state of its services (Get-Service)")
        for service, told in sorted(states.items()):

            def look(server: str, told: Mapping[str, str] = told) -> Side | str:
                if server not in told:
                    return lacking
                return Side(phrase("{state}", state=told[server]), told[server].casefold())

            what = phrase("The service {service}, as exported", service=service)
            yield sides(self._servers, look).thing(Topic.SERVICE, what)
