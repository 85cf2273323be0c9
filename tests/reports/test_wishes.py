"""What the customer is asked for: few things, what is lacked most first; and the letter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail import pipeline
from certtrail.diagnosis.verdicts import NOT_OF_EXCHANGE
from certtrail.model.diagnosis import NotEvaluated, Server
from certtrail.model.vocabulary import Confidence, Outcome, Severity, Verdict
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.reports.wishes import wishes
from certtrail.text.languages import ENGLISH_READER
from tests.reports import examples

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis, Finding

SYSTEM = "the System log"
AUDIT = "the MSExchange Management log"
CERTIFICATES = "the server's certificates (Get-ExchangeCertificate)"
WHICH = "What does `Get-ExchangeCertificate | Format-List` show on this server?"


def lacking(
    rule: str, *missing: str, server: str = "EX01", grave: str = "low", bears: bool = True
) -> NotEvaluated:
    """Make a rule that could not look, and would have told of what is open there."""
    return NotEvaluated(rule, rule, server, Outcome.SKIPPED, missing, Severity(grave), bears)


def diagnosis(*skipped: NotEvaluated, broken: str = "", asks: tuple[str, ...] = ()) -> Diagnosis:
    """Make a diagnosis of two servers of which nothing is known, but that one may be broken."""
    servers = tuple(
        Server(name, Verdict.BROKEN if name == broken else Verdict.UNKNOWN, "", 1, 2, "")
        for name in ("EX01", "EX02")
    )
    findings = (examples.finding(questions=asks, servers=("EX01",), explained_by=None),)
    return replace(
        examples.healthy(), servers=servers, findings=findings * bool(asks), not_evaluated=skipped
    )


def exports(found: Diagnosis) -> list[tuple[str, tuple[str, ...]]]:
    """Give what is to be sent, with its servers."""
    return [(each.what, each.servers) for each in wishes(found).exports]


def test_what_more_rules_lack_comes_first() -> None:
    """Two mild rules weigh less than one grave one, three weigh more."""
    grave = lacking("g", SYSTEM, grave="high")
    mild = [lacking(name, AUDIT) for name in "abc"]
    assert exports(diagnosis(grave, mild[0])) == [(SYSTEM, ("EX01",)), (AUDIT, ("EX01",))]
    assert exports(diagnosis(grave, *mild)) == [(AUDIT, ("EX01",)), (SYSTEM, ("EX01",))]


def test_what_decides_nothing_alone_weighs_less() -> None:
    """Of two things that one rule lacks either is worth half."""
    both = lacking("a", AUDIT, CERTIFICATES)
    (first, _), *_ = exports(diagnosis(both, lacking("b", SYSTEM)))
    assert first == SYSTEM


def test_a_server_in_trouble_comes_first() -> None:
    """What a healthy server lacks is less urgent."""
    skipped = (lacking("a", AUDIT), lacking("b", AUDIT), lacking("c", SYSTEM, server="EX02"))
    assert exports(diagnosis(*skipped, broken="EX02"))[0] == (SYSTEM, ("EX02",))
    assert exports(diagnosis(*skipped))[0] == (AUDIT, ("EX01",))


def test_one_thing_is_asked_for_once() -> None:
    """Of several servers together, and not as a question, too."""
    skipped = (lacking("a", CERTIFICATES), lacking("b", CERTIFICATES, server="EX02"))
    found = wishes(diagnosis(*skipped, asks=(WHICH, "Who did it?")))
    assert [each.servers for each in found.exports] == [("EX01", "EX02")]
    assert [each.text for each in found.questions] == ["Who did it?"]
    (asked,) = wishes(diagnosis(asks=(WHICH,))).questions
    assert asked.text == WHICH


def test_either_of_two_logs_is_not_asked_for_where_one_is() -> None:
    """It counts for that one; on a server that lacks neither alone it is asked for as it is."""
    either = f"{AUDIT} or {SYSTEM}"
    mild = [lacking(name, either) for name in "abc"]
    assert exports(diagnosis(*mild, lacking("d", SYSTEM), lacking("e", CERTIFICATES))) == [
        (SYSTEM, ("EX01",)),
        (CERTIFICATES, ("EX01",)),
    ]
    elsewhere = lacking("d", SYSTEM, server="EX02")
    assert exports(diagnosis(*mild, elsewhere)) == [(either, ("EX01",)), (SYSTEM, ("EX02",))]


def test_what_one_rule_would_take_instead_hides_nothing() -> None:
    """A rule that is content with either of two does not take one away that others lack."""
    either = f"{CERTIFICATES} or the Application log"
    skipped = [lacking(f"r{each}", what) for each, what in enumerate((CERTIFICATES, either))]
    found = exports(diagnosis(*skipped, lacking("a", "the Application log", grave="high")))
    assert [what for what, _ in found] == ["the Application log", CERTIFICATES]


def test_who_sent_too_little_is_told_what_says_most() -> None:
    """Without anything found, queues and the report to the sender; healthy servers need neither."""
    text = reply(diagnosis(lacking("a", SYSTEM)), Speech(ENGLISH_READER))
    assert "Get-Queue | Format-List" in text
    assert "the report that the sender got" in text
    assert "`" not in text
    assert "Get-Queue" not in reply(examples.healthy(), Speech(ENGLISH_READER))


@pytest.mark.parametrize(
    ("other", "once"),
    [
        ("Run `Restart-Service MSExchangeTransport` on EX02.", True),
        ("Run `Restart-Service MSExchangeDelivery` on EX02.", False),
    ],
)
def test_steps_that_differ_in_the_server_are_said_once(other: str, once: bool) -> None:
    """Of two findings with one title; what differs in more is said for each."""
    first = replace(
        examples.finding(explained_by=None),
        id="a",
        servers=("EX01",),
        remedy=("Run `Restart-Service MSExchangeTransport` on EX01.",),
        risks=(),
        severity=Severity.HIGH,
    )
    second = replace(first, id="b", servers=("EX02",), remedy=(other,))
    text = reply(replace(examples.whole(), findings=(first, second)), Speech(ENGLISH_READER))
    heads = ["What to do:"] if once else ["What to do (EX01):", "What to do (EX02):"]
    assert [line.strip() for line in text.splitlines() if "What to do" in line] == heads
    assert ("The same for EX02, each by its own name." in text) is once


def test_what_failed_is_nothing_to_ask_for() -> None:
    """A rule that ended with an error lacks nothing of the customer's."""
    failed = replace(lacking("a", SYSTEM), outcome=Outcome.ERROR)
    assert len(wishes(diagnosis(failed))) == 0


@given(st.integers(0, 9), st.integers(0, 9))
def test_never_more_than_five(sent: int, told: int) -> None:
    """Whatever is missing, five wishes at most; exports and questions both have a place."""
    skipped = [lacking(f"r{number}", f"thing {number}") for number in range(sent)]
    asks = tuple(f"Question {number}?" for number in range(told))
    found = wishes(diagnosis(*skipped, asks=asks))
    assert len(found) == min(5, sent + told)
    assert len(found.exports) >= min(3, sent)
    assert len(found.questions) >= min(2, told)


def test_the_letter_asks_for_each_thing_once() -> None:
    """Missing logs come with the command that exports them, questions with their server."""
    text = reply(examples.whole(), Speech(ENGLISH_READER))
    assert text.count("the MSExchange Management log") == 1
    assert 'wevtutil epl "MSExchange Management"' in text
    assert text.count("by whom and with which tool? (EX01.contoso.example)") == 1
    assert "took longer" not in text, "a rule that failed is nothing to ask a customer for"


def test_the_letter_tells_every_finding() -> None:
    """Causes and what they explain, those of one title once with all their servers."""
    whole = examples.whole()
    text = reply(whole, Speech(ENGLISH_READER))
    assert all(finding.title in text for finding in whole.findings)
    again = replace(whole.findings[0], id="again", servers=("EX09",), server="EX09")
    text = reply(replace(whole, findings=(*whole.findings, again)), Speech(ENGLISH_READER))
    assert text.count(again.title) == 1
    assert "EX09" in text


def test_the_letter_calls_trouble_what_is() -> None:
    """By verdict or severity: a grave finding may leave the server's verdict open."""
    whole = examples.whole()
    for severity, told in (("medium", "what we found so far:"), ("low", "this is what we saw")):
        found = replace(whole.findings[0], verdict=None, severity=Severity(severity))
        text = reply(replace(whole, findings=(found,), inputs=()), Speech(ENGLISH_READER))
        assert told in text


def test_the_letter_calls_nothing_well_that_was_not_judged() -> None:
    """Only healthy servers, read in full, are without trouble; what is over is said to be."""
    well = examples.healthy()
    lacks = replace(well, not_evaluated=(lacking("a", SYSTEM),))
    assert "we found no trouble with the certificates" in reply(lacks, Speech(ENGLISH_READER))
    unknown = tuple(replace(server, verdict=Verdict.UNKNOWN) for server in well.servers)
    text = reply(replace(lacks, servers=unknown), Speech(ENGLISH_READER))
    assert "not enough to tell" in text
    assert "leave the certificates as they are" in text
    text = reply(replace(lacks, servers=()), Speech(ENGLISH_READER))
    assert "no Exchange server's event log" in text
    ended = examples.finding(verdict=None, explained_by=None, over=True)
    text = reply(replace(lacks, findings=(ended,)), Speech(ENGLISH_READER))
    assert "we found no trouble that is still open" in text


def test_what_is_of_another_computer_is_asked_of_the_exchange_server() -> None:
    """The letter says whose logs show nothing of Exchange, and asks that computer for nothing."""
    sent = diagnosis(lacking("a", SYSTEM), lacking("b", AUDIT, server="EX02"))
    one, other = (replace(server, why=NOT_OF_EXCHANGE) for server in sent.servers)
    away = replace(sent, servers=(one, other))
    assert exports(away)[:2] == [("the Application log", ()), (CERTIFICATES, ())]
    assert "The logs of EX01, EX02 show nothing of Exchange" in letter(away)
    assert "on the Exchange server itself" in letter(away)
    beside = replace(sent, servers=(one, sent.servers[1]))
    assert exports(beside) == [(AUDIT, ("EX02",))]
    assert "The logs of EX01 show nothing of Exchange" in letter(beside)
    assert "on the Exchange server itself" not in letter(beside)
    assert "nothing of Exchange" not in letter(sent)
    trouble = replace(away, findings=diagnosis(asks=(WHICH,)).findings)
    assert "The logs of EX02 show nothing of Exchange" in letter(trouble)
    assert SYSTEM in [what for what, _ in exports(trouble)]


def letter(found: Diagnosis) -> str:
    """Write the letter in English."""
    return reply(found, Speech(ENGLISH_READER))


def test_of_the_healthy_nothing_is_asked() -> None:
    """A healthy and complete case is told so, whatever could not be judged beside it."""
    well = examples.healthy()
    told = letter(well)
    assert told.startswith("Hello,\n\nwe found no trouble with the certificates that EX01.")
    assert "\n- the Application log of EX01.contoso.example, 2025-11-20 04:00 to " in told
    assert "send" not in told
    slight = examples.finding(
        verdict=None, severity=Severity.LOW, explained_by=None, questions=("Who did it?",)
    )
    found = replace(well, not_evaluated=(lacking("a", SYSTEM),), findings=(slight,))
    assert "Please send" not in letter(found)
    assert "tell us:" not in letter(found)


def test_of_one_in_trouble_only_what_bears_on_it_is_asked() -> None:
    """What would explain the open finding, or make it surer; and no log that is off by default."""
    capi = "the Microsoft-Windows-CAPI2/Operational log"
    skipped = (lacking("a", AUDIT), lacking("b", SYSTEM, bears=False), lacking("c", capi))
    found = diagnosis(*skipped, broken="EX01", asks=("Who did it?",))
    assert exports(found) == [(AUDIT, ("EX01",))]
    surer = replace(found.findings[0], surer_with=(capi,))
    asked = exports(replace(found, findings=(surer,)))
    assert [what for what, _ in asked] == [capi, AUDIT]


def test_logs_of_several_are_not_asked_for_where_none_is_unknown() -> None:
    """What needs two servers' logs and bears on nothing open is for servers still to be judged."""
    several = "the Application logs of at least two servers"
    skipped = replace(lacking("a", several, bears=False), server=None)
    found = diagnosis(skipped, broken="EX01", asks=("Who did it?",))
    assert exports(found)[-1:] == [(several, ())]
    judged = replace(
        found, servers=tuple(replace(one, verdict=Verdict.BROKEN) for one in found.servers)
    )
    assert (several, ()) not in exports(judged)
    bearing = replace(judged, not_evaluated=(replace(skipped, bears=True),))
    assert (several, ()) in exports(bearing)


def test_who_surely_waits_for_another_is_asked_nothing() -> None:
    """That one is; where it is not certain whose fault it is, both are."""
    skipped = (lacking("a", SYSTEM), lacking("b", AUDIT, server="EX02"))
    found = diagnosis(*skipped, broken="EX02", asks=("Who did it?",))
    waits = replace(
        found.findings[0],
        servers=("EX01", "EX02"),
        culprits=("EX02",),
        confidence=Confidence.HIGH,
        surer_with=(),
    )
    assert exports(replace(found, findings=(waits,))) == [(AUDIT, ("EX02",))]
    unsure = replace(waits, confidence=Confidence.MEDIUM)
    asked = exports(replace(found, findings=(unsure,)))
    assert (SYSTEM, ("EX01",)) in asked


def test_what_one_command_exports_is_asked_for_once() -> None:
    """The System log is one file, for whatever time it is wanted."""
    long = f"{SYSTEM} for the time of the Application log (service restarts)"
    assert exports(diagnosis(lacking("a", SYSTEM), lacking("b", long))) == [(long, ("EX01",))]


def test_the_letter_says_what_was_found_when_and_what_to_run() -> None:
    """Cause, time, thumbprint and commands of the trouble; the rest of many steps is held back,
    but not of what stops mail: that is only over with its last step.
    """
    steps = tuple(f"Step {number}: `Get-Service -Name s{number}` and look." for number in range(9))
    found = examples.finding(
        cause="It was deleted.",
        remedy=steps,
        risks=(),
        explained_by=None,
        over=False,
        verdict=Verdict.AT_RISK,
    )
    text = letter(replace(examples.whole(), findings=(found,)))
    assert "  It was deleted." in text
    assert "Seen: 2026-" in text
    assert all(thumbprint in text for thumbprint in found.thumbprints)
    assert "  1. Step 0:\n       Get-Service -Name s0\n     and look." in text
    assert "s5" in text
    assert "s6" not in text
    assert "... and 3 more steps" in text
    assert "`" not in text
    broken = letter(replace(examples.whole(), findings=(replace(found, verdict=Verdict.BROKEN),)))
    assert all(f"s{number}" in broken for number in range(9))
    assert "more steps" not in broken
    over = replace(found, over=True, verdict=None)
    assert "Get-Service" not in letter(replace(examples.whole(), findings=(over,)))


def test_messages_that_a_table_cut_are_asked_for_first() -> None:
    """What a table shows only the start of is there in full with another command."""
    found = diagnosis(lacking("g", SYSTEM, grave="high"))
    begun = replace(found.inputs[0], cut=4)
    what = [each for each, _ in exports(replace(found, inputs=(begun,)))]
    assert "Format-List" in what[0]
    assert what[1] == SYSTEM


def of_servers(count: int, *own: int) -> list[Finding]:
    """Make a finding of each server with one title; those of numbers have steps of their own."""
    made = []
    for number in range(1, count + 1):
        name = f"EX{number:02}"
        service = f"MSExchange{number}" if number in own else "MSExchangeTransport"
        made.append(
            replace(
                examples.finding(explained_by=None),
                id=name,
                servers=(f"{name}.contoso.com",),
                remedy=(f"Run `Restart-Service {service}` on {name}.",),
                risks=(),
                severity=Severity.HIGH,
            )
        )
    return made


def test_nobody_whom_steps_concern_is_left_out() -> None:
    """Of many findings a few are told, and every server with the steps that are for it, too."""
    made = replace(examples.whole(), findings=tuple(of_servers(9)))
    lines = reply(made, Speech(ENGLISH_READER)).splitlines()
    names = [f"EX{number:02}.contoso.com" for number in range(2, 10)]
    assert f"  The same for {', '.join(names)}, each by its own name." in lines
    more = f"... and 5 more of these, of which the full report tells ({', '.join(names[3:])})"
    assert f"  {more}" in lines


def test_steps_of_their_own_are_counted_where_they_are_left_out() -> None:
    """What differs in more than the name is said of the first ones; the rest is named."""
    made = replace(examples.whole(), findings=tuple(of_servers(7, *range(1, 8))))
    text = reply(made, Speech(ENGLISH_READER))
    assert text.count("What to do (") == 4
    assert "The same for" not in text
    left = "EX05.contoso.com, EX06.contoso.com, EX07.contoso.com"
    own = "... and 3 more of these have steps of their own, which are in the full report"
    assert f"  {own} ({left})\n" in text


def test_who_is_told_in_full_is_no_more_of_these() -> None:
    """Four of one title are all told."""
    made = replace(examples.whole(), findings=tuple(of_servers(4, 2)))
    text = reply(made, Speech(ENGLISH_READER))
    assert "more of these" not in text
    assert "The same for EX03.contoso.com, EX04.contoso.com, each by its own name." in text


def test_steps_once_for_all_are_said_to_be(tmp_path: Path) -> None:
    """A certificate that servers share: each looks at its own port, Edge servers are made anew
    once.
    """
    told = (
        "Log Name:      Application\nSource:        MSExchangeTransport\n"
        "Date:          2/16/2026 6:04:12 PM\nEvent ID:      12015\nLevel:         Error\n"
        "Computer:      EX{number:02}.contoso.com\nDescription:\n"
        "An internal transport certificate expired. "
        "Thumbprint:1851CC2F3A4B5C6D7E8F90123456789012345678\n"
    )
    for number in range(1, 7):
        (tmp_path / f"ex{number}.txt").write_text(told.format(number=number))
    text = reply(pipeline.diagnose(tmp_path), Speech(ENGLISH_READER))
    names = ", ".join(f"EX{number:02}.contoso.com" for number in range(1, 6))
    assert f"The same for {names}, each by its own name.\n  But steps " in text
    assert " only once, for all of them together." in text
