"""Trying a rule: its YAML and a case in; what it finds, and where it fails to, out.

It walks through `when` entry by entry: how many facts of the kind there are, how many meet the
entry's own conditions, how many fit what was bound before; where none does, which condition was
met least, with the fact that came closest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.case.certificate_frames import frame_of, html_table
from certtrail.case.frames import findings_frame
from certtrail.diagnosis.findings import findings_of
from certtrail.diagnosis.known import Known
from certtrail.facts.server_kinds import sorts_of
from certtrail.inference.evaluate import Evaluator
from certtrail.model.errors import InputError
from certtrail.rulebook.conditions import hold
from certtrail.rulebook.pattern import FINDING
from certtrail.rulebook.sound import sound_rulebook
from certtrail.text.display import visible
from certtrail.text.instants import SECOND
from certtrail.text.notebook_html import block, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from certtrail.case.live import Case
    from certtrail.model.fact import Fact
    from certtrail.rulebook.pattern import Pattern
    from certtrail.rulebook.rule import Rule

_NAME: Final = r"([a-z0-9-]+)\Z"
_ID: Final = re.compile(r"^id:\s*([a-z0-9-]+)\s*$", re.MULTILINE)
_MOST: Final = 300  # partial matches that are followed
OUTCOMES: Final[Mapping[str, str]] = {
    "server": "string",
    "outcome": "string",
    "missing": "string",
}
STEPS: Final[Mapping[str, str]] = {
    "alias": "string",
    "fact": "string",
    "facts": "Int64",
    "meet_own_conditions": "Int64",
    "fit_the_rest": "Int64",
    "fails_at": "string",
    "closest": "string",
}


@dataclass(frozen=True, slots=True, repr=False)
class Tried:
    """What became of a rule.

    Attributes:
        rule: its id.
        findings: a frame as of `Case.findings`.
        outcomes: how it ended on each server, and what it lacked where it could not look;
            columns as in `OUTCOMES`.
        steps: a row for each entry of `when`; columns as in `STEPS`. `fails_at` is the condition
            that the fewest facts met, `closest` a line of the fact that met most.
    """

    rule: str
    findings: pd.DataFrame
    outcomes: pd.DataFrame
    steps: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Tried {self.rule}: {len(self.findings)} findings>"

    def _repr_html_(self) -> str:
        found = len(self.findings)
        return block(
            f"<p><b>{shown(self.rule)}</b>: {found} finding{'' if found == 1 else 's'}</p>"
            f"{html_table(self.outcomes)}{html_table(self.steps)}"
        )


def try_rule(rule: str, case: Case) -> Tried:
    """Try a rule on a case.

    Args:
        rule: the YAML of one, which may read the findings of shipped rules and takes the place of
            the shipped rule of its id; or only the id of a shipped rule.
        case: an open case, not a saved one.

    Raises:
        InputError: the text has no id, or there is no rule of that id.
        RulebookError: the rule is wrong; lists every problem with its place.
    """
    shipped = "\n" not in rule
    found = re.match(_NAME, rule) if shipped else _ID.search(rule)
    if found is None:
        raise InputError("expected a rule with a line such as `id: my-rule`, found none.")
    name = found[1]
    rulebook = sound_rulebook(cases=False, tried=None if shipped else {name: rule})
    if not any(known.id == name for known in rulebook.rules):
        raise InputError(f"expected the id of a shipped rule, or a rule as YAML, found {name}.")
    facts = case.analysis.facts
    closure = rulebook.closure(name)
    with Evaluator(closure, "plain") as evaluator:
        evaluation = evaluator.evaluate(facts.facts, facts.capabilities)
    conclusions = [one for one in evaluation.conclusions if one.rule == name]
    findings = findings_of(
        closure, conclusions, Known(facts.capabilities, sorts=sorts_of(facts.facts))
    )
    steps = steps_of(rulebook[name], facts.facts)
    outcomes = [
        {
            "server": outcome.server or None,
            "outcome": str(outcome.outcome),
            "missing": "; ".join(outcome.missing) or None,
        }
        for outcome in evaluation.outcomes
        if outcome.rule_id == name
    ]
    return Tried(name, findings_frame(findings), frame_of(outcomes, OUTCOMES), steps)


def steps_of(rule: Rule, facts: Sequence[Fact]) -> pd.DataFrame:
    """Walk through the entries of a rule; columns as in `STEPS`."""
    return frame_of(list(_steps(rule, facts)), STEPS)


def _steps(rule: Rule, facts: Sequence[Fact]) -> Iterator[dict[str, object]]:
    fleet = rule.scope == "fleet"
    bound: list[dict[str, Fact]] = [{}]  # partial matches so far
    for pattern in rule.patterns:
        if not pattern.hidden:
            row, bound = _step(pattern, bound, facts, fleet=fleet)
            yield row
    for pattern in rule.absent:
        row, _ = _step(pattern, bound, facts, fleet=fleet)
        yield {**row, "alias": "absent", "fails_at": None, "closest": None}


def _step(
    pattern: Pattern, before: list[dict[str, Fact]], facts: Sequence[Fact], *, fleet: bool
) -> tuple[dict[str, object], list[dict[str, Fact]]]:
    """Tell how far the facts of one entry get, and give the partial matches with them."""
    row: dict[str, object] = {"alias": pattern.alias, "fact": pattern.of}
    if any(each.of.startswith(FINDING) or each.count for each in pattern.alternatives):
        return {**row, "fails_at": "(findings and counts are not followed)"}, before
    kinds = {each.kind for each in pattern.alternatives}
    mine = [fact for fact in facts if fact.kind in kinds]
    meeting = fitting = 0
    after: list[dict[str, Fact]] = []
    failures: dict[str, Fact] = {}
    for fact in mine:
        reason = _why_not(pattern, fact, {}, joins=False, fleet=fleet)
        if reason is not None:
            failures.setdefault(reason, fact)
            continue
        meeting += 1
        fits = False
        for bound in before:
            reason = _why_not(pattern, fact, bound, joins=True, fleet=fleet)
            if reason is None:
                fits = True
                if len(after) < _MOST:
                    after.append({**bound, pattern.alias: fact})
            else:
                failures.setdefault(reason, fact)
        fitting += fits
    row |= {"facts": len(mine), "meet_own_conditions": meeting, "fit_the_rest": fitting}
    if not mine:
        row["fails_at"] = "(there is no such fact)"
    elif not before:
        row["fails_at"] = "(nothing before it matched)"
    elif not fitting:
        # The condition that is judged last was reached by the facts that met all before it.
        order = _conditions(pattern)
        reason = max(failures, key=lambda each: order.index(each) if each in order else -1)
        row |= {"fails_at": reason, "closest": _line(failures[reason])}
    return row, after


def _conditions(pattern: Pattern) -> list[str]:
    texts = [one.text for each in pattern.alternatives for one in each.conditions]
    return [*texts, "server", *_orders(pattern)]


def _orders(pattern: Pattern) -> list[str]:
    after = [f"after: {alias}" for alias in pattern.follows]
    before = [f"before: {alias}" for alias in pattern.precedes]
    return [*after, *before, *(["within"] if pattern.within else [])]


def _why_not(
    pattern: Pattern, fact: Fact, bound: Mapping[str, Fact], *, joins: bool, fleet: bool
) -> str | None:
    """Give the first condition that a fact does not meet, of the alternative that gets furthest."""
    reasons = [
        _first_failing(each, fact, bound, joins=joins, fleet=fleet)
        for each in pattern.alternatives
        if each.kind == fact.kind
    ]
    return None if None in reasons else next(iter(reasons), "kind")


def _first_failing(
    pattern: Pattern, fact: Fact, bound: Mapping[str, Fact], *, joins: bool, fleet: bool
) -> str | None:
    bindings = {**bound, pattern.alias: fact, "": fact}
    ordered = sorted(pattern.conditions, key=lambda each: each.joins)
    for condition in ordered:
        if (joins or not condition.joins) and not hold((condition,), bindings):
            return condition.text
    if not joins:
        return None
    # Rules of a fleet join on the server as they need, in their conditions.
    if not fleet and any(other.server != fact.server for other in bound.values()):
        return "server"
    for alias in pattern.follows:
        if alias in bound and not fact.time > bound[alias].time:
            return f"after: {alias}"
    for alias in pattern.precedes:
        if alias in bound and not fact.time < bound[alias].time:
            return f"before: {alias}"
    near = [bound[alias] for alias in (*pattern.follows, *pattern.precedes) if alias in bound]
    if pattern.within and any(_apart(fact, other) > pattern.within for other in near):
        return "within"
    return None


def _apart(one: Fact, other: Fact) -> int:
    return abs(one.time - other.time) // SECOND


def _line(fact: Fact) -> str:
    lines: Iterable[str] = (item.line for item in fact.evidence)
    return visible(next(iter(lines), f"{fact.kind} of {fact.server}"))
