"""Which Edge servers are subscribed: facts in; their names and site out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Fact

_SUBSCRIBED: Final = "edge-subscription"
_QUEUED: Final = frozenset({"queue-error", "queue-waiting"})
# What Exchange calls the connector from a site to its Edge servers.
_TO_EDGE: Final = re.compile(r"edgesync - (?P<site>[\w.-]{1,63}) to internet", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The Edge subscriptions that are shown: `edges` with commas, and the site if it is one."""

    edges: str = ""
    site: str = ""

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
        sites = {site for _, site in found}
        edges = sorted({edge for edge, _ in found if edge})
        return cls(", ".join(edges), sites.pop() if len(sites) == 1 else "")


NONE_SUBSCRIBED: Final = Subscribed()
