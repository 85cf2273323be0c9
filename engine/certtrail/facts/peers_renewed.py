"""A peer that has another certificate since: what was refused of it in; the same, over, out.

What nobody on the server can mend no act on it explains either. But a protocol log shows it: after
the last refusal the same peer sent another certificate, valid then, over the same connector, and
TLS came about there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.facts.peers import named_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.fact import Fact

_REFUSED: Final = frozenset(
    {"chain-problem", "domain-security-failed", "remote-certificate-expired"}
)
_SIDES: Final = {"outbound": "send", "inbound": "receive"}
# No certificate that anybody uses has more names, nor a name more labels; both are from outside.
_NAMES: Final = 100
_DEEPEST: Final = 8


def with_renewed_peers(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; what was refused of a peer that has another certificate since is no longer
    open, and has `renewed_as` (its thumbprint) and `renewed_at` (seconds since 1970 UTC).
    """
    known = list(facts)
    shown = _PeersShown(known)
    for fact in known:
        later = shown.since(fact) if fact.kind in _REFUSED and fact.holds("open") else None
        if later is None:
            yield fact
            continue
        now: dict[str, str | int | bool] = {
            "open": False,
            "renewed_at": _seconds(later, "first"),
            "renewed_as": later.text("thumbprint"),
        }
        yield replace(fact, fields={**fact.fields, **now})


class _PeerWay(NamedTuple):
    """How a peer came: its name, and the connector and direction, empty for any."""

    server: str
    name: str
    connector: str
    direction: str


class _PeersShown:
    """What the protocol logs show of peers.

    Args:
        facts: of all servers.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        secured: dict[tuple[str, str, str], int] = {}
        for fact in facts:
            if fact.kind == "tls-session":
                last = _seconds(fact, "last")
                secured[_place(fact)] = max(last, secured.get(_place(fact), last))
        self._came: defaultdict[_PeerWay, list[Fact]] = defaultdict(list)
        self._invalid: dict[_PeerWay, int] = {}
        for fact in sorted(facts, key=lambda one: _seconds(one, "first")):
            if fact.kind != "certificate-received":
                continue
            last = _seconds(fact, "last")
            valid = _seconds(fact, "not_after") > last
            accepted = secured.get(_place(fact), 0) >= _seconds(fact, "first")
            for way in _ways(fact):
                if not valid:
                    self._invalid[way] = max(last, self._invalid.get(way, last))
                elif accepted:
                    self._came[way].append(fact)

    def since(self, refused: Fact) -> Fact | None:
        """Give the certificate that a peer has shown since it was refused last, the first of
        several; None where it shows none that was accepted, one that has expired besides, or where
        too little time passed since.
        """
        name = named_host(refused.text("subject")) or refused.text("domain")
        direction = _SIDES.get(refused.text("direction"), "")
        way = _PeerWay(refused.server, name.casefold(), refused.text("connector"), direction)
        last, came = _seconds(refused, "last"), self._came.get(way, [])
        at = bisect_right(came, last, key=lambda one: _seconds(one, "first"))
        if not name or at == len(came) or self._invalid.get(way, 0) > _seconds(came[at], "first"):
            return None
        watched = _seconds(came[-1], "last") > max(last, _seconds(refused, "live_until"))
        return came[at] if watched or refused.holds("stopped") else None


def _ways(came: Fact) -> list[_PeerWay]:
    """List whom a certificate is of, its names and the domains that they are in, on which way."""
    told = {
        *came.text("names").replace(",", " ").split()[:_NAMES],
        named_host(came.text("subject")),
    }
    names: set[str] = set()
    for name in told - {None}:
        labels = str(name).casefold().removeprefix("*.").split(".")
        names |= {".".join(labels[at:]) for at in range(min(max(len(labels) - 1, 1), _DEEPEST))}
    _, connector, direction = _place(came)
    return [
        _PeerWay(came.server, name, *way)
        for name in names
        for way in {(connector, direction), (connector, ""), ("", direction), ("", "")}
    ]


def _place(fact: Fact) -> tuple[str, str, str]:
    return fact.server, fact.text("connector"), fact.text("direction")


def _seconds(fact: Fact, name: str) -> int:
    return fact.number(name) or 0
