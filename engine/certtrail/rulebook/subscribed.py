"""Which Edge servers are subscribed: facts in; their names and site, or that there is none, out;
and whether anything in the evidence has to do with an Edge server at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Fact

_SUBSCRIBED: Final = "edge-subscription"
_REMOVED: Final = "edge-subscription-removed"
_NO_EDGE: Final = "no-edge-subscription"
_QUEUED: Final = frozenset({"queue-error", "queue-waiting"})
_OF_EDGES: Final = frozenset({_NO_EDGE, _SUBSCRIBED, "edge-sync-problem", "edge-sync-state"})
# Who speaks of one, or of what only goes on between one and the organisation, has one.
_EDGE: Final = re.compile(r"edge", re.IGNORECASE)
_DIRECT: Final = "direct-trust-failed"
_TELLING: Final = (
    *("peer", "connector", "role", "toward", "direction", "next_hop", "cmdlet", "name", "reason"),
    *("process", "host", "source_servers"),
)
# What Exchange calls the connector from a site to its Edge servers.
_TO_EDGE: Final = re.compile(r"edgesync - (?P<site>[\w.-]{1,63}) to internet", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The Edge subscriptions that are shown: `edges` with commas, and the site if it is one; or
    that there is none. `removed`: the subscription was removed and not made again. `hinted`:
    something in the evidence has to do with an Edge server.
    """

    edges: str = ""
    site: str = ""
    none: bool = False
    hinted: bool = True
    removed: bool = False

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Subscribed:
        """Gather them; a site that a list does not tell whole is not known.

        Where no list shows one, a queue for an Edge server names its site and the server.
        """
        known = list(facts)
        gone = any(one.kind == _REMOVED for one in known)
        found = [(one.text("edge"), one.text("site")) for one in known if one.kind == _SUBSCRIBED]
        queued = (_TO_EDGE.fullmatch(one.text("next_hop")) for one in known if one.kind in _QUEUED)
        hosts = {one.text("host") for one in known if one.text("toward") == "edge"}
        found = found or [(host, hop["site"]) for hop in queued if hop for host in hosts or {""}]
        told = [one for one in known if one.kind in _OF_EDGES]
        none = bool(told) and not found and all(one.kind == _NO_EDGE for one in told) and not gone
        sites = {site for _, site in found}
        edges = sorted({edge for edge, _ in found if edge})
        site = sites.pop() if len(sites) == 1 else ""
        hinted = any(map(_hints, known))
        return cls(", ".join(edges), site, none, hinted=hinted, removed=gone)


def _hints(fact: Fact) -> bool:
    """Tell whether a fact has to do with an Edge server."""
    if fact.kind == _DIRECT:
        return True
    told = (fact.kind, fact.server, *map(fact.text, _TELLING))
    return fact.kind != _NO_EDGE and any(_EDGE.search(text) for text in told)


NONE_SUBSCRIBED: Final = Subscribed()
