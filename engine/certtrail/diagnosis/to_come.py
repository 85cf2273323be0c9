"""What is to come: findings that warn of an end while nothing fails for it, and those of them that
are over.

Of what is equally grave, what fails now is told first: who asks why mail does not come has no use
for a date in two months, and takes it for the answer where it stands above it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.diagnosis import Finding

_ENDS: Final = frozenset(
    {
        "expiring-certificate-still-used",
        "internal-certificate-expiring",
        "listed-certificate-ends-soon",
        "short-lived-internal-certificate",
        "starttls-certificate-expiring",
        "windows-warns-of-expiry",
    }
)
_OF_THE_ROLE: Final = ("internal-certificate-expiring", "internal-certificate-expired")


def is_to_come(finding: Finding) -> bool:
    """Tell whether a finding only warns of the end of a certificate."""
    return finding.rule in _ENDS


def ends_over(findings: Iterable[Finding]) -> frozenset[tuple[str, str]]:
    """Give (server, thumbprint) of internal certificates whose end concerns nobody any more, as
    another finding shows that the server has another one.
    """
    return frozenset(
        (server, thumbprint)
        for finding in findings
        if finding.over and finding.rule in _OF_THE_ROLE
        for server in finding.servers
        for thumbprint in finding.thumbprints
    )
