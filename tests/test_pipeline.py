"""The main job, met as a user meets it: exports as .evtx files in, a diagnosis out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from certtrail import Diagnosis, diagnose
from certtrail.evtx_writer.log import Quirks
from certtrail.exits import NOT_FULLY_READ, for_diagnosis
from certtrail.messages.languages import ENGLISH_READER
from certtrail.reports.json_file import render
from certtrail.vocabulary import Verdict
from tests.exports import SERVER, Export, thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
    """A substitute in use is named together with its own countdown."""
    export = Export()
    for day in range(6):
        export.transport(day * DAY, 12023, X, Y)
        export.transport(day * DAY + 0.001, 12017, Y, 500 - 24 * day)
    export.clutter(6 * DAY)
    diagnosis = told(export, tmp_path)
    assert rules(diagnosis) == {
        "internal-certificate-missing",
        "substitute-certificate-in-use",
        "internal-certificate-expiring",
    }
    expiring = next(f for f in diagnosis.findings if f.rule == "internal-certificate-expiring")
    assert expiring.thumbprints == (Y,)


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


def test_short_log_is_unknown(tmp_path: Path) -> None:
    """Three hours without an event are not called healthy."""
    export = Export()
    export.clutter(3)
    assert verdict(told(export, tmp_path)) is Verdict.UNKNOWN


def test_log_of_another_machine_is_unknown(tmp_path: Path) -> None:
    """A log without any Exchange event is not called healthy."""
    export = Export("WS01.contoso.com")
    for hour in range(100):
        export.transport(hour, 1000, "app.exe", provider="Application Error")
    assert verdict(told(export, tmp_path), "WS01.contoso.com") is Verdict.UNKNOWN


def test_cleared_log(tmp_path: Path) -> None:
    """A cleared Application log is named, and what is left too short to be called healthy."""
    export = Export()
    export.clutter(10 * DAY, step=2)
    export.records["Application"] = [
        record for record in export.records["Application"] if record[0] > 10 * DAY - 5
    ]
    export.cleared(10 * DAY - 5, "Application")
    diagnosis = told(export, tmp_path)
    assert rules(diagnosis) == {"log-cleared"}
    assert verdict(diagnosis) is Verdict.UNKNOWN


def test_missing_logs_are_named(tmp_path: Path) -> None:
    """Without the cmdlet log the renewal rules did not look, and say what they lack."""
    export = Export()
    countdown(export, 6 * DAY, 4)
    export.clutter(6 * DAY)
    for channel in ("System", "MSExchange Management"):
        del export.records[channel]
    diagnosis = told(export, tmp_path)
    lacking = {item.rule: item.missing for item in diagnosis.not_evaluated}
    assert any("MSExchange Management" in name for name in lacking["renewal-effective"])
    assert "log-cleared" in lacking
    assert "internal-certificate-expiring" not in lacking


@pytest.mark.parametrize("spoil", ["case", "spaces", "garbage", "short"])
def test_odd_thumbprints(tmp_path: Path, spoil: str) -> None:
    """Thumbprints are normalised; a value that is none is noted and stops nothing."""
    spelled = {
        "case": X.lower(),
        "spaces": "\u200e" + " ".join(X[i : i + 2] for i in range(0, 40, 2)),
        "garbage": "'; Remove-Item -Recurse C:\\ #",
        "short": "ABC",
    }[spoil]
    export = Export()
    export.every(4, 1, 5 * DAY, 12024, spelled, E1)
    export.clutter(5 * DAY, step=4)
    diagnosis = told(export, tmp_path)
    assert {"ephemeral-certificate-in-use", "internal-certificate-missing"} == rules(diagnosis)
    wanted = (X,) if spoil in ("case", "spaces") else ()
    assert {finding.thumbprints for finding in diagnosis.findings} == {wanted}
    assert bool(diagnosis.notes) == (not wanted)
    assert "Remove-Item" not in "".join(s for f in diagnosis.findings for s in f.remedy)


def test_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    """Files named in any order, or as their folder, give the same diagnosis, byte for byte."""
    export = Export()
    classic_loss(export)
    files = sorted(export.write(tmp_path / "a").iterdir())
    forward = render(diagnose(files, engine="plain"), ENGLISH_READER)
    assert forward == render(diagnose(list(reversed(files)), engine="plain"), ENGLISH_READER)
    assert forward == render(diagnose(tmp_path / "a", engine="plain"), ENGLISH_READER)


def test_both_engines_agree(tmp_path: Path) -> None:
    """The two engines give the same diagnosis."""
    export = Export()
    classic_loss(export)
    plain, durable = told(export, tmp_path), told(export, tmp_path, engine="durable")
    assert (plain.engine, durable.engine) == ("plain", "durable")
    assert replace(durable, engine="plain") == plain


def test_overlapping_exports_count_once(tmp_path: Path) -> None:
    """The same records in two exports are one piece of evidence, whatever the headers say."""
    export = Export()
    classic_loss(export)
    once = diagnose(export.write(tmp_path / "one" / "a"), engine="plain")
    export.write(tmp_path / "two" / "a")
    export.write(tmp_path / "two" / "b", quirks=Quirks.exported())
    twice = diagnose(tmp_path / "two", engine="plain")
    assert [f.count for f in once.findings] == [f.count for f in twice.findings]
    assert [f.id for f in once.findings] == [f.id for f in twice.findings]


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(path.read_bytes()[:70_000]), "expected"),
        (lambda path: path.write_text("this is not a log"), "expected"),
        (lambda path: path.write_bytes(bytes(range(256)) * 40), "expected"),
    ],
)
def test_bad_file_is_accounted_and_the_rest_is_read(
    tmp_path: Path, spoil: Callable[[Path], object], word: str
) -> None:
    """One bad file is a line of the account; what the others hold is found all the same."""
    export = Export()
    classic_loss(export)
    export.write(tmp_path)
    spoil(tmp_path / "MSExchange Management.evtx")
    diagnosis = diagnose(tmp_path, engine="plain")
    account = next(a for a in diagnosis.inputs if a.name.startswith("MSExchange"))
    assert not account.complete
    assert word in " ".join(account.problems)
    assert "internal-certificate-lost" in rules(diagnosis)
    assert not diagnosis.complete


def test_folder_without_logs_is_not_called_fine(tmp_path: Path) -> None:
    """A folder that holds only other files was not looked at."""
    (tmp_path / "readme.txt").write_text("hello")
    diagnosis = diagnose(tmp_path, engine="plain")
    assert not diagnosis.looked
    assert diagnosis.complete
    assert "Left out" in diagnosis.inputs[0].notes[0]
    assert for_diagnosis(diagnosis) == NOT_FULLY_READ
