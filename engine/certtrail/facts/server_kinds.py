"""What sort of server each one is: facts in, those whose steps differ out.

On an Edge server the certificate cmdlets take no -Server, and there are no websites; Exchange 2010
has neither TlsCertificateName nor a Frontend Transport service, and 2007 no -Server either. What
nothing tells is not guessed. Of one that is known to be of a later version nobody has to read of
the older ones.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.model.server_sorts import ANY_SORT, E2007, E2010, ServerSort
from certtrail.text.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.model.fact import Fact

# By the first number of AdminDisplayVersion.
_OLD: Final = {"8": E2007, "14": E2010}
# Processes that only a Mailbox or Client Access server of 2013 or later has.
_NOT_EDGE: Final = frozenset(
    {
        "MSExchangeFrontEndTransport",
        "MSExchangeTransportDelivery",
        "MSExchangeTransportSubmission",
    }
)
# These are about the Edge server that they name.
_NAME_AN_EDGE: Final = frozenset({"edge-subscription", "edge-sync-problem", "edge-sync-state"})
_OF_EDGE: Final = re.compile(r"Default internal receive connector ", re.IGNORECASE)
# What a certificate command says on an Edge server alone.
_SAID_THERE: Final = "edge-updated"
# HealthChecker cannot look for the internal certificate there.
_UNSEEN: Final = "not-checked"
# So people call it.
_CALLED: Final = "called-edge"
_VERSION_CALLED: Final = "called-version"
_LISTED: Final = "exchange-server"
_FIRST_LATER: Final = 15
# A command that the older ones do not have, or that no Edge server answers so.
_ANSWERED: Final = "later-version"
_FRONT: Final = "frontendtransport"
# EdgeSync runs on the servers of the organisation.
_PUSHED: Final = "edge-sync"
_EDGE: Final = "edge"
_HUB: Final = "hub"
_VERSION: Final = re.compile(r"(?:Version )?(\d{1,3})\.\d", re.IGNORECASE)


def sorts_of(facts: Iterable[Fact]) -> Mapping[str, ServerSort]:
    """Give the sort of each server that is told to be one of which the steps differ.

    Args:
        facts: of all servers.
    """
    known = list(facts)
    old: dict[str, str] = {}
    for fact in known:
        if fact.kind == _LISTED:
            version = _VERSION.match(fact.text("version"))
            if version is not None and version[1] in _OLD:
                old[fact.server] = _OLD[version[1]]
    old |= {name: version for name, version in _called_old(known).items() if name not in old}
    roles, later = edge_roles(known), _later(known) - old.keys()
    told = {
        name: ServerSort(
            roles.get(name, False),
            old.get(name, ""),
            later=name in later,
            inside=name in later and roles.get(name) is False,
        )
        for name in sorted({*roles, *old, *later})
    }
    return {name: sort for name, sort in told.items() if sort != ANY_SORT}


def _later(facts: list[Fact]) -> set[str]:
    """Give the servers that are known to be of 2013 or later: by a list, by what only these have,
    or by words that name no other version.
    """
    called = [fact for fact in facts if fact.kind == _VERSION_CALLED]
    years = {fact.text("name") for fact in called}
    # With its update people describe what they have, not what they read of or plan.
    every = any(fact.holds("whole") for fact in called) and years.isdisjoint(_OLD.values())
    return {
        fact.server
        for fact in facts
        if every
        or fact.kind == _ANSWERED
        or (fact.kind == _LISTED and _is_later(fact.text("version")))
        or fact.text("process") in _NOT_EDGE
        or fact.text("transport_role")
    } - {""}


def _is_later(version: str) -> bool:
    found = _VERSION.match(version)
    return found is not None and found[1] not in _OLD and int(found[1]) >= _FIRST_LATER


def _called_old(facts: list[Fact]) -> Mapping[str, str]:
    """Give the old version that words tell of all servers, where they name one version alone, and
    in full; not of a server that a list gives a version, or that shows what is of a later one.
    """
    called = [fact for fact in facts if fact.kind == _VERSION_CALLED]
    years = {fact.text("name") for fact in called}
    if len(years) != 1 or not any(fact.holds("whole") for fact in called):
        return {}
    version = {year: year for year in _OLD.values()}.get(years.pop(), "")
    later = {
        fact.server
        for fact in facts
        if fact.kind == _LISTED
        or fact.text("process") in _NOT_EDGE
        or fact.text("tls_certificate_name")
        or fact.text("transport_role")
    }
    named = {fact.server for fact in facts if fact.server}
    return dict.fromkeys(sorted(named - later), version) if version and not later - {""} else {}


def edge_roles(facts: Iterable[Fact]) -> Mapping[str, bool]:
    """Tell of servers whether they are Edge servers; of one that nothing tells it of, nothing.

    Args:
        facts: of all servers.
    """
    edge: set[str] = set()
    other: set[str] = set()
    roles: dict[str, bool] = {}
    named: set[str] = set()
    called: set[str] = set()
    for fact in facts:
        named.add(fact.server)
        if fact.text("peer") and _names_an_edge(fact):
            edge.add(fact.text("peer"))
        if fact.kind == _LISTED:
            if fact.text("role"):
                roles[fact.server] = "edge" in fact.text("role").casefold()
        elif (
            _OF_EDGE.match(fact.text("connector"))
            or fact.text("reason") == _SAID_THERE
            or fact.text("why") == _UNSEEN
        ):
            edge.add(fact.server)
        elif (
            fact.text("process") in _NOT_EDGE
            or fact.holds("no_edge")
            or fact.text("transport_role").casefold() == _FRONT
        ):
            other.add(fact.server)
        elif fact.kind == _CALLED:
            called.add(host_of(fact.text("name")))
        elif side := _side(fact):
            (edge if side == _EDGE else other).add(fact.server)
    edge |= {name for name in named if host_of(name) in called}
    # What Get-ExchangeServer says goes before what only shows.
    shown = {name: name in edge for name in edge ^ other if name}
    return {**shown, **roles}


def _side(fact: Fact) -> str:
    """Tell on which side of an Edge subscription the server is that a fact is of."""
    if fact.text("direction") == _PUSHED:
        return _HUB
    return fact.text("side") if fact.kind == "edge-sync-problem" else ""


def _names_an_edge(fact: Fact) -> bool:
    """Tell whether the peer of a fact is one that EdgeSync goes to."""
    return fact.kind in _NAME_AN_EDGE or fact.text("direction") == _PUSHED
