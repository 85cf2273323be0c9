"""What a rule says of one server, with every fact behind it; the last step of both engines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.inference.adjusting import adjust, beside
from certtrail.inference.compile import Item
from certtrail.inference.counting import counted
from certtrail.model.fact import Fact
from certtrail.rulebook.conditions import Ref, value_of
from certtrail.rulebook.pattern import FINDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.inference.adjusting import VisibleItems
    from certtrail.inference.compile import FoldedMatches
    from certtrail.model.vocabulary import Confidence, Severity, Verdict
    from certtrail.rulebook.conditions import Constant
    from certtrail.rulebook.rule import Rule
    from certtrail.rulebook.rule_texts import RuleText


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One finding of one rule.

    Attributes:
        rule: the rule's id.
        server: the server; empty for rules across servers and for facts without a server.
        key: the values that its matches agree on; None for a field that is missing.
        bindings: the facts of the last match, and what was found besides, by alias. A finding that
            was read is a fact of kind `finding:` and its rule's id, with the evidence of all its
            facts.
        facts: every fact of every match, in order, each once; a finding stands for its facts.
        fields: what rules that read this finding see.
        severity, confidence, verdict: the rule's, as the evidence has changed them.
        because: why it has, each a text and the fact that it was for, if any.
        servers: those of what the rule looks for, sorted; what stands beside may be of others.
        thumbprints: those of the last match, in the rule's order, each once.
    """

    rule: str
    server: str
    key: tuple[Constant | None, ...]
    bindings: Mapping[str, Fact]
    facts: tuple[Fact, ...]
    fields: Mapping[str, Constant]
    thumbprints: tuple[str, ...]
    severity: Severity
    confidence: Confidence
    verdict: Verdict | None = None
    because: tuple[tuple[RuleText, Fact | None], ...] = ()
    servers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concluded:
    """A conclusion with the ordinals of its facts, ready to be read by further rules."""

    conclusion: Conclusion
    members: tuple[int, ...]

    def as_item(self) -> Item:
        """Make the fact that further rules read; its number is given when items are gathered."""
        conclusion = self.conclusion
        last = conclusion.facts[-1]
        evidence = dict.fromkeys(each for fact in conclusion.facts for each in fact.evidence)
        fact = Fact(
            kind=FINDING + conclusion.rule,
            server=conclusion.server,
            time=last.time,
            fields=conclusion.fields,
            evidence=tuple(evidence),
        )
        seconds = value_of(fact, "time")
        assert isinstance(seconds, int)  # noqa: S101 - the time of a fact always is
        return Item(-1, self.members[-1], seconds, fact, self.members)


def conclude(
    rule: Rule,
    server: str,
    found: FoldedMatches,
    items: Sequence[Item],
    seen: VisibleItems,
    facts: Sequence[Fact] | Mapping[int, Fact],
) -> Concluded:
    """Build a conclusion.

    Args:
        rule: the rule.
        server: the server, empty across servers.
        found: the folded matches.
        items: what the engine saw, by number.
        seen: the same, to look for what adjusts a finding.
        facts: every fact, by ordinal.
    """
    numbers = zip((pattern.alias for pattern in rule.patterns), found.last, strict=True)
    bindings = {alias: items[number].fact for alias, number in numbers}
    adjusted = adjust(rule, bindings, seen)
    also = beside(rule, bindings, seen)
    bindings |= {alias: item.fact for alias, item in also.items()}
    numbered = {*found.members, *(item.number for item in (*adjusted.items, *also.values()))}
    sought = {
        facts[ordinal].server for number in found.members for ordinal in items[number].members
    }
    members = sorted({ordinal for number in numbered for ordinal in items[number].members})
    fields: dict[str, Constant] = {"rule": rule.id, "severity": adjusted.severity.value}
    for name, value in rule.sets.items():
        known = value_of(bindings[value.alias], value.field) if isinstance(value, Ref) else value
        if known is not None:
            fields[name] = known
    thumbprints = (value_of(bindings[ref.alias], ref.field) for ref in rule.thumbprints)
    conclusion = Conclusion(
        rule=rule.id,
        server=server,
        key=found.key,
        bindings=bindings,
        facts=tuple(facts[ordinal] for ordinal in members),
        fields=fields,
        thumbprints=tuple(dict.fromkeys(each for each in thumbprints if isinstance(each, str))),
        severity=adjusted.severity,
        confidence=adjusted.confidence,
        verdict=adjusted.verdict,
        because=adjusted.because,
        servers=tuple(sorted(sought - {""})),
    )
    return Concluded(conclusion, tuple(members))


def conclusion_order(concluded: Concluded) -> tuple[str, str, str]:
    """The order of conclusions: by rule, server and key."""
    conclusion = concluded.conclusion
    key = [(type(value).__name__, value) for value in conclusion.key]
    return conclusion.rule, conclusion.server, repr(key)


def gather(
    base: Sequence[Item], concluded: Iterable[Concluded], rules: Iterable[Rule]
) -> list[Item]:
    """Put facts, findings and what rules count of them in one order and number them."""
    ranked = [(("", "", ""), item) for item in base]
    ranked += [(conclusion_order(each), each.as_item()) for each in concluded]
    ordered = _in_order(ranked)
    made = counted(rules, ordered)
    return _in_order([*ranked, *made]) if made else ordered


def _in_order(ranked: list[tuple[tuple[str, str, str], Item]]) -> list[Item]:
    ranked.sort(key=lambda entry: (entry[1].ordinal, entry[0]))
    return [
        Item(number, item.ordinal, item.seconds, item.fact, item.members)
        for number, (_, item) in enumerate(ranked)
    ]
