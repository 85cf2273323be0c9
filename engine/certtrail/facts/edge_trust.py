"""The trust with Edge servers: complaints of several events about one subscription end together.

Hub and Edge know each other by one subscription, so what mends it ends all that was said of it. But
not every complaint can show that by its own silence: EdgeSync writes little else, so that nobody
sees it live without trouble. Here a complaint that looks open is over when

- a new subscription is seen to have ended another complaint of the same server, and this one was
  not heard after that one either; or
- Test-EdgeSynchronization said Normal of the peer after the last record; or
- it came of the peer's lost internal certificate, which is over, and was not heard since for as
  long as more would have come.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.facts.explanations import acted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.facts.watch import Watch
    from certtrail.model.fact import Fact

# What another subscription of the Edge server can mend.
OF_EDGE: Final = frozenset({"direct-trust-failed", "edge-sync-problem"})
_STANDING: Final = ("current", "stopped", "quiet_by", "live_until")
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
    normal: dict[str, list[Fact]] = {}
    of_nobody: list[Fact] = []
    lost: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind in OF_EDGE and fact.number("acted") is not None:
            ended.setdefault(fact.server, []).append(fact)
        elif fact.kind == "edge-sync-state" and fact.text("status") == "normal":
            # Only a Mailbox server can test, so a text of the Edge server itself has it from one.
            if _same(fact.server, fact.text("peer")):
                of_nobody.append(fact)
            # Both sides complain of one subscription.
            for side in {fact.server, fact.text("peer")} - {""}:
                normal.setdefault(side, []).append(fact)
        elif fact.kind == "internal-certificate-fallback":
            lost.setdefault(fact.server, []).append(fact)
    for fact in facts:
        waits = fact.holds("open") or fact.holds("unseen") or fact.number("tried") is not None
        if fact.kind not in OF_EDGE or not waits:
            yield fact
            continue
        mates = ended.get(fact.server, ())
        tests = [*normal.get(fact.server, ()), *of_nobody]
        over = (
            _with_its_like(fact, mates)
            or _tested(fact, tests, watches.get(fact.server))
            or _with_the_loss(fact, lost.get(fact.text("peer"), ()))
        )
        if over:
            known = {name: value for name, value in fact.fields.items() if name != "tried"}
            yield replace(fact, fields={**known, "unseen": False, **over})
        else:
            yield fact


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
    over: dict[str, int | bool] = {"open": False, "current": False, "stopped": True, "quiet_by": at}
    by = acted(watch.acts.on_subscriptions(), first, last, at, at) if watch else None
    return over if by is None else {**over, "acted": by}


def _with_the_loss(fact: Fact, losses: Sequence[Fact]) -> dict[str, int | bool]:
    """Tell what changes when the peer's loss of its certificate ended, and a complaint with it."""
    first, last, end = fact.number("first"), fact.number("last"), fact.number("log_end")
    if first is None or last is None or end is None or not losses:
        return {}
    if any(loss.holds("open") or loss.holds("unseen") for loss in losses):
        return {}
    began = min(loss.number("first") or first for loss in losses)
    over = max(
        loss.number("acted") or loss.number("live_until") or loss.number("last") or 0
        for loss in losses
    )
    pause = (last - first) // max((fact.number("count") or 1) - 1, 1)
    quiet = end - max(last, over)
    if first < began - _WITH or last > over or quiet < max(_PAUSES * pause, _DAY):
        return {}
    return {"open": False, "current": False, "stopped": True, "quiet_by": over}


def _may_be_one(fact: Fact, other: Fact) -> bool:
    """Tell whether two complaints can be about one peer: neither names another one."""
    return _same(fact.text("peer"), other.text("peer"))


def _names_peer(fact: Fact, state: Fact) -> bool:
    """Tell whether a test was of the peer that a complaint is about, from either side."""
    of_peer = fact.server == state.server or _same(state.server, state.text("peer"))
    return _same(fact.text("peer"), state.text("peer") if of_peer else state.server)


def _same(one: str, other: str) -> bool:
    """Tell whether two names can be of one host: with its domain or without; empty is any."""
    first, second = one.casefold(), other.casefold()
    if "." in first and "." in second:
        return first == second
    return not one or not other or first.partition(".")[0] == second.partition(".")[0]
