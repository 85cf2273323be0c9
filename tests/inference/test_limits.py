"""Rulebooks and logs beyond what durable_rules survives are judged all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail.inference.compile import Item, compile_rule
from certtrail.inference.durable import exact_limits
from certtrail.inference.durable.alpha import AlphaMemory
from certtrail.inference.durable.exact_limits import spread
from certtrail.inference.engines import durable_installed
from certtrail.inference.evaluate import evaluate
from certtrail.inference.purse import Purse
from tests.inference.examples import LOST, book, fact, rule

if TYPE_CHECKING:
    from certtrail.model.fact import Fact
    from certtrail.rulebook import Rulebook

needs_durable = pytest.mark.skipif(
    not durable_installed(), reason="durable_rules is not installed here"
)


def both(rules: Rulebook, facts: list[Fact]) -> tuple[str, ...]:
    """Judge on both engines, which must agree; gives the notes of the durable one."""
    durable = evaluate(rules, facts, {}, "durable")
    plain = evaluate(rules, facts, {}, "plain")
    assert repr(durable.conclusions) == repr(plain.conclusions)
    assert durable.outcomes == plain.outcomes
    assert plain.conclusions
    return durable.notes


@needs_durable
def test_hundred_rules_on_one_kind() -> None:
    """More joins on one kind than one host takes (64) are spread over hosts."""
    rules = book(
        *(
            rule(f"r{n}", {"a": {"fact": "k"}}, {"b": {"fact": "k", "after": "a", "within": "5s"}})
            for n in range(100)
        )
    )
    assert both(rules, [fact("k", n) for n in range(4)]) == ()


@needs_durable
def test_six_hundred_constants_on_one_field() -> None:
    """More constants than one field takes (512) never reach the engine."""
    rules = book(*(rule(f"r{n}", {"a": {"fact": "k", "where": [f"x == {n}"]}}) for n in range(600)))
    assert both(rules, [fact("k", n, x=n) for n in range(0, 600, 50)]) == ()


@needs_durable
def test_equal_rules() -> None:
    """256 equal rules crash one host; they are spread too."""
    rules = book(
        *(
            rule(f"r{n}", {"a": {"fact": "k"}}, {"b": {"fact": "l", "where": ["x == a.x"]}})
            for n in range(257)
        )
    )
    assert both(rules, [fact("k", 1, x=1), fact("l", 2, x=1)]) == ()


@needs_durable
def test_sixteen_patterns_of_one_kind() -> None:
    """The longest rule that loads is judged; what is too much for the engine is left to plain."""
    chain: list[dict[str, object]] = [{"p0": {"fact": "k"}}]
    chain += [{f"p{n}": {"fact": "k", "after": f"p{n - 1}", "within": "1s"}} for n in range(1, 16)]
    both(book(rule("r", *chain)), [fact("k", n) for n in range(16)])


@needs_durable
def test_many_joins_in_one_pattern() -> None:
    """A pattern with more joins than the engine takes (29) is left to the plain engine."""
    joins = [f"f{n} == a.f{n}" for n in range(31)]
    rules = book(rule("r", {"a": {"fact": "k"}}, {"b": {"fact": "l", "where": joins}}))
    fields = {f"f{n}": n for n in range(31)}
    (note,) = both(rules, [fact("k", 1, "EX01", **fields), fact("l", 2, "EX01", **fields)])
    assert note == "EX01: the plain engine judged r, since a pattern has more than 28 joins."


@needs_durable
def test_too_many_pairs_are_left_to_the_plain_engine() -> None:
    """Facts that all share a thumbprint would be listed in pairs; the plain engine folds them."""
    facts = [
        fact(("in-use", "fallback")[n % 2], n, thumbprint="X", configured="X", current=True)
        for n in range(1200)
    ]
    (note,) = both(book(LOST), facts)
    assert f"its facts join in more than {Purse(1200).pairs:,} pairs" in note
    assert Purse(1200).pairs <= exact_limits.PAIRS


def test_hosts_stay_within_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts are counted once a class; a host that would hold too many is split.

    A rule that no facts could fulfil is given to none.
    """
    monkeypatch.setattr(exact_limits, "FACTS", 25)
    rules = book(
        rule("r0", {"a": {"fact": "k"}}),
        rule("r1", {"a": {"fact": "k"}}),
        rule("r2", {"a": {"fact": "k", "where": ["x >= 0"]}}),
        rule("r3", {"a": {"fact": "l"}}),
        rule("r4", {"a": {"fact": "k"}}, {"b": {"fact": "m", "where": ["x == a.x"]}}),
    )
    facts = [fact("k", n, x=n) for n in range(20)] + [fact("l", n) for n in range(30)]
    items = [Item(n, n, n, each, (n,)) for n, each in enumerate(facts)]
    groups, left_out = spread(
        [program for each in rules.rules for program in compile_rule(each)], AlphaMemory(items)
    )
    assert [[program.rule_id for program in group] for group in groups] == [["r0", "r1"], ["r2"]]
    assert left_out == {"r3": "its facts are more than 25"}


def test_times_that_are_held_to_one_instant_take_no_square() -> None:
    """`>=` and `<=` of one field say that it is equal: thousands on both sides are looked up."""
    count = 6_000
    rules = book(
        rule(
            "r",
            {"a": {"fact": "k"}},
            {"b": {"fact": "l", "where": ["time >= a.x", "time <= a.x"]}},
            key=["a.y"],
        )
    )
    facts = [fact("k", 1, x=10 * number, y=f"n{number}") for number in range(count)]
    facts += [fact("l", 10 * number + (number > 0)) for number in range(count)]
    found = evaluate(rules, facts, {}, "plain")
    assert len(found.conclusions) == 1
    assert not [one for one in found.outcomes if one.outcome == "error"]
