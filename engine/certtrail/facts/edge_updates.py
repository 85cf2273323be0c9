"""Edge servers whose internal certificate was updated, and that are trusted since: facts in; out,
with since when.

A certificate command there says that the server has to be subscribed again. Once that was done,
what it said is over, and a text does not always tell when it said so. It was before a test that
said Normal where its own time shows that; and where other servers refused the Edge server since,
and do no more, it is that which they refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.facts.edge_trust import OF_EDGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.fact import Fact

_MESSAGE: Final = "internal-certificate-message"
_UPDATED: Final = "edge-updated"
# The latest time of a message is so much behind the earliest: as far as zones are apart.
_ZONES: Final = 26 * 3600


def with_edge_updates(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; an `internal-certificate-message` of an Edge server that is trusted again has
    `trusted_since`.

    Args:
        facts: of all servers, with their peers, and as they stand.
    """
    known = list(facts)
    normal: dict[str, list[int]] = {}
    complaints: dict[str, list[Fact]] = {}
    for fact in known:
        peer = fact.text("peer")
        if fact.kind == "edge-sync-state" and fact.text("status") == "normal":
            told = fact.number("told")
            normal.setdefault(peer, []).extend([] if told is None else [told])
        elif fact.kind in OF_EDGE and peer:
            complaints.setdefault(peer, []).append(fact)
    for fact in known:
        if fact.kind == _MESSAGE and fact.text("reason") == _UPDATED and fact.server:
            since = _trusted_since(
                fact, normal.get(fact.server, ()), complaints.get(fact.server, ())
            )
            if since is not None:
                yield replace(fact, fields={**fact.fields, "trusted_since": since})
                continue
        yield fact


def _trusted_since(fact: Fact, normal: Sequence[int], complaints: Sequence[Fact]) -> int | None:
    """Tell since when an Edge server is trusted with the certificate that it has got."""
    by = fact.number("typed_by")
    if by is not None and (behind := [at for at in normal if at >= by]):
        return min(behind)
    over = [_ended(one) for one in complaints]
    known = [at for at in over if at is not None]
    if not over or len(known) < len(over):
        return None
    since = max(known)
    return since if by is None or by - _ZONES <= since else None


def _ended(fact: Fact) -> int | None:
    """Tell when a complaint was ended by a test that said Normal, or a new subscription."""
    if fact.holds("open"):
        return None
    tested, acted = fact.number("tested"), fact.number("acted")
    return tested if tested is not None else acted
