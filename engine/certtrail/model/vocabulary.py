"""The words that more than one stage uses: outcomes, severities, verdicts, channels."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How bad it is if the finding is true, least first."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 4 for critical, to sort and compare by."""
        return _RANKS[self]


_RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}


class Confidence(StrEnum):
    """How sure the finding is, least first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def weaker(self) -> Confidence:
        """One step less; the least stays."""
        return list(Confidence)[max(0, list(Confidence).index(self) - 1)]


class Basis(StrEnum):
    """Where the knowledge behind a rule or an event comes from."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    MODEL = "model"


class Outcome(StrEnum):
    """How a rule ended on one server."""

    FIRED = "fired"
    CLEAR = "clear"
    SKIPPED = "skipped"
    ERROR = "error"


class Verdict(StrEnum):
    """What is said of one server."""

    BROKEN = "broken"
    AT_RISK = "at-risk"
    HEALTHY = "healthy"
    UNKNOWN = "unknown"


WORST_FIRST: Final = (Verdict.BROKEN, Verdict.AT_RISK, Verdict.UNKNOWN, Verdict.HEALTHY)
"""In which order servers are looked at."""
APPLICATION = "Application"
SYSTEM = "System"
MANAGEMENT = "MSExchange Management"
