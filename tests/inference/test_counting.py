"""Counts: which stretches of facts become one fact, and what that fact says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.inference.evaluate import evaluate
from tests.inference.examples import SECOND, book, fact, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.inference.conclusions import Conclusion
    from certtrail.model.fact import Fact


def concluded(rules: Iterable[dict[str, object]], facts: Sequence[Fact]) -> tuple[Conclusion, ...]:
    """Judge rules by the plain engine."""
    return tuple(evaluate(book(*rules), facts, {}, "plain").conclusions)


def bound(count: dict[str, object], *facts: Fact, **more: object) -> list[Fact]:
    """Give the facts that a rule counts, one for each stretch."""
    often = rule("often", {"a": {"fact": "k", "count": count, **more}}, key=["a.first"])
    return [each.bindings["a"] for each in concluded([often], facts)]


def test_a_counted_fact_says_what_its_facts_agree_on() -> None:
    """When it began and ended, how many they were, whose they are, and the records at both ends."""
    facts = [fact("k", second, x="same", y=second) for second in (3, 5, 9, 14)]
    (made,) = bound({"at-least": 3, "per": ["x"]}, *facts)
    assert dict(made.fields) == {"x": "same", "first": 3, "last": 14, "count": 4}
    assert (made.server, made.time) == ("EX01", 14 * SECOND)
    assert made.evidence == (*facts[0].evidence, *facts[-1].evidence)


def test_of_facts_with_several_records_the_outermost_are_told() -> None:
    """The first record of the first fact, and the last of the last."""
    long = [
        replace(fact("k", second), evidence=(*fact("k", second).evidence, *fact("l", end).evidence))
        for second, end in ((1, 2), (5, 9))
    ]
    (made,) = bound({"at-least": 2}, *long)
    assert [line.record_id for line in made.evidence] == [1, 9]


def test_ends_of_the_same_record_are_told_once() -> None:
    """One record can show several facts."""
    one, other = fact("k", 7, x=1), fact("k", 7, x=2)
    assert one.evidence == other.evidence
    (made,) = bound({"at-least": 2}, one, other)
    assert made.evidence == one.evidence


def test_a_server_is_named_when_it_is_the_only_one() -> None:
    """A count over several servers is of none of them."""
    across = rule(
        "across", {"a": {"fact": "k", "count": {"at-least": 2}}}, scope="fleet", key=["a.first"]
    )
    (alone,) = concluded([across], [fact("k", 1), fact("k", 2)])
    assert alone.bindings["a"].server == "EX01"
    (several,) = concluded([across], [fact("k", 1), fact("k", 2, "EX02")])
    assert several.bindings["a"].server == ""


def test_a_count_stands_where_its_last_fact_does() -> None:
    """What comes after it comes after the last of its facts, and is no part of it."""
    follows = rule(
        "follows",
        {"a": {"fact": "k", "count": {"at-least": 2}}},
        {"b": {"fact": "l", "after": "a"}},
    )
    assert concluded([follows], [fact("k", 1), fact("k", 3), fact("l", 4)])
    assert not concluded([follows], [fact("k", 1), fact("l", 2), fact("k", 3)])


def test_every_fact_of_a_count_is_the_findings() -> None:
    """Those in the middle, too, in order."""
    facts = [fact("k", second) for second in (1, 2, 3, 4, 5)]
    (found,) = concluded([rule("often", {"a": {"fact": "k", "count": {"at-least": 2}}})], facts)
    assert found.facts == tuple(facts)


def test_facts_that_lack_what_is_counted_are_not_counted() -> None:
    """Neither without the value that has to agree, nor without the one that has to differ."""
    lacking = [fact("k", 1, x=1), fact("k", 2), fact("k", 3)]
    assert not bound({"at-least": 2, "per": ["x"]}, *lacking)
    assert not bound({"at-least": 2, "different": "x"}, *lacking)


def test_conditions_choose_what_is_counted() -> None:
    """A fact that does not fit neither counts nor parts those that do."""
    facts = [fact("k", second, x=second % 2) for second in range(6)]
    (made,) = bound({"at-least": 3}, *facts, where=["x == 1"])
    assert dict(made.fields) == {"first": 1, "last": 5, "count": 3}


@pytest.mark.parametrize(
    ("seconds", "stretches"),
    [
        ((0, 10, 20), [(0, 20, 3)]),
        ((0, 10, 21), []),
        ((0, 10, 20, 30, 41, 51, 61), [(0, 30, 4), (41, 61, 3)]),
        ((0, 0, 0, 100, 100, 100), [(0, 0, 3), (100, 100, 3)]),
        ((0, 15, 20, 25, 60, 65, 99), [(15, 25, 3)]),
    ],
)
def test_stretches(seconds: tuple[int, ...], stretches: list[tuple[int, int, int]]) -> None:
    """Three in ten seconds: a stretch goes on while each fact is one of enough."""
    within = "20s" if seconds[:3] in ((0, 10, 20), (0, 10, 21)) else "10s"
    facts = [fact("k", second, number=number) for number, second in enumerate(seconds)]
    made = bound({"at-least": 3, "within": within}, *facts)
    assert [
        (each.fields["first"], each.fields["last"], each.fields["count"]) for each in made
    ] == stretches


@given(
    seconds=st.lists(st.integers(0, 40), max_size=14).map(sorted),
    values=st.lists(st.integers(1, 3), min_size=14, max_size=14),
    least=st.integers(2, 4),
    within=st.integers(0, 12),
    different=st.booleans(),
)
def test_every_stretch_is_as_every_window_says(
    seconds: list[int], values: list[int], least: int, within: int, different: bool
) -> None:
    """A fact is in a stretch if, and only if, a window around it has enough of what is counted."""
    facts = [
        fact("k", when, x=value, number=number)
        for number, (when, value) in enumerate(zip(seconds, values, strict=False))
    ]
    count: dict[str, object] = {"at-least": least, "within": f"{within}s"}
    if different:
        count["different"] = "x"
    windows = [
        {*range(begin, end + 1)}
        for begin in range(len(facts))
        for end in range(begin, len(facts))
        if seconds[end] - seconds[begin] <= within
        and (len({values[at] for at in range(begin, end + 1)}) if different else end + 1 - begin)
        >= least
    ]
    expected = [(min(part), max(part)) for part in joined(windows)]
    assert sorted(
        (each.fields["first"], each.fields["last"], each.fields["count"])
        for each in bound(count, *facts)
    ) == sorted((seconds[first], seconds[last], last - first + 1) for first, last in expected)


def joined(windows: list[set[int]]) -> list[set[int]]:
    """Put windows that share a fact together."""
    parts: list[set[int]] = []
    for window in windows:
        touching = [part for part in parts if part & window]
        parts = [part for part in parts if not part & window]
        parts.append(window.union(*touching))
    return parts
