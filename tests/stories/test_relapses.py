"""A certificate that was made usable again, and is lost anew a week later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from certtrail import pipeline
from tests.stories import machines

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis, Finding

CMDLETS = {"source": "MSExchange CmdletLogs", "log": "MSExchange Management", "id": 1}
MISSING = "internal-certificate-missing"
IN_VAIN = {"enabled-again-in-vain", "renewal-not-effective"}


def lost(begin: str, end: str) -> dict[str, Any]:
    """Lose the certificate for a time; bounds in days of the story."""
    event = {"source": "MSExchangeTransport", "id": 12024, "level": 3, "data": ["$OLD", "$EPH"]}
    return {**event, "every": "50m..70m", "from": begin, "to": end}


def enabled(at: str, thumbprint: str = "$OLD") -> dict[str, Any]:
    """Enable it, and start the service anew."""
    data = ["Enable-ExchangeCertificate", f'-Thumbprint "{thumbprint}" -Services "SMTP" -Force']
    return {**CMDLETS, "at": at, "data": data}


def started(at: str) -> dict[str, Any]:
    """Start the transport service."""
    return {
        "source": "MSExchange TransportService",
        "id": 1001,
        "level": 4,
        "at": at,
        "data": ["4"],
    }


def diagnosed(folder: Path, *events: dict[str, Any]) -> Diagnosis:
    """Diagnose twenty days of a server."""
    server = {"name": "PA01.contoso.com", "days": 20, "events": list(events)}
    server["send"] = [{"log": "Application"}, {"log": "MSExchange Management"}]
    story: dict[str, Any] = {"story": "relapse", "life": ["windows", "exchange"]}
    return pipeline.diagnose(
        [machines.told({**story, "servers": [server]}, folder)], engine="plain"
    )


def found(diagnosis: Diagnosis) -> dict[str, Finding]:
    """Give the findings by their rules."""
    return {one.rule: one for one in diagnosis.findings}


@pytest.mark.parametrize("thumbprint", ["$OLD", "$NEW"])
def test_what_was_mended_for_days_is_lost_anew(tmp_path: Path, thumbprint: str) -> None:
    """It took effect: nobody is told that it did not, and what is asked is of the later time."""
    told = found(
        diagnosed(
            tmp_path,
            lost("2d", "2d 10h"),
            enabled("2d 10h", thumbprint),
            started("2d 11h"),
            lost("15d", "20d"),
        )
    )
    assert not IN_VAIN & set(told)
    again = told[MISSING]
    assert again.verdict is not None
    assert "lost anew" in again.cause
    assert any("shortly before" in one for one in again.questions)


@pytest.mark.parametrize("thumbprint", ["$OLD", "$NEW"])
def test_what_goes_on_after_the_act_was_not_mended(tmp_path: Path, thumbprint: str) -> None:
    """Hours or a day of silence are none that an act explains."""
    told = found(
        diagnosed(
            tmp_path,
            lost("2d", "2d 10h"),
            enabled("2d 10h", thumbprint),
            started("2d 11h"),
            lost("3d", "20d"),
        )
    )
    assert IN_VAIN & set(told)
    assert all("lost anew" not in one.cause for one in told.values())


def test_a_pause_without_an_act_is_no_repair(tmp_path: Path) -> None:
    """Nothing explains it: it is one trouble, since the first day."""
    diagnosis = diagnosed(tmp_path, lost("2d", "2d 10h"), lost("15d", "20d"))
    told = found(diagnosis)
    assert "lost anew" not in told[MISSING].cause
