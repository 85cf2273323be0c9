"""Open trouble of which the rest of the log says nothing is told with its last event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.model.vocabulary import Severity, Verdict
from certtrail.pipeline import diagnose
from tests.stories.exports import Export

if TYPE_CHECKING:
    from pathlib import Path

FRONT: Final = "MSExchangeFrontEndTransport"
EVENTS: Final = {
    12014: ("mail.contoso.com", "Default Frontend EX01"),
    12016: ("mail.contoso.com",),
}
RULES: Final = {12014: "starttls-certificate-missing", 12016: "starttls-certificate-expired"}


def told(folder: Path, number: int, hours: list[int], end: int) -> str:
    """Diagnose a log with an event at some hours, and others of another process until the end; give
    the cause of its finding.
    """
    export = Export()
    for hour in hours:
        export.transport(hour, number, *EVENTS[number], provider=FRONT)
    for hour in range(0, end + 1, 3):
        export.transport(hour + 0.1, 8224, "Idle", provider="VSS")
    export.write(folder)
    found = diagnose([folder], engine="plain")
    (one,) = [each for each in found.findings if each.rule == RULES[number]]
    # Two days are too short to call it over.
    assert one.severity == Severity.HIGH
    assert [each.verdict for each in found.servers] == [Verdict.BROKEN]
    return str(one.cause)


@pytest.mark.parametrize("number", EVENTS)
@pytest.mark.parametrize("end", [33, 57])
def test_a_day_and_more(tmp_path: Path, number: int, end: int) -> None:
    """It is told when the last one was, and until when the log shows none."""
    cause = told(tmp_path, number, [1, 3, 5, 7, 8], end)
    assert "The last of these events is from 2026-03-02 14:00" in cause
    assert "without another: see first whether it is logged still" in cause


@pytest.mark.parametrize("number", EVENTS)
@pytest.mark.parametrize(
    ("hours", "end"), [([1, 3, 5, 7, 8], 27), ([1, 3, 5, 7, 8, 56], 57), ([1, 8], 33)]
)
def test_less(tmp_path: Path, number: int, hours: list[int], end: int) -> None:
    """It is logged until hours before the end, or so seldom that a day tells nothing."""
    assert "without another" not in told(tmp_path, number, hours, end)
