"""Cases of rules: how they are run, judged, and written for editors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import jsonschema
import pytest
import yaml

from certtrail.model.vocabulary import Outcome
from certtrail.rulebook import Rulebook, RuleCase, load_rulebook, parse_rulebook
from certtrail.rulebook.cases import expand_tokens, fake_thumbprint, run_cases
from certtrail.rulebook.loading import OTHERS
from certtrail.rulebook.rule_case import CaseEvent
from certtrail.rulebook.rule_schema import rule_schema
from certtrail.rulebook.yaml_files import load_file, rules_root, yaml_files
from tests.rulebook.examples import GOOD


@dataclass(frozen=True)
class Ended:
    """How a rule ended."""

    outcome: Outcome
    rule_id: str = "certificate-lost"
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Concluded:
    """What a rule concluded."""

    thumbprints: tuple[str, ...]
    rule: str = "certificate-lost"


@dataclass(frozen=True)
class Judged:
    """What an engine says."""

    outcomes: list[Ended] = field(default_factory=list)
    conclusions: list[Concluded] = field(default_factory=list)


def run(judged: Judged) -> list[tuple[bool, str]]:
    """Run the good rule's two cases (the first fires with $X, the second is clear)."""

    def judge(rulebook: Rulebook, facts: str) -> Judged:
        assert [rule.id for rule in rulebook.rules] == ["certificate-lost"]
        assert facts in ("it was in use and is not any more", "nothing was written")
        return judged

    def chain(case: RuleCase) -> str:
        return case.says

    results = run_cases(parse_rulebook({"certificate-lost.yaml": GOOD}), chain, {"one": judge})
    assert [each.case.partition(":")[0] for each in results] == ["fires", "clear"]
    return [(each.passed, each.found) for each in results]


def test_fired() -> None:
    """A finding of the right thumbprints passes the case that fires, and fails the other."""
    fired = Judged([Ended(Outcome.FIRED)], [Concluded((fake_thumbprint("$X"),))])
    assert run(fired) == [(True, "fires"), (False, "expected `clear`, found `fires`")]


def test_other_thumbprints() -> None:
    """A finding of other thumbprints does not pass."""
    other = Judged([Ended(Outcome.FIRED)], [Concluded(("Y",))])
    passed, found = run(other)[0]
    assert not passed
    assert found == f"expected the thumbprints ['{fake_thumbprint('X')}'], found ['Y']"


def test_not_fired() -> None:
    """A server that is clear is enough for clear, if none fired."""
    skipped = Ended(Outcome.SKIPPED, missing=("System",))
    assert run(Judged([skipped, Ended(Outcome.CLEAR)])) == [
        (False, "expected `fires`, found `clear`"),
        (True, "clear"),
    ]
    assert run(Judged([skipped])) == [
        (False, "expected `fires`, found `skipped` (missing: System)"),
        (False, "expected `clear`, found `skipped` (missing: System)"),
    ]


def test_errors_never_pass() -> None:
    """An engine's error is no answer."""
    failed = Judged([Ended(Outcome.CLEAR), Ended(Outcome.ERROR)])
    assert {passed for passed, _ in run(failed)} == {False}


def test_chosen_rules() -> None:
    """Only the cases of chosen rules run; an id that does not exist is an error."""
    rulebook = parse_rulebook({"certificate-lost.yaml": GOOD})

    def chain(case: RuleCase) -> str:
        return case.says

    assert run_cases(rulebook, chain, {}, ["certificate-lost"]) == []
    with pytest.raises(KeyError):
        run_cases(rulebook, chain, {}, ["nobody"])


def test_tokens() -> None:
    """Tokens become thumbprints, the same for the same name; PowerShell's words stay."""
    assert re.fullmatch(r"[0-9A-F]{40}", fake_thumbprint("$X"))
    assert expand_tokens('-Thumbprint "$X"') == f'-Thumbprint "{fake_thumbprint("X")}"'
    assert expand_tokens("-Force:$true $Xy $x") == "-Force:$true $Xy $x"


def test_schema_accepts_what_loads() -> None:
    """Every shipped rule is valid by the schema that editors use, and a slip is not."""
    schema = rule_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(yaml.safe_load(GOOD))
    for name, file in yaml_files(rules_root()):
        if name.split("/")[1] not in (*OTHERS, "steps.yaml"):
            validator.validate(load_file(file, name).value)
    spoiled = yaml.safe_load(GOOD.replace("improves-with", "improves_with"))
    assert not validator.is_valid(spoiled)


def test_rules_are_the_same_without_their_cases() -> None:
    """A diagnosis leaves the cases unread; nothing else of a shipped rule goes with them."""
    whole = [replace(rule, cases=()) for rule in load_rulebook().rules]
    assert list(load_rulebook(cases=False).rules) == whole


def test_an_event_again_and_again() -> None:
    """At its time, and so long after each until the end, which counts."""
    assert list(CaseEvent(at=10, id=1).times) == [10]
    assert list(CaseEvent(at=10, every=5, until=21, id=1).times) == [10, 15, 20]
    assert list(CaseEvent(at=10, every=5, until=20, id=1).times) == [10, 15, 20]


@pytest.mark.parametrize(
    ("every", "until", "why"),
    [(5, None, "together"), (None, 20, "together"), (0, 20, "a length"), (1, 9999, "at most 1000")],
)
def test_an_event_that_cannot_be_repeated(every: int | None, until: int | None, why: str) -> None:
    """It is said, before anything is written."""
    with pytest.raises(ValueError, match=why):
        CaseEvent(at=10, every=every, until=until, id=1)
