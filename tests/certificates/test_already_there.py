"""An import that is refused as the certificate is there: whether the copy there has its key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.model.vocabulary import Severity
from certtrail.pipeline import diagnose

if TYPE_CHECKING:
    from pathlib import Path

X: Final = "4961EBFAAA1B27154D50CFFD1B7F6EF64CC691A4"
REFUSED: Final = f"""[PS] C:\\>Import-ExchangeCertificate -FileData $d -Password $p
A special Rpc error occurs on server EX03: Cannot import certificate. A certificate with the thumbprint {X} already exists.
    + CategoryInfo          : InvalidArgument: (:) [Import-ExchangeCertificate], InvalidOperationException
"""  # noqa: E501
REMOVES: Final = "remove that copy"


def table(services: str) -> str:
    """Write the short list of a console."""
    return (
        "[PS] C:\\>Get-ExchangeCertificate\n\n"
        "Thumbprint                                Services   Subject\n"
        "----------                                --------   -------\n"
        f"{X}  {services}    CN=mail.contoso.com\n\n"
    )


def listed(key: str, services: str) -> str:
    """Write the long one."""
    return (
        "[PS] C:\\>Get-ExchangeCertificate | fl\n\n"
        f"Thumbprint         : {X}\nServices           : {services}\nStatus             : Valid\n"
        f"HasPrivateKey      : {key}\nSubject            : CN=mail.contoso.com\n"
        "Issuer             : CN=Contoso CA 1\nNotBefore          : 1/31/2026 1:00:00 AM\n"
        "NotAfter           : 12/31/2090 1:00:00 AM\n\n"
    )


def told(folder: Path, *texts: str) -> tuple[Severity, str]:
    """Diagnose a console; give how bad the refusal is, and the steps."""
    (folder / "console.txt").write_text("".join((REFUSED, *texts)))
    (finding,) = (
        one
        for one in diagnose([folder], engine="plain").findings
        if one.rule == "certificate-refused"
    )
    return finding.severity, " ".join(map(str, finding.remedy))


@pytest.mark.parametrize("shown", [table("...WS.."), table("IP..S.."), listed("True", "SMTP")])
def test_one_that_has_its_key(tmp_path: Path, shown: str) -> None:
    """Exchange lists it, and gives it services: it stays."""
    severity, steps = told(tmp_path, shown)
    assert severity is Severity.INFO
    assert REMOVES not in steps


@pytest.mark.parametrize("shown", [table("......."), listed("True", "None")])
def test_one_that_is_only_not_enabled(tmp_path: Path, shown: str) -> None:
    """Exchange lists what it can use: it is there with its key, and lacks the service alone."""
    severity, steps = told(tmp_path, shown)
    assert severity is Severity.LOW
    assert REMOVES not in steps
    assert f"Enable-ExchangeCertificate -Server EX03 -Thumbprint {X} -Services SMTP" in steps


@pytest.mark.parametrize(
    "shown",
    [
        "",
        listed("False", "None"),
        table(".......").replace(X, "3F" * 20),
        (
            f"[PS] C:\\>dir Cert:\\LocalMachine\\My\n\n    PSParentPath: "
            f"Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My\n\n"
            f"Thumbprint                                Subject\n"
            f"----------                                -------\n{X}  CN=mail.contoso.com\n\n"
        ),
    ],
)
def test_one_that_may_lack_it(tmp_path: Path, shown: str) -> None:
    """No list shows that it has a key, or one shows that it has none."""
    severity, steps = told(tmp_path, shown)
    assert severity is Severity.MEDIUM
    assert REMOVES in steps
