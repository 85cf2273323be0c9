"""Findings before folding: which one closes or explains which, and what each is shown under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.rulebook.conditions import hold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.inference.conclusions import Conclusion
    from certtrail.model.diagnosis import Finding
    from certtrail.rulebook.rule import Rule


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
        """Tell whether this one is the cause of the other."""
        return other.rule.id in self.rule.explains and self._about_the_same(other)

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
        self._of_rule: dict[str, list[FindingDraft]] = {}
        self._of_key: dict[tuple[str, str], list[FindingDraft]] = {}
        rules: dict[str, Rule] = {}
        for draft in drafts:
            rules[draft.rule.id] = draft.rule
            self._of_rule.setdefault(draft.rule.id, []).append(draft)
            for key in set(draft.finding.thumbprints) or {""}:
                self._of_key.setdefault((draft.rule.id, key), []).append(draft)
        self._naming: dict[str, list[str]] = {}
        for rule in rules.values():
            for named in {*rule.closes, *rule.explains}:
                self._naming.setdefault(named, []).append(rule.id)

    def of(self, draft: FindingDraft) -> Iterator[FindingDraft]:
        """Give those of rules that name its rule and share a thumbprint, or have none."""
        keys = sorted(set(draft.finding.thumbprints))
        for rule in self._naming.get(draft.rule.id, ()):
            if not keys:
                yield from self._of_rule[rule]
                continue
            found = {
                id(other): other
                for key in ("", *keys)
                for other in self._of_key.get((rule, key), ())
            }
            yield from found.values()


def folded(drafts: Sequence[FindingDraft], above: Above) -> dict[str, str]:
    """Choose for each finding the one that it is shown under.

    What closes a finding goes before what explains it, and an unexplained cause before one that
    is itself explained. A circle of rules that explain each other is cut open.
    """
    reasons = {
        draft.finding.id: sorted(
            (not other.closes(draft), -other.finding.severity.rank, other.finding.id)
            for other in above.of(draft)
            if other.closes(draft) or other.explains(draft)
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


def _leads_to(parents: Mapping[str, str], start: str, goal: str) -> bool:
    place: str | None = start
    while place is not None:
        if place == goal:
            return True
        place = parents.get(place)
    return False
