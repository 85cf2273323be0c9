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
