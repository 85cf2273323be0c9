"""The events before and after: findings and counts of what else was logged in; both joined out.

Looking at the events around trouble is the first step of Microsoft's page on event 12024.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.model.by_minute import MINUTE
from certtrail.model.diagnosis import Around, Neighbour
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.model.beside import Surroundings
    from certtrail.model.by_minute import ByMinute, Seen
    from certtrail.model.diagnosis import Finding
    from certtrail.model.servers import Servers
    from certtrail.rulebook.catalogue import Catalogue
    from certtrail.rulebook.catalogue_entries import EventEntry

WITHIN: Final = 15 * MINUTE
_SHOWN: Final = 12
_SERVERS: Final = 20
_RARE: Final = 3
"""Times in the whole log."""
_LEVELS: Final = {1: "critical", 2: "error", 3: "warning", 4: "information"}


def with_surroundings(
    findings: Iterable[Finding],
    surroundings: Surroundings,
    servers: Servers,
    catalogue: Catalogue,
) -> tuple[Finding, ...]:
    """Give every finding that leads what else its servers logged at its onset and its end.

    Of a finding about many servers, for the first ones.
    """
    logged = surroundings.by_server(servers.name)
    return tuple(
        finding
        if finding.explained_by is not None or finding.verdict is None
        else replace(finding, around=tuple(_around(finding, logged, catalogue)))
        for finding in findings
    )


def _around(
    finding: Finding, logged: Mapping[str, ByMinute], catalogue: Catalogue
) -> Iterator[Around]:
    told = "\n".join(each.line for each in finding.evidence)

    def rests_on(provider: str, event_id: int) -> bool:
        """Tell whether the finding rests on such events: they are its evidence already."""
        return f" {provider} {event_id}:" in told

    onset = "first" if finding.since is None else "since"
    for edge, moment in _edges(finding):
        minute = moment // MINUTE * MINUTE
        start, end = minute - WITHIN, minute + WITHIN
        for server in finding.servers[:_SERVERS]:
            seen = logged[server].between(start, end, rests_on) if server in logged else []
            seen = [each for each in seen if _tells(each, edge, catalogue)]
            if seen:
                yield Around(
                    server=server,
                    edge=edge,
                    start=start,
                    end=end,
                    events=tuple(_neighbour(each, catalogue) for each in seen[:_SHOWN]),
                    more=max(len(seen) - _SHOWN, 0),
                    unplaced=(onset if edge == "onset" else "last") in finding.unplaced,
                )


def _tells(seen: Seen, edge: str, catalogue: Catalogue) -> bool:
    """Tell whether an event may have to do with it: of a source that nobody here knows, what came
    hardly ever, when it began.
    """
    known = catalogue.about(seen.kind.provider) != ""
    return known or (edge == "onset" and seen.total <= _RARE)


def _edges(finding: Finding) -> Sequence[tuple[str, int]]:
    """Say when the trouble began and, where that is another time, when it was seen last."""
    onset = finding.onset
    if onset is None:
        return ()
    end = onset if finding.last is None else finding.last
    apart = end - onset > 2 * WITHIN
    return (("onset", onset), ("end", end)) if apart else (("onset", onset),)


def _neighbour(seen: Seen, catalogue: Catalogue) -> Neighbour:
    kind = seen.kind
    entry = catalogue.find(kind.provider, kind.event_id)
    about = catalogue.about(kind.provider)
    return Neighbour(
        provider=kind.provider,
        channel=kind.channel,
        event_id=kind.event_id,
        level=_LEVELS.get(kind.level, ""),
        about=phrase(about) if about else phrase("another program"),
        meaning=_meaning(entry) if entry is not None else "",
        count=seen.count,
        total=seen.total,
        first=seen.first,
        last=seen.last,
    )


def _meaning(entry: EventEntry) -> str:
    """Say what an event means; what its record would have to tell is not looked at here."""
    if entry.fact is None or not entry.fact.names:
        return phrase(entry.meaning)
    return phrase(
        "{meaning} It is that only where its record names whom.", meaning=phrase(entry.meaning)
    )
