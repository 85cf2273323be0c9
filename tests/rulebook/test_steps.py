"""Standard steps: what names them wrongly is told, and what they say when they are filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail.diagnosis.findings import findings_of
from certtrail.diagnosis.known import Known
from certtrail.inference.evaluate import evaluate
from certtrail.model.errors import RulebookError
from certtrail.model.fact import Evidence, Fact
from certtrail.model.server_sorts import ServerSort
from certtrail.reports.rule_page import rule_page
from certtrail.rulebook import load_rulebook, parse_rulebook
from tests.instants import at
from tests.rulebook.examples import GOOD, spoiled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from certtrail.model.diagnosis import Finding
    from certtrail.rulebook import Rulebook

STEPS = """\
steps:
  move:
    says:
      - "Move {what|name}[[ to {place|server}]]: `Get-Queue -Identity {what|thumbprint}`"
      - "Then look[[ at {place|server}]]."
  stay: {says: ["Stay[[ on {server|server}]]: `Restart-Service MSExchangeTransport`"]}
  see: {says: ["`Get-Queue -Identity {what|thumbprint}`"]}
  rest: {says: ["`Restart-Service MSExchangeTransport`"], risk: Nothing at all.}
risks: {Get-Queue: Mail waits.}
"""
OLD = '["Do `Enable-ExchangeCertificate -Thumbprint {lost.configured|thumbprint}`"]'
X = "AB" * 20


def book(remedy: str, steps: str = STEPS, good: str = GOOD) -> Rulebook:
    """Load the good rule with another remedy, beside a file of steps."""
    rule = good.replace(OLD, remedy)
    return parse_rulebook({"mine/certificate-lost.yaml": rule, "mine/steps.yaml": steps})


def wrong(remedy: str, steps: str = STEPS) -> list[str]:
    """Give what is wrong with a remedy or with steps."""
    with pytest.raises(RulebookError) as caught:
        book(remedy, steps)
    return [str(problem).removeprefix("mine/") for problem in caught.value.problems]


def found(
    remedy: str,
    steps: str = STEPS,
    sorts: Mapping[str, ServerSort] | None = None,
    good: str = GOOD,
) -> Finding:
    """Judge the rule on what it looks for."""
    rulebook = book(remedy, steps, good)
    evidence = (Evidence(at("2026-01-01T00:00:00Z"), "a.evtx", "Application", 1, "x", "y"),)
    facts = [
        Fact("in-use", "EX01", 10**9, {"current": True, "thumbprint": X}, evidence),
        Fact("fallback", "EX01", 2 * 10**9, {"configured": X}, evidence),
    ]
    able = {"EX01": frozenset({"Application", "System", "shell"}), "": frozenset[str]()}
    judged = evaluate(rulebook, facts, able, engine="plain")
    (finding,) = findings_of(rulebook, judged.conclusions, Known(sorts=sorts or {}))
    return finding


def test_a_step_is_filled_in() -> None:
    """Its lines stand in order, with what its parameters stand for; texts may stand beside."""
    finding = found("[First., {step: move, what: lost.configured, place: lost.server}, Last.]")
    assert finding.remedy == (
        "First.",
        f"Move {X} to EX01: `Get-Queue -Identity {X}`",
        "Then look at EX01.",
        "Last.",
    )


EDGE, EDGE_2010 = ServerSort(edge=True), ServerSort(edge=True, version="2010")
E2007, E2010 = ServerSort(version="2007"), ServerSort(version="2010")
SORTED = """\
steps:
  go:
    says: ["Go[[ to {server|server}]]."]
    instead: {edge: ["Walk[[ to {server|server}]].", "Sit."], "2010": []}
  see: {says: ["`Get-ExchangeCertificate[[ -Server {shell|server}]]`"]}
  default:
    says: [in general]
    instead: {edge: [on Edge], old-edge: [on old Edge], "2007": [on 2007]}
"""


@pytest.mark.parametrize(
    ("remedy", "sorts", "said"),
    [
        ("[{step: go, first: Now.}, End.]", {}, ("Now. Go to EX01.", "End.")),
        ("[{step: go, first: Now.}]", {"EX01": EDGE}, ("Now. Walk to EX01.", "Sit.")),
        ("[{step: go}, End.]", {"EX01": E2010}, ("End.",)),
        ("[{step: go}, End.]", {"EX01": E2007}, ("End.",)),
        ("[{step: go}]", {"EX01": EDGE_2010}, ("Walk to EX01.", "Sit.")),
        ("[{step: go, server: EX09}]", {"EX01": EDGE}, ("Go to EX09.",)),
        ("[{step: go, server: EX09}]", {"EX09": EDGE}, ("Walk to EX09.", "Sit.")),
        ("[{step: see}]", {}, ("`Get-ExchangeCertificate -Server EX01`",)),
        ("[{step: see}]", {"EX01": E2010}, ("`Get-ExchangeCertificate -Server EX01`",)),
        ("[{step: see}]", {"EX01": E2007}, ("`Get-ExchangeCertificate`",)),
        ("[{step: see}]", {"EX01": EDGE}, ("`Get-ExchangeCertificate`",)),
        (
            "[{step: see, server: EX09}]",
            {"EX01": EDGE},
            ("`Get-ExchangeCertificate -Server EX09`",),
        ),
        ("[{step: see, server: EX09}]", {"EX09": EDGE}, ("`Get-ExchangeCertificate`",)),
        ("[{step: default}]", {"EX01": EDGE}, ("on Edge",)),
        ("[{step: default}]", {"EX01": EDGE_2010}, ("on old Edge",)),
        ("[{step: default}]", {"EX01": E2007}, ("on 2007",)),
        ("[{step: default}]", {"EX01": E2010}, ("in general",)),
        (
            '["`Get-ExchangeCertificate[[ -Server {self.shell|server}]]`"]',
            {},
            ("`Get-ExchangeCertificate -Server EX01`",),
        ),
        (
            '["`Get-ExchangeCertificate[[ -Server {self.shell|server}]]`"]',
            {"EX01": E2007},
            ("`Get-ExchangeCertificate`",),
        ),
    ],
)
def test_lines_are_for_the_sort_of_server(
    remedy: str, sorts: dict[str, ServerSort], said: tuple[str, ...]
) -> None:
    """It is the sort of the server that the step is about, whosever finding it is."""
    assert found(remedy, SORTED, sorts).remedy == said


def test_what_is_not_given_is_left_out() -> None:
    """A parameter that stands in clauses only may be left away."""
    finding = found("[{step: move, what: lost.configured}]")
    assert finding.remedy == (f"Move {X}: `Get-Queue -Identity {X}`", "Then look.")


def test_the_server_is_the_findings_own() -> None:
    """Unless the rule gives another; and a constant stands for itself."""
    command = "`Restart-Service MSExchangeTransport`"
    assert found("[{step: stay}]").remedy == (f"Stay on EX01: {command}",)
    assert found("[{step: stay, server: EX09}]").remedy == (f"Stay on EX09: {command}",)


def test_the_rules_own_words_come_first() -> None:
    """Before the first line, with values of their own."""
    lead = '"Because of {lost.configured|thumbprint}."'
    finding = found(f"[{{step: move, first: {lead}, what: lost.configured}}]")
    assert finding.remedy[0].startswith(f"Because of {X}. Move {X}: ")
    assert finding.remedy[1] == "Then look."


def test_a_condition_stands_before_each_line() -> None:
    """Whoever skips the first line because of it must not go on with the second."""
    only = '"Only if {lost.configured|thumbprint} is needed."'
    finding = found(f"[{{step: move, only: {only}, what: lost.configured}}]")
    assert [line.startswith(f"Only if {X} is needed. ") for line in finding.remedy] == [True] * 2


def test_risks_are_the_commands_or_the_steps_own() -> None:
    """What a step says of its risk goes before what its commands risk."""
    finding = found("[{step: see, what: lost.configured}, {step: rest}, Go.]")
    assert [(risk.step, risk.texts) for risk in finding.risks] == [
        (0, ("Mail waits.",)),
        (1, ("Nothing at all.",)),
    ]


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        ("[{step: mvoe}]", "found 'mvoe'; did you mean 'move'?"),
        ("[{step: move}]", "expected `what`, which the step move cannot do without"),
        ("[{what: lost.configured}]", "expected `step` with the id of a standard step, found None"),
        (
            "[{step: move, what: lost.configured, wher: x}]",
            "expected a parameter of move (place, what), found 'wher'",
        ),
        ("[{step: move, what: last.configured}]", "expected a bound alias (lost, self, warned)"),
        ("[{step: stay, first: '{last.x}'}]", "expected a bound alias (lost, warned) or self"),
        ("[{step: stay, only: '{last.x}'}]", "expected a bound alias (lost, warned) or self"),
        ("[{step: stay, first: One., only: Two.}]", "expected either 'first' or 'only'"),
    ],
)
def test_what_names_a_step_wrongly(remedy: str, said: str) -> None:
    """Unknown steps, parameters and aliases are told, at the entry."""
    (problem,) = wrong(remedy)
    assert said in problem
    assert problem.startswith("certificate-lost.yaml:21:")


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("steps: {stay: {says: ['{x}']}}", "expected {parameter|filter}, found {x}"),
        ("steps: {stay: {says: ['{a.x|name}']}}", "expected {parameter|filter}, found {a.x}"),
        ("steps: {stay: {says: ['`go {x|name}`']}}", "expected, inside a command, one of"),
        ("steps: {stay: {says: []}}", "expected at least 1"),
        ("steps: {stay: {sais: [x]}}", "unknown key 'sais'"),
        ("steps: {restart: {says: [x]}, stay: {says: [x]}}", "that of another of steps: 'restart'"),
        ("risks: {IISReset: None.}", "that of another of risks: 'IISReset'"),
        (
            "once: {edge-subscription: {steps: [restart], again: x}}",
            "that of another of once: 'edge-subscription'",
        ),
    ],
)
def test_what_is_wrong_with_steps(steps: str, said: str) -> None:
    """A file of steps is read as strictly as a rule."""
    assert any(
        said in problem and problem.startswith("steps.yaml:")
        for problem in wrong("[{step: stay}]", steps)
    )


def test_a_field_that_does_not_exist_is_told() -> None:
    """What a parameter stands for is checked like a place in a text."""
    (problem, *_) = spoiled(
        ("when:\n", "when:\n  - bad: {finding: other}\n"),
        (OLD, "[{step: restart, process: bad.nothing}]"),
        other=GOOD.replace("certificate-lost", "other", 1).replace("was lost", "was not"),
    )
    assert "found 'nothing'" in problem


def test_the_page_shows_the_filled_text() -> None:
    """With what stands for the parameters, and without what is left out."""
    rulebook = book("[{step: move, what: lost.configured}, {step: stay}]")
    shown = rule_page(rulebook["certificate-lost"])
    assert "1. Move *lost.configured*: `Get-Queue -Identity <lost.configured>`" in shown
    assert "2. Then look." in shown
    assert "3. Stay\\[ on *self.server*\\]: `Restart-Service MSExchangeTransport`" in shown


def test_what_is_said_keeps_one_template() -> None:
    """So that a language has a step once, whatever rules name it."""
    one = book("[{step: move, what: lost.configured}]")["certificate-lost"]
    other = book("[{step: move, what: warned.thumbprint}]")["certificate-lost"]
    assert one.remedy[0].template == other.remedy[0].template


def test_what_is_asked_for_once_names_steps() -> None:
    """A purpose of steps that there are not would never hold anything."""
    once = "once:\n  moving: {steps: [move, fly], by: [place], again: 'As \"{title}\" says.'}\n"
    told = wrong("[{step: stay}]", STEPS + once)
    assert [line for line in told if "found 'fly'" in line]
    assert not [line for line in told if "found 'move'" in line]


def test_steps_of_others_say_nothing_of_shipped_rules(tmp_path: Path) -> None:
    """Neither what their commands risk, by a word of these, nor that they are done elsewhere."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "steps.yaml").write_text(
        "risks: {MSExchangeTransport: None at all., Thumbprint: None at all.}\n"
        "once: {mine: {steps: [restart, look-at-certificate], again: Nothing is to be done.}}\n"
    )
    alone, beside = load_rulebook(), load_rulebook(extra=[tmp_path / "rules"])
    assert len(alone.rules) > 100
    for mine, theirs in zip(alone.rules, beside.rules, strict=True):
        assert theirs.remedy == mine.remedy
        assert theirs.confirm == mine.confirm


RISK = " Risk: Mail waits in queues until it is started again."
STOP = "`Stop-Service MSExchangeTransport`"
PLACES = {
    "cause": ('cause: "{lost.configured|thumbprint} at {lost.time}"', 'cause: "It: COMMAND"'),
    "impact": ("impact: Mail stops.", 'impact: "It: COMMAND"'),
    "confirm": ("confirm: [The events stop.]", 'confirm: ["It: COMMAND"]'),
    "questions": ("references:", 'questions: [{says: "It: COMMAND"}]\nreferences:'),
    "gaps": ("references:", 'gaps: ["It: COMMAND"]\nreferences:'),
    "because": (
        "references:",
        'adjust: [{where: [lost.time > 0], severity: low, because: "It: COMMAND"}]\nreferences:',
    ),
}


def texts_of(finding: Finding) -> str:
    """Give all of a finding that is no step of its remedy."""
    lists = (*finding.questions, *finding.confirm, *finding.gaps)
    return "\n".join((finding.cause, finding.impact, *lists))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("command", "risk"), [(STOP, RISK), ("`Get-Queue`", "")])
def test_a_command_has_its_risk_wherever_it_stands(place: str, command: str, risk: str) -> None:
    """A cause or a question can be followed as a step can; what only looks risks nothing."""
    old, new = PLACES[place]
    assert old in GOOD
    good = GOOD.replace(old, new.replace("COMMAND", command))
    finding = found("[Nothing.]", "steps: {}", good=good)
    assert f"It: {command}{risk}" in texts_of(finding)
    assert texts_of(finding).count("Risk:") == bool(risk)
    assert not finding.risks


def test_words_before_a_step_have_their_risk() -> None:
    """They are of the step, and so is what they risk; the step's own comes behind it."""
    finding = found(f"[{{step: see, what: lost.configured, first: 'Do {STOP}.'}}]")
    assert [risk.texts for risk in finding.risks] == [(RISK[7:], "Mail waits.")]
    finding = found("[{step: see, what: lost.configured, first: Look.}]")
    assert [risk.texts for risk in finding.risks] == [("Mail waits.",)]
