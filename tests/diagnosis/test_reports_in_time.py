"""Several reports of HealthChecker of one server: the last one tells how it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

OLD: Final = "A1" * 20
NEW: Final = "B2" * 20
MAIL: Final = "C3" * 20
OF_DATES: Final = "smtp-certificate-out-of-its-dates"
NOT_FOUND: Final = "internal-certificate-not-found"


def certificate(thumbprint: str, name: str, *, days: int, internal: bool) -> str:
    """Give what a report tells of a certificate."""
    return f"""\
\tCertificate:
\t\tFriendlyName: {name}
\t\tThumbprint: {thumbprint}
\t\tLifetime in days: {days}
\t\tCertificate has expired: {days < 0}
\t\tCertificate status: {"DateInvalid" if days < 0 else "Valid"}
\t\tKey size: 2048
\t\tBound to services: {"SMTP, IIS" if internal else "IMAP, POP, IIS, SMTP"}
\t\tInternal Transport Certificate: {internal}
\t\tCurrent Auth Certificate: False
\t\tSAN Certificate: True
\t\tNamespaces:
\t\t\t{name}

"""


def report(made: str, internal: str, *, days: int, found: bool, server: str = "EX01") -> str:
    """Give a report with the certificate of the internal role and one for mail."""
    return f"""\
Exchange Health Checker version 26.10.01.1200

Exchange Information
--------------------
\tName: {server}
\tGeneration Time: {made}
\tVersion: Exchange 2019 CU15
\tServer Role: Mailbox

Certificate Information
-----------------------
{certificate(MAIL, "mail.contoso.com", days=210, internal=False)}\
{certificate(internal, "EX01", days=days, internal=True)}\
\tValid Internal Transport Certificate Found On Server: {found}
\tValid Auth Certificate Found On Server: True
"""


def rules(folder: Path, *texts: str, together: bool = False) -> set[str]:
    """Give which rules find something, the texts in files of their own or in one."""
    for number, text in enumerate(["\n".join(texts)] if together else texts):
        (folder / f"report{number}.txt").write_text(text)
    return {one.rule for one in pipeline.diagnose([folder], engine="plain").findings}


BEFORE: Final = report("11/10/2026 9:12:01 AM", OLD, days=-5, found=False)
AFTER: Final = report("11/15/2026 9:12:01 AM", NEW, days=1200, found=True)


@pytest.mark.parametrize("order", [(BEFORE, AFTER), (AFTER, BEFORE)])
@pytest.mark.parametrize("together", [False, True])
def test_what_is_mended_is_over(tmp_path: Path, order: tuple[str, str], *, together: bool) -> None:
    """Whichever is read first, and although a date may be of October or November."""
    assert not rules(tmp_path, *order, together=together) & {OF_DATES, NOT_FOUND}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("together", [False, True])
def test_what_came_since_is_found(
    tmp_path: Path, order: tuple[int, int], *, together: bool
) -> None:
    """It was well, and is not any more."""
    texts = (
        report("10.11.2026 09:12:01", OLD, days=3, found=True),
        report("15.11.2026 09:12:01", OLD, days=-2, found=False),
    )
    found = rules(tmp_path, *(texts[number] for number in order), together=together)
    assert {OF_DATES, NOT_FOUND} <= found


@pytest.mark.parametrize(
    "later",
    [
        # Of another server, of no known time, and of what may be the same day.
        report("11/15/2026 9:12:01 AM", NEW, days=1200, found=True, server="EX02"),
        report("some day", NEW, days=1200, found=True),
        report("10/11/2026 9:12:01 AM", NEW, days=1200, found=True),
    ],
)
def test_what_no_later_report_takes_back(tmp_path: Path, later: str) -> None:
    """Both count where nothing tells which is the later, or it is of another server."""
    assert NOT_FOUND in rules(tmp_path, BEFORE, later)


def test_one_report_alone(tmp_path: Path) -> None:
    """What it says is so."""
    assert {OF_DATES, NOT_FOUND} <= rules(tmp_path, BEFORE)
