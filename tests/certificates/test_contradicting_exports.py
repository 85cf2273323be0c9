"""Exports that contradict each other: it is told, and takes nothing away that logs show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner

from certtrail import diagnose
from certtrail.cli.main import cli
from certtrail.model.vocabulary import Verdict
from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis

X, Y, Z = map(thumbprint, ("x", "y", "z"))
DAY: Final = 24.0


def service(named: str) -> str:
    """Write what Get-TransportService shows."""
    return f"""[PS] C:\\>Get-TransportService EX01 | fl Name,InternalTransportCertificateThumbprint

Name                                   : EX01
InternalTransportCertificateThumbprint : {named}

"""


def auth(named: str) -> str:
    """Write what Get-AuthConfig shows."""
    return f"""[PS] C:\\>Get-AuthConfig | fl

CurrentCertificateThumbprint  : {named}
PreviousCertificateThumbprint :

"""


AUTH: Final = f"""[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl

CertificateDomains : {{}}
HasPrivateKey      : True
IsSelfSigned       : True
Issuer             : CN=Microsoft Exchange Server Auth Certificate
NotAfter           : 12/15/2021 3:00:00 PM
NotBefore          : 12/15/2016 3:00:00 PM
Services           : SMTP
Status             : DateInvalid
Subject            : CN=Microsoft Exchange Server Auth Certificate
Thumbprint         : {X}

"""


def expired(folder: Path, *texts: str) -> Diagnosis:
    """Diagnose a log that tells of X, expired and in use to its end, beside texts."""
    export = Export()
    export.every(4, 0.5, 5 * DAY, 12017, X, "HOURS-120")
    export.every(1, 5 * DAY, 8 * DAY, 12015, X)
    export.clutter(8 * DAY)
    export.write(folder)
    for number, text in enumerate(texts):
        (folder / f"list{number}.txt").write_text(text)
    return diagnose([folder], engine="plain")


def found(diagnosis: Diagnosis) -> list[str]:
    """Give the rules that fired, in the order of the report."""
    return [one.rule for one in diagnosis.findings]


@pytest.mark.parametrize(
    "texts",
    [(service(X), service(Y)), (service(Y), service(X)), (service(Y), service(Z))],
)
def test_two_that_contradict_each_other_silence_nothing(
    tmp_path: Path, texts: tuple[str, ...]
) -> None:
    """What has expired in use leads, and the contradiction is told beside it."""
    diagnosis = expired(tmp_path, *texts)
    assert found(diagnosis)[0] == "internal-certificate-expired"
    assert "exports-name-different-certificates" in found(diagnosis)
    assert diagnosis.servers[0].verdict is Verdict.AT_RISK
    first = diagnosis.findings[0]
    assert "contradict each other" in str(first.cause)


def test_one_against_the_log_is_told_as_that(tmp_path: Path) -> None:
    """The log shows that an expired one is in use, whatever an export says since."""
    diagnosis = expired(tmp_path, service(Y))
    assert found(diagnosis) == ["planes-disagree"]
    assert diagnosis.servers[0].verdict is Verdict.AT_RISK


def test_one_session_shows_it_twice(tmp_path: Path) -> None:
    """What it shows last counts, and contradicts nothing."""
    diagnosis = expired(tmp_path, service(Y) + service(X))
    assert found(diagnosis) == ["internal-certificate-expired"]


def test_a_plan_looks_first(tmp_path: Path) -> None:
    """Which one has the role decides what the prompt is answered."""
    diagnosis = expired(tmp_path, service(X), service(Y))
    (plan,) = [one for one in diagnosis.renewals if one.thumbprint == X]
    assert "See which certificate has the internal role" in plan.steps[0]


def test_selection_says_who_contradicts_whom(tmp_path: Path) -> None:
    """Both are named, with where they stand."""
    expired(tmp_path, service(X), service(Y), AUTH)
    done = CliRunner().invoke(cli, ["select", str(tmp_path), "-q"])
    told = " ".join(done.stdout.split())
    assert "no export tells" not in told
    for part in (X, Y, "list0.txt", "list1.txt"):
        assert part in told


@pytest.mark.parametrize(
    ("texts", "there", "confidence"),
    [
        ((auth(X),), True, "high"),
        ((auth(Y),), False, ""),
        ((auth(X), auth(Y)), True, "low"),
        ((auth(Y) + auth(X),), True, "high"),
    ],
)
def test_so_it_is_with_the_auth_certificate(
    tmp_path: Path, texts: tuple[str, ...], there: bool, confidence: str
) -> None:
    """Two that name different ones leave open which is the current one."""
    diagnosis = expired(tmp_path, AUTH, *texts)
    told = [one for one in diagnosis.findings if one.rule == "auth-certificate-expired"]
    assert [str(one.confidence) for one in told] == [confidence] * there


@pytest.mark.parametrize(
    ("texts", "rule"),
    [
        ((auth(X),), "auth-certificate-not-published"),
        ((auth(Y) + auth(X),), "auth-certificate-not-published"),
        ((auth(X) + auth(Y),), ""),
        ((auth(X), auth(Y)), ""),
        ((auth(Y),), ""),
        ((), "auth-certificate-which-is-current"),
    ],
)
def test_one_that_was_made_is_not_one_in_use(
    tmp_path: Path, texts: tuple[str, ...], rule: str
) -> None:
    """What AuthConfig names at last decides, not which of two is newer."""
    newer = AUTH.replace(X, Y).replace("DateInvalid", "Valid")
    newer = newer.replace("2021", "2031").replace("2016", "2024").partition("\n\n")[2]
    (tmp_path / "list.txt").write_text(AUTH + newer)
    for number, text in enumerate(texts):
        (tmp_path / f"auth{number}.txt").write_text(text)
    told = {one.rule: one for one in diagnose([tmp_path], engine="plain").findings}
    assert list(told) == [rule] * bool(rule)
    for one in told.values():
        said = " ".join(str(step) for step in one.remedy)
        # Where nothing tells which one is in use, that is to be seen first.
        other = Y if texts else "NEW"
        assert f"Set-AuthConfig -NewCertificateThumbprint {other}" in said
        assert "New-ExchangeCertificate" not in said or not texts
