from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from certtrail import diagnose
from certtrail.model.diagnosis import NotEvaluated
from certtrail.model.vocabulary import Outcome
from certtrail.reports.lacking import lacking
from certtrail.reports.summary import render
from certtrail.text.display import visible
from certtrail.text.languages import ENGLISH_READER, Reader
from tests.reports import examples, extremes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("width", [40, 80, 132])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """At any width the summary folds, with wide and unbroken text too."""
    cases = [examples.whole(), examples.healthy(), examples.empty(), extremes.hostile("界" * 90)]
    for diagnosis in cases:
        lines = render(diagnosis, ENGLISH_READER, width=width).splitlines()
        assert max(map(cell_len, lines)) <= width
        assert not any(line.endswith(" ") for line in lines)


def test_the_summary_says_what_where_since_when_and_what_to_do() -> None:
    """Verdicts, causes, first steps, what is folded away and what could not be judged are there."""
    text = render(examples.whole(), Reader(zone=ZoneInfo("America/New_York")))
    for part in (
        "BROKEN   EX01.contoso.example",
        "AT RISK  EX02.contoso.example",
        "UNKNOWN  mailgate",
        "times in America/New_York",
        "NOT EVERYTHING WAS READ",
        "3 FINDINGS, EXPLAINING 1 MORE",
        "1. CRITICAL The internal transport certificate is gone",
        "2026-02-14 18:10 to 2026-03-02 01:41 UTC-05:00",
        "... and 1 more step in the report",
        "explains The transport service still runs",
        "7 CHECKS COULD NOT BE JUDGED",
    ):
        assert part in text


@pytest.mark.parametrize("width", [40, 80, 132])
def test_what_could_not_be_judged_takes_six_lines(width: int) -> None:
    """It is told by what to ask for, what most checks lack first; the rest is counted."""
    checks = [
        NotEvaluated(f"rule-{what}-{number}", "A check", server, Outcome.SKIPPED, (f"log {what}",))
        for what in range(12)
        for number in range(what + 1)
        for server in (examples.EX01, examples.EX02)
    ]
    text = render(
        replace(examples.whole(), not_evaluated=tuple(checks)), ENGLISH_READER, width=width
    )
    told = text.partition("COULD NOT BE JUDGED\n")[2].partition("\n\n")[0].splitlines()
    assert len(told) <= 6
    assert "24 checks without log 11" in told[0]
    assert "more in the report" in told[-1]


def test_each_thing_that_is_missing_stands_once() -> None:
    """What stopped with an error stands first, then each thing once, with whom it is missing of."""
    short = "the MSExchange Management log"
    checks = (
        NotEvaluated("a", "A", examples.EX01, Outcome.SKIPPED, (short, "the System log")),
        NotEvaluated("b", "B", examples.EX02, Outcome.SKIPPED, ("the System log",)),
        NotEvaluated("c", "C", None, Outcome.SKIPPED, ("the Application logs",)),
        NotEvaluated("d", "D", examples.EX01, Outcome.ERROR, ()),
    )
    lacks = lacking(replace(examples.whole(), not_evaluated=checks))
    assert [(lack.what, lack.checks, lack.servers) for lack in lacks] == [
        ("", 1, (examples.EX01,)),
        ("the System log", 2, (examples.EX01, examples.EX02)),
        ("the Application logs", 1, ()),
        (short, 1, (examples.EX01,)),
    ]


def test_a_command_starts_a_line_of_its_own() -> None:
    """Commands are found and copied without the sentence around them."""
    lines = [
        line.strip() for line in render(examples.whole(), ENGLISH_READER, width=120).splitlines()
    ]
    assert f"Enable-ExchangeCertificate -Thumbprint {examples.RENEWED} -Services SMTP" in lines


def test_our_own_words_are_ascii() -> None:
    """A Windows code page shows the summary as it is."""
    assert render(examples.whole(), ENGLISH_READER).isascii()


def test_control_codes_come_only_from_colour() -> None:
    """Without colour there is none; with it, the words are the same."""
    plain = render(examples.whole(), ENGLISH_READER)
    assert "\x1b" not in plain
    assert "\x1b[" in render(examples.whole(), ENGLISH_READER, colour=True)


@pytest.mark.parametrize("text", extremes.HOSTILE)
def test_hostile_text_cannot_act_on_the_terminal(text: str) -> None:
    """Control sequences, overrides and markup in data are shown, not obeyed."""
    shown = render(extremes.hostile(text), ENGLISH_READER, width=400)
    assert not _acting(shown)
    assert visible(text).split()[0] in shown


@given(st.text())
def test_no_text_can_act_on_the_terminal(text: str) -> None:
    """Whatever stands in a log, the summary holds no character that is not seen."""
    assert not _acting(render(extremes.hostile(text), ENGLISH_READER))


def _acting(shown: str) -> set[str]:
    unseen = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {mark for mark in shown if mark != "\n" and unicodedata.category(mark) in unseen}


def test_a_fleet_folds_to_a_screen_or_three() -> None:
    """Fifty servers and findings do not bury the first ones."""
    text = render(extremes.fleet(50, 500), ENGLISH_READER)
    assert "... and 47 more servers: 47 broken" in text
    assert "... and 30 more findings in the report" in text
    assert len(text.splitlines()) < 250


def test_nothing_found_is_said() -> None:
    """An empty result is a sentence, not a silence."""
    assert "Nothing found in what could be judged." in render(examples.healthy(), ENGLISH_READER)
    assert "No Exchange server was recognised" in render(examples.empty(), ENGLISH_READER)


def test_servers_are_compared_where_one_is_known(tmp_path: Path) -> None:
    """Where none is, nobody is told that two could not be, nor asked for the logs of two."""
    listed = f"Subject    : CN=a.contoso.org\nServices   : SMTP\nThumbprint : {'5A' * 20}\n"
    named = "[PS] C:\\>Get-ExchangeCertificate -Server MX7 | fl\n\n"
    for server, told in (("", False), (named, True)):
        (tmp_path / "list.txt").write_text(server + listed)
        diagnosis = diagnose(tmp_path)
        assert diagnosis.not_evaluated
        shown = render(diagnosis, ENGLISH_READER).casefold()
        assert ("checks could not be judged" in shown) == told
        if not told:
            assert "at least two servers" not in shown
