"""Stories told as exports, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail import Diagnosis, diagnose
from certtrail.model.vocabulary import Severity, Verdict
from tests.stories.exports import SERVER, Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

X, Y, E1, E2 = map(thumbprint, ("x", "y", "ephemeral 1", "ephemeral 2"))
ENABLE_Y = f'-Thumbprint "{Y}" -Services "SMTP, IIS" -Force "True"'
DAY = 24.0


def rules(diagnosis: Diagnosis) -> set[str]:
    """Give the ids of the rules that fired."""
    return {finding.rule for finding in diagnosis.findings}


def verdict(diagnosis: Diagnosis, server: str = SERVER) -> Verdict:
    """Give what is said of a server."""
    return next(each.verdict for each in diagnosis.servers if each.name == server)


def contradictions(diagnosis: Diagnosis) -> list[str]:
    """List where a verdict and the findings beside it do not say the same."""
    wrong = []
    for server in diagnosis.servers:
        mine = [finding for finding in diagnosis.findings if server.name in finding.servers]
        grave = {
            f.rule
            for f in mine
            if f.severity.rank >= Severity.MEDIUM.rank and not f.over
            # What is another machine's fault may stand there, if the verdict says so.
            if not server.why.endswith(f"is about something else: {f.title}.")
        }
        if server.verdict is Verdict.HEALTHY and grave:
            wrong.append(f"{server.name} is healthy beside {sorted(grave)}")
        if server.verdict in (Verdict.BROKEN, Verdict.AT_RISK):
            saying = {f.rule for f in mine if _of(f, server.name) is server.verdict}
            if not saying:
                wrong.append(f"{server.name} is {server.verdict} and no finding says so")
            elif not any(f.severity.rank >= Severity.MEDIUM.rank for f in mine if f.rule in saying):
                wrong.append(f"{server.name} is {server.verdict} by what weighs little: {saying}")
        if server.verdict is Verdict.UNKNOWN and not server.why:
            wrong.append(f"{server.name} is unknown, and nothing says why")
    over = {finding.id for finding in diagnosis.findings if finding.over}
    wrong += [
        f"{finding.id} is over and still has a verdict"
        for finding in diagnosis.findings
        if finding.id in over and finding.verdict is not None
    ]
    return wrong


def _of(finding: Finding, server: str) -> Verdict | None:
    """Tell what a finding says of one server: who is not its culprit, nor held up, is at risk."""
    witness = bool(finding.culprits) and server not in (*finding.culprits, *finding.held_up)
    return Verdict.AT_RISK if witness and finding.verdict else finding.verdict


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
