"""Findings that rest on exports alone, which have no time; with what the logs tell of it, out.

A list of certificates or connectors says what is so, and not since when. The logs may: by what such
a finding explains, or by the last act on its certificate.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.facts.reply_times import is_undated_reply
from certtrail.text.filters import clean
from certtrail.text.instants import SECOND, clock_time
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from certtrail.model.diagnosis import Finding
    from certtrail.model.fact import Evidence, Fact


def dated(findings: Sequence[Finding], facts: Iterable[Fact]) -> tuple[Finding, ...]:
    """Give findings without a time the onset of what they explain, and the last act about them.

    Args:
        findings: all of a diagnosis.
        facts: of all servers.
    """
    if all(finding.first is not None for finding in findings):
        return tuple(findings)
    facts = list(facts)
    replies = {line for fact in facts if is_undated_reply(fact) for line in fact.evidence}
    below: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.explained_by is not None and finding.onset is not None and not finding.over:
            below.setdefault(finding.explained_by, []).append(finding)
    acts: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        if fact.kind == "certificate-action" and fact.text("result") == "success" and fact.time > 0:
            key = fact.server, fact.text("thumbprint")
            acts[key] = max(acts.get(key, fact), fact, key=lambda act: act.time)
    return tuple(
        finding
        if finding.first is not None
        else _with_act(_with_onset(finding, _dating(finding, below, replies)), acts)
        for finding in findings
    )


def _dating(
    finding: Finding, below: Mapping[str, Sequence[Finding]], replies: AbstractSet[Evidence]
) -> Sequence[Finding]:
    """Give what a finding explains, where that tells since when it is so: it says nothing of the
    hour of a reply that has none.
    """
    undated = [item for item in finding.evidence if item.time is None]
    told = bool(undated) and all(item in replies for item in undated)
    return () if told else below.get(finding.id, ())


def _with_onset(finding: Finding, below: Sequence[Finding]) -> Finding:
    if not below or finding.since is not None:
        return finding
    first = min(below, key=lambda other: other.onset or 0)
    name = "first" if first.since is None else "since"
    unplaced = ("since",) if name in first.unplaced else ()
    return replace(finding, since=first.onset, unplaced=(*finding.unplaced, *unplaced))


def _with_act(finding: Finding, acts: dict[tuple[str, str], Fact]) -> Finding:
    known = [
        act
        for server in finding.servers
        for thumbprint in finding.thumbprints
        if (act := acts.get((server, thumbprint))) is not None
    ]
    if not known:
        return finding
    act = max(known, key=lambda other: other.time)
    seconds = act.time // SECOND * SECOND
    unplaced = any(item.unplaced for item in act.evidence)
    # The rule may have told of it already.
    if any(item in finding.evidence for item in act.evidence):
        return finding
    told = phrase(
        "What the logs show last of {thumbprint}: {cmdlet} on {server} at {time|time}[[, by "
        "{user|name}]].",
        thumbprint=act.text("thumbprint"),
        cmdlet=clean(act.text("cmdlet") or act.text("verb")),
        server=act.server,
        time=clock_time(seconds, unplaced=unplaced),
        user=act.text("user") or None,
    )
    evidence = sorted({*finding.evidence, *act.evidence}, key=lambda item: item.order)
    return replace(finding, cause=sentences(finding.cause, told), evidence=tuple(evidence))
