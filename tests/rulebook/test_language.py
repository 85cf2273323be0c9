"""Alternatives, counts, covered silence and adjustments: what is refused, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail.diagnosis.findings import findings_of
from certtrail.inference.evaluate import evaluate
from tests.inference.examples import book, fact, rule
from tests.rulebook.examples import spoiled

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Finding
    from certtrail.model.fact import Fact

WARNED = "{fact: in-use, where: [current == true]}"
ABSENT = "between: [warned, lost]"
MANY = [f"lost.a != {number}" for number in range(33)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (WARNED, "{any: [{fact: in-use}]}", "10:19: expected at least 2 entries"),
        (WARNED, "{fact: b, any: [{fact: in-use}, {fact: b}]}", "expected nothing beside `any`"),
        (WARNED, "{any: [{fact: a}, {any: [{fact: b}, {fact: c}]}]}", "no `any` inside another"),
        (WARNED, "{fact: a, count: {at-least: 1}}", "10:41: expected at least 2"),
        (WARNED, "{fact: a, count: {at-least: 2, in: 1h}}", "expected one of: at-least, within"),
        (WARNED, "{any: [{fact: a}, {fact: b, wher: [c]}]}", "'wher'; did you mean 'where'?"),
        (WARNED, "{fact: a, since: lost.time, for: 1d}", "`since` and `for` are for `absent`"),
        (ABSENT, "since: lost.time", "expected `since` and `for` together"),
        (ABSENT, "for: 1d", "expected `since` and `for` together"),
        (ABSENT, "since: lost.time\n      for: 1d", "expected `covered` or `running` with `for`"),
        (ABSENT, "since: gone.time\n      for: 1d\n      covered: A", "that is bound above"),
        ("set: {", "adjust: [{because: x, severity: low}]\nset: {", "expected `where` or `found`"),
        ("set: {", "adjust: [{because: x, where: [lost.a == b]}]\nset: {", "or `verdict`"),
        (
            "set: {",
            "adjust: [{because: '{found.a}', where: [lost.a == b], severity: low}]\nset: {",
            "expected a bound alias (lost, warned) or self, found {found.a}",
        ),
        ("set: {", "beside: [{lost: {fact: k}}]\nset: {", "stands for nothing else, found 'lost'"),
        ("set: {", "beside: [{x: {finding: k}}]\nset: {", "expected a `fact` here"),
        ('["Do', '[{step: x, unless: gone}, "Do', "expected an alias of `beside`, found 'gone'"),
        ('["Do', '[{step: x, when: [gone]}, "Do', "expected an alias of `beside`, found 'gone'"),
        (
            '["Do',
            '[{says: x, what: y}, "Do',
            "answered-by, says, sent, unless, when, where here, found 'what'",
        ),
        ('["Do', '[{says: x, where: found.a == 1}, "Do', "(lost, warned), found 'found'"),
        ('["Do', '[{says: x, where: [lost.a ~ 1]}, "Do', "expected a condition such as"),
        ('["Do', '[{says: x, where: lost.a == warned.b}, "Do', "a value on the right"),
        ('["Do', '[{says: "{found.a}"}, "Do', "expected a bound alias (lost, warned) or self"),
        ("set: {", "beside: [{x: {fact: k, after: lost}}]\nset: {", "expected only `fact`"),
        ("set: {", "beside: [{x: {fact: k, where: [a == y.a]}}]\nset: {", "that is bound above"),
        ("[current == true]", f"{[each[5:] for each in MANY]}", "expected at most 32 entries"),
        ("[lost.complete == true]", f"{MANY}", "expected at most 32 entries"),
        (
            "set: {",
            f"adjust: [{{because: x, where: {MANY}, severity: low}}]\nset: {{",
            "expected at most 32 entries",
        ),
    ],
)
def test_mistakes_are_told(old: str, new: str, said: str) -> None:
    """Each with its place and what was expected."""
    assert any(said in problem for problem in spoiled((old, new)))


def found(rules: dict[str, object], *facts: Fact) -> list[Finding]:
    """Judge a rule on both kinds of facts by the plain engine, and write its findings out."""
    rulebook = book(rules)
    evaluation = evaluate(rulebook, facts, {}, engine="plain")
    return list(findings_of(rulebook, evaluation.conclusions))


def test_either_is_enough_and_both_are_one() -> None:
    """A finding by the one, by the other, and one finding by both with all evidence."""
    either = rule("either", {"a": {"any": [{"fact": "k"}, {"fact": "l", "where": ["x == 1"]}]}})
    assert len(found(either, fact("k", 1))) == 1
    assert len(found(either, fact("l", 1, x=1))) == 1
    assert not found(either, fact("l", 1, x=2))
    (both,) = found(either, fact("k", 1), fact("l", 2, x=1))
    assert [line.record_id for line in both.evidence] == [1, 2]


def test_what_need_not_be_there_is_told_where_it_is() -> None:
    """The last that fits is named; without one the entry is left out and a clause is empty."""
    helped = rule(
        "helped",
        {"a": {"fact": "k"}},
        beside=[{"ready": {"fact": "l", "where": ["x == a.x"]}}],
        remedy=["Look.", "Use {ready.y}.", "Or another[[ than {ready.y}]]."],
    )
    (alone,) = found(helped, fact("k", 1, x=1), fact("l", 2, x=2, y="z"))
    assert alone.remedy == ("Look.", "Or another.")
    assert [line.record_id for line in alone.evidence] == [1]
    facts = (fact("k", 1, x=1), fact("l", 2, x=1, y="b"), fact("l", 3, x=1, y="c"))
    (beside,) = found(helped, *facts)
    assert beside.remedy == ("Look.", "Use c.", "Or another than c.")
    assert [line.record_id for line in beside.evidence] == [1, 3]


def test_an_entry_can_depend_on_facts() -> None:
    """It is said only with all that `when` names, and never with any that `unless` names."""
    judged = rule(
        "judged",
        {"a": {"fact": "k"}},
        beside=[{"one": {"fact": "l"}}, {"two": {"fact": "m"}}],
        remedy=[
            "Always.",
            {"says": "With one: {a.x}.", "when": "one"},
            {"says": "With both.", "when": ["one", "two"]},
            {"says": "With neither.", "unless": ["one", "two"]},
            {"says": "With one alone.", "when": "one", "unless": "two"},
            {"says": "With x of 8.", "where": "a.x == 8"},
            {"says": "With no y.", "where": ["a.x == 8", "a.y is missing"]},
        ],
    )
    bare, one, two = fact("k", 1, x=7), fact("l", 2), fact("m", 3)
    assert found(judged, bare)[0].remedy == ("Always.", "With neither.")
    assert found(judged, bare, one)[0].remedy == ("Always.", "With one: 7.", "With one alone.")
    assert found(judged, bare, two)[0].remedy == ("Always.",)
    eight = found(judged, fact("k", 1, x=8), two)[0].remedy
    assert eight == ("Always.", "With x of 8.", "With no y.")
    assert found(judged, bare, one, two)[0].remedy == ("Always.", "With one: 7.", "With both.")


def test_many_within_a_window_are_one() -> None:
    """Three in ten seconds, for each x; the count and its ends can be told."""
    counted = {"fact": "k", "count": {"at-least": 3, "within": "10s", "per": ["x"]}}
    often = rule(
        "often",
        {"a": counted},
        cause="{a.x}: {a.count}",
        key=["a.x"],
    )
    times = [0, 5, 10, 30, 41]
    facts = [fact("k", second, x=1) for second in times] + [fact("k", 6, x=2)]
    (finding,) = found(often, *facts)
    assert finding.cause == "1: 3"
    assert [line.record_id for line in finding.evidence] == [0, 5, 10]
    assert not found(often, *(fact("k", second, x=1) for second in (0, 5, 11)))


def test_different_values_count() -> None:
    """Three facts of two connectors are two."""
    spread = rule("spread", {"a": {"fact": "k", "count": {"at-least": 3, "different": "c"}}})
    assert not found(spread, *(fact("k", n, c=name) for n, name in enumerate("aba")))
    assert found(spread, *(fact("k", n, c=name) for n, name in enumerate("abca")))


SILENT = rule(
    "silent",
    {"a": {"fact": "k"}},
    {
        "absent": {
            "fact": "l",
            "since": "a.last",
            "for": "1m",
            "covered": "Application",
            "running": "a.process",
        }
    },
)


def covered(kind: str, start: int, until: int, **named: str) -> Fact:
    """Make a fact of coverage."""
    return fact(kind, start, start=start, until=until, **named)


@pytest.mark.parametrize(
    ("fires", "log", "process", "others"),
    [
        (True, (0, 70), (0, 70), []),
        (True, (0, 70), (0, 70), [71]),
        (False, (0, 70), (0, 70), [60]),
        (False, (0, 69), (0, 70), []),  # the log ends a second too early
        (False, (0, 70), (0, 50), []),  # the process was stopped in that time
        (False, (11, 90), (0, 90), []),  # the log begins a second too late
    ],
)
def test_silence_counts_only_where_one_would_have_heard(
    fires: bool, log: tuple[int, int], process: tuple[int, int], others: list[int]
) -> None:
    """For a minute after `last`, covered in one stretch, with the process running."""
    facts = [
        fact("k", 0, last=10, process="T"),
        covered("log-covered", *log, channel="Application"),
        covered("process-observed", *process, process="T"),
        *(fact("l", second) for second in others),
    ]
    assert bool(found(SILENT, *facts)) is fires


def test_evidence_raises_and_lowers() -> None:
    """The last adjustment that holds wins; its reason is told, its evidence shown."""
    adjusted = rule(
        "adjusted",
        {"a": {"fact": "k"}},
        adjust=[
            {"where": ["a.x > 5"], "severity": "high", "because": "It is {a.x|number}."},
            {
                "found": {"fact": "l", "where": ["y == a.x"]},
                "severity": "critical",
                "confidence": "high",
                "verdict": "at-risk",
                "because": "Seen {found.y|number}.",
            },
        ],
    )
    (plain,) = found(adjusted, fact("k", 1, x=3))
    assert (plain.severity, plain.confidence, plain.cause) == ("low", "low", "c")
    (high,) = found(adjusted, fact("k", 1, x=6), fact("l", 2, y=5))
    assert (high.severity, high.confidence, high.cause) == ("high", "low", "c It is 6.")
    (critical,) = found(adjusted, fact("k", 1, x=6), fact("l", 2, y=6))
    assert (critical.severity, critical.confidence) == ("critical", "high")
    assert (plain.verdict, high.verdict, critical.verdict) == (None, None, "at-risk")
    assert critical.cause == "c It is 6. Seen 6."
    assert [line.record_id for line in critical.evidence] == [1, 2]
