"""A configured certificate that was made after the last event of a log: the log is only older."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.model.vocabulary import Severity
from certtrail.pipeline import diagnose
from tests.stories.exports import SERVER, Export, thumbprint
from tests.stories.told import DAY

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = map(thumbprint, ("before", "after"))
DIFFER: Final = "planes-disagree"


def listed(start: str) -> str:
    """List the internal certificate of today."""
    return (
        f"[PS] C:\\>Get-ExchangeCertificate -Server {SERVER} | fl\n\n"
        f"Thumbprint         : {NEW}\nServices           : SMTP\nStatus             : Valid\n"
        "HasPrivateKey      : True\nSubject            : CN=EX01\nIssuer             : CN=EX01\n"
        f"IsSelfSigned       : True\nNotBefore          : {start}\n"
        "NotAfter           : 2031-03-09 08:00:00\nCertificateDomains : {EX01}\n\n"
        f"[PS] C:\\>Get-TransportService EX01 | fl Name,Internal*\n\n"
        f"Name : EX01\nInternalTransportCertificateThumbprint : {NEW}\n"
    )


@pytest.mark.parametrize(
    ("start", "severity", "restarts"),
    [
        ("2026-03-09 08:00:00", Severity.INFO, False),
        # The process went on with the one before, or was never told of the change.
        ("2026-03-03 08:00:00", Severity.MEDIUM, True),
        ("2024-03-03 08:00:00", Severity.MEDIUM, True),
    ],
)
def test_what_was_made_later(
    tmp_path: Path, start: str, severity: Severity, restarts: bool
) -> None:
    """The last event is of the sixth of March."""
    export = Export()
    export.every(12, 1, 4 * DAY, 12017, OLD, "HOURS-2000")
    export.clutter(4 * DAY, step=2)
    export.write(tmp_path)
    (tmp_path / "today.txt").write_text(listed(start))
    (finding,) = (
        one for one in diagnose([tmp_path], engine="plain").findings if one.rule == DIFFER
    )
    assert finding.severity is severity
    assert ("Restart-Service" in " ".join(map(str, finding.remedy))) is restarts
