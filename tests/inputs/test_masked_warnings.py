"""What authors masked or left without a date is told for what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

WARNING: Final = (
    "This certificate with thumbprint {} and subject '*.contoso.com' cannot used for POP SSL/TLS "
    "connections because the subject is not a Fully Qualified Domain Name (FQDN). Use command "
    "Set-POPSettings to set X509CertificateName to the FQDN of the service."
)
OTHER: Final = (
    "Log Name: Application\nSource: MSExchange Web Services\nEvent ID: 12025\nLevel: Error\n"
    "Message: The certificate with thumbprint [thumbprint] used for [service] has expired.\n"
)


@pytest.mark.parametrize("thumbprint", ["XXXXXXXXXX", "A1" * 20, "<removed>"])
@pytest.mark.parametrize("before", ["Warning\n\n", "WARNING: ", "Import-ExchangeCertificate -X\n"])
def test_a_warning_counts_whatever_its_author_masked(before: str, thumbprint: str) -> None:
    """Among commands without a prompt, too."""
    said = f"$name = 'x'\n{before}{WARNING.format(thumbprint)}\nSet-POPSettings -Name y\n"
    (fact,) = told(said).of("service-name-warning")
    assert fact.fields["service"] == "POP"


def test_a_sentence_about_the_warning_is_none() -> None:
    """Somebody's own words."""
    said = (
        "Exchange says that it cannot be used for POP SSL/TLS connections because the subject is "
        "not a Fully Qualified Domain Name (FQDN); what should we do about that?"
    )
    assert not told(said).of("service-name-warning")


def problems(folder: Path, text: str) -> str:
    """Give what the report says of a text."""
    (folder / "event.txt").write_text(text, "utf-8")
    (report,) = pipeline.diagnose([folder], engine="plain").inputs
    return " ".join(report.problems)


def test_an_event_that_is_none_of_ours_is_named(tmp_path: Path) -> None:
    """With its number and its source, as whoever sent it takes it for the cause."""
    said = problems(tmp_path, OTHER)
    assert "event 12025 of MSExchange Web Services" in said
    assert "none of the events that certtrail judges" in said


def test_a_text_without_an_event_is_told_as_before(tmp_path: Path) -> None:
    """Labels of other things are no event."""
    said = problems(tmp_path, OTHER.replace("Event ID: 12025\n", ""))
    assert "none of the events" not in said
