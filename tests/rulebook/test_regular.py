"""A rule's regular expression cannot be kept busy by a text, or it is refused when it is loaded."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail.rulebook.conditions import holds_alone, parse
from certtrail.rulebook.loading import load_rulebook
from certtrail.rulebook.regular import MAX_TEXT, checked

if TYPE_CHECKING:
    import re


@pytest.mark.parametrize(
    "text",
    [
        "^(a+)+$",
        "(a*)*b",
        "(a|a)*$",
        "^(a|aa)+$",
        "(a|a){30}b",
        "(.*)(.*)(.*)x",
        "^.*a.*b.*c",
        "^([a-z]+,?)+$",
        r"^(\d+)*\1$",
        "(?:(?:a?){40}){40}",
        "(?=(a+)+b)",
        "(?m)^a*b*c",
        "a*?b*?c",
        "((a{0,300}){0,300})x",
        "a" + "?" * 1 + "a?" * 40 + "a" * 40,
        "(?i)(x+x+)+y",
    ],
)
def test_what_is_refused(text: str) -> None:
    """Whatever has repeats in repeats, alternatives in them, or several of them in a row."""
    with pytest.raises(ValueError, match="cannot keep busy"):
        parse(f"name matches '{text}'")


@pytest.mark.parametrize(
    "text",
    [
        "^mail[.]",
        r"(?i)CN ?= ?Microsoft Exchange Server Auth Certificate",
        r":(?!444$)[0-9]+$",
        ":587(,|$)",
        "(NoCredentials|UnknownCredentials)",
        r"^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$",
        "^.*contoso.*$",
        "mail.*contoso",
        "^[0-9A-F]{40}$",
    ],
)
def test_what_is_taken(text: str) -> None:
    """What rules ask for."""
    assert parse(f"name matches '{text}'").value == checked(text)


def test_every_shipped_rule_is_taken() -> None:
    """None of ours is refused."""
    assert load_rulebook().rules


@pytest.mark.parametrize("text", ["(", "[", "a{99999999999999}", "(?P<x>a)(?P<x>b)", "*"])
def test_what_is_none(text: str) -> None:
    """It is told as that."""
    with pytest.raises(ValueError, match="expected a regular expression"):
        checked(text)


@pytest.mark.parametrize("text", ["mail.*contoso", "^.*a.*b$", "a*b", ".*x", "[^,]*=", r"\w+\d$"])
@pytest.mark.parametrize("unit", ["a", "ab", "mail", "1", ",", "a1", "\u00e9"])
def test_no_text_takes_long(text: str, unit: str) -> None:
    """What is taken is quick on what would keep it busy."""
    condition = parse(f"name matches '{text}'")
    begun = time.process_time()
    holds_alone(condition, unit * MAX_TEXT)
    assert time.process_time() - begun < 2


_PIECES = (
    "a",
    "b",
    ".",
    "[ab]",
    "(a|b)",
    "(?:ab)",
    "a|b",
    "^",
    "$",
    "*",
    "+",
    "?",
    "{0,9}",
    "(",
    ")",
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=9).map("".join), st.sampled_from(("a", "ab")))
def test_any_expression(text: str, unit: str) -> None:
    """Either refused or quick."""
    try:
        compiled: re.Pattern[str] = checked(text)
    except ValueError:
        return
    begun = time.process_time()
    compiled.search(unit * (MAX_TEXT // len(unit)) + "c")
    assert time.process_time() - begun < 5
