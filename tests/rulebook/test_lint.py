"""Rules that load and still cannot be right are told, with their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail.rulebook import parse_rulebook
from certtrail.rulebook.lint import lint
from tests.rulebook.examples import GOOD

if TYPE_CHECKING:
    from certtrail.rulebook.lint import FieldType

TYPES: dict[str, FieldType] = {"current": "flag", "hours": "number", "substitute": ""}


def types(_kind: str, name: str) -> FieldType:
    """Tell a field's type, whatever the kind."""
    return TYPES.get(name, "text")


ABLE = {"Application", "System", "shell", "certificate-lifecycle"}
WARNED = "{fact: in-use, where: [current == true]}"


def linted(*changes: tuple[str, str]) -> list[str]:
    """Lint the good rule with parts replaced."""
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (rule,) = parse_rulebook({"certificate-lost.yaml": text}).rules
    return [str(problem).partition(": ")[2] for problem in lint(rule, types, ABLE)]


def test_a_good_rule() -> None:
    """Nothing is wrong with it."""
    assert linted() == []


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        ("[current == yes]", "expected a flag beside current, found a text"),
        ("[hours == soon]", "expected a number beside hours, found a text"),
        ("[thumbprint > 5]", "expected a number to compare, found the text thumbprint"),
        ("['hours in [a, b]']", "expected a number beside hours, found a text"),
        ("[current matches x]", "expected a flag beside current, found a text"),
        ("[hours < 5, hours > 9]", "'hours < 5' and 'hours > 9'"),
        ("[hours == 5, hours > 9]", "'hours == 5' and 'hours > 9'"),
        ("[state == a, state == b]", "'state == a' and 'state == b'"),
        ("['state in [a, b]', state == c]", "'state in [a, b]' and 'state == c'"),
        ("['state in [a, b]', 'state not in [a, b, c]']", "expected conditions that can hold"),
        ("[state == a, state is missing]", "'state == a' and 'state is missing'"),
        ("[state matches '^a', state == b]", "'state == b'"),
        ("['state in [a, b]', 'state in [c, d]']", "'state in [a, b]' and 'state in [c, d]'"),
        ("['hours in [5, 6]', hours > 6]", "'hours in [5, 6]' and 'hours > 6'"),
        ("['substitute in [1, 2]', substitute == true]", "and 'substitute == true'"),
    ],
)
def test_conditions_that_never_hold(conditions: str, said: str) -> None:
    """Types that cannot meet, and two conditions that no value meets."""
    (problem,) = linted((WARNED, f"{{fact: in-use, where: {conditions}}}"))
    assert said in problem


@pytest.mark.parametrize(
    "conditions",
    [
        "[hours < 9, hours > 5]",
        "[hours >= 5, hours <= 5]",
        "[hours != 5, hours != 6]",
        "['state in [a, b]', state == b]",
        "[state matches '^a', state == ab]",
        "[state is present, state == a]",
        "[substitute == true]",
        "[substitute == x]",
        "[state != a, state == b]",
        "['state in [a, b]', 'state in [b, c]']",
        "['state in [a, b]', 'state not in [b, c]']",
        "['hours in [5, 6]', hours > 5]",
    ],
)
def test_conditions_that_can_hold(conditions: str) -> None:
    """None of these is refused."""
    assert linted((WARNED, f"{{fact: in-use, where: {conditions}}}")) == []


def test_as_many_conditions_as_there_may_be() -> None:
    """Of those that a pattern may have each is held against each, also the first and the last."""
    many = [f"state != x{number}" for number in range(31)]
    assert linted((WARNED, f"{{fact: in-use, where: {[*many, 'state == y']}}}")) == []
    (problem,) = linted((WARNED, f"{{fact: in-use, where: {[*many, 'state == x0']}}}"))
    assert "'state != x0' and 'state == x0'" in problem


def test_a_circle_in_time() -> None:
    """What has to be before and after another is never found."""
    (problem,) = linted(("between: [warned, lost]", "between: [lost, warned]"))
    assert "a circle in time" in problem
    (problem,) = linted(("after: warned, within: 120d", "after: warned, before: warned"))
    assert "a circle in time" in problem


def test_what_no_evidence_can_give() -> None:
    """A need that is misspelt would skip the rule for ever."""
    (problem,) = linted(("[System, shell]", "[System, shel]"))
    assert "found 'shel'" in problem
    (problem,) = linted(("improves-with: [certificate-lifecycle]", "improves-with: [lifecycle]"))
    assert "found 'lifecycle'" in problem


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("Enable-ExchangeCertficate -Thumbprint x", "Enable-ExchangeCertficate"),
        ("Get-ExchangeCertificate | Format-Lst", "Format-Lst"),
        ("$c = Get-ExchangeCertficate", "Get-ExchangeCertficate"),
        ("Get-Queue; reboot", ";"),
    ],
)
def test_commands_that_do_not_exist(command: str, found: str) -> None:
    """A misspelt cmdlet is told, wherever it stands in the command."""
    old = "Enable-ExchangeCertificate -Thumbprint {lost.configured|thumbprint}"
    (problem,) = linted((old, command))
    assert f"found {found!r}" in problem


@pytest.mark.parametrize(
    "command",
    [
        "Get-ExchangeCertificate | Format-List Name,Fqdn",
        "$cert = Get-ExchangeCertificate -Thumbprint NEW",
        "$name = '<I>a<S>b; c | d'",
        "get-exchangecertificate | new-exchangecertificate",
        "Get-WinEvent -FilterHashtable @{{LogName='Application'; Id=1}}",
    ],
)
def test_commands_that_exist(command: str) -> None:
    """Parameters, quoted text and hash tables are no commands."""
    old = "Enable-ExchangeCertificate -Thumbprint {lost.configured|thumbprint}"
    assert linted((old, command)) == []


@pytest.mark.parametrize("count", ["at-least: 3", "at-least: 3, different: thumbprint"])
def test_counts_alike(count: str) -> None:
    """Of facts that are counted in all there is one count, which stands at one pattern only."""
    one = f"{{fact: in-use, count: {{{count}}}}}"
    lost = "  - lost: {fact"
    (problem,) = linted((lost, f"  - often: {one}\n  - again: {one}\n{lost}"))
    assert "expected another count than that of often" in problem
    for several in (f"{count}, per: [thumbprint]", f"{count}, within: 1d"):
        two = one.replace(count, several)
        assert linted((lost, f"  - often: {two}\n  - again: {two}\n{lost}")) == []
    other = one.replace("in-use", "fallback")
    assert linted((lost, f"  - often: {one}\n  - again: {other}\n{lost}")) == []
