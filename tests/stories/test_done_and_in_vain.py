"""What was done already is not asked for again: what is left is.

A console shows that a certificate was enabled for SMTP, and perhaps the service restarted, while
12014 goes on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest
from samples.generator.exchange_exports import listed

from certtrail import diagnose
from tests.stories.exports import BEGIN, Export, thumbprint
from tests.stories.told import DAY

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis

NAME: Final = "mail.contoso.com"
CONNECTOR: Final = "Default Frontend EX01"
FRONT_END: Final = "MSExchangeFrontEndTransport"
NEW: Final = thumbprint("renewed")
LISTED: Final = {
    "CertificateDomains": f"{{{NAME}}}",
    "HasPrivateKey": "True",
    "IsSelfSigned": "False",
    "Issuer": "CN=New CA",
    "NotAfter": "12/15/2027 12:00:00 AM",
    "NotBefore": "1/15/2026 12:00:00 AM",
    "Services": "IIS, SMTP",
    "Status": "Valid",
    "Subject": f"CN={NAME}",
    "Thumbprint": NEW,
}
PROMPT: Final = "[PS] C:\\Windows\\system32>"
ENABLE: Final = (
    f"{PROMPT}Enable-ExchangeCertificate -Server EX01 -Thumbprint {NEW} -Services SMTP\n\n"
)
RESTART: Final = f"{PROMPT}Restart-Service {FRONT_END}\n\n"
IN_VAIN: Final = "starttls-enabled-in-vain"
MISSING: Final = "starttls-certificate-missing"


def clock(hours: float) -> str:
    """Write what Get-Date shows so many hours after the logs begin, where the clock shows UTC."""
    moment = BEGIN + timedelta(hours=hours)
    return f"{PROMPT}Get-Date\n\n{moment:%A, %B %d, %Y} {moment:%I:%M:%S %p}\n\n"


def told(folder: Path, *texts: str, until: float = 4 * DAY) -> Diagnosis:
    """Diagnose a front end that misses a name for days, beside what was pasted."""
    export = Export()
    export.every(4, DAY, until, 12014, NAME, CONNECTOR, provider=FRONT_END)
    export.clutter(4 * DAY, step=4)
    export.write(folder)
    for number, text in enumerate(texts):
        (folder / f"console{number}.txt").write_text(text)
    return diagnose([folder], engine="plain")


def steps(diagnosis: Diagnosis, rule: str) -> str:
    """Give what a rule's one finding says is to be done."""
    (found,) = [one for one in diagnosis.findings if one.rule == rule]
    return " ".join(str(step) for step in found.remedy)


@pytest.mark.parametrize("beside", ["", listed([LISTED])])
def test_both_was_done_and_the_event_goes_on(tmp_path: Path, beside: str) -> None:
    """A day and more behind it no zone leaves a doubt."""
    diagnosis = told(tmp_path, clock(2 * DAY) + ENABLE + RESTART + beside)
    said = steps(diagnosis, IN_VAIN)
    assert "Enable-ExchangeCertificate" not in said
    assert "certutil -verify" in said
    assert said.index("Restart-Service") > said.index("certutil -verify")
    (missing,) = [one for one in diagnosis.findings if one.rule == MISSING]
    (vain,) = [one for one in diagnosis.findings if one.rule == IN_VAIN]
    assert vain.severity == missing.severity
    assert NEW in vain.thumbprints


def test_the_zone_leaves_it_open(tmp_path: Path) -> None:
    """The last event may be of before, so it is looked at first."""
    diagnosis = told(tmp_path, clock(4 * DAY - 6) + ENABLE + RESTART + listed([LISTED]))
    said = steps(diagnosis, MISSING)
    assert "12014 was logged again since" in said
    assert "Enable-ExchangeCertificate" not in said
    assert "Restart-Service" not in said


def test_no_time_at_all(tmp_path: Path) -> None:
    """It is the same where the console shows no clock."""
    said = steps(told(tmp_path, ENABLE + RESTART), MISSING)
    assert "12014 was logged again since" in said
    assert "Restart-Service" not in said


def test_only_the_restart_is_left(tmp_path: Path) -> None:
    """What was enabled is not enabled again."""
    said = steps(told(tmp_path, clock(2 * DAY) + ENABLE), MISSING)
    assert "that is what is left" in said
    assert f"Restart-Service {FRONT_END}" in said
    assert f"-Thumbprint {NEW}" not in said


@pytest.mark.parametrize(
    "typed",
    [
        # Another certificate by its list, and none of the name.
        clock(2 * DAY)
        + ENABLE
        + RESTART
        + listed([{**LISTED, "Subject": "CN=web", "CertificateDomains": "{web.contoso.com}"}]),
        # For another service than SMTP.
        clock(2 * DAY) + ENABLE.replace("SMTP", "IIS") + RESTART,
        # It was refused.
        clock(2 * DAY)
        + ENABLE
        + f"The certificate with thumbprint {NEW} was not found.\n"
        + "    + CategoryInfo          : InvalidArgument: (:) [Enable-ExchangeCertificate], X\n"
        + "    + FullyQualifiedErrorId : 9BB0D9E6,Microsoft.Exchange.Management.EnableX\n\n"
        + RESTART,
        # A plan in somebody's words.
        f"We should run Enable-ExchangeCertificate -Thumbprint {NEW} -Services SMTP.\n",
        # Its list of later shows that it did not stay.
        clock(2 * DAY) + ENABLE + RESTART + listed([{**LISTED, "Services": "IIS"}]),
        "",
    ],
)
def test_what_was_not_done_is_still_asked_for(tmp_path: Path, typed: str) -> None:
    """Nothing is taken for done that did not give a fitting certificate to SMTP."""
    said = steps(told(tmp_path, typed), MISSING)
    assert "Enable-ExchangeCertificate" in said
    assert f"Restart-Service {FRONT_END}" in said


def test_a_list_above_does_not_show_it_yet(tmp_path: Path) -> None:
    """Services were missing, then it was enabled below."""
    before = listed([{**LISTED, "Services": "None"}])
    said = steps(told(tmp_path, f"{before}\n{clock(2 * DAY)}{ENABLE}{RESTART}"), IN_VAIN)
    assert "Enable-ExchangeCertificate" not in said


def test_long_ago_is_another_matter(tmp_path: Path) -> None:
    """What was enabled weeks before the trouble has worked since."""
    diagnosis = told(tmp_path, clock(-30 * DAY) + ENABLE + RESTART + listed([LISTED]))
    assert IN_VAIN not in {one.rule for one in diagnosis.findings}
    assert f"Restart-Service {FRONT_END}" in steps(diagnosis, MISSING)


def test_the_other_service_was_restarted(tmp_path: Path) -> None:
    """The front end keeps what it has loaded."""
    other = RESTART.replace(FRONT_END, "MSExchangeTransport")
    said = steps(told(tmp_path, clock(2 * DAY) + ENABLE + other), MISSING)
    assert f"Restart-Service {FRONT_END}" in said
