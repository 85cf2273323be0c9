"""What the customer is asked for: few things, what is lacked most first; and the letter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from certtrail.model.diagnosis import NotEvaluated, Server
from certtrail.model.vocabulary import Outcome, Severity, Verdict
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.reports.wishes import wishes
from certtrail.text.languages import ENGLISH_READER
from tests.reports import examples

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis

SYSTEM = "the System log"
AUDIT = "the MSExchange Management log"
CERTIFICATES = "the server's certificates (Get-ExchangeCertificate)"
WHICH = "What does `Get-ExchangeCertificate | Format-List` show on this server?"


def lacking(rule: str, *missing: str, server: str = "EX01", grave: str = "low") -> NotEvaluated:
    """Make a rule that could not look."""
    return NotEvaluated(rule, rule, server, Outcome.SKIPPED, missing, Severity(grave))


def diagnosis(*skipped: NotEvaluated, broken: str = "", asks: tuple[str, ...] = ()) -> Diagnosis:
    """Make a diagnosis of two servers."""
    servers = tuple(
        Server(name, Verdict.BROKEN if name == broken else Verdict.HEALTHY, "", None, None, "")
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
    for severity, told in (("medium", "what we found so far:"), ("low", "This is what we saw:")):
        found = replace(whole.findings[0], verdict=None, severity=Severity(severity))
        text = reply(replace(whole, findings=(found,), inputs=()), Speech(ENGLISH_READER))
        assert told in text


def test_the_letter_calls_nothing_well_that_was_not_judged() -> None:
    """Only healthy servers, read in full, are without trouble; what is over is said to be."""
    well = examples.healthy()
    lacks = replace(well, not_evaluated=(lacking("a", SYSTEM),))
    assert "we found no certificate trouble." in reply(lacks, Speech(ENGLISH_READER))
    unknown = tuple(replace(server, verdict=Verdict.UNKNOWN) for server in well.servers)
    text = reply(replace(lacks, servers=unknown), Speech(ENGLISH_READER))
    assert "not enough to tell" in text
    text = reply(replace(lacks, servers=()), Speech(ENGLISH_READER))
    assert "no server's event log" in text
    ended = examples.finding(verdict=None, explained_by=None, over=True)
    text = reply(replace(lacks, findings=(ended,)), Speech(ENGLISH_READER))
    assert "no certificate trouble that is still open" in text


def test_there_is_no_letter_when_there_is_nothing_to_ask() -> None:
    """A healthy and complete case asks for nothing."""
    assert reply(examples.healthy(), Speech(ENGLISH_READER)) == ""
