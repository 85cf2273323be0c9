"""What the messages of Windows' own events tell, where a text has nothing else of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Level,Date and Time,Source,Event ID,Task Category\n"
EN = (
    "A fatal error occurred when attempting to access the TLS server credential private key. The "
    "error code returned from the cryptographic module is 0x8009030D. The internal error state is "
    "10001. The SSPI client process is lsass (PID: 712)."
)
FR = (
    "Une erreur irrécupérable s'est produite lors de la tentative d'accès à la clé privée "
    "d'informations d'identification TLS client. Le code d'erreur renvoyé par le module de "
    "chiffrement est 0x8009030D. L'état d'erreur interne est 10001."
)
DE = (
    "Schwerwiegender Fehler beim Zugriff auf den privaten Schlüssel. Der vom Kryptografiemodul "
    "zurückgegebene Fehlercode ist 0x8009030D. Interner Fehlerstatus: 10001."
)


@pytest.mark.parametrize(("message", "role"), [(EN, "server"), (FR, "client"), (DE, "")])
def test_the_code_of_a_key_that_cannot_be_read(tmp_path: Path, message: str, role: str) -> None:
    """It stands in the message in every language."""
    row = f'Error,2026-11-25 09:14:22,Schannel,36870,None,"{message}"\n'
    (tmp_path / "System.csv").write_text(HEAD + row)
    (fact,) = (
        one
        for one in pipeline.examine(tmp_path).analysis.facts.facts
        if one.kind == "private-key-inaccessible"
    )
    assert fact.text("code") == "0x8009030D"
    assert fact.fields["state"] == 10001
    assert fact.text("role") == role


def test_the_version_of_windows(tmp_path: Path) -> None:
    """The message of its start has the build."""
    row = (
        "Information,2026-11-25 09:14:22,EventLog,6009,None,"
        "Microsoft (R) Windows (R) 10.00. 17763  Multiprocessor Free.\n"
    )
    (tmp_path / "System.csv").write_text(HEAD + row)
    (fact,) = (
        one
        for one in pipeline.examine(tmp_path).analysis.facts.facts
        if one.kind == "windows-version"
    )
    assert (fact.text("version"), fact.fields["build"]) == ("10.00.", 17763)
