"""Findings before folding: which one closes or explains which, and what each is shown under."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.model.vocabulary import Verdict
from certtrail.rulebook.conditions import hold
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from certtrail.inference.conclusions import Conclusion
    from certtrail.model.diagnosis import Finding
    from certtrail.rulebook.rule import Rule

_WORST_FIRST: Final = (Verdict.BROKEN, Verdict.AT_RISK)
_BEFORE: Final = 30 * 86_400 * SECOND
_AFTER: Final = 90 * 86_400 * SECOND


@dataclass(frozen=True, slots=True)
class FindingDraft:
    """A finding before folding, with what folding needs of its rule."""

    finding: Finding
    rule: Rule
    conclusion: Conclusion

    def closes(self, other: FindingDraft) -> bool:
        """Tell whether this one ends what the other found."""
        return (
            other.rule.id in self.rule.closes
            and self._about_the_same(other)
            and (other.finding.last or 0) <= (self.finding.last or 0)
            and hold(self.rule.closes_when, self.conclusion.bindings)
        )

    def explains(self, other: FindingDraft) -> bool:
        """Tell whether this one is the cause of the other.

        What was over long before it began, or began long after its last sign, is another story of
        the same kind, and was mended in between.
        """
        return (
            other.rule.id in self.rule.explains
            and self._about_the_same(other)
            and not self._of_another_time(other)
        )

    def _of_another_time(self, other: FindingDraft) -> bool:
        mine, theirs = self.finding, other.finding
        if mine.first is None or mine.last is None or theirs.first is None or theirs.last is None:
            return False
        # An effect can show itself late, as at the next restart; it hardly shows before its cause.
        begun = mine.first if mine.onset is None else min(mine.first, mine.onset)
        return theirs.last < begun - _BEFORE or theirs.first > mine.last + _AFTER

    def _about_the_same(self, other: FindingDraft) -> bool:
        mine, theirs = self.finding, other.finding
        if other is self or not set(theirs.servers) <= set(mine.servers):
            return False
        if self._told_apart(other):
            return False
        shared = set(mine.thumbprints) & set(theirs.thumbprints)
        return bool(shared) or not mine.thumbprints or not theirs.thumbprints

    def _told_apart(self, other: FindingDraft) -> bool:
        """Tell whether what both rules set is not the same, such as the name looked for."""
        mine, theirs = self.conclusion.fields, other.conclusion.fields
        names = self.rule.sets.keys() & other.rule.sets.keys() & mine.keys() & theirs.keys()
        return any(str(mine[name]).casefold() != str(theirs[name]).casefold() for name in names)


class Above:
    """Finds what may close or explain a finding, without holding each against each."""

    def __init__(self, drafts: Iterable[FindingDraft]) -> None:
        # By rule, a server that it is on and a thumbprint of it; None for any of them.
        self._of: dict[tuple[str, str | None, str | None], list[FindingDraft]] = {}
        rules: dict[str, Rule] = {}
        for draft in drafts:
            rules[draft.rule.id] = draft.rule
            for server in (None, *dict.fromkeys(draft.finding.servers)):
                for key in (None, *(dict.fromkeys(draft.finding.thumbprints) or ("",))):
                    self._of.setdefault((draft.rule.id, server, key), []).append(draft)
        self._naming: dict[str, list[str]] = {}
        for rule in rules.values():
            for named in {*rule.closes, *rule.explains}:
                self._naming.setdefault(named, []).append(rule.id)

    def of(self, draft: FindingDraft) -> Iterator[FindingDraft]:
        """Give those of rules that name its rule, are on one of its servers, and share a thumbprint
        or have none.
        """
        keys = sorted(set(draft.finding.thumbprints))
        server = next(iter(draft.finding.servers), None)
        for rule in self._naming.get(draft.rule.id, ()):
            found = {
                id(other): other
                for key in (("", *keys) if keys else (None,))
                for other in self._of.get((rule, server, key), ())
            }
            yield from found.values()


def folded(
    drafts: Sequence[FindingDraft], above: Above, closed: Collection[str] = ()
) -> dict[str, str]:
    """Choose for each finding the one that it is shown under.

    What closes a finding goes before what explains it, and an unexplained cause before one that
    is itself explained. What is over explains nothing that is not. A circle of rules that explain
    each other is cut open.

    Args:
        drafts: all findings.
        above: the same, to look for what is above one.
        closed: the ids of those that are over.
    """
    reasons = {
        draft.finding.id: sorted(
            (not other.closes(draft), -other.finding.severity.rank, other.finding.id)
            for other in above.of(draft)
            if other.closes(draft)
            or (
                other.explains(draft)
                and (draft.finding.id in closed or other.finding.id not in closed)
            )
        )
        for draft in drafts
    }
    parents: dict[str, str] = {}
    for name in sorted(reasons):
        options = sorted(
            reasons[name], key=lambda option: (option[0], bool(reasons[option[2]]), option)
        )
        for *_, parent in options:
            if not _leads_to(parents, parent, name):
                parents[name] = parent
                break
    return parents


def as_grave(findings: Iterable[Finding]) -> list[Finding]:
    """Give findings that explain others at least the severity and the verdict of those.

    What causes an outage is no smaller matter than the outage; of what is over nothing is left. Of
    several servers the verdict stays with the one that it is about.
    """
    found = {finding.id: finding for finding in findings}
    for finding in list(found.values()):
        above, seen = found.get(finding.explained_by or ""), {finding.id}
        while above is not None and above.id not in seen and not (finding.over or above.over):
            seen.add(above.id)
            found[above.id] = _at_least(above, finding)
            above = found.get(above.explained_by or "")
    return list(found.values())


def witnessed(finding: Finding, server: str, named: Mapping[str, Finding]) -> Finding | None:
    """Give the finding by which one of its servers only tells of another's trouble; else None.

    Args:
        finding: of several servers or of one.
        server: one of them.
        named: all findings, by their ids; what explains a finding says whose fault it is, too.
    """
    at: Finding | None = finding
    seen: set[str] = set()
    while at is not None and at.id not in seen:
        if at.culprits and server not in at.culprits:
            return named.get(at.id, at)
        seen.add(at.id)
        at = named.get(at.explained_by or "")
    return None


def as_of_server(finding: Finding, server: str, named: Mapping[str, Finding]) -> Finding:
    """Give a finding with the verdict that it is of one of its servers.

    One that only tells of another server's trouble is not broken by it, nor by what that explains
    on its own side; mail between the two is at risk. One whose own mail is held up by it is.

    Args:
        finding: of several servers or of one.
        server: one of them.
        named: all findings, by their ids.
    """
    fault = witnessed(finding, server, named)
    if finding.verdict is Verdict.BROKEN and fault is not None and server not in fault.held_up:
        return replace(finding, verdict=Verdict.AT_RISK)
    return finding


def _at_least(above: Finding, below: Finding) -> Finding:
    severity = max(above.severity, below.severity, key=lambda one: one.rank)
    if not set(above.servers) <= set(below.servers):
        return replace(above, severity=severity)
    told = [one for one in (above.verdict, below.verdict) if one is not None]
    return replace(
        above, severity=severity, verdict=min(told, key=_WORST_FIRST.index, default=None)
    )


def _leads_to(parents: Mapping[str, str], start: str, goal: str) -> bool:
    place: str | None = start
    while place is not None:
        if place == goal:
            return True
        place = parents.get(place)
    return False
