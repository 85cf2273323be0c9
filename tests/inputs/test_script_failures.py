"""A renewal tool's script whose cmdlet failed, where its log does not have Exchange's answer."""

from __future__ import annotations

from typing import Final

import pytest

from tests.inputs.pasted import told

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
LOG: Final = """\
[VERB] Updating Exchange services...
[{level}] Script error: C:\\le\\Scripts\\ImportExchange.ps1 : Error in {cmdlet}
[{level}] Script error: En línea: 1 Carácter: 1
[{level}] Script error: + .'./Scripts/ImportExchange.ps1' '{a}' 'IIS, ...
[{level}] Script error:     + CategoryInfo          : NotSpecified: (:) [Write-Error]
"""


@pytest.mark.parametrize("level", ["EROR", "ERR", "WARN"])
@pytest.mark.parametrize("cmdlet", ["Enable-ExchangeCertificate", "Import-ExchangeCertificate"])
def test_a_script_that_failed(level: str, cmdlet: str) -> None:
    """Which cmdlet it was and for which certificate; twice is once."""
    text = LOG.format(level=level, cmdlet=cmdlet, a=A)
    (fact,) = told(text + text).of("exchange-refusal")
    assert (fact.text("reason"), fact.text("cmdlet")) == ("unsaid", cmdlet)
    assert fact.text("thumbprint") == A


def test_what_exchange_answered_is_told_instead() -> None:
    """The answer has its reason."""
    answer = (
        f"A special Rpc error occurs on server EX01: The certificate with thumbprint {A} was found"
        " but is not valid for use with Exchange Server (reason: PrivateKeyMissing).\n"
    )
    text = LOG.format(level="EROR", cmdlet="Enable-ExchangeCertificate", a=A) + answer
    assert [one.text("reason") for one in told(text).of("exchange-refusal")] == ["not-valid"]


def test_a_script_that_went_well() -> None:
    """Nor is a step of another program a refusal."""
    assert not told("[VERB] Script finished: Enable-ExchangeCertificate\n").of("exchange-refusal")
    assert not told("[EROR] Script error: Error in Restart-Service\n").of("exchange-refusal")


CALLED: Final = "Script ./Scripts/Import.ps1 starting with parameters '{a}' {services} 1 'x'\n"


@pytest.mark.parametrize(
    ("call", "told_of"),
    [
        ("'IIS,IMAP,POP' 1 'C:\\x.pfx'", {"services": "IIS,IMAP,POP"}),
        ("'SMTP, IIS' 1", {"services": "IIS,SMTP"}),
        ("SMTP 1", {"services": "SMTP"}),
        ("'IIS, ...", {"services_shown": "IIS"}),
        ("'IIS,SMTP...", {"services_shown": "IIS,SMTP"}),
        ("...", {}),
        ("'UM' 1", {}),
    ],
)
def test_what_a_script_was_called_for(call: str, told_of: dict[str, str]) -> None:
    """Whole, or as much as the error shows of it; nothing is put in its place."""
    text = LOG.format(level="EROR", cmdlet="Enable-ExchangeCertificate", a=A)
    (fact,) = told(text.replace("'IIS, ...", call)).of("exchange-refusal")
    shown = {name: fact.fields[name] for name in fact.fields if name.startswith("services")}
    assert shown == told_of


def test_the_call_before_tells_what_the_error_cuts() -> None:
    """Whatever stands in quotation marks or not."""
    failed = LOG.format(level="EROR", cmdlet="Enable-ExchangeCertificate", a=A)
    for services in ("'IIS,POP'", "IIS,POP"):
        (fact,) = told(CALLED.format(a=A, services=services) + failed).of("exchange-refusal")
        assert fact.text("services") == "IIS,POP"
    bare = failed.partition("[EROR] Script error: +")[0]
    (fact,) = told(CALLED.format(a=A, services="'IIS,POP'") + bare).of("exchange-refusal")
    assert (fact.text("thumbprint"), fact.text("services")) == (A, "IIS,POP")


def test_a_script_that_went_well_later() -> None:
    """For the same certificate, with its renewal; else it still failed."""
    failed = LOG.format(level="EROR", cmdlet="Enable-ExchangeCertificate", a=A)
    again, done = CALLED.format(a=A, services="'IIS'"), "Renewal for mail.contoso.com succeeded\n"
    other = CALLED.format(a=A.replace("1", "2"), services="'IIS'")

    def failures(text: str) -> int:
        return len(told(text).of("exchange-refusal"))

    assert failures(failed + again + done) == 0
    assert failures(failed + done) == 1
    assert failures(failed + other + done) == 1
    assert failures(failed + again + failed + done) == 1
    assert failures(again + done + failed) == 1


@pytest.mark.parametrize(
    ("stamp", "at"), [("2022-11-06 09:01:27.098 -06:00 ", 1_667_746_887), ("", 0)]
)
def test_the_time_of_a_line_is_told(stamp: str, at: int) -> None:
    """Where the tool's file has it, with its zone; the console has none."""
    line = r"[ERR] Script error: C:\le\Scripts\ImportExchange.ps1 : Error in "
    (fact,) = told(f"{stamp}{line}Import-ExchangeCertificate\n").of("exchange-refusal")
    assert fact.time == at * 10**9
