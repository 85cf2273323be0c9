"""The main job, met as a user meets it: exports as .evtx files in, a diagnosis out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import diagnose
from certtrail.model.vocabulary import Verdict
from tests.stories.exports import Export, thumbprint
from tests.stories.told import (
    DAY,
    E1,
    E2,
    ENABLE_Y,
    X,
    Y,
    classic_loss,
    countdown,
    rules,
    told,
    verdict,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_classic_loss_is_explained_by_the_removal(tmp_path: Path) -> None:
    """The removal is the cause; the loss and the ephemeral certificate stand under it."""
    export = Export()
    classic_loss(export)
    diagnosis = told(export, tmp_path)
    assert rules(diagnosis) == {
        "internal-certificate-deleted",
        "internal-certificate-lost",
        "ephemeral-certificate-in-use",
    }
    by_rule = {finding.rule: finding for finding in diagnosis.findings}
    cause = by_rule["internal-certificate-deleted"]
    assert cause.explained_by is None
    assert {by_rule[name].explained_by for name in by_rule if name != cause.rule} == {cause.id}
    assert all(finding.thumbprints == (X,) for finding in diagnosis.findings)
    assert any(X in step for step in by_rule["internal-certificate-lost"].remedy)
    assert verdict(diagnosis) is Verdict.BROKEN


@pytest.mark.parametrize("step", [0.25, 1, 4, 8, 24])
@pytest.mark.parametrize("restart", [True, False])
def test_effective_renewal(tmp_path: Path, step: float, restart: bool) -> None:
    """The warnings stop after the act, at any cadence, and the log goes on long enough."""
    export = Export()
    countdown(export, 6 * DAY, step)
    export.cmdlet(6 * DAY, "Enable-ExchangeCertificate", ENABLE_Y)
    if restart:
        export.restart(6 * DAY + 0.5)
    export.clutter(14 * DAY, step=3)
    diagnosis = told(export, tmp_path)
    assert rules(diagnosis) == {"renewal-effective"}
    assert verdict(diagnosis) is Verdict.HEALTHY


@pytest.mark.parametrize("step", [0.25, 4, 24])
def test_renewal_too_early_to_say(tmp_path: Path, step: float) -> None:
    """Two hours of silence prove nothing: the certificate is still taken to expire."""
    export = Export()
    countdown(export, 6 * DAY, step)
    export.cmdlet(6 * DAY, "Enable-ExchangeCertificate", ENABLE_Y)
    export.clutter(6 * DAY + 2)
    diagnosis = told(export, tmp_path)
    assert "renewal-effective" not in rules(diagnosis)
    assert "internal-certificate-expiring" in rules(diagnosis)


@pytest.mark.parametrize("step", [0.25, 4, 24])
def test_renewal_waits_for_a_restart(tmp_path: Path, step: float) -> None:
    """An act without a restart, and the warnings go on."""
    export = Export()
    countdown(export, 12 * DAY, step)
    export.cmdlet(6 * DAY, "Enable-ExchangeCertificate", ENABLE_Y)
    export.restart(7 * DAY, "MSExchangeFrontEndTransport")
    export.restart(5 * DAY)
    export.clutter(12 * DAY, step=3)
    diagnosis = told(export, tmp_path)
    assert rules(diagnosis) == {"restart-pending", "internal-certificate-expiring"}
    assert verdict(diagnosis) is Verdict.AT_RISK


@pytest.mark.parametrize("step", [0.25, 4, 24])
def test_renewal_not_effective(tmp_path: Path, step: float) -> None:
    """An act and a restart, and the warnings go on."""
    export = Export()
    countdown(export, 12 * DAY, step)
    export.cmdlet(6 * DAY, "Enable-ExchangeCertificate", ENABLE_Y)
    export.restart(7 * DAY)
    export.clutter(12 * DAY, step=3)
    diagnosis = told(export, tmp_path)
    assert rules(diagnosis) == {"renewal-not-effective", "internal-certificate-expiring"}


def test_fallback_that_was_repaired(tmp_path: Path) -> None:
    """A new certificate ends the fallback: the loss is history and the server is healthy."""
    export = Export()
    countdown(export, 4 * DAY, 4)
    export.every(4, 4 * DAY, 6 * DAY, 12024, X, E1)
    export.cmdlet(6 * DAY, "New-ExchangeCertificate", '-Force "True"')
    export.restart(6 * DAY + 1)
    export.clutter(14 * DAY)
    diagnosis = told(export, tmp_path)
    assert rules(diagnosis) == {"renewal-effective", "internal-certificate-lost"}
    by_rule = {finding.rule: finding for finding in diagnosis.findings}
    assert by_rule["internal-certificate-lost"].explained_by == by_rule["renewal-effective"].id
    assert verdict(diagnosis) is Verdict.HEALTHY


def test_recovered(tmp_path: Path) -> None:
    """The certificate comes back; the loss stands under the recovery, the expiry remains."""
    export = Export()
    countdown(export, 4 * DAY, 4)
    export.every(4, 4 * DAY, 6 * DAY, 12024, X, E1)
    export.every(4, 6 * DAY, 9 * DAY, 12017, X, "HOURS-720")
    export.clutter(9 * DAY)
    diagnosis = told(export, tmp_path)
    assert rules(diagnosis) == {
        "internal-certificate-lost",
        "internal-certificate-recovered",
        "internal-certificate-expiring",
    }
    assert verdict(diagnosis) is Verdict.AT_RISK


def test_one_process_recovered_and_another_did_not(tmp_path: Path) -> None:
    """A recovery of one process does not close the loss while another still falls back."""
    export = Export()
    frontend = "MSExchangeFrontEndTransport"
    countdown(export, 4 * DAY, 4)
    export.every(4, 4 * DAY, 9 * DAY, 12024, X, E1)
    export.every(4, 4 * DAY, 6 * DAY, 12024, X, E2, provider=frontend)
    export.every(4, 6 * DAY, 9.5 * DAY, 12017, X, "HOURS-720", provider=frontend)
    export.clutter(10 * DAY)
    diagnosis = told(export, tmp_path)
    assert {"internal-certificate-recovered", "ephemeral-certificate-in-use"} <= rules(diagnosis)
    lost = next(f for f in diagnosis.findings if f.rule == "internal-certificate-lost")
    assert lost.explained_by is None
    assert verdict(diagnosis) is Verdict.BROKEN


def test_substitute_that_expires(tmp_path: Path) -> None:
    """A substitute in use is told together with its own countdown, as one finding."""
    export = Export()
    for day in range(6):
        export.transport(day * DAY, 12023, X, Y)
        export.transport(day * DAY + 0.001, 12017, Y, 500 - 24 * day)
    export.clutter(6 * DAY)
    diagnosis = told(export, tmp_path)
    assert rules(diagnosis) == {"internal-certificate-missing", "substitute-certificate-in-use"}
    substitute = next(f for f in diagnosis.findings if f.rule == "substitute-certificate-in-use")
    assert Y in substitute.cause
    assert "ends soon" in substitute.cause


def test_shared_certificate_of_a_fleet(tmp_path: Path) -> None:
    """Two servers that name one certificate are one finding without a server of its own."""
    for number in (1, 2, 3):
        export = Export(f"EX0{number}.contoso.com")
        export.every(4, 1, 5 * DAY, 12024, X if number < 3 else Y, thumbprint(f"e{number}"))
        export.clutter(5 * DAY, step=4)
        export.write(tmp_path / f"EX0{number}")
    diagnosis = diagnose(tmp_path, engine="plain")
    shared = [f for f in diagnosis.findings if f.rule == "shared-internal-certificate"]
    assert len(shared) == 1
    assert shared[0].server is None
    assert shared[0].servers == ("EX01.contoso.com", "EX02.contoso.com")
    assert shared[0].thumbprints == (X,)


def test_healthy_server(tmp_path: Path) -> None:
    """Clutter with the same event ids from other providers is no finding."""
    export = Export()
    export.clutter(10 * DAY, step=2)
    diagnosis = told(export, tmp_path)
    assert diagnosis.findings == ()
    assert verdict(diagnosis) is Verdict.HEALTHY
