"""Servers that Exchange was removed from: facts in, which they are, and what is said of them, out.

Setup removes the product of the version before at an update, too, and Exchange writes again soon.
Where nothing of Exchange is written any more, the server is none of Exchange: what was wrong before
is not mended, and nothing is left to mend.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.model.vocabulary import APPLICATION, Severity, Verdict
from certtrail.text.instants import SECOND, clock_time
from certtrail.text.message import Message, phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.diagnosis.asked_once import Aim
    from certtrail.facts.derivation import FactSet
    from certtrail.model.diagnosis import Finding, Server
    from certtrail.text.instants import ClockTime

_PRODUCT: Final = re.compile(
    r"(?:Product: )?Microsoft Exchange Server(?: 20\d\d)?(?: Cumulative Update \d{1,2})?"
    r"(?: -- .*)?",
    re.DOTALL,
)
_SUCCESS: Final = ("", "0")
# What is still written while its services go.
_LAST_WORDS: Final = 3600
_GONE: Final = (
    "Exchange was removed from it at {at|time} (MsiInstaller), and nothing of Exchange was written "
    "since: it is no Exchange server any more."
)


@dataclass(frozen=True, slots=True)
class Removed:
    """When Exchange was removed from a server, in seconds since 1970 UTC.

    Attributes:
        unplaced: it is of the server's own clock, whose zone nobody knows.
    """

    at: int
    unplaced: bool = False

    @property
    def told(self) -> ClockTime:
        """The time for a sentence."""
        return clock_time(self.at * SECOND, unplaced=self.unplaced)


def removed_servers(facts: FactSet) -> dict[str, Removed]:
    """Find the servers that Exchange was removed from and that it wrote nothing on since."""
    found: dict[str, Removed] = {}
    for fact in facts.facts:
        if fact.kind != "product-removed" or fact.text("status") not in _SUCCESS:
            continue
        if _PRODUCT.fullmatch(fact.text("product")):
            unplaced = any(item.unplaced for item in fact.evidence)
            at = fact.number("last") or 0
            if fact.server not in found or at > found[fact.server].at:
                found[fact.server] = Removed(at, unplaced)
    return {
        server: one
        for server, one in found.items()
        if _spoke(facts, server) <= one.at + _LAST_WORDS
    }


def _spoke(facts: FactSet, server: str) -> int:
    """Tell when anything of Exchange wrote last on a server; 0 for never."""
    cover = facts.coverage.get((server, APPLICATION))
    ends = [end for each in cover.activity.values() for _, end in each] if cover else []
    watch = facts.watches.get(server)
    ends += [life.spoke for life in (watch.lives.values() if watch else ()) if life.spoke]
    return max(ends, default=0)


def is_none_any_more(server: Server) -> bool:
    """Tell whether a diagnosis says that Exchange was removed from a server."""
    return isinstance(server.why, Message) and server.why.template == _GONE


def as_of_before(
    finding: Finding, aim: tuple[Aim, ...], removed: Mapping[str, Removed]
) -> tuple[Finding, tuple[Aim, ...]]:
    """Say of what was wrong on such servers alone that nothing is to be done for it."""
    known = [(name, removed[name]) for name in finding.servers if name in removed]
    if not known or len(known) != len(finding.servers):
        return finding, aim
    name, last = max(known, key=lambda one: one[1].at)
    told = phrase(
        "Exchange was removed from {server} at {at|time} (MsiInstaller), and nothing of it was "
        "written since: this is of before, and nothing is to be done for it. Only if that was an "
        "update which was not finished, finish that first.",
        server=name,
        at=last.told,
    )
    then = replace(
        finding,
        verdict=None,
        severity=Severity.INFO,
        cause=sentences(told, phrase("What its log told then: {cause}", cause=finding.cause)),
        impact=phrase("It does no harm any more."),
        remedy=(),
        risks=(),
        questions=(),
        confirm=(),
        surer_with=(),
    )
    return then, ()


def without_exchange(servers: Iterable[Server], removed: Mapping[str, Removed]) -> Iterator[Server]:
    """Say of each such server that it is none of Exchange any more."""
    for one in servers:
        gone = removed.get(one.name)
        if gone is None:
            yield one
        else:
            yield replace(one, verdict=Verdict.UNKNOWN, why=phrase(_GONE, at=gone.told))
