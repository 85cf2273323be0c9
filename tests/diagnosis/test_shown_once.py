"""Steps that two findings share: typed once, and referred to by the second."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from certtrail.diagnosis.shown_once import shown_once
from certtrail.model.vocabulary import Confidence, Severity
from tests.reports.examples import finding

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Finding

EXPORT = "Write it into a file: `Export-ExchangeCertificate -Server EX01 -Thumbprint AA`"
IMPORT = "Import it: `Import-ExchangeCertificate -Server EX02 -FileData FILE`"
ENABLE = "Enable it: `Enable-ExchangeCertificate -Server EX02 -Thumbprint AA -Services SMTP`"
RESTART = "Restart the service, on EX02: `Restart-Service MSExchangeTransport`"
LOOK = "See what is there: `Get-ExchangeCertificate -Server EX02 | Format-List`"


@pytest.fixture
def plain() -> Finding:
    """Give a finding to write remedies into."""
    return finding()


def remedies(plain: Finding, *lists: list[str], **first: object) -> list[list[str]]:
    """Show findings with these steps, and give what they say then."""
    given = [
        replace(plain, id=str(number), title=f"T{number}", remedy=tuple(lines), risks=())
        for number, lines in enumerate(lists)
    ]
    given[0] = replace(given[0], **first)  # type: ignore[arg-type]
    shown = shown_once(given, lambda one: True, lambda one: one.title)
    return [list(one.remedy) for one in shown]


def test_what_the_second_begins_with(plain: Finding) -> None:
    """Its words differ, what is typed is the same: one line refers to it, with what that is."""
    other = "Bring it here first. " + EXPORT
    found = remedies(plain, [EXPORT, IMPORT, ENABLE], [other, IMPORT, "Tell the users."])
    assert found[0] == [EXPORT, IMPORT, ENABLE]
    both = "Export-ExchangeCertificate and Import-ExchangeCertificate"
    assert found[1] == [f'Once for both, as the finding "T0" says: {both}.', "Tell the users."]


def test_behind_a_step_of_its_own_it_stays(plain: Finding) -> None:
    """A restart takes up what was done before it; what only looks is nothing done."""
    assert remedies(plain, [IMPORT, RESTART], [ENABLE, RESTART])[1] == [ENABLE, RESTART]
    found = remedies(plain, [IMPORT, RESTART], [LOOK, RESTART])[1]
    assert found == [LOOK, 'Once for both, as the finding "T0" says: Restart-Service.']


def test_another_order_is_not_the_same(plain: Finding) -> None:
    """What the first does the other way round is left as it is from there on."""
    found = remedies(plain, [IMPORT, EXPORT], [EXPORT, IMPORT])[1]
    assert found[1:] == [IMPORT]


@pytest.mark.parametrize(
    "other",
    [
        ENABLE.replace("EX02", "EX03"),
        ENABLE.replace("-Thumbprint AA", "-Thumbprint NEW"),
        RESTART.replace("EX02", "EX03"),
        LOOK,
    ],
    ids=["another server", "a reader fills it in", "another machine's service", "a look"],
)
def test_what_is_not_the_same(plain: Finding, other: str) -> None:
    """Of another server, open, or no change at all."""
    first = [ENABLE.replace("-Thumbprint AA", "-Thumbprint NEW"), RESTART, LOOK]
    second = ["Otherwise. " + other]
    assert remedies(plain, first, second)[1] == second


def test_a_step_under_a_condition_is_no_step_to_refer_to(plain: Finding) -> None:
    """Who does not do it there would not do it at all."""
    assert remedies(plain, ["Only if that fails. " + ENABLE], [ENABLE])[1] == [ENABLE]


@pytest.mark.parametrize(
    "weak", [{"confidence": Confidence.LOW}, {"severity": Severity.INFO}], ids=["low", "info"]
)
def test_a_weak_finding_keeps_nothing_of_others(plain: Finding, weak: dict[str, object]) -> None:
    """Nobody follows it to its end."""
    assert remedies(plain, [ENABLE], [ENABLE], **weak)[1] == [ENABLE]
