"""Findings that say nothing of how a server is: what they are about, by the ids of their rules.

Some only tell what was sent. They limit what the other findings prove and answer nobody's question,
so they stand behind what does. Others are about a machine of another organisation, which whoever
sent the text can reach from anywhere. Neither is a difference between the servers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.vocabulary import Severity

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Finding

_OF_EXPORTS: Final = frozenset(
    {
        "export-quirks",
        "log-filtered",
        "log-gap",
        "log-too-short",
        "messages-cut-by-table",
        "short-name-shared",
    }
)
_OF_OTHERS: Final = frozenset({"partner-certificate-expired", "partner-server-asked"})
NOT_OF_SERVERS: Final = _OF_EXPORTS | _OF_OTHERS
"""The ids of their rules."""


def only_limits(finding: Finding) -> bool:
    """Tell whether a finding only says what was sent, and is nothing that weighs by itself."""
    return finding.rule in _OF_EXPORTS and finding.severity.rank < Severity.MEDIUM.rank
