"""Records of servers in, the facts of each out: derived by the processes of a cluster."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from certtrail.facts.server_facts import facts_of_server
from certtrail.fleet.shares import in_shares
from certtrail.model.made_when_asked import MadeWhenAsked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.facts.catalogued_events import RecordReading
    from certtrail.facts.server_facts import ServerFacts, ServerRecords
    from certtrail.fleet.cluster import Cluster


def derive_on(
    cluster: Cluster, how: RecordReading, servers: Sequence[ServerRecords]
) -> Iterator[ServerFacts]:
    """Derive the facts of servers, as `facts.derivation.Spread` says."""

    def sent(place: int) -> ServerRecords:
        # What the records say goes as it came: in blocks, of each server its own.
        one = servers[place]
        return replace(one, records=one.records.packed())

    every = MadeWhenAsked(sent, len(servers))
    return in_shares(cluster, partial(facts_of_server, how), every)
