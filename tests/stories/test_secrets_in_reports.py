"""A secret that stands in what PowerShell and the audit log tell is in no report."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import pytest

import certtrail
from certtrail.reports.format_names import Format
from certtrail.reports.formats import render
from tests.stories.exports import thumbprint
from tests.stories.planted import audit, event, named
from tests.text.test_masking import FORMS, filled

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis

A: Final = thumbprint("secret a")
SECRETS: Final = ("hunter2", "SABVAE4AVABFAFIAMgA=")
OPERATIONAL: Final = "Microsoft-Windows-PowerShell"


def _block(number: int, text: str) -> str:
    data = named(
        MessageNumber="1",
        MessageTotal="1",
        ScriptBlockId=str(number),
        Path="",
        ScriptBlockText=text,
    )
    return event(OPERATIONAL, f"{OPERATIONAL}/Operational", 4104, "EX01", number, data)


@cache
def case() -> tuple[Diagnosis, str]:
    """Diagnose every form in script blocks, and some in the audit log and a transcript.

    Gives all facts as a text, too, of which a report only shows some.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        told = [
            _block(number, f"Remove-Item Cert:\\LocalMachine\\My\\{A}; {filled(form)}")
            for number, form in enumerate(FORMS, start=1)
        ]
        told += [
            audit(
                900,
                "EX01",
                "Import-ExchangeCertificate",
                '-Password "hunter2" -FileData "1"',
                "dana",
            ),
            audit(
                901,
                "EX01",
                "Remove-ExchangeCertificate",
                f'-Thumbprint "{A}" -Pass "hunter2"',
                "dana",
                error="The password 'hunter2' is not the one of the internal certificate.",
            ),
        ]
        (folder / "logs.xml").write_text(f"<Events>{''.join(told)}</Events>", encoding="utf-8")
        (folder / "console.txt").write_text(
            "[PS] C:\\>Import-ExchangeCertificate -FileData 1 -Password:(ConvertTo-SecureString "
            "'hunter2' -AsPlainText -Force)\n"
            "LastError : 454 4.7.5 The certificate specified in TlsCertificateName of X could not "
            "be found; password=hunter2\n",
            encoding="utf-8",
        )
        opened = certtrail.open(folder)
        return opened.diagnosis, repr(opened.analysis.facts.facts)


def test_no_fact_has_a_secret() -> None:
    """The masked texts are among the facts."""
    diagnosis, facts = case()
    assert facts.count("***") > len(FORMS)
    assert [secret for secret in SECRETS if secret in facts] == []
    assert "***" in render(diagnosis, "json")


@pytest.mark.parametrize("form", Format)
def test_no_secret(form: Format) -> None:
    """In no format."""
    told = render(case()[0], form)
    assert [secret for secret in SECRETS if secret in told] == []
