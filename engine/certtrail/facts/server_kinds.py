"""What sort of server each one is: facts in, those whose steps differ out.

On an Edge server the certificate cmdlets take no -Server, and there are no websites; Exchange 2010
has neither TlsCertificateName nor a Frontend Transport service. What nothing tells is not guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.model.fact import Fact

EDGE: Final = "edge"
E2010: Final = "2010"
# Processes that only a Mailbox or Client Access server of 2013 or later has.
_NOT_EDGE: Final = frozenset(
    {
        "MSExchangeFrontEndTransport",
        "MSExchangeTransportDelivery",
        "MSExchangeTransportSubmission",
    }
)
# These are about the Edge server that they name.
_NAME_AN_EDGE: Final = frozenset({"edge-sync-problem", "edge-sync-state"})
_OF_EDGE: Final = re.compile(r"Default internal receive connector ", re.IGNORECASE)
_VERSION: Final = re.compile(r"(?:Version )?(\d{1,3})\.\d", re.IGNORECASE)


def kinds_of(facts: Iterable[Fact]) -> Mapping[str, str]:
    """Give the sort of each server of which it is told, `EDGE` or `E2010`; `EDGE` goes first.

    Args:
        facts: of all servers.
    """
    edge: set[str] = set()
    other: set[str] = set()
    old: set[str] = set()
    roles: dict[str, bool] = {}
    for fact in facts:
        if fact.kind == "exchange-server":
            if fact.text("role"):
                roles[fact.server] = "edge" in fact.text("role").casefold()
            version = _VERSION.match(fact.text("version"))
            if version is not None and version[1] == "14":
                old.add(fact.server)
        elif fact.text("peer") and _names_an_edge(fact):
            edge.add(fact.text("peer"))
        elif _OF_EDGE.match(fact.text("connector")):
            edge.add(fact.server)
        elif fact.text("process") in _NOT_EDGE:
            other.add(fact.server)
    # What Get-ExchangeServer says goes before what only shows.
    roles = {**dict.fromkeys(edge - other - {""}, True), **roles}
    return {**dict.fromkeys(old, E2010), **{name: EDGE for name, is_one in roles.items() if is_one}}


def _names_an_edge(fact: Fact) -> bool:
    """Tell whether the peer of a fact is one that EdgeSync goes to."""
    return fact.kind in _NAME_AN_EDGE or fact.text("direction") == "edge-sync"
