"""Which Edge servers are subscribed: facts in; their names and site, or that there is none, out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Fact

_SUBSCRIBED: Final = "edge-subscription"
_NO_EDGE: Final = "no-edge-subscription"
_QUEUED: Final = frozenset({"queue-error", "queue-waiting"})
_OF_EDGES: Final = frozenset({_NO_EDGE, _SUBSCRIBED, "edge-sync-problem", "edge-sync-state"})
# What Exchange calls the connector from a site to its Edge servers.
_TO_EDGE: Final = re.compile(r"edgesync - (?P<site>[\w.-]{1,63}) to internet", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The Edge subscriptions that are shown: `edges` with commas, and the site if it is one; or
    that there is none.
    """

    edges: str = ""
    site: str = ""
    none: bool = False

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Subscribed:
        """Gather them; a site that a list does not tell whole is not known.

        Where no list shows one, a queue for an Edge server names its site and the server.
        """
        known = list(facts)
        found = [(one.text("edge"), one.text("site")) for one in known if one.kind == _SUBSCRIBED]
        queued = (_TO_EDGE.fullmatch(one.text("next_hop")) for one in known if one.kind in _QUEUED)
        hosts = {one.text("host") for one in known if one.text("toward") == "edge"}
        found = found or [(host, hop["site"]) for hop in queued if hop for host in hosts or {""}]
        told = [one for one in known if one.kind in _OF_EDGES]
        none = bool(told) and not found and all(one.kind == _NO_EDGE for one in told)
        sites = {site for _, site in found}
        edges = sorted({edge for edge, _ in found if edge})
        return cls(", ".join(edges), sites.pop() if len(sites) == 1 else "", none)


NONE_SUBSCRIBED: Final = Subscribed()
