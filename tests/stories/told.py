"""Stories told as exports, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail import Diagnosis, diagnose
from tests.stories.exports import SERVER, Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.vocabulary import Verdict

X, Y, E1, E2 = map(thumbprint, ("x", "y", "ephemeral 1", "ephemeral 2"))
ENABLE_Y = f'-Thumbprint "{Y}" -Services "SMTP, IIS" -Force "True"'
DAY = 24.0


def rules(diagnosis: Diagnosis) -> set[str]:
    """Give the ids of the rules that fired."""
    return {finding.rule for finding in diagnosis.findings}


def verdict(diagnosis: Diagnosis, server: str = SERVER) -> Verdict:
    """Give what is said of a server."""
    return next(each.verdict for each in diagnosis.servers if each.name == server)


def told(export: Export, folder: Path, engine: str = "plain") -> Diagnosis:
    """Write an export and diagnose it."""
    return diagnose(export.write(folder), engine=engine)  # type: ignore[arg-type]


def countdown(export: Export, until: float, step: float) -> None:
    """Warn of X, with 30 days to go at the beginning."""
    export.every(step, 0.5, until, 12017, X, "HOURS-720")


def classic_loss(export: Export) -> None:
    """Warned of, expired, removed, restarted, ephemeral until the end."""
    countdown(export, 10 * DAY, 4)
    export.every(4, 10 * DAY, 12 * DAY, 12015, X)
    export.cmdlet(12 * DAY, "Remove-ExchangeCertificate", f'-Thumbprint "{X}"')
    export.restart(12 * DAY + 1)
    export.every(4, 12 * DAY + 2, 15 * DAY, 12024, X, E1)
    export.clutter(15 * DAY)
