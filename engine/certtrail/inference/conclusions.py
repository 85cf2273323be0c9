"""What a rule says of one server, with every fact behind it; the last step of both engines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.facts import Fact
from certtrail.inference.compile import Item
from certtrail.rulebook.conditions import Ref, value_of
from certtrail.rulebook.model import FINDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.inference.compile import Found
    from certtrail.rulebook.conditions import Constant
    from certtrail.rulebook.model import Rule


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One finding of one rule.

    Attributes:
        rule: the rule's id.
        server: the server; empty for rules across servers and for facts without a server.
        key: the values that its matches agree on; None for a field that is missing.
        bindings: the facts of the last match, by alias. A finding that was read is a fact of
            kind `finding:` and its rule's id, with the evidence of all its facts.
        facts: every fact of every match, in order, each once; a finding stands for its facts.
        fields: what rules that read this finding see.
        thumbprints: those of the last match, in the rule's order, each once.
    """

    rule: str
    server: str
    key: tuple[Constant | None, ...]
    bindings: Mapping[str, Fact]
    facts: tuple[Fact, ...]
    fields: Mapping[str, Constant]
    thumbprints: tuple[str, ...]


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
    rule: Rule, server: str, found: Found, items: Sequence[Item], facts: Sequence[Fact]
) -> Concluded:
    """Build a conclusion.

    Args:
        rule: the rule.
        server: the server, empty across servers.
        found: the folded matches.
        items: what the engine saw, by number.
        facts: every fact, by ordinal.
    """
    numbers = zip((pattern.alias for pattern in rule.patterns), found.last, strict=True)
    bindings = {alias: items[number].fact for alias, number in numbers}
    members = sorted({ordinal for number in found.members for ordinal in items[number].members})
    fields: dict[str, Constant] = {"rule": rule.id, "severity": rule.severity.value}
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
    )
    return Concluded(conclusion, tuple(members))


def conclusion_order(concluded: Concluded) -> tuple[str, str, str]:
    """The order of conclusions: by rule, server and key."""
    conclusion = concluded.conclusion
    key = [(type(value).__name__, value) for value in conclusion.key]
    return conclusion.rule, conclusion.server, repr(key)


def gather(base: Sequence[Item], concluded: Iterable[Concluded]) -> list[Item]:
    """Put facts and findings in one order and number them."""
    ranked = [(item.ordinal, ("", "", ""), item) for item in base]
    ranked.extend((each.members[-1], conclusion_order(each), each.as_item()) for each in concluded)
    ranked.sort(key=lambda entry: entry[:2])
    return [
        Item(number, item.ordinal, item.seconds, item.fact, item.members)
        for number, (_, _, item) in enumerate(ranked)
    ]
