"""Pages about what is printed, such as those about checks and errors, and placeholders in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

STATES: Final = (
    "\tValid Internal Transport Certificate Found On Server: False\n"
    "\tValid Auth Certificate Found On Server: False\n"
)
EVENT: Final = (
    "Microsoft Exchange could not find a certificate that contains the domain name {0} in the "
    "personal store on the local computer. Therefore, it is unable to support the STARTTLS SMTP "
    "verb for the connector Default Frontend with a FQDN parameter of {0}."
)
QUEUE: Final = "LastError : 454 4.7.5 Certificate validation failure, Reason:UntrustedRoot"


@pytest.mark.parametrize(
    "text",
    [
        f"HealthChecker: a check\n\nDescription: We check. Example output:\n\n{STATES}\nMore.\n",
        f"The check\n\nSample output:\n{STATES}",
        f"Die Pr\u00fcfung des Zertifikats\n\nBeispielausgabe:\n\n{STATES}",
        f"\u8bc1\u4e66\u68c0\u67e5\n\n\u793a\u4f8b\u8f93\u51fa\uff1a\n{STATES}",
        f"**Description:**\nWe check it.\n{STATES}\n**Included in HTML Report?**\nYes\n",
        f"Symptoms\nIt says\n{STATES}\nCause\nNone is there.\nResolution\nMake one.\n",
        f"How a queue tells of it. Example output:\n\n{QUEUE}\n\nThe certificate of the peer.\n",
    ],
)
def test_a_page_shows_what_nobody_has_seen(tmp_path: Path, text: str) -> None:
    """It is left aside, in whatever language it says that it is an example."""
    (tmp_path / "page.txt").write_text(text, "utf-8")
    diagnosis = pipeline.diagnose([tmp_path], engine="plain")
    assert not diagnosis.findings
    assert diagnosis.inputs[0].complete


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"HealthChecker says on our server\n{STATES}", "health-check-state"),
        (f"Server Name: EX01\nDescription: of us\n{STATES}See also: mail\n", "health-check-state"),
        (f"Example output of EX01:\n\n{STATES}", "health-check-state"),
        (f"Example output:\nName: EX01\n{STATES}", "health-check-state"),
        (f"Sample output:\n\nnone\n\nAnd here it is:\n{STATES}", "health-check-state"),
        (f"For example:\n{QUEUE}\n", "queue-error"),
    ],
)
def test_what_a_server_printed_counts(tmp_path: Path, text: str, kind: str) -> None:
    """It has a name there, stands behind the example, or nobody calls it an example of output."""
    (tmp_path / "a.txt").write_text(text, "utf-8")
    assert kind in {one.kind for one in pipeline.read([tmp_path]).facts}


@pytest.mark.parametrize(
    "value",
    ["%2, hours remaining: %3. Run the cmdlet", "<thumbprint>", "$new.Thumbprint", "$($a.b)"],
)
def test_a_placeholder_is_no_broken_thumbprint(tmp_path: Path, value: str) -> None:
    """Nobody is asked to paste a list again that is none."""
    (tmp_path / "a.txt").write_text(f"Subject: %1\nThumbprint: {value}\nServices: SMTP\n")
    (report,) = pipeline.read([tmp_path]).inputs
    assert not any("40 hexadecimal" in one for one in report.problems)


@pytest.mark.parametrize("value", ["1851CC210401E7DB7C6FC6142", "1851CC21...", "(removed)"])
def test_a_broken_thumbprint_is_told(tmp_path: Path, value: str) -> None:
    """What stood there is not known."""
    (tmp_path / "a.txt").write_text(
        f"Thumbprint : {value}\nSubject : CN=mail.contoso.com\nServices : SMTP\n"
    )
    (report,) = pipeline.read([tmp_path]).inputs
    assert not report.complete


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'What does this mean? "{EVENT.format("mail.example.com")}" I study.', False),
        (f"\u65e5\u5fd7\u91cc\u51fa\u73b0\n{EVENT.format('mail.example.com')}\n", False),
        (f"We have this: {EVENT.format('mail.contoso.com')}", True),
        (f"Event ID: 12014\n{EVENT.format('mail.example.com')}", True),
        (
            (
                "Source: MSExchangeTransport\nEvent ID: 12014\nDescription: "
                f"{EVENT.format('mail.example.com')}"
            ),
            True,
        ),
    ],
)
def test_a_host_of_manuals_has_no_trouble(tmp_path: Path, text: str, told: bool) -> None:
    """Unless the event has its head: who hides a name writes such a one, too."""
    (tmp_path / "a.txt").write_text(text, "utf-8")
    found = pipeline.read([tmp_path])
    assert ("event-told" in {one.kind for one in found.facts}) is told
    assert found.inputs[0].complete or told
