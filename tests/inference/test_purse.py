"""A rule takes time and makes findings in proportion to the facts, or is told as not judged."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from certtrail import diagnose
from certtrail.inference.engines import durable_installed
from certtrail.inference.evaluate import evaluate
from certtrail.inference.purse import Purse
from certtrail.model.vocabulary import Outcome
from certtrail.reports.formats import render
from tests.inference.examples import book, fact, rule

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inference.engines import EngineName
    from certtrail.inference.evaluate import Evaluation
    from certtrail.model.fact import Fact
    from certtrail.rulebook import Rulebook

ENGINES: list[EngineName] = ["plain", "durable"] if durable_installed() else ["plain"]
CUBE = rule(
    "cube",
    {"a": {"fact": "k"}},
    {"b": {"fact": "k"}},
    {"c": {"fact": "k"}},
    key=["a.x", "b.x", "c.x"],
)
QUICK = rule("quick", {"a": {"fact": "k", "where": ["x == 1"]}})


def judged(rules: Rulebook, facts: list[Fact]) -> list[Evaluation]:
    """Judge by each engine; they end alike."""
    found = [evaluate(rules, facts, {}, engine) for engine in ENGINES]
    assert len({repr(each.conclusions) for each in found}) == 1
    assert len({repr(each.outcomes) for each in found}) == 1
    return found


def ended(evaluation: Evaluation) -> dict[str, Outcome]:
    """Give how each rule ended."""
    return {each.rule_id: each.outcome for each in evaluation.outcomes}


def test_a_cube_of_matches_is_an_error_and_others_are_judged() -> None:
    """Each has a note with the reason; who reads it could not look either."""
    reader = rule("reader", {"a": {"finding": "cube"}})
    for found in judged(book(CUBE, QUICK, reader), [fact("k", n, x=n) for n in range(60)]):
        assert ended(found) == {
            "cube": Outcome.ERROR,
            "quick": Outcome.FIRED,
            "reader": Outcome.ERROR,
        }
        assert (
            "EX01: rule cube matches more than 1,240 times on these facts; it was not judged."
            in (found.notes)
        )


def test_as_many_matches_as_facts_are_found() -> None:
    """Rules that ship have no more."""
    alone = rule("alone", {"a": {"fact": "k"}}, key=["a.x"])
    for found in judged(book(alone), [fact("k", n, x=n) for n in range(6_000)]):
        assert len(found.conclusions) == 6_000


@pytest.mark.parametrize(
    "patterns",
    [
        [{"b": {"fact": "k", "where": ["y != a.y", "x > a.x", "x < a.x"]}}],
        [{"b": {"fact": "k", "where": ["x > a.x", "x < a.x"]}}],
        [{"absent": {"fact": "k", "where": ["x > a.x", "x < a.x"]}}],
    ],
)
def test_steps_in_vain_are_counted(patterns: list[dict[str, object]]) -> None:
    """Also where nothing is found, and where it is looked for what forbids a match."""
    vain = rule("vain", {"a": {"fact": "k"}}, *patterns)
    facts = [fact("k", n, x=n * 7_919 % 1_501, y=n % 2) for n in range(1_500)]
    found = evaluate(book(vain, QUICK), facts, {}, "plain")
    assert ended(found) == {"vain": Outcome.ERROR, "quick": Outcome.FIRED}
    (note,) = found.notes
    assert note == (
        "EX01: rule vain needs more than 320,000 steps on these facts; it was not judged."
    )


@pytest.mark.parametrize(
    ("patterns", "key", "names"),
    [
        ([{"b": {"fact": "m", "after": "a"}}], "b.x", 9),
        (
            [
                {"b": {"fact": "m", "after": "a"}},
                {"absent": {"fact": "z", "between": ["a", "b"], "where": ["x == a.x"]}},
            ],
            "a.x",
            900,
        ),
    ],
)
def test_keys_that_are_asked_in_vain_are_counted(
    patterns: list[dict[str, object]], key: str, names: int
) -> None:
    """Also where no item can stand there, and where their values are listed."""
    vain = rule("vain", {"a": {"fact": "k"}}, *patterns, key=[key])
    facts = [fact("k", n, x=n) for n in range(900)]
    facts += [fact("z", 1_000 + n, x=n) for n in range(900)]
    facts += [fact("m", 3_000 + n, x=n % names) for n in range(900)]
    found = evaluate(book(vain, QUICK), facts, {}, "plain")
    assert ended(found)["vain"] is Outcome.ERROR
    assert ended(found)["quick"] is Outcome.FIRED


def test_comparisons_of_what_rises_cost_little() -> None:
    """What lies between two times, or is of another server, is found without a look at the rest."""
    between = rule(
        "between",
        {"a": {"fact": "k", "where": ["y == 1"]}},
        {"b": {"fact": "k", "after": "a", "where": ["y == 2", "time < a.last"]}},
        {"c": {"fact": "k", "after": "b", "where": ["y == 3", "time < a.last"]}},
    )
    other = rule("other", {"a": {"fact": "k"}}, {"b": {"fact": "k", "where": ["z != a.z"]}})
    facts = [fact("k", n, x=n, y=n % 4, z=1, last=n + 2) for n in range(12_000)]
    found = evaluate(book(between, other, QUICK), facts, {}, "plain")
    assert ended(found) == {
        "between": Outcome.CLEAR,
        "other": Outcome.CLEAR,
        "quick": Outcome.FIRED,
    }


def test_no_rule_keeps_another_from_being_judged() -> None:
    """However many take all that there is, each of the others has what it needs."""
    slow = [
        rule(
            f"a{n}",
            {"a": {"fact": "k"}},
            {"b": {"fact": "k", "where": ["x > a.x"]}},
            {"c": {"fact": "k", "where": ["x < a.x", "x > b.x"]}},
        )
        for n in range(12)
    ]
    facts = [fact("k", n, x=n) for n in range(500)]
    pair = rule("pair", {"a": {"fact": "k"}}, {"b": {"fact": "k", "where": ["x == a.x"]}})
    found = evaluate(book(*slow, QUICK, pair), facts, {}, "plain")
    outcomes = ended(found)
    assert (outcomes.pop("quick"), outcomes.pop("pair")) == (Outcome.FIRED, Outcome.CLEAR)
    assert set(outcomes.values()) == {Outcome.ERROR}
    assert any("needs more than 5,100 steps" in note for note in found.notes)


def test_a_purse_gives_each_its_part() -> None:
    """What is sure for each is no part of what all share."""
    purse = Purse(10)
    for _ in range(100):
        meter = purse.meter("r")
        for _ in range(200):
            meter.step()
        purse.spend(meter)
    assert purse.meter("r").left == 22_000


def test_the_report_says_which_rule_was_not_judged(tmp_path: Path) -> None:
    """With the reason; and what ships is judged as ever."""
    listed = [
        {
            "Thumbprint": hashlib.sha1(str(n).encode(), usedforsecurity=False).hexdigest().upper(),
            "Subject": f"CN=m{n}.contoso.com",
            "Issuer": "CN=CA",
            "NotAfter": "2027-03-09T08:00:00Z",
            "NotBefore": "2022-03-09T08:00:00Z",
            "Services": "SMTP",
            "HasPrivateKey": True,
            "CertificateDomains": [f"m{n}.contoso.com"],
            "Status": "Valid",
            "PSComputerName": "EX01",
        }
        for n in range(40)
    ]
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "l.json").write_text(json.dumps(listed))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "cart.yaml").write_text(CART)
    found = diagnose([tmp_path / "logs"], extra_rules=[tmp_path / "mine"])
    assert [one.rule for one in found.not_evaluated if one.outcome is Outcome.ERROR] == ["cart"]
    assert "rule cart matches more than" in render(found, "md")


CART = """\
id: cart
title: A rule of somebody else
severity: low
confidence: low
basis: model
needs: []
references: ["records of real servers"]
when:
  - a0: {fact: certificate}
  - a1: {fact: certificate}
  - a2: {fact: certificate}
key: [a0.thumbprint, a1.thumbprint, a2.thumbprint]
thumbprints: [a0.thumbprint]
cause: "x {a0.thumbprint|thumbprint}"
impact: x
remedy:
  - Look at it.
confirm:
  - Look at it.
cases:
  - fires: x
    events:
      - {at: 1d, id: 12017, data: [$X, 500]}
  - clear: y
    events:
      - {at: 2d, id: 12024, data: [$Y, $X]}
"""
