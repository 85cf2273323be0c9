"""The trust with Edge servers: complaints of several events about one subscription end together.

Hub and Edge know each other by one subscription, so what mends it ends all that was said of it. But
not every complaint can show that by its own silence: EdgeSync writes little else, so that nobody
sees it live without trouble. Here a complaint that looks open is over when

- a new subscription is seen to have ended another complaint of the same server, and this one was
  not heard after that one either; or
- Test-EdgeSynchronization said Normal of the peer after the last record; where direct trust with
  the Edge server fails, on any server of the organisation, as one subscription is for all; or
- it came of the lost internal certificate of the peer, or of the server itself which has the same
  one again, the loss is over, and it was not heard since for as long as more would have come.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.facts.explanations import acted
from certtrail.model.vocabulary import APPLICATION
from certtrail.text.hosts import may_be_one_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.facts.watch import Watch
    from certtrail.model.fact import Fact

# What another subscription of the Edge server can mend.
OF_EDGE: Final = frozenset({"direct-trust-failed", "edge-sync-problem"})
_REFUSED: Final = "direct-trust-failed"
_TESTED: Final = "tested"
_STANDING: Final = ("current", "stopped", "quiet_by", "live_until", _TESTED)
_DAY: Final = 86_400
_WEEK: Final = 7 * _DAY
# A complaint that begins with the peer's loss is of it; each is only logged when mail comes.
_WITH: Final = 6 * 3600
# So many times the usual pause is no pause.
_PAUSES: Final = 3


def settled(facts: Sequence[Fact], watches: Mapping[str, Watch]) -> Iterator[Fact]:
    """Give all facts, with those complaints about Edge servers ended that others show to be over.

    Args:
        facts: of all servers, with their peers.
        watches: by server.
    """
    ended: dict[str, list[Fact]] = {}
    lost: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind in OF_EDGE and fact.number("acted") is not None:
            ended.setdefault(fact.server, []).append(fact)
        elif fact.kind == "internal-certificate-fallback":
            lost.setdefault(fact.server, []).append(fact)
    normal = _Tests(facts)
    for fact in facts:
        waits = fact.holds("open") or fact.holds("unseen") or fact.number("tried") is not None
        if fact.kind not in OF_EDGE:
            yield fact
            continue
        tested = _tested(fact, normal.about(fact), watches.get(fact.server))
        if not waits:
            told = {_TESTED: tested[_TESTED]} if tested else {}
            yield replace(fact, fields={**fact.fields, **told}) if told else fact
            continue
        mates = ended.get(fact.server, ())
        over = (
            _with_its_like(fact, mates)
            or tested
            or _with_the_loss(fact, lost.get(fact.text("peer"), ()), watches)
            or _with_the_own_loss(fact, lost.get(fact.server, ()), watches)
        )
        if over:
            known = {name: value for name, value in fact.fields.items() if name != "tried"}
            yield replace(fact, fields={**known, "unseen": False, **over})
        else:
            yield fact


class _Tests:
    """The tests that said Normal of an Edge server.

    Args:
        facts: of all servers, with their peers.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._sides: dict[str, list[Fact]] = {}
        self._nobodys: list[Fact] = []
        self._edges: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.kind != "edge-sync-state" or fact.text("status") != "normal":
                continue
            # Only a Mailbox server can test, so a text of the Edge server itself has it from one.
            if _same(fact.server, fact.text("peer")):
                self._nobodys.append(fact)
            self._edges.setdefault(fact.text("peer"), []).append(fact)
            # Both sides complain of one subscription.
            for side in {fact.server, fact.text("peer")} - {""}:
                self._sides.setdefault(side, []).append(fact)
        for states in self._edges.values():
            states.sort(key=_told)

    def about(self, fact: Fact) -> list[Fact]:
        """Give those that may show a complaint to be over: of its server, of nobody's, and, where
        direct trust with an Edge server fails, the first of that one behind it.
        """
        states = self._edges.get(fact.text("edge_peer"), ()) if fact.kind == _REFUSED else ()
        at = bisect_right(states, fact.number("last") or 0, key=_told)
        return [*self._sides.get(fact.server, ()), *self._nobodys, *states[at : at + 1]]


def _told(state: Fact) -> int:
    return state.number("told") or 0


def _with_its_like(fact: Fact, mates: Iterable[Fact]) -> dict[str, int | bool]:
    """Tell what changes when a complaint ended by the act that ended another; empty if none did."""
    first, last = fact.number("first"), fact.number("last")
    best: dict[str, int | bool] = {}
    if first is None or last is None:
        return best
    for mate in mates:
        by, silent = mate.number("acted"), mate.number("last")
        if by is None or silent is None or not _may_be_one(fact, mate):
            continue
        if (
            max(first, last - _WEEK) <= by
            and last <= max(by, silent)
            and by > best.get("acted", -1)
        ):
            told = {name: mate.fields.get(name) for name in _STANDING}
            known = {name: value for name, value in told.items() if isinstance(value, int)}
            best = {**known, "acted": by, "open": False}
    return best


def _tested(fact: Fact, normal: Iterable[Fact], watch: Watch | None) -> dict[str, int | bool]:
    """Tell what changes when a test said Normal after the last record; empty if none did."""
    first, last = fact.number("first"), fact.number("last")
    if first is None or last is None:
        return {}
    told = [
        at
        for one in normal
        if (at := one.number("told")) is not None and at > last and _names_peer(fact, one)
    ]
    if not told:
        return {}
    at = min(told)
    over: dict[str, int | bool] = {"open": False, "current": False, "stopped": True}
    over |= {"quiet_by": at, _TESTED: at}
    by = acted(watch.acts.on_subscriptions(), first, last, at, at) if watch else None
    return over if by is None else {**over, "acted": by}


def _with_the_loss(
    fact: Fact, losses: Sequence[Fact], watches: Mapping[str, Watch]
) -> dict[str, int | bool]:
    """Tell what changes when a loss of a certificate ended, and a complaint with it."""
    first, last, end = fact.number("first"), fact.number("last"), fact.number("log_end")
    if first is None or last is None or end is None or not losses:
        return {}
    if any(loss.holds("open") or loss.holds("unseen") for loss in losses):
        return {}
    began = min(loss.number("first") or first for loss in losses)
    over = max(_end(loss, watches.get(loss.server)) for loss in losses)
    count = fact.number("count") or 1
    pause = (last - first) // max(count - 1, 1)
    least = _DAY if count > 1 else 2 * _DAY
    quiet = _shown(watches.get(fact.server), max(last, over), end)
    if first < began - _WITH or last > over or quiet < max(_PAUSES * pause, least):
        return {}
    return {"open": False, "current": False, "stopped": True, "quiet_by": over}


def _with_the_own_loss(
    fact: Fact, losses: Sequence[Fact], watches: Mapping[str, Watch]
) -> dict[str, int | bool]:
    """Tell the same of the server's own loss, where an act or a start brought the same one back.

    Peers know that one from the subscription; with another it would have to be made anew.
    """
    watch = watches.get(fact.server)
    if watch is None or any(_another(loss, watch) for loss in losses):
        return {}
    over = _with_the_loss(fact, losses, watches)
    acts = [_act(loss, watch, unloadable=True) for loss in losses]
    by = max((at for at in acts if at is not None), default=None)
    return over if not over or by is None else {**over, "acted": by}


def _another(loss: Fact, watch: Watch) -> bool:
    """Tell whether nothing is seen to have ended a loss, or another certificate got the role."""
    return loss.number("acted") is None or _act(loss, watch, unloadable=False) is not None


def _act(loss: Fact, watch: Watch, *, unloadable: bool) -> int | None:
    """Tell when another certificate got the role, or, if `unloadable`, the same one was put back.

    The first is looked for until the log ends, the second until the loss was over.
    """
    until = loss.number("acted" if unloadable else "log_end")
    find = watch.acts.on_internal(loss.text("configured"), unloadable=unloadable)
    return find(loss.number("first") or 0, until or 0)


def _end(loss: Fact, watch: Watch | None) -> int:
    """Tell when a loss ended: what was done takes effect with the next start."""
    by = loss.number("acted")
    if by is None:
        return loss.number("live_until") or loss.number("last") or 0
    life = watch.lives.get(loss.text("process")) if watch else None
    return next((at for at in (life.starts if life else ()) if by <= at <= by + _DAY), by)


def _shown(watch: Watch | None, start: int, end: int) -> int:
    """Count the seconds of a stretch of which the server's Application log shows everything."""
    cover = watch.coverage.get(APPLICATION) if watch else None
    if cover is None:
        return 0
    return sum(max(0, min(end, until) - max(start, since)) for since, until in cover.intervals)


def _may_be_one(fact: Fact, other: Fact) -> bool:
    """Tell whether two complaints can be about one peer: neither names another one."""
    return _same(fact.text("peer"), other.text("peer"))


def _names_peer(fact: Fact, state: Fact) -> bool:
    """Tell whether a test was of the peer that a complaint is about, from either side."""
    if fact.text("edge_peer") and fact.text("edge_peer") == state.text("peer"):
        return True
    of_peer = fact.server == state.server or _same(state.server, state.text("peer"))
    return _same(fact.text("peer"), state.text("peer") if of_peer else state.server)


def _same(one: str, other: str) -> bool:
    """Tell whether two names can be of one host: with its domain or without; empty is any."""
    return not one or not other or may_be_one_host(one, other)
