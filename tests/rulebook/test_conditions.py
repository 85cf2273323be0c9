"""Conditions: how they are read, what they mean, what is said of bad ones."""

from __future__ import annotations

import pytest

from certtrail.model.fact import Fact
from certtrail.rulebook.conditions import Op, Ref, hold, holds_alone, parse, parse_ref, value_of

FACT = Fact("k", "EX01", 2_999_999_999, {"n": 5, "flag": True, "text": "5", "word": "enabled"})


@pytest.mark.parametrize(
    ("text", "alias", "field", "op", "value"),
    [
        ("n == 5", "", "n", Op.EQ, 5),
        ("n==-5", "", "n", Op.EQ, -5),
        ("own.n != true", "own", "n", Op.NE, True),
        ("word == enabled", "", "word", Op.EQ, "enabled"),
        ("word == 'two words'", "", "word", Op.EQ, "two words"),
        ('word == "a.b"', "", "word", Op.EQ, "a.b"),
        ("word == 5d", "", "word", Op.EQ, "5d"),
        ("n < 5", "", "n", Op.LT, 5),
        ("n >= 2h", "", "n", Op.GE, 7200),
        ("word in [a, 'b, c', 5, true]", "", "word", Op.IN, ("a", "b, c", 5, True)),
        ("word  not  in [a]", "", "word", Op.NOT_IN, ("a",)),
        ("a-b is present", "", "a-b", Op.PRESENT, None),
        ("a_b is missing", "", "a_b", Op.MISSING, None),
        ("x == warned.thumb-print", "", "x", Op.EQ, Ref("warned", "thumb-print")),
        ("x <= warned.time + 2d", "", "x", Op.LE, Ref("warned", "time", 172_800)),
        ("x > warned.n - 3", "", "x", Op.GT, Ref("warned", "n", -3)),
    ],
)
def test_reading(text: str, alias: str, field: str, op: Op, value: object) -> None:
    """A condition is a field, an operator, and a constant, list or reference."""
    condition = parse(text)
    found = (condition.alias, condition.field, condition.op, condition.value)
    assert found == (alias, field, op, value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("n = 5", "expected a condition such as"),
        ("N == 5", "expected a condition such as"),
        ("n ==", "expected a condition such as"),
        ("n is here", "expected `is present` or `is missing`, found `is here`"),
        ("n in a", "expected a list such as [a, b] after `in`"),
        ("n in []", "expected a list with at least one value"),
        ("n in [a b]", "expected values with commas between them"),
        ("n < word", "expected a whole number, a length of time or alias.field after `<`"),
        ("n == two words", "put text that is more than a plain word in quotes"),
        ("n == mail.contoso.com", "put text that is more than a plain word in quotes"),
        ("n == 007", "put text that is more than a plain word in quotes"),
        ("n matches '('", "expected a regular expression, found '('"),
        ("n matches 5", "expected a regular expression after `matches`, found 5"),
    ],
)
def test_refusals(text: str, said: str) -> None:
    """A bad condition is told with what was expected."""
    with pytest.raises(ValueError, match=r"expected") as caught:
        parse(text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("n == 5", True),
        ("n == '5'", False),
        ("text == 5", False),
        ("flag == 1", False),
        ("flag != 1", True),
        ("n != '5'", True),
        ("gone == 5", False),
        ("gone != 5", False),
        ("gone is missing", True),
        ("gone not in [a]", False),
        ("n is present", True),
        ("n in [4, 5]", True),
        ("flag in [1]", False),
        ("n not in ['5']", True),
        ("n < 6", True),
        ("flag < 6", False),
        ("text < 6", False),
        ("word matches able", True),
        ("word matches '^able'", False),
        ("n matches 5", False),
        ("time == 2", True),
        ("server == EX01", True),
    ],
)
def test_meaning(text: str, holds: bool) -> None:
    """Missing is false, types never mix, and times are whole seconds, floored."""
    if "matches 5" in text:
        text = "n matches '5'"
    condition = parse(text)
    assert holds_alone(condition, value_of(FACT, condition.field)) is holds


def test_regular_expressions_see_capped_text() -> None:
    """A hostile value cannot make a regular expression run for long."""
    condition = parse("word matches 'end$'")
    assert holds_alone(condition, "x" * 4093 + "end")
    assert not holds_alone(condition, "x" * 4094 + "end")


def test_conditions_on_bound_facts() -> None:
    """`closes-when` reads bound facts; an alias that is not bound has no values."""
    bound = {"a": FACT, "b": Fact("k", "EX01", 0, {"n": 3})}
    assert hold((parse("a.n == b.n + 2"), parse("a.flag == true")), bound)
    assert not hold((parse("a.n == b.n"),), bound)
    assert not hold((parse("c.n == 5"),), bound)
    assert hold((parse("c.n is missing"),), bound)
    assert not hold((parse("a.text == b.n + 2"),), bound)


def test_references() -> None:
    """A reference is an alias and a field, nothing more."""
    assert parse_ref("lost.configured") == Ref("lost", "configured")
    for text in ("lost", "lost.x + 2d", "Lost.x", "lost.x.y"):
        with pytest.raises(ValueError, match=r"expected alias\.field"):
            parse_ref(text)
