"""The times of a finding: since when it holds, and which are of a clock that nobody can place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from certtrail.facts.reply_times import is_undated_reply
from certtrail.inference.same_connector import connectors_named, of_another
from certtrail.model.vocabulary import APPLICATION
from certtrail.text import instants
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.inference.conclusions import Conclusion
    from certtrail.model.fact import Evidence, Fact
    from certtrail.rulebook.rule import Rule

# So soon after a log begins.
_BEGIN: Final = 3600
_HOURLY: Final = "smtp-protocol-log"
_FALLBACK: Final = "internal-certificate-fallback"
_TESTED: Final = "tested"
_HOLE: Final = "log-hole"
_ACTS: Final = frozenset({"certificate-action", "connector-action", "edge-subscription-action"})


def beside_it(rule: Rule, conclusion: Conclusion) -> tuple[Fact, ...]:
    """Give what stands beside a finding, and is no sight of what it is about: of a finding that
    names connectors, what is about another one, and all that stands beside a reply without a date.
    """
    sought = {pattern.alias for pattern in rule.patterns}
    bound = [fact for alias, fact in conclusion.bindings.items() if alias in sought]
    beside = [fact for alias, fact in conclusion.bindings.items() if alias not in sought]
    beside += [fact for _, fact in conclusion.because if fact is not None]
    looked_for = [fact for fact in conclusion.facts if fact in bound or fact not in beside]
    if looked_for and all(map(is_undated_reply, looked_for)):
        return tuple(fact for fact in beside if fact not in looked_for)
    named = connectors_named(looked_for)
    return tuple(fact for fact in beside if fact not in looked_for and of_another(fact, named))


def sighted(rule: Rule, conclusion: Conclusion, evidence: Iterable[Evidence]) -> list[int]:
    """Give the times at which it was seen; what was done, and stands beside it, is no sight.

    What is known by a stretch of which nothing is there was seen from its begin to its end.
    """
    about = [conclusion.bindings.get(ref.alias) for ref in rule.key]
    if (hole := next(iter(about), None)) is not None and hole.kind == _HOLE:
        ends = (hole.number("start"), hole.number("until"))
        return [end * instants.SECOND for end in ends if end is not None]
    sought = {pattern.alias for pattern in rule.patterns}
    others = beside_it(rule, conclusion)
    done = {
        line
        for alias, fact in conclusion.bindings.items()
        if alias not in sought and fact.kind in _ACTS
        for line in fact.evidence
    }
    done |= {line for fact in others for line in fact.evidence}
    found = {
        line
        for fact in conclusion.facts
        if fact.kind not in _ACTS and fact not in others
        for line in fact.evidence
    }
    return [
        item.time
        for item in evidence
        if item.time is not None and (item not in done or item in found)
    ]


def since_of(rule: Rule, conclusion: Conclusion, first: int | None, last: int | None) -> int | None:
    """Say when the last of the facts that the rule looks for began: before, it was not so.

    What several servers have alike began on the first of them. Of several matches, what began in
    the first of them and never ended since began there. Where none of them has a time, what goes on
    beside them tells it, and only then what was done.
    """
    sought = {pattern.alias for pattern in rule.patterns}
    another = beside_it(rule, conclusion)
    timed = {
        alias: fact
        for alias, fact in conclusion.bindings.items()
        if fact.time > 0 and fact not in another
    }
    beside = list(timed.values())
    bound = (
        [fact for alias, fact in timed.items() if alias in sought]
        or [fact for fact in beside if fact.number("first") is not None]
        or beside
    )
    others = [fact for fact in conclusion.facts if fact not in bound and fact not in another]
    # The same trouble of several servers began on the first of them.
    begins: dict[str, dict[str, int]] = {}
    for fact in bound:
        begin = _begin_of(fact, others)
        mates = begins.setdefault(fact.kind, {})
        mates[fact.server] = max(begin, mates.get(fact.server, begin))
    if not begins:
        return first
    begin = max(min(mates.values()) for mates in begins.values())
    # No record has the time of what a text tells by itself, such as when a test failed.
    told = any(
        fact.time == begin and fact.kind not in _ACTS and _is_of_text(fact)
        for alias, fact in timed.items()
        if alias in sought
    )
    if first is None or last is None:
        return begin if told else first
    begin = max(first, begin)
    return begin if told else min(begin, last)


def may_be_older(
    evidence: Iterable[Evidence], begin: int, start: int | None, starts: Mapping[str, int]
) -> bool:
    """Tell whether what is seen since a time can be so for longer.

    What a log begins with can have begun before it, and so can what the first of chosen records of
    a log tells; a protocol log is of an hour.

    Args:
        evidence: of the finding.
        begin: in ns.
        start: of the logs that the verdict rests on, in seconds since 1970 UTC, if there are any.
        starts: of each log, by its channel.
    """
    logs = {one.channel for one in evidence if one.time == begin}
    known = [starts[log] for log in logs if log in starts]
    known += [] if start is None else [start]
    soon = any(begin <= (one + _BEGIN) * instants.SECOND for one in known)
    return _HOURLY in logs or soon or (APPLICATION in logs and APPLICATION not in starts)


def _is_of_text(fact: Fact) -> bool:
    return all(item.time is None for item in fact.evidence)


def _begin_of(fact: Fact, facts: Iterable[Fact]) -> int:
    """Go back over the facts of the same kind as long as each still went on when the next began,
    and of the internal certificate to when it was missed first, whatever stood in for it since.
    """
    begin = fact.time
    if fact.kind == _FALLBACK:
        begin = min(begin, (fact.number("server_first") or 0) * instants.SECOND or begin)
    alike = (other for other in facts if other.kind == fact.kind and 0 < other.time < fact.time)
    for other in sorted(alike, key=lambda each: -_end_of(each)):
        if _end_of(other) >= begin:
            begin = min(begin, other.time)
    return begin


def _end_of(fact: Fact) -> float:
    """Give until when a fact holds, in ns: of what goes on, for ever."""
    last = fact.number("last")
    if fact.holds("open"):
        return math.inf
    return fact.time if last is None else last * instants.SECOND


def placed(conclusion: Conclusion, evidence: Iterable[Evidence]) -> frozenset[int] | None:
    """List the times that are UTC where others are not; None where all are.

    What no file tells, but what a log covers, is of the clock of that log, so it proves nothing.
    Nor does a list of which is told since when its trouble is logged: that is a record's time.
    """
    evidence = tuple(evidence)
    if not any(item.unplaced for item in evidence):
        return None
    known = {item.time for item in evidence if item.time and item.file and not item.unplaced}
    times = {time // instants.SECOND for time in known}
    # Test-EdgeSynchronization tells its own in UTC.
    times |= {at for fact in conclusion.facts if (at := fact.number(_TESTED)) is not None}
    for fact in (*conclusion.facts, *conclusion.bindings.values()):
        told = [item for item in fact.evidence if item.file]
        if told and not any(item.unplaced for item in told):
            times |= {value for value in fact.fields.values() if isinstance(value, int)}
            times.add(fact.time // instants.SECOND)
    local = {item.time for item in evidence if item.time and item.unplaced}
    return frozenset(times - {time // instants.SECOND for time in local - known})


def two_clocks(evidence: Iterable[Evidence]) -> Iterable[str]:
    """Say that times of a server's own clock stand beside others."""
    clocks: dict[bool, str] = {}
    for item in evidence:
        if item.time is not None and item.file:
            clocks.setdefault(item.unplaced, item.file)
    if len(clocks) > 1:
        yield phrase(
            "The times in {local} are local, in a zone that nothing here tells, those in {other} "
            "are in UTC: up to 14 hours lie between the two, so which came first is not proven.",
            local=clocks[True],
            other=clocks[False],
        )
