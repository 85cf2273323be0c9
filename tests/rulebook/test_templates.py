"""Templates: values of hostile logs in sentences and in commands."""

from __future__ import annotations

import re
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.model.fact import Fact
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.rule_texts import parse, render
from certtrail.rulebook.text_values import About, Values
from certtrail.text.filters import FILTERS, MAX_VALUE, clean
from certtrail.text.languages import Reader
from certtrail.text.message import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.rulebook.conditions import Constant

WITHHELD = "The command is withheld because"
ODD = ["a b", "a;b", "$(x)", "a\nb", "-x", "a" * 300, "exämple", "a..b", "a`b", "'", '"', "$x"]
QUOTES = ["a'b", "$x", "a;b", "a\nb", "a`b", '"', "a" * 300, "-x", "a\u2019b"]
X = "AB" * 20
ABOUT = About(first=120, last=86_400, count=7, server="EX01")


def rendered(text: str, fields: Mapping[str, Constant]) -> str:
    """Render a sound template over one fact bound as `a`."""
    template, problems = parse(text)
    assert not problems
    fact = Fact("k", "EX01", 3600 * 10**9, fields)
    return render(template, Values({"a": fact}, ABOUT))


@pytest.mark.parametrize(
    ("text", "fields", "shown"),
    [
        ("{a.x}", {"x": "word"}, "word"),
        ("{a.x}", {"x": 5}, "5"),
        ("{a.x}", {"x": True}, "yes"),
        ("{a.x}", {}, "unknown"),
        ("{a.x|name}", {"x": ""}, "unknown"),
        ("{a.time} on {a.server}", {}, "1970-01-01 01:00 UTC on EX01"),
        ("{a.x|time}", {"x": 60}, "1970-01-01 00:01 UTC"),
        ("{a.x|time}", {"x": "noon"}, "noon"),
        ("{a.x|time}", {"x": 10**30}, str(10**30)),
        ("{a.x|hours}, {a.y|hours}", {"x": 1, "y": 36}, "1 hour, 36 hours"),
        ("{a.x|days}", {"x": 90}, "90 days"),
        ("{a.x|span}", {"x": 5400}, "1.5 h"),
        ("{a.x|thumbprint}", {"x": X.lower()}, X),
        ("{a.x|thumbprint}", {"x": "short"}, "short"),
        ("{a.x|list}", {"x": "a, b;c"}, "a, b and c"),
        ("{a.x|list}", {"x": "a"}, "a"),
        ("{self.first} {self.last|time}", {}, "1970-01-01 00:02 UTC 1970-01-02 00:00 UTC"),
        ("{self.count} on {self.server}", {}, "7 on EX01"),
        ("{{x}} {{{a.x}}}", {"x": 1}, "{x} {1}"),
        ("{ a.x | name }", {"x": "w"}, "w"),
    ],
)
def test_sentences(text: str, fields: dict[str, Constant], shown: str) -> None:
    """Placeholders are written by their filter; what is not known is `unknown`."""
    assert rendered(text, fields) == shown


def test_unbound_alias_is_unknown() -> None:
    """An alias without a fact has no values."""
    template, _ = parse("{b.x}")
    assert render(template, Values({}, ABOUT)) == "unknown"


def test_times_in_a_zone() -> None:
    """Times are shown in the wanted zone, with its offset."""
    template, _ = parse("{self.first}")
    reader = Reader(zone=timezone(timedelta(hours=8)))
    assert said(render(template, Values({}, ABOUT)), reader) == "1970-01-01 08:02 UTC+08:00"


@pytest.mark.parametrize(
    ("text", "fields", "shown"),
    [
        ("Do `Go {a.x|thumbprint}`.", {"x": X}, f"Do `Go {X}`."),
        ("`Go {a.x|server}`", {"x": "ex01.contoso.com"}, "`Go ex01.contoso.com`"),
        ("`Go {a.x|connector}`", {"x": "EX01\\Default EX01"}, "`Go 'EX01\\Default EX01'`"),
        ("`Go {a.x|number}`", {"x": 5}, "`Go 5`"),
        ("`a | % {{ $_.B }}`", {}, "`a | % { $_.B }`"),
        ("`Go {a.the-name|fqdn}`", {}, f"(command withheld) {WITHHELD} the the name in the logs"),
        ("Do `Go {a.x|thumbprint}`.", {"x": "; rm `"}, f"Do (command withheld). {WITHHELD} the x"),
        ("`{a.x|number}`", {"x": True}, f"(command withheld) {WITHHELD} the x in the logs, “yes”"),
    ],
)
def test_commands(text: str, fields: dict[str, Constant], shown: str) -> None:
    """A value enters a command only when it matches its type; else the reason is told."""
    assert rendered(text, fields).startswith(shown)


@pytest.mark.parametrize(
    ("text", "fields", "shown"),
    [
        ("It is{{}}[[ on {a.x|server}]].", {"x": "EX01"}, "It is{} on EX01."),
        ("It is[[ on {a.x|server}]].", {}, "It is."),
        ("It is[[ on {a.x|server}]].", {"x": ""}, "It is."),
        ("[[{a.x} and {a.y}||nobody]] came", {"x": "A", "y": "B"}, "A and B came"),
        ("[[{a.x} and {a.y}||nobody]] came", {"x": "A"}, "nobody came"),
        ("`Go[[ -On {a.x|server}]] -Fast`", {"x": "EX01"}, "`Go -On EX01 -Fast`"),
        ("`Go[[ -On {a.x|server}]] -Fast`", {}, "`Go -Fast`"),
        ("`Go [[{a.x|thumbprint}||NEW]]`", {}, "`Go NEW`"),
        ("Now[[: `Go {a.x|thumbprint}`]].", {}, "Now."),
        ("Now[[: `Go {a.x|thumbprint}`||, `Stay`]].", {}, "Now, `Stay`."),
        ("Now[[: `Go {a.x|thumbprint}`]].", {"x": X}, f"Now: `Go {X}`."),
        ("[[On {a.x}: `Go[[ -To {a.y|server}]]`]]", {"x": "A"}, "On A: `Go`"),
        ("`([Byte[]](a))` [[{a.x} `([Byte[]](b))`]] ]] ||", {"x": "k"}, "`([Byte[]](a))` k"),
        ("`[['{a.x|host}\\{a.y|bare}'||NAME]]`", {"x": "a.b", "y": "a\\c d"}, "`'a\\c d'`"),
    ],
)
def test_clauses(text: str, fields: dict[str, Constant], shown: str) -> None:
    """What a value is missing for is left out, or said otherwise."""
    assert rendered(text, fields).startswith(shown)


def test_a_clause_does_not_hide_an_odd_value() -> None:
    """A value that is there and fits no command is told, and the command is withheld."""
    shown = rendered("`Go[[ -On {a.x|server}]]`", {"x": "a;b"})
    assert shown == f"(command withheld) {WITHHELD} the x in the logs, “a;b”, is not a host name."
    named = rendered("`Go[[ -Server {a.shell|server}]]`", {"shell": "a;b"})
    assert named.endswith("the server in the logs, “a;b”, is not a host name.")


@given(st.lists(st.sampled_from(["[[", "]]", "||", "`", "{a.x}", "{{", "}", "{", "w", " "])))
def test_every_text_is_read(tokens: list[str]) -> None:
    """No mix of marks ends in an exception, and one without a problem loses no word."""
    text = "".join(tokens)
    template, problems = parse(text)
    fact = Fact("k", "EX01", 0, {"x": "v"})
    shown = render(template, Values({"a": fact}, ABOUT))
    if not problems and "||" not in text:
        assert shown.count("w") >= text.count("w")


def test_why_a_command_is_withheld() -> None:
    """The value is shown, cleaned, with what it should have been; each reason comes once."""
    text = "`{a.x|number} {a.y|thumbprint} {a.x|number}`"
    assert rendered(text, {"x": "`5"}) == (
        f"(command withheld) {WITHHELD} the x in the logs, “'5”, is not a whole number."
        f" {WITHHELD} the y in the logs is not known."
    )


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("name", ["server", "fqdn", "thumbprint", "number"])
def test_nothing_odd_enters_a_command(name: str, value: str) -> None:
    """No value with a meaning to a shell passes a filter."""
    command = FILTERS[name].command
    assert command is not None
    assert command(value) is None


@pytest.mark.parametrize("value", QUOTES)
def test_connector_names_in_commands(value: str) -> None:
    """A connector name may hold spaces and a backslash, but no quote of any kind."""
    command = FILTERS["connector"].command
    assert command is not None
    assert command(value) is None


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("host", "ex01.contoso.com", "ex01"),
        ("host", "EX01", "EX01"),
        ("host", "a b", None),
        ("service", "MSExchangeTransport", "MSExchangeTransport"),
        ("service", "MSExchangeTransportDelivery", "MSExchangeDelivery"),
        ("service", "MSExchange TransportService", "MSExchangeTransport"),
        ("service", "MSExchange EdgeSync", "MSExchangeEdgeSync"),
        ("service", "MSExchange Message Security", "MSExchangeEdgeCredential"),
        ("service", "MSExchangeDelivery", "MSExchangeDelivery"),
        ("service", "MSExchangeTransportSearch", None),
        ("service", "Spooler", None),
        ("bare", "EX01\\Default Frontend EX01", "Default Frontend EX01"),
        ("bare", "Outbound to Office 365", "Outbound to Office 365"),
        ("bare", "a'b", None),
        ("bare", "EX01\\", None),
    ],
)
def test_names_in_commands(name: str, value: str, written: str | None) -> None:
    """A server by its short name, a process by its service, a connector between quotes."""
    command = FILTERS[name].command
    assert command is not None
    assert command(value) == written


def test_the_catalogues_services_can_be_restarted() -> None:
    """Every process of the catalogue's services becomes the service of that name."""
    command = FILTERS["service"].command
    assert command is not None
    for service in load_catalogue().services:
        assert command(service.provider) == service.name


def test_values_do_not_make_templates() -> None:
    """A value that looks like a placeholder or a command stays a value."""
    assert rendered("{a.x}", {"x": "{a.y} `rm`"}) == "{a.y} 'rm'"


@given(st.text())
def test_values_are_cleaned(value: str) -> None:
    """No control character, no backtick, no direction mark, and no more than the cap."""
    shown = clean(value)
    assert len(shown) <= MAX_VALUE
    assert "`" not in shown
    assert not any(ord(mark) < 32 or 127 <= ord(mark) < 160 for mark in shown)
    assert not {"\u202e", "\u2028", "\u200b"} & set(shown)


def test_long_values_are_cut_visibly() -> None:
    """A cut value ends in an ellipsis."""
    assert clean("x" * 500) == "x" * (MAX_VALUE - 1) + "…"


@pytest.mark.parametrize("size", range(MAX_VALUE - 8, MAX_VALUE + 2))
def test_no_number_is_cut(size: int) -> None:
    """Its start is another number."""
    shown = clean("x " * (size // 2) + "y" * (size % 2) + " state is 12034 and more of it" * 9)
    assert len(shown) <= MAX_VALUE
    assert re.search(r"\b1(?:2(?:0(?:3)?)?)?…", shown) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{a}", "expected {alias.field} or"),
        ("{a.x", "write {{ and }} for braces"),
        ("a } b", "write {{ and }} for braces"),
        ("{a.x|nope}", "expected a filter of text"),
        ("`go {a.x}`", "expected, inside a command, one of the filters number"),
        ("`go {a.x|time}`", "expected, inside a command"),
        ("`go", "expected a second `"),
        ("[[ on {a.x|name}", "expected ]] to end [[, found the text's end"),
        ("[[ on {a.x|name}[[ of {a.y|name}]]]]", "expected no [[ within another, found one"),
        ("`go [[{a.x|number}` b`", "expected ]] to end [[, found `"),
        ("[[ on it]]", "expected a value between [[ and ]], found none"),
        ("[[{a.x|name}||{a.y|name}]]", "expected no value after ||"),
    ],
)
def test_bad_templates(text: str, said: str) -> None:
    """What is wrong with a template is told."""
    _, problems = parse(text)
    assert len(problems) == 1
    assert said in problems[0]


def test_what_has_no_time() -> None:
    """A queue or a console tells no time: nothing is said to be of 1970."""
    template, _ = parse("It failed[[ (last at {a.time|time})]], first {self.first|time}.")
    about = About(first=0, last=0, count=1, server="EX01")
    assert render(template, Values({"a": Fact("k", "EX01", 0, {})}, about)) == (
        "It failed, first unknown."
    )
