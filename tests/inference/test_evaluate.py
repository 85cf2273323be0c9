"""How an evaluation goes: needs, strata, scopes, folding, and what is never called clear."""

from __future__ import annotations

import pytest

from certtrail.inference import engines, purse
from certtrail.inference.evaluate import Evaluation, evaluate
from certtrail.model.vocabulary import Outcome
from tests.inference.examples import LOST, SECOND, book, fact, rule

ALL = frozenset({"Application", "System"})


def ended(evaluation: Evaluation) -> dict[tuple[str, str | None], tuple[str, tuple[str, ...]]]:
    """Give the outcomes by rule and server."""
    return {(o.rule_id, o.server): (o.outcome.value, o.missing) for o in evaluation.outcomes}


def test_sequence_with_absence() -> None:
    """A loss after a warning fires, but for the one with an action between."""
    facts = [
        fact("in-use", 1, thumbprint="X", current=True),
        fact("fallback", 5, configured="X"),
        fact("action", 7, thumbprint="X", verb="enabled"),
        fact("fallback", 9, configured="X"),
    ]
    (conclusion,) = evaluate(book(LOST), facts, {}, "plain").conclusions
    assert conclusion.server == "EX01"
    assert conclusion.key == ("X",)
    assert conclusion.thumbprints == ("X",)
    assert conclusion.facts == (facts[0], facts[1])
    assert conclusion.bindings == {"warned": facts[0], "lost": facts[1]}
    assert conclusion.fields == {
        "rule": "lost",
        "severity": "low",
        "thumbprint": "X",
        "kindness": "literal",
    }


def test_window_counts_whole_seconds() -> None:
    """A window of a second reaches to the end of the next second, not beyond."""
    rules = book(
        rule("r", {"a": {"fact": "k"}}, {"b": {"fact": "l", "after": "a", "within": "1s"}})
    )
    first = fact("k", 1)
    for second, fires in ((2, True), (3, False)):
        evaluation = evaluate(rules, [first, fact("l", second)], {}, "plain")
        assert bool(evaluation.conclusions) is fires


def test_matches_fold_by_key() -> None:
    """Matches that agree on the key are one conclusion with all facts; the last one is shown."""
    facts = [fact("k", n, x=n % 2) for n in range(6)]
    rules = book(rule("r", {"a": {"fact": "k"}}, key=["a.x"]))
    even, odd = evaluate(rules, facts[::-1], {}, "plain").conclusions
    assert (even.key, odd.key) == ((0,), (1,))
    assert even.facts == (facts[0], facts[2], facts[4])
    assert odd.bindings["a"] == facts[5]


def test_key_tells_types_apart_and_keeps_missing() -> None:
    """1, true, "1" and no value are four keys."""
    facts = [fact("k", 1, x=1), fact("k", 2, x=True), fact("k", 3, x="1"), fact("k", 4)]
    rules = book(rule("r", {"a": {"fact": "k"}}, key=["a.x"]))
    keys = [each.key[0] for each in evaluate(rules, facts, {}, "plain").conclusions]
    assert sorted(map(repr, keys)) == sorted(map(repr, [1, True, "1", None]))


def test_skipped_names_what_is_missing() -> None:
    """A rule that cannot look is skipped on that server and says why; any of a list is enough."""
    needy = rule("r", {"a": {"fact": "k"}}, needs=["Application", ["System", "shell"]])
    can = {"EX01": ALL, "EX02": frozenset({"Application"}), "EX03": frozenset[str]()}
    facts = [fact("k", 1, server) for server in can]
    evaluation = evaluate(book(needy), facts, can, "plain")
    assert ended(evaluation) == {
        ("r", "EX01"): ("fired", ()),
        ("r", "EX02"): ("skipped", ("System or shell",)),
        ("r", "EX03"): ("skipped", ("Application", "System or shell")),
    }
    assert [each.server for each in evaluation.conclusions] == ["EX01"]


def test_server_without_facts_is_judged() -> None:
    """A server whose logs hold nothing of interest is clear, not left out."""
    evaluation = evaluate(
        book(rule("r", {"a": {"fact": "k"}})), [], {"EX01": ALL, "": ALL}, "plain"
    )
    assert ended(evaluation) == {("r", "EX01"): ("clear", ())}


def test_absence_of_a_finding_that_could_not_be_looked_for() -> None:
    """A rule that reads a skipped rule is skipped too: not having looked is never clear."""
    read = rule("read", {"a": {"fact": "l"}}, needs=["System"])
    reader = rule("reader", {"a": {"fact": "k"}}, {"absent": {"finding": "read"}})
    evaluation = evaluate(book(read, reader), [fact("k", 1)], {"EX01": frozenset()}, "plain")
    assert ended(evaluation) == {
        ("read", "EX01"): ("skipped", ("System",)),
        ("reader", "EX01"): ("skipped", ("System",)),
    }


def test_findings_are_read_as_facts() -> None:
    """A finding stands at its last fact, carries its fields, and lends its facts."""
    read = rule("read", {"a": {"fact": "k"}}, key=["a.x"], set={"x": "a.x"})
    reader = rule(
        "reader",
        {"late": {"fact": "l"}},
        {
            "told": {
                "finding": "read",
                "before": "late",
                "where": ["x == late.x", "severity == low"],
            }
        },
    )
    facts = [fact("k", 1, x=1), fact("k", 3, x=1), fact("l", 2, x=1), fact("l", 4, x=1)]
    conclusions = evaluate(book(read, reader), facts, {}, "plain").conclusions
    (conclusion,) = [each for each in conclusions if each.rule == "reader"]
    assert conclusion.facts == (facts[0], facts[1], facts[3])
    found = conclusion.bindings["told"]
    assert (found.kind, found.time) == ("finding:read", 3 * SECOND)
    assert found.evidence == facts[0].evidence + facts[1].evidence


def test_fleet_sees_all_servers_and_their_findings() -> None:
    """A rule across servers joins them; a rule of one server does not see the others."""
    across = rule(
        "across",
        {"a": {"fact": "k"}},
        {"b": {"finding": "one", "where": ["x == a.x", "server != a.server"]}},
        scope="fleet",
    )
    one = rule("one", {"a": {"fact": "k", "where": ["x is present"]}}, set={"x": "a.x"})
    facts = [fact("k", 1, "EX01", x="X"), fact("k", 2, "EX02", x="X"), fact("k", 3, "", x="Y")]
    evaluation = evaluate(book(across, one), facts, {}, "plain")
    assert [(each.rule, each.server) for each in evaluation.conclusions] == [
        ("across", ""),
        ("one", ""),
        ("one", "EX01"),
        ("one", "EX02"),
    ]
    assert evaluation.conclusions[0].facts == (facts[0], facts[1])
    assert ended(evaluation)[("across", None)] == ("fired", ())


def test_blocker_is_another_fact_than_the_bound_ones() -> None:
    """A fact does not block itself, so that a rule can say that there is no other such fact."""
    alone = rule("alone", {"a": {"fact": "k"}}, {"absent": {"fact": "k", "where": ["x == a.x"]}})
    facts = [fact("k", 1, x=1), fact("k", 2, x=2), fact("k", 3, x=2)]
    (conclusion,) = evaluate(book(alone), facts, {}, "plain").conclusions
    assert conclusion.facts == (facts[0],)


def test_rule_that_takes_too_long_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that exceeds its steps ends as an error with a note, others are judged."""
    monkeypatch.setattr(purse, "MAX_STEPS", 500)
    slow = rule("slow", {"a": {"fact": "k"}}, {"b": {"fact": "k", "where": ["x > a.x", "x < a.x"]}})
    reader = rule("reader", {"a": {"finding": "slow"}})
    quick = rule("quick", {"a": {"fact": "l"}})
    facts = [fact("k", n, x=n * 7 % 51) for n in range(50)] + [fact("l", 99)]
    evaluation = evaluate(book(slow, quick, reader), facts, {}, "plain")
    outcomes = {each.rule_id: each.outcome for each in evaluation.outcomes}
    assert outcomes == {
        "quick": Outcome.FIRED,
        "reader": Outcome.ERROR,
        "slow": Outcome.ERROR,
    }
    assert evaluation.notes == (
        "EX01: rule slow needs more than 500 steps on these facts; it was not judged.",
    )


def test_long_log_of_one_certificate_costs_little_a_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Order, window and absence keep the cost of a fact constant where all share a thumbprint."""
    count = 3000
    monkeypatch.setattr(purse, "MAX_STEPS", 8 * count)
    kinds = ("in-use", "fallback", "action", "fallback", "in-use")
    for cycle in (2, 5):
        facts = [
            fact(kinds[n % cycle], n, thumbprint="X", configured="X", current=True, verb="enabled")
            for n in range(count)
        ]
        evaluation = evaluate(book(LOST), facts, {}, "plain")
        assert evaluation.notes == ()
        assert len(evaluation.conclusions) == 1


@pytest.mark.parametrize("values", [2, 500])
def test_an_absence_is_judged_before_all_pairs_are_tried(
    monkeypatch: pytest.MonkeyPatch, values: int
) -> None:
    """What a restart of the same process rules out costs no step for each pair, nor for each key.

    Half of the acts stand before a restart of their own process and half behind it.
    """
    count = 1000
    waits = rule(
        "waits",
        {"trouble": {"fact": "trouble"}},
        {"acted": {"fact": "action", "after": "trouble", "where": ["x != trouble.x"]}},
        {"absent": {"fact": "restart", "after": "acted", "where": ["process == trouble.process"]}},
        thumbprints=["trouble.thumbprint"],
    )
    kinds = ("trouble", "action")
    facts = [
        fact(kinds[n % 2], n, thumbprint=f"{n % values}", process=f"P{n % 4 // 2}", x=n)
        for n in range(count)
    ]
    facts += [fact("restart", count, process=f"P{n}") for n in range(2)]
    last = fact("action", count + 1, x=-1)
    monkeypatch.setattr(purse, "MAX_STEPS", 8 * count)
    assert evaluate(book(waits), facts, {}, "plain").conclusions == ()
    found = evaluate(book(waits), [*facts, last], {}, "plain")
    assert (len(found.conclusions), found.notes) == (
        len({n % values for n in range(0, count, 2)}),
        (),
    )


@pytest.mark.parametrize("others", [0, 1, 2])
def test_a_fact_of_the_pattern_s_own_kind_can_be_what_is_forbidden(others: int) -> None:
    """What blocks must be another fact than those bound: it is looked for before they all are."""
    alone = rule(
        "alone",
        {"a": {"fact": "k"}},
        {"b": {"fact": "l", "where": ["x == a.x"]}},
        {"absent": {"fact": "l", "where": ["x == a.x"]}},
    )
    facts = [fact("k", 1, x=1), *(fact("l", 2 + n, x=1) for n in range(others))]
    for engine in ("plain", "durable"):
        assert bool(evaluate(book(alone), facts, {}, engine).conclusions) == (others == 1)


def test_the_engine_is_chosen_by_what_it_costs() -> None:
    """Hundreds of servers are the plain engine's, without a word; what was asked for stays."""
    rules = book(rule("r", {"a": {"fact": "k"}}, {"b": {"fact": "l", "after": "a"}}))
    few = [fact("k", 1), fact("l", 2)]
    many = [fact("k", 1, server=f"EX{n}") for n in range(50)] + few
    chosen = {}
    for name, facts in (("few", few), ("many", many)):
        for engine in ("auto", "durable"):
            evaluation = evaluate(rules, facts, {}, engine)
            chosen[name, engine] = evaluation.engine
            assert evaluation.notes == ()
            assert evaluation.conclusions == evaluate(rules, facts, {}, "plain").conclusions
    assert chosen == {
        ("few", "auto"): "durable",
        ("few", "durable"): "durable",
        ("many", "auto"): "plain",
        ("many", "durable"): "durable",
    }


def test_without_durable_rules_the_plain_engine_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where durable_rules is not installed the plain engine judges; a note is for who asked."""
    monkeypatch.setattr(engines, "durable_installed", lambda: False)
    facts = [fact("k", 1)]
    rules = book(rule("r", {"a": {"fact": "k"}}))
    left_open = evaluate(rules, facts, {}, "auto")
    assert (left_open.engine, left_open.notes) == ("plain", ())
    asked = evaluate(rules, facts, {}, "durable")
    assert asked.engine == "plain"
    assert asked.notes == ("durable_rules is not installed: the plain engine judged.",)
    assert asked.conclusions == evaluate(rules, facts, {}, "plain").conclusions
    assert evaluate(rules, facts, {}, "plain").notes == ()
