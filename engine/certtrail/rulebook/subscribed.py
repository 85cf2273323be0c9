"""Which Edge servers are subscribed: facts in, what texts of rules can say of it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Fact

_NO_EDGE: Final = "no-edge-subscription"
_OF_EDGES: Final = frozenset(
    {_NO_EDGE, "edge-subscription", "edge-sync-problem", "edge-sync-state"}
)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The Edge subscriptions that lists show: `edges` with commas, and the site if it is one; or
    that there is none.
    """

    edges: str = ""
    site: str = ""
    none: bool = False

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Subscribed:
        """Gather them; a site that a list does not tell whole is not known."""
        told = [fact for fact in facts if fact.kind in _OF_EDGES]
        found = [fact for fact in told if fact.kind == "edge-subscription"]
        sites = {fact.text("site") for fact in found}
        none = bool(told) and all(fact.kind == _NO_EDGE for fact in told)
        edges = sorted({fact.text("edge") for fact in found})
        return cls(", ".join(edges), sites.pop() if len(sites) == 1 else "", none)


NONE_SUBSCRIBED: Final = Subscribed()
