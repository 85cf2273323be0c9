"""Runs the cases that rules carry: each must end as it says, on every engine."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from certtrail.model.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from certtrail.rulebook.rule import Rulebook
    from certtrail.rulebook.rule_case import RuleCase

_TOKEN: Final = re.compile(r"\$([A-Z][A-Z0-9]*)(?![A-Za-z0-9_])")


FactsT = TypeVar("FactsT")


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a case ended on one engine.

    Attributes:
        rule: the rule's id.
        case: what the case expects and shows, such as `fires: the log ends before the restart`.
        engine: the engine's name.
        passed: whether it ended as it says.
        found: how it ended; if it did not pass, what was expected and found.
    """

    rule: str
    case: str
    engine: str
    passed: bool
    found: str


class HasOutcome(Protocol):
    """How one rule ended on one server."""

    @property
    def rule_id(self) -> str: ...  # noqa: D102
    @property
    def outcome(self) -> Outcome: ...  # noqa: D102
    @property
    def missing(self) -> tuple[str, ...]: ...  # noqa: D102


class HasThumbprints(Protocol):
    """One conclusion."""

    @property
    def rule(self) -> str: ...  # noqa: D102
    @property
    def thumbprints(self) -> tuple[str, ...]: ...  # noqa: D102


class Judgement(Protocol):
    """What an engine gives: the part of an Evaluation that cases look at."""

    @property
    def outcomes(self) -> Sequence[HasOutcome]: ...  # noqa: D102
    @property
    def conclusions(self) -> Sequence[HasThumbprints]: ...  # noqa: D102


def fake_thumbprint(token: str) -> str:
    """Make the thumbprint that a token such as `$X` (or `X`) stands for.

    >>> fake_thumbprint("$X") == fake_thumbprint("X")
    True
    """
    name = token.removeprefix("$")
    return hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest().upper()


def expand_tokens(text: str) -> str:
    """Put thumbprints for the tokens in a text; `$true` and the like are left alone."""
    return _TOKEN.sub(lambda match: fake_thumbprint(match[1]), text)


def run_cases(
    rulebook: Rulebook,
    chain: Callable[[RuleCase], FactsT],
    engines: Mapping[str, Callable[[Rulebook, FactsT], Judgement]],
    ids: Collection[str] = (),
) -> list[CaseResult]:
    """Run every case on every engine; each is judged by its rule and those that it reads.

    Args:
        rulebook: the rules.
        chain: makes the facts of a case, as the tool makes them of logs.
        engines: by name; each judges facts by a rulebook.
        ids: only the cases of these rules; all if there are none.

    Raises:
        KeyError: there is no rule of such an id.
    """
    chosen = [rulebook[rule_id] for rule_id in ids] if ids else rulebook.rules
    results: list[CaseResult] = []
    for rule in chosen:
        small = rulebook.closure(rule.id)
        for case in rule.cases:
            facts = chain(case)
            for name, judge in engines.items():
                wrong = judge_case(rule.id, case, judge(small, facts))
                says = f"{case.expected}: {case.says}"
                results.append(CaseResult(rule.id, says, name, not wrong, wrong or case.expected))
    return results


def judge_case(rule_id: str, case: RuleCase, judgement: Judgement) -> str:
    """Say what is wrong with how a case of a rule ended; empty if nothing is."""
    mine = [each for each in judgement.outcomes if each.rule_id == rule_id]
    ended = {each.outcome for each in mine}
    if Outcome.ERROR in ended:
        return "expected an answer, found an error"
    if Outcome.FIRED in ended:
        found = "fires"
    elif Outcome.CLEAR in ended:
        found = "clear"
    else:
        found = "skipped"
    if found != case.expected:
        missing = sorted({name for each in mine for name in each.missing})
        because = f" (missing: {', '.join(missing)})" if found == "skipped" and missing else ""
        return f"expected `{case.expected}`, found `{found}`{because}"
    if case.thumbprints is None:
        return ""
    wanted = {expand_tokens(token) for token in case.thumbprints}
    named = {
        thumbprint
        for conclusion in judgement.conclusions
        if conclusion.rule == rule_id
        for thumbprint in conclusion.thumbprints
    }
    if named != wanted:
        return f"expected the thumbprints {sorted(wanted)}, found {sorted(named)}"
    return ""
