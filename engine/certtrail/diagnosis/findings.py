"""Findings: an evaluation in, what the report shows of it out, causes folded."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.asked_once import aims, asked_once
from certtrail.diagnosis.finding_times import beside_it, placed, sighted, since_of, two_clocks
from certtrail.diagnosis.folded import Above, FindingDraft, as_grave, folded
from certtrail.diagnosis.from_pictures import less_sure
from certtrail.diagnosis.known import NOTHING_KNOWN, Known
from certtrail.diagnosis.not_of_servers import only_limits
from certtrail.diagnosis.told_risks import risks_of_steps, with_risks
from certtrail.diagnosis.waning import waned
from certtrail.facts.capabilities import capability, channel_capability
from certtrail.model.diagnosis import Finding
from certtrail.model.log_order import in_log_order
from certtrail.model.vocabulary import Outcome
from certtrail.rulebook.conditions import Ref, hold
from certtrail.rulebook.rule_texts import render
from certtrail.rulebook.text_values import FOUND, SELF, About, Values
from certtrail.text import instants
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.diagnosis.asked_once import Aim
    from certtrail.inference.conclusions import Conclusion
    from certtrail.model.fact import Evidence, Fact
    from certtrail.rulebook.rule import Rule, Rulebook
    from certtrail.rulebook.rule_texts import RuleText

# Set by a rule about several servers: the one that its verdict is of.
_CULPRIT: Final = "culprit"
_HELD_UP: Final = "held_up"
_THUMBPRINT: Final = re.compile(r"[0-9A-F]{40}", re.ASCII)


def findings_of(
    rulebook: Rulebook, conclusions: Iterable[Conclusion], known: Known = NOTHING_KNOWN
) -> tuple[Finding, ...]:
    """Write every conclusion out and fold them, as `findings_and_aims` does, and give these."""
    return findings_and_aims(rulebook, conclusions, known)[0]


def findings_and_aims(
    rulebook: Rulebook, conclusions: Iterable[Conclusion], known: Known
) -> tuple[tuple[Finding, ...], Mapping[str, Sequence[Aim]]]:
    """Write every conclusion out and fold those that others explain; worst first.

    Args:
        rulebook: the rules.
        conclusions: of all of them.
        known: what is known of the case beside them.

    Returns:
        The findings, and what each line of a remedy is for, by the id of the finding.
    """
    rules = {rule.id: rule for rule in rulebook.rules}
    aimed: dict[str, tuple[Aim, ...]] = {}
    drafts = []
    for conclusion in conclusions:
        rule = rules[conclusion.rule]
        now, due = _written(rule, conclusion, known)
        written, aim = known.of_today(now, due)
        aimed[written.id] = aim
        weighed = less_sure(waned(written, conclusion), conclusion, known.pictures)
        drafts.append(FindingDraft(weighed, rule, conclusion))
    above = Above(drafts)
    closed = {
        draft.finding.id
        for draft in drafts
        if any(other.closes(draft) for other in above.of(draft))
    }
    parents = folded(drafts, above, closed)
    findings = [
        replace(
            draft.finding,
            explained_by=parents.get(draft.finding.id),
            verdict=None if draft.finding.id in closed else draft.finding.verdict,
            over=draft.finding.id in closed,
        )
        for draft in drafts
    ]
    return asked_once(sorted(as_grave(findings), key=_report_order), aimed), aimed


def _report_order(finding: Finding) -> tuple[object, ...]:
    return (
        finding.explained_by is not None,
        only_limits(finding),
        -finding.severity.rank,
        finding.server or "",
        finding.rule,
        finding.id,
    )


def _written(rule: Rule, conclusion: Conclusion, known: Known) -> tuple[Finding, tuple[Aim, ...]]:
    able = _able(conclusion, known.capabilities)
    evidence = _evidence(conclusion)
    times = sighted(rule, conclusion, evidence)
    first, last = (times[0], times[-1]) if times else (None, None)
    others = beside_it(rule, conclusion)
    members = [fact for fact in conclusion.facts if fact not in others]
    count = _records(members)
    servers = conclusion.servers
    since = since_of(rule, conclusion, first, last)
    about = About(
        (first or 0) // instants.SECOND,
        (last or 0) // instants.SECOND,
        count,
        conclusion.server,
        ", ".join(servers),
        placed(conclusion, evidence),
        known.subscribed,
        ((first if since is None else since) or 0) // instants.SECOND,
    )
    of_servers = known.sorts, known.over, known.kept, known.sent
    values = Values(conclusion.bindings, about, *of_servers, members)
    sayable = partial(_sayable, conclusion=conclusion, values=values)
    remedy = sayable(rule.remedy)
    lacking = tuple(
        capability(name) for name in rule.improves_with if able is not None and name not in able
    )
    finding = Finding(
        id=_identity(conclusion, servers),
        rule=rule.id,
        title=phrase(rule.title),
        server=conclusion.server or None,
        servers=servers,
        outcome=Outcome.FIRED,
        severity=conclusion.severity,
        confidence=conclusion.confidence,
        basis=rule.basis,
        verdict=conclusion.verdict,
        thumbprints=tuple(t for t in conclusion.thumbprints if _THUMBPRINT.fullmatch(t)),
        first=first,
        last=last,
        count=count,
        cause=sentences(
            *with_risks(rule.steps.texts([rule.cause]), values), *_reasons(rule, conclusion, about)
        ),
        impact=sentences(*with_risks(rule.steps.texts([rule.impact]), values)),
        remedy=tuple(render(text, values) for text in remedy),
        questions=tuple(with_risks(sayable(_open(rule.questions, able, values)), values)),
        confirm=tuple(with_risks(sayable(rule.confirm, changed=True), values)),
        gaps=(
            *with_risks(sayable(rule.gaps), values),
            *two_clocks(evidence),
            *_not_at_hand(lacking),
        ),
        surer_with=lacking,
        culprits=tuple(name for name in servers if name == conclusion.fields.get(_CULPRIT)),
        held_up=_held_up(rule, conclusion, servers),
        references=rule.references,
        explained_by=None,
        evidence=evidence,
        risks=tuple(risks_of_steps(remedy)),
        since=since,
        unplaced=tuple(
            name
            for name, at in (("first", first), ("last", last), ("since", since))
            if at is not None
            and about.placed is not None
            and at // instants.SECOND not in about.placed
        ),
    )
    return finding, aims(remedy, values, servers)


def _held_up(rule: Rule, conclusion: Conclusion, servers: Sequence[str]) -> tuple[str, ...]:
    """Give the servers whose own mail does not go: of each match, not of the last one alone."""
    told = rule.sets.get(_HELD_UP)
    names = {conclusion.fields.get(_HELD_UP)}
    last = conclusion.bindings.get(told.alias) if isinstance(told, Ref) else None
    if last is not None:
        alike = {fact.server for fact in conclusion.facts if fact.kind == last.kind}
        names |= alike - {conclusion.fields.get(_CULPRIT)}
    return tuple(name for name in servers if name in names)


def _records(facts: Sequence[Fact]) -> int:
    """Count the records behind facts: those that several tell of once, lists only by themselves."""
    timed = [fact for fact in facts if any(item.time is not None for item in fact.evidence)]
    counts: list[int] = []  # of each fact; of those that share records, the first has the most
    joined: list[int] = []
    first: dict[Evidence, int] = {}

    def leader(at: int) -> int:
        while joined[at] != at:
            joined[at] = at = joined[joined[at]]
        return at

    for number, fact in enumerate(timed or facts):
        told = fact.number("count")
        counts.append(len(fact.evidence) if told is None else told)
        joined.append(number)
        for item in fact.evidence:
            one, other = leader(first.setdefault(item, number)), leader(number)
            if one != other:
                counts[one] = max(counts[one], counts[other])
                joined[other] = one
    return sum(count for at, count in enumerate(counts) if joined[at] == at)


def _able(
    conclusion: Conclusion, capabilities: Mapping[str, frozenset[str]]
) -> frozenset[str] | None:
    """Tell what could be looked at: of all servers that it is about, and what it cites itself."""
    about = {fact.server for fact in conclusion.facts}
    servers = {conclusion.server} if conclusion.server else about
    known = [able for name in servers if (able := capabilities.get(name)) is not None]
    if not known:
        return None
    cited = {
        channel_capability(item.channel) for fact in conclusion.facts for item in fact.evidence
    }
    fleet = capabilities.get("", frozenset())
    return frozenset.intersection(*known) | cited | fleet


def _sayable(
    texts: Sequence[RuleText], conclusion: Conclusion, values: Values, *, changed: bool = False
) -> list[RuleText]:
    """Leave out the entries about facts that are not there, and those that a fact makes wrong.

    Of a step the lines are chosen that are for the sort of server that it is about. What is looked
    at when something was `changed` is to be seen again, whatever was sent.
    """
    bound = {"", SELF, *conclusion.bindings}
    lacking = {
        text.entry
        for text in texts
        if not text.needs <= bound
        or text.unless & bound
        or not hold(text.where, conclusion.bindings)
    }
    found: list[RuleText] = []
    changing: int | None = None
    for text in texts:
        now = changed or (changing is not None and changing < text.entry)
        if text.entry in lacking or not text.fits(values, changed=now):
            continue
        found.append(text)
        if changing is None and text.risks:
            changing = text.entry
    return found


def _open(
    questions: Sequence[RuleText], able: frozenset[str] | None, values: Values
) -> list[RuleText]:
    """Leave out the questions that the evidence answers; what is older answers none."""
    known = able or frozenset()
    return [
        each
        for each in questions
        if not each.answered_by or not each.answered_by <= known or values.older(each.answered_by)
    ]


def _reasons(rule: Rule, conclusion: Conclusion, about: About) -> Iterable[str]:
    """Say why the evidence made it weigh more or less."""
    for template, fact in conclusion.because:
        bindings = conclusion.bindings if fact is None else {**conclusion.bindings, FOUND: fact}
        yield from with_risks(rule.steps.texts([template]), Values(bindings, about))


def _not_at_hand(lacking: Sequence[str]) -> Iterable[str]:
    """Say what would make a finding surer and was not sent."""
    if lacking:
        yield phrase(
            "It would be surer with {names}, which is not among the exports, or not whole.",
            names=lacking,
        )


def _evidence(conclusion: Conclusion) -> tuple[Evidence, ...]:
    return in_log_order(dict.fromkeys(i for fact in conclusion.facts for i in fact.evidence))


def _identity(conclusion: Conclusion, servers: Sequence[str]) -> str:
    """Name a finding the same way each time: its rule, server and a digest of its key."""
    key = repr((conclusion.key, conclusion.server, servers)).encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(key).hexdigest()[:10]
    where = re.sub(r"[^A-Za-z0-9.-]+", "-", conclusion.server)[:64] or "fleet"
    return f"{conclusion.rule}/{where.lower()}/{digest}"
