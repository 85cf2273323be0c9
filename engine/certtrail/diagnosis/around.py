"""The events before and after: findings and counts of what else was logged in; both joined out.

Looking at the events around trouble is the first step of Microsoft's page on event 12024.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from certtrail.model.beside import MINUTE
from certtrail.model.diagnosis import Around, Neighbour
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.beside import Seen, Surroundings
    from certtrail.model.diagnosis import Finding
    from certtrail.model.servers import Servers
    from certtrail.rulebook.catalogue import Catalogue

WITHIN: Final = 15 * MINUTE
_SHOWN: Final = 12
_LEVELS: Final = {1: "critical", 2: "error", 3: "warning", 4: "information"}


def with_surroundings(
    findings: Iterable[Finding],
    surroundings: Surroundings,
    servers: Servers,
    catalogue: Catalogue,
) -> tuple[Finding, ...]:
    """Give every finding that leads what else its servers logged at its onset and its end."""
    return tuple(
        finding
        if finding.explained_by is not None or finding.verdict is None
        else replace(finding, around=tuple(_around(finding, surroundings, servers, catalogue)))
        for finding in findings
    )


def _around(
    finding: Finding, surroundings: Surroundings, servers: Servers, catalogue: Catalogue
) -> Iterator[Around]:
    for edge, moment in _edges(finding):
        minute = moment // MINUTE * MINUTE
        start, end = minute - WITHIN, minute + WITHIN
        for server in finding.servers:
            found = surroundings.between(partial(_is, servers, server), start, end)
            seen = [each for each in found if not _own(finding, each)]
            if seen:
                yield Around(
                    server=server,
                    edge=edge,
                    start=start,
                    end=end,
                    events=tuple(_neighbour(each, catalogue) for each in seen[:_SHOWN]),
                    more=max(len(seen) - _SHOWN, 0),
                )


def _is(servers: Servers, server: str, computer: str) -> bool:
    return servers.name(computer) == server


def _own(finding: Finding, seen: Seen) -> bool:
    """Tell whether the finding rests on events of that kind: they are its evidence already."""
    said = f" {seen.kind.provider} {seen.kind.event_id}:"
    return any(said in each.line for each in finding.evidence)


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
    return Neighbour(
        provider=kind.provider,
        channel=kind.channel,
        event_id=kind.event_id,
        level=_LEVELS.get(kind.level, ""),
        about=phrase(catalogue.about(kind.provider)),
        meaning=phrase(entry.meaning) if entry is not None else "",
        count=seen.count,
        total=seen.total,
        first=seen.first,
        last=seen.last,
    )
