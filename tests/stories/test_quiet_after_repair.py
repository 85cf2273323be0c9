"""A repair, and weeks of log behind it in which the process that was in trouble says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.model.vocabulary import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

HEAD: Final = "Level,Date and Time,Source,Event ID,Task Category"
NEW: Final = "3F0C1A7E5B9D24681357ACE02468BDF013579BDF"
CONFIGURED: Final = (
    "{day} 7:30:00 AM,MSExchangeTransport,16028,Configuration,A forced configuration update for "
    "Microsoft.Exchange.Transport.TransportServerConfiguration has successfully completed."
)
MISSED: Final = (
    '{day} {hour}:10:00 AM,MSExchangeFrontEndTransport,12014,TransportService,"Microsoft Exchange '
    "could not find a certificate that contains the domain name mail.contoso.com in the personal "
    "store on the local computer. Therefore, it is unable to support the STARTTLS SMTP verb for "
    'the connector Default Frontend EX01 with a FQDN parameter of mail.contoso.com."'
)
ENABLED: Final = (
    '{day} 12:10:00 PM,MSExchange CmdletLogs,{id},General,"Cmdlet {how}. Cmdlet '
    f'Enable-ExchangeCertificate, parameters -Thumbprint ""{NEW}"" -Services ""SMTP""."'
)


def missed(day: str) -> list[str]:
    """Write the trouble of a morning, the newest first."""
    return [f"Error,{MISSED.format(day=day, hour=hour)}" for hour in range(11, 4, -1)]


def enabled(day: str, number: int = 1, how: str = "suceeded") -> list[str]:
    """Write the repair at noon."""
    return [f"Information,{ENABLED.format(day=day, id=number, how=how)}"]


def quiet(*days: int) -> list[str]:
    """Write what another process says on days of September."""
    return [f"Information,{CONFIGURED.format(day=f'9/{day}/2026')}" for day in sorted(days)[::-1]]


def diagnosed(folder: Path, *rows: list[str]) -> Diagnosis:
    """Diagnose a table of Event Viewer."""
    text = "\n".join([HEAD, *(line for part in rows for line in part)])
    (folder / "EX01.csv").write_text(f"{text}\n", "utf-8")
    return pipeline.diagnose([folder], engine="plain")


def graves(found: Diagnosis) -> dict[str, Severity]:
    """Give what the rules found."""
    return {one.rule: one.severity for one in found.findings}


def test_nothing_is_to_be_done(tmp_path: Path) -> None:
    """It is told as what most likely helped; nothing is restarted, no further log is asked for."""
    later = quiet(*range(3, 23))
    found = diagnosed(tmp_path, later, enabled("9/1/2026"), missed("9/1/2026"))
    told = {one.rule: one for one in found.findings}
    assert "repair-not-shown-yet" not in told
    assert told["repair-not-contradicted"].severity is Severity.INFO
    assert "Restart-Service" not in " ".join(told["repair-not-contradicted"].remedy)


@pytest.mark.parametrize(
    "rows",
    [
        (missed("9/22/2026"), quiet(*range(3, 22)), enabled("9/1/2026"), missed("9/1/2026")),
        (missed("9/1/2026"), enabled("8/31/2026"), missed("8/31/2026")),
        (quiet(*range(3, 23)), missed("9/1/2026")),
        (
            quiet(*range(3, 23)),
            enabled("9/1/2026", 6, "failed"),
            missed("9/1/2026"),
        ),
    ],
)
def test_what_goes_on_or_was_not_repaired(tmp_path: Path, rows: tuple[list[str], ...]) -> None:
    """It came again, or nothing was done with success."""
    found = graves(diagnosed(tmp_path, *rows))
    assert found["starttls-certificate-missing"] is Severity.HIGH
    assert "repair-not-contradicted" not in found


def test_what_ends_with_the_repair(tmp_path: Path) -> None:
    """Nobody knows what came of it."""
    found = graves(diagnosed(tmp_path, enabled("9/1/2026"), missed("9/1/2026")))
    assert found["repair-not-shown-yet"] is Severity.MEDIUM
